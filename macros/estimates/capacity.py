"""Requests, fleets, availability, storage and streams."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from .registry import (
    ABOVE_ZERO,
    AT_LEAST_ONE,
    BELOW_ONE,
    FRACTION,
    POSITIVE,
    WHOLE,
    Arg,
    Stage,
    Values,
    formula,
    round_up,
)

EVENTS = Arg("Events per day", "E", "events/day", POSITIVE)
RATE = Arg("Request rate", r"\lambda", "requests/s", POSITIVE)
LATENCY = Arg("Latency of a request", "W", "s", POSITIVE)
ITEM_RATE = Arg("Rate", r"\lambda", "items/s", POSITIVE)


@formula(
    result="Average rate",
    symbol=r"\bar{\lambda}",
    unit="requests/s",
    tex=r"\frac{[events_per_day]}{86{,}400}",
    events_per_day=EVENTS,
)
def average_rate(*, events_per_day: float) -> float:
    """Requests per second, from events per day: events / 86,400. Source: definition."""
    return events_per_day / 86_400


@formula(
    result="Peak rate",
    symbol=r"\lambda_{\max}",
    unit="requests/s",
    tex=r"[peak_factor] * \frac{[events_per_day]}{86{,}400}",
    events_per_day=EVENTS,
    peak_factor=Arg("Peak over average", "k", "times", AT_LEAST_ONE),
)
def peak_rate(*, events_per_day: float, peak_factor: float) -> float:
    """Requests per second at the peak: the average rate times the peak factor. Source: definition."""
    return peak_factor * events_per_day / 86_400


@formula(
    result="Requests in flight",
    symbol="L",
    unit="requests",
    tex="[rate_per_s] * [latency_s]",
    rate_per_s=RATE,
    latency_s=LATENCY,
)
def in_flight(*, rate_per_s: float, latency_s: float) -> float:
    """Mean number of requests in the system: L = lambda W, for any stable system.

    Source: Little, J. D. C., A Proof for the Queuing Formula L = lambda W, Operations Research 9(3), 1961.
    """
    return rate_per_s * latency_s


def _busy(a: Values) -> Stage:
    numbers = {"busy": a["rate_per_s"] * a["latency_s"], "room": a["concurrency"] * a["target_utilization"]}
    return r"\left\lceil \frac{[busy]}{[room]} \right\rceil", numbers


@formula(
    result="Replicas needed",
    symbol="R",
    unit="replicas",
    tex=r"\left\lceil \frac{[rate_per_s] * [latency_s]}{[concurrency] * [target_utilization]} \right\rceil",
    then=_busy,
    rate_per_s=RATE,
    latency_s=LATENCY,
    concurrency=Arg("Requests a replica serves at once", "c", "requests", POSITIVE),
    target_utilization=Arg("Target utilization", "u", "fraction", ABOVE_ZERO),
)
def replicas(*, rate_per_s: float, latency_s: float, concurrency: float, target_utilization: float) -> int:
    """Whole replicas, rounded up: in-flight requests over the share of each replica's slots that may be busy.

    Source: Little (1961) for the numerator; the denominator is a definition.
    """
    return round_up(rate_per_s * latency_s / (concurrency * target_utilization))


@formula(
    result="Mean response time",
    symbol="T",
    unit="s",
    tex=r"\frac{[service_s]}{1 - [utilization]}",
    service_s=Arg("Mean service time", "S", "s", POSITIVE),
    utilization=Arg("Utilization", r"\rho", "fraction", BELOW_ONE),
)
def mm1_response(*, service_s: float, utilization: float) -> float:
    """Mean seconds in an M/M/1 system (waiting and service): S / (1 - rho).

    Holds for one server, Poisson arrivals, exponential service times, first come first served.
    Source: Kleinrock, L., Queueing Systems, Volume 1: Theory, 1975.
    """
    return service_s / (1 - utilization)


@formula(
    result="Requests with at least one slow call",
    symbol="P",
    unit="fraction",
    tex="1 - (1 - [slow_fraction])^{[calls]}",
    slow_fraction=Arg("Slow calls", "p", "fraction", FRACTION),
    calls=Arg("Parallel calls per request", "n", "calls", WHOLE),
)
def fan_out_tail(*, slow_fraction: float, calls: int) -> float:
    """Fraction of requests that meet at least one slow call among n independent ones: 1 - (1 - p)^n.

    Source: Dean, J. and Barroso, L. A., The Tail at Scale, Communications of the ACM 56(2), 2013.
    """
    return float(1 - (1 - slow_fraction) ** calls)


def _product(a: Values) -> Stage:
    numbers = {f"a{i}": x for i, x in enumerate(a["availabilities"])}
    return " * ".join(f"[{key}]" for key in numbers), numbers


@formula(
    result="Availability in series",
    symbol="A",
    unit="fraction",
    tex=r"\prod_i [availabilities]",
    worked=_product,
    availabilities=Arg("Availability of each part", "a_i", "fraction", FRACTION, many=True),
)
def series_availability(*, availabilities: Sequence[float]) -> float:
    """Fraction of time in which all parts, independent of each other, are up: the product of their availabilities.

    Source: Barlow, R. E. and Proschan, F., Mathematical Theory of Reliability, 1965.
    """
    return prod(availabilities)


@formula(
    result="Availability in parallel",
    symbol="A",
    unit="fraction",
    tex="1 - (1 - [availability])^{[copies]}",
    availability=Arg("Availability of one copy", "a", "fraction", FRACTION),
    copies=Arg("Copies", "n", "copies", WHOLE),
)
def parallel_availability(*, availability: float, copies: int) -> float:
    """Fraction of time in which at least one of n independent copies is up: 1 - (1 - a)^n.

    Source: Barlow, R. E. and Proschan, F., Mathematical Theory of Reliability, 1965.
    """
    return float(1 - (1 - availability) ** copies)


@formula(
    result="Storage",
    symbol="B",
    unit="bytes",
    tex="[events_per_day] * [bytes_per_event] * [days] * [copies]",
    events_per_day=EVENTS,
    bytes_per_event=Arg("Bytes per event", "b", "bytes", POSITIVE),
    days=Arg("Retention", "d", "days", POSITIVE),
    copies=Arg("Copies kept", "r", "copies", AT_LEAST_ONE),
)
def storage(*, events_per_day: float, bytes_per_event: float, days: float, copies: float = 1) -> float:
    """Bytes kept after the retention time: events x bytes x days x copies. Source: definition.

    Copies may be a fraction: erasure coding keeps about 1.5.
    """
    return events_per_day * bytes_per_event * days * copies


@formula(
    result="Bandwidth",
    symbol="D",
    unit="bytes/s",
    tex="[rate_per_s] * [bytes_each]",
    rate_per_s=ITEM_RATE,
    bytes_each=Arg("Bytes per item", "b", "bytes", POSITIVE),
)
def bandwidth(*, rate_per_s: float, bytes_each: float) -> float:
    """Bytes per second: rate x bytes. Source: definition."""
    return rate_per_s * bytes_each


@formula(
    result="State held for the join",
    symbol="M",
    unit="bytes",
    tex="[rate_per_s] * [window_s] * [bytes_each]",
    rate_per_s=ITEM_RATE,
    window_s=Arg("Join window", "W", "s", POSITIVE),
    bytes_each=Arg("Bytes per item", "b", "bytes", POSITIVE),
)
def join_state(*, rate_per_s: float, window_s: float, bytes_each: float) -> float:
    """Bytes of state of a stream join that holds every item of one side for the window: rate x window x bytes.

    Source: Little (1961): the items held are rate x time held.
    """
    return rate_per_s * window_s * bytes_each


@formula(
    result="Partitions needed",
    symbol="P",
    unit="partitions",
    tex=r"\max\left(\left\lceil \frac{[bytes_per_s]}{[bytes_per_s_per_partition]} \right\rceil, [consumers]\right)",
    bytes_per_s=Arg("Throughput", "T", "bytes/s", POSITIVE),
    bytes_per_s_per_partition=Arg("Throughput of a partition", "t", "bytes/s", POSITIVE),
    consumers=Arg("Consumers that read in parallel", "c", "consumers", WHOLE),
)
def partitions(*, bytes_per_s: float, bytes_per_s_per_partition: float, consumers: int = 1) -> int:
    """Whole partitions of a log: enough for the throughput, and one for each parallel consumer of a group.

    Source: Rao, J., How to Choose the Number of Topics/Partitions in a Kafka Cluster?, Confluent, 2015.
    """
    return max(round_up(bytes_per_s / bytes_per_s_per_partition), consumers)
