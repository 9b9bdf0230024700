"""Training: compute, memory, parallelism and checkpoints."""

from __future__ import annotations

from math import sqrt

from .errors import EstimateError
from .registry import ABOVE_ZERO, FRACTION, NOT_NEGATIVE, POSITIVE, WHOLE, Arg, Range, formula

PARAMETERS = Arg("Parameters", "N", "", POSITIVE)
TOKENS = Arg("Training tokens", "D", "", POSITIVE)
DIMENSIONS = Arg("Dimensions", "d", "", WHOLE)
BYTES_PER_VALUE = Arg("Bytes per value", "b", "bytes", POSITIVE)
STAGE = Range("between 0 and 3", lambda x: 0 <= x <= 3, whole=True)
SIX = {"6": "2 FLOP per parameter and token forward and 4 backward"}


@formula(
    result="Size of the embedding table",
    symbol="M",
    unit="bytes",
    tex=r"[rows] * \left([dimensions] * [bytes_per_value] + [optimizer_bytes_per_row]\right)",
    rows=Arg("Rows", "n", "", POSITIVE),
    dimensions=DIMENSIONS,
    bytes_per_value=BYTES_PER_VALUE,
    optimizer_bytes_per_row=Arg("Optimizer state per row", "s", "bytes", NOT_NEGATIVE),
)
def embedding_table(
    *, rows: float, dimensions: int, bytes_per_value: float, optimizer_bytes_per_row: float = 0
) -> float:
    """Bytes of a table with its optimizer state: rows x (dimensions x bytes + state per row).

    State per row: 4 bytes for row-wise Adagrad, 8 bytes x dimensions for Adam in fp32.
    Source: Naumov, M. et al., Deep Learning Recommendation Model, 2019.
    """
    return rows * (dimensions * bytes_per_value + optimizer_bytes_per_row)


@formula(
    result="Training compute",
    symbol="C",
    unit="FLOP",
    tex="6 * [parameters] * [tokens]",
    where=SIX,
    parameters=PARAMETERS,
    tokens=TOKENS,
)
def training_flops(*, parameters: float, tokens: float) -> float:
    """FLOP to train a dense transformer: 6 N D, attention over the context left out.

    Source: Kaplan, J. et al., Scaling Laws for Neural Language Models, 2020.
    """
    return 6 * parameters * tokens


@formula(
    result="Training time",
    symbol="t",
    unit="days",
    where=SIX,
    tex=r"\frac{6 * [parameters] * [tokens]}{86{,}400 * [devices] * [flops_per_s] * [utilization]}",
    parameters=PARAMETERS,
    tokens=TOKENS,
    devices=Arg("Devices", "n", "", WHOLE),
    flops_per_s=Arg("Peak compute of a device", "F", "FLOP/s", POSITIVE),
    utilization=Arg("Model FLOP utilization", "u", "fraction", ABOVE_ZERO),
)
def training_days(*, parameters: float, tokens: float, devices: int, flops_per_s: float, utilization: float) -> float:
    """Days: 6 N D over what the devices deliver at that share of their peak, without restarts.

    Source: Kaplan et al. (2020) for 6 N D; utilization (MFU) as in Chowdhery, A. et al., PaLM, 2022.
    """
    return 6 * parameters * tokens / (86_400 * devices * flops_per_s * utilization)


@formula(
    result="Memory for weights, gradients and Adam state",
    symbol="M",
    unit="bytes",
    tex="16 * [parameters]",
    where={"16": "2 bytes each for the 16-bit weight and gradient, 4 each for the fp32 weight and Adam's two moments"},
    parameters=PARAMETERS,
)
def adam_memory(*, parameters: float) -> float:
    """Bytes of model state in mixed precision: 2 + 2 + 4 + 4 + 4 = 16 per parameter, without activations.

    Source: Rajbhandari, S. et al., ZeRO: Memory Optimizations, 2020.
    """
    return 16 * parameters


@formula(
    result="Speedup of the whole",
    symbol="S",
    unit="times",
    tex=r"\frac{1}{(1 - [parallel_fraction]) + [parallel_fraction] / [speedup]}",
    parallel_fraction=Arg("Share of the time that is sped up", "p", "fraction", FRACTION),
    speedup=Arg("Speedup of that share", "s", "times", POSITIVE),
)
def amdahl(*, parallel_fraction: float, speedup: float) -> float:
    """Times faster as a whole when a share p of the old time becomes s times faster: 1 / ((1 - p) + p / s).

    Source: Amdahl, G. M., Validity of the Single Processor Approach, 1967.
    """
    return 1 / ((1 - parallel_fraction) + parallel_fraction / speedup)


@formula(
    result="Time lost to the pipeline bubble",
    symbol="B",
    unit="fraction",
    tex=r"\frac{[stages] - 1}{[microbatches] + [stages] - 1}",
    stages=Arg("Pipeline stages", "p", "", WHOLE),
    microbatches=Arg("Microbatches per step", "m", "", WHOLE),
)
def pipeline_bubble(*, stages: int, microbatches: int) -> float:
    """Fraction of a step in which a stage is idle: (p - 1) / (m + p - 1).

    Relative to the ideal time, as in Narayanan, D. et al., 2021, it would be (p - 1) / m.

    Source: Huang, Y. et al., GPipe: Efficient Training of Giant Neural Networks using Pipeline Parallelism, 2019.
    """
    return (stages - 1) / (microbatches + stages - 1)


@formula(
    result="Time between checkpoints",
    symbol="t",
    unit="s",
    tex=r"\sqrt{2 * [checkpoint_s] * [mean_time_between_failures_s]}",
    checkpoint_s=Arg("Time to write a checkpoint", r"\delta", "s", POSITIVE),
    mean_time_between_failures_s=Arg("Mean time between failures", "M", "s", POSITIVE),
)
def checkpoint_interval(*, checkpoint_s: float, mean_time_between_failures_s: float) -> float:
    """Seconds of work between two checkpoints that lose least time: sqrt(2 delta M), for delta far below M.

    Raises EstimateError when a checkpoint takes as long as the time between failures.
    Source: Young, J. W., A First Order Approximation to the Optimum Checkpoint Interval, 1974.
    """
    if checkpoint_s >= mean_time_between_failures_s:
        raise EstimateError("checkpoint_s must be below mean_time_between_failures_s")
    return sqrt(2 * checkpoint_s * mean_time_between_failures_s)


@formula(
    result="Model state per device",
    symbol="M",
    unit="bytes",
    tex=r"[parameters] * \left(\frac{2}{[devices]^{([stage] \ge 3)}} + \frac{2}{[devices]^{([stage] \ge 2)}}"
    r" + \frac{12}{[devices]^{([stage] \ge 1)}}\right)",
    where={
        "2": "the bytes of a 16-bit weight, and of a 16-bit gradient",
        "12": "the bytes of the fp32 weight and Adam's two moments",
        r"(z \ge k)": "1 from stage $k$ on and 0 before",
    },
    parameters=PARAMETERS,
    devices=Arg("Devices", "n", "", WHOLE),
    stage=Arg("ZeRO stage", "z", "", STAGE),
)
def zero_memory(*, parameters: float, devices: int, stage: int) -> float:
    """Bytes of weights, gradients and optimizer state on each device: 16 per parameter, split by stage.

    Stage 0 copies all, 1 splits the optimizer state, 2 also the gradients, 3 also the weights. Activations come on top.

    Source: Rajbhandari, S. et al., ZeRO: Memory Optimizations, 2020.
    """
    weights, gradients, optimizer = (devices if stage >= first else 1 for first in (3, 2, 1))
    return parameters * (2 / weights + 2 / gradients + 12 / optimizer)


@formula(
    result="Time of an all-reduce",
    symbol="t",
    unit="s",
    tex=r"\frac{2 * ([devices] - 1)}{[devices]} * \frac{[bytes_each]}{[bytes_per_s]}",
    bytes_each=Arg("Bytes to reduce", "S", "bytes", POSITIVE),
    devices=Arg("Devices", "n", "", WHOLE),
    bytes_per_s=Arg("Bandwidth of a device, each way", "B", "bytes/s", POSITIVE),
)
def all_reduce_time(*, bytes_each: float, devices: int, bytes_per_s: float) -> float:
    """Seconds to sum a buffer over all devices, each sending 2 (n - 1) / n of it; latency left out.

    Source: Patarasuk, P. and Yuan, X., Bandwidth Optimal All-reduce Algorithms for Clusters of Workstations, 2009.
    """
    return 2 * (devices - 1) / devices * bytes_each / bytes_per_s
