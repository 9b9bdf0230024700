"""Serving language models: prefill, room for sequences, speculation, fleet."""

from __future__ import annotations

from .errors import EstimateError
from .registry import ABOVE_ZERO, BELOW_ONE, NOT_NEGATIVE, POSITIVE, WHOLE, Arg, formula, round_down, round_up
from .training import PARAMETERS


@formula(
    result="Time to read the prompt",
    symbol="t",
    unit="s",
    tex=r"\frac{2 * [parameters] * [prompt_tokens]}{[flops_per_s] * [utilization]}",
    where={"2": "one multiplication and one addition per parameter and token"},
    parameters=PARAMETERS,
    prompt_tokens=Arg("Prompt tokens", "P", "tokens", POSITIVE),
    flops_per_s=Arg("Peak compute of the device", "F", "FLOP/s", POSITIVE),
    utilization=Arg("Share of the peak that is reached", "u", "fraction", ABOVE_ZERO),
)
def prefill_time(*, parameters: float, prompt_tokens: float, flops_per_s: float, utilization: float) -> float:
    """Seconds in which one device reads a prompt: 2 N P over what it delivers, attention left out.

    It is also the least time to the first token.

    Source: Kaplan, J. et al., Scaling Laws for Neural Language Models, 2020 (2 N FLOP per token forward).
    """
    return 2 * parameters * prompt_tokens / (flops_per_s * utilization)


@formula(
    result="Sequences that fit",
    symbol="B",
    unit="sequences",
    tex=r"\left\lfloor \frac{[memory_bytes] * [usable_fraction] - [weight_bytes]}{[cache_bytes]} \right\rfloor",
    memory_bytes=Arg("Memory of the node", "M", "bytes", POSITIVE),
    usable_fraction=Arg("Share that may be used", "u", "fraction", ABOVE_ZERO),
    weight_bytes=Arg("Weights", "w", "bytes", POSITIVE),
    cache_bytes=Arg("KV cache of a sequence", "c", "bytes", POSITIVE),
)
def sequences_per_node(*, memory_bytes: float, usable_fraction: float, weight_bytes: float, cache_bytes: float) -> int:
    """Whole sequences whose KV cache fits beside the weights: (memory x usable - weights) / cache, rounded down.

    Raises EstimateError when the weights alone do not fit.
    Source: Kwon, W. et al., Efficient Memory Management for Large Language Model Serving with PagedAttention, 2023.
    """
    room = memory_bytes * usable_fraction - weight_bytes
    if room < 0:
        raise EstimateError("weight_bytes must be at most memory_bytes x usable_fraction: the weights do not fit")
    return round_down(room / cache_bytes)


@formula(
    result="Speedup by speculative decoding",
    symbol="S",
    unit="times",
    tex=r"\frac{1 - [acceptance]^{[draft_tokens] + 1}}{(1 - [acceptance]) * ([draft_tokens] * [draft_cost] + 1)}",
    acceptance=Arg("Chance that a drafted token is accepted", r"\alpha", "probability", BELOW_ONE),
    draft_tokens=Arg("Tokens drafted per step", r"\gamma", "tokens", WHOLE),
    draft_cost=Arg("Time of a draft step over that of the large model", "c", "ratio", NOT_NEGATIVE),
)
def speculative_speedup(*, acceptance: float, draft_tokens: int, draft_cost: float) -> float:
    """Times faster per token: expected tokens of a step over what the step costs; below 1 it is slower.

    Holds while the large model checks the drafted tokens in the time of one of its steps.

    Source: Leviathan, Y., Kalman, M. and Matias, Y., Fast Inference from Transformers via Speculative Decoding, 2023.
    """
    return (1 - acceptance ** (draft_tokens + 1)) / ((1 - acceptance) * (draft_tokens * draft_cost + 1))


@formula(
    result="Devices needed",
    symbol="R",
    unit="devices",
    tex=r"\left\lceil \frac{[rate_per_s]}{[target_utilization]} * \left([prefill_s] + \frac{[output_tokens] *"
    r" [step_s]}{[batch]}\right) \right\rceil",
    rate_per_s=Arg("Request rate", r"\lambda", "requests/s", POSITIVE),
    prefill_s=Arg("Prefill of a request", "t_p", "s", NOT_NEGATIVE),
    output_tokens=Arg("Output tokens of a request", "T", "tokens", POSITIVE),
    step_s=Arg("Time of a decode step", "t_d", "s", POSITIVE),
    batch=Arg("Sequences decoded together", "B", "sequences", WHOLE),
    target_utilization=Arg("Target utilization", "u", "fraction", ABOVE_ZERO),
)
def llm_fleet(
    *,
    rate_per_s: float,
    prefill_s: float,
    output_tokens: float,
    step_s: float,
    batch: int,
    target_utilization: float,
) -> int:
    """Whole devices that each do prefill and decode: requests/s x device time per request / utilization, rounded up.

    A request takes its prefill alone, and of each of its decode steps the share that falls to it.

    Source: Little (1961) for rate x time; prefill and decode as in Agrawal, A. et al., Sarathi-Serve, 2024.
    """
    return round_up(rate_per_s / target_utilization * (prefill_s + output_tokens * step_s / batch))
