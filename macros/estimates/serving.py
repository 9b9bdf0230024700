"""Serving models: memory, bandwidth, cost."""

from __future__ import annotations

from .registry import AT_LEAST_ONE, FRACTION, NOT_NEGATIVE, POSITIVE, WHOLE, Arg, formula
from .training import BYTES_PER_VALUE, DIMENSIONS

MEMORY_BANDWIDTH = Arg("Memory bandwidth", "B", "bytes/s", POSITIVE)


@formula(
    result="Size of the flat index",
    symbol="M",
    unit="bytes",
    tex="[vectors] * [dimensions] * [bytes_per_value]",
    vectors=Arg("Vectors", "n", "", POSITIVE),
    dimensions=DIMENSIONS,
    bytes_per_value=BYTES_PER_VALUE,
)
def flat_index(*, vectors: float, dimensions: int, bytes_per_value: float) -> float:
    """Bytes of an exact index that stores the vectors as they are: vectors x dimensions x bytes.

    Source: Johnson, J., Douze, M. and Jegou, H., Billion-scale similarity search with GPUs, 2017.
    """
    return vectors * dimensions * bytes_per_value


@formula(
    result="Ridge of the roofline",
    symbol="I",
    unit="FLOP/byte",
    tex=r"\frac{[flops_per_s]}{[bytes_per_s]}",
    flops_per_s=Arg("Peak compute", "F", "FLOP/s", POSITIVE),
    bytes_per_s=MEMORY_BANDWIDTH,
)
def roofline_ridge(*, flops_per_s: float, bytes_per_s: float) -> float:
    """FLOP per byte above which compute, below which memory bandwidth is the limit: peak FLOP/s over bytes/s.

    Source: Williams, S., Waterman, A. and Patterson, D., Roofline, Communications of the ACM 52(4), 2009.
    """
    return flops_per_s / bytes_per_s


@formula(
    result="KV cache",
    symbol="M",
    unit="bytes",
    tex="2 * [layers] * [kv_heads] * [head_dimension] * [bytes_per_value] * [tokens]",
    where={"2": "one key and one value"},
    layers=Arg("Layers", "l", "", WHOLE),
    kv_heads=Arg("Key-value heads", "h", "", WHOLE),
    head_dimension=Arg("Dimensions of a head", "d", "", WHOLE),
    bytes_per_value=BYTES_PER_VALUE,
    tokens=Arg("Tokens in the cache", "t", "", POSITIVE),
)
def kv_cache(*, layers: int, kv_heads: int, head_dimension: int, bytes_per_value: float, tokens: float) -> float:
    """Bytes of keys and values of all cached tokens: 2 x layers x KV heads x head dimension x bytes x tokens.

    With grouped-query attention the KV heads are fewer than the query heads.
    Source: Pope, R. et al., Efficiently Scaling Transformer Inference, 2022; Ainslie, J. et al., GQA, 2023.
    """
    return 2 * layers * kv_heads * head_dimension * bytes_per_value * tokens


@formula(
    result="Least time per decoded token",
    symbol="t",
    unit="s",
    tex=r"\frac{[weight_bytes]}{[bytes_per_s]}",
    weight_bytes=Arg("Bytes of the weights read", "w", "bytes", POSITIVE),
    bytes_per_s=MEMORY_BANDWIDTH,
)
def decode_floor(*, weight_bytes: float, bytes_per_s: float) -> float:
    """Seconds that a decode step takes at least, as each step reads all weights once: bytes / bandwidth.

    Reading the KV cache comes on top. A step yields one token for each sequence of the batch.

    Source: Pope, R. et al., Efficiently Scaling Transformer Inference, 2022.
    """
    return weight_bytes / bytes_per_s


@formula(
    result="Cost per million tokens",
    symbol="C",
    unit="USD",
    tex=r"\frac{10^{6} * [usd_per_hour]}{3{,}600 * [tokens_per_s]}",
    usd_per_hour=Arg("Price of the hardware", "c", "USD/hour", NOT_NEGATIVE),
    tokens_per_s=Arg("Throughput", "r", "tokens/s", POSITIVE),
)
def cost_per_million_tokens(*, usd_per_hour: float, tokens_per_s: float) -> float:
    """USD per million tokens of hardware rented by the hour and kept busy at that throughput. Source: definition."""
    return 1e6 * usd_per_hour / (3600 * tokens_per_s)


@formula(
    result="Cost per item",
    symbol="C",
    unit="",
    tex="[cheap_cost] + [pass_fraction] * [expensive_cost]",
    cheap_cost=Arg("Cost of the cheap stage", "c_1", "", NOT_NEGATIVE),
    pass_fraction=Arg("Items passed on", "f", "fraction", FRACTION),
    expensive_cost=Arg("Cost of the expensive stage", "c_2", "", NOT_NEGATIVE),
)
def cascade_cost(*, cheap_cost: float, pass_fraction: float, expensive_cost: float) -> float:
    """Mean cost per item, in the unit of the two costs: the expensive stage sees only what the cheap one passes on.

    Source: Viola, P. and Jones, M., Rapid Object Detection using a Boosted Cascade of Simple Features, 2001.
    """
    return cheap_cost + pass_fraction * expensive_cost


@formula(
    result="Emissions",
    symbol="G",
    unit="kg CO2e",
    tex="[power_kw] * [hours] * [pue] * [kg_per_kwh]",
    power_kw=Arg("Power of the hardware", "P", "kW", POSITIVE),
    hours=Arg("Running time", "h", "hours", POSITIVE),
    pue=Arg("Power usage effectiveness", "e", "ratio", AT_LEAST_ONE),
    kg_per_kwh=Arg("Carbon intensity", "g", "kg CO2e/kWh", NOT_NEGATIVE),
)
def carbon(*, power_kw: float, hours: float, pue: float, kg_per_kwh: float) -> float:
    """Kilograms of CO2 equivalent of the electricity: kW x hours x PUE x kg per kWh.

    Source: Patterson, D. et al., Carbon Emissions and Large Neural Network Training, 2021.
    """
    return power_kw * hours * pue * kg_per_kwh
