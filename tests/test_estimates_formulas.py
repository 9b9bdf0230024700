"""The estimate functions on many inputs: monotonicity and independent computations."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from macros.estimates import FORMULAS, EstimateError, calculate
from tests.test_estimates_values import EXAMPLES

inside = st.floats(0.01, 0.99)


# Whether the result rises (+1) or falls (-1) with an argument, where it does so everywhere.
RISES = """
average_rate: +events_per_day; peak_rate: +events_per_day +peak_factor; in_flight: +rate_per_s +latency_s
replicas: +rate_per_s +latency_s -concurrency -target_utilization; mm1_response: +service_s +utilization
fan_out_tail: +slow_fraction; parallel_availability: +availability; bandwidth: +rate_per_s +bytes_each
storage: +events_per_day +bytes_per_event +days +copies; join_state: +rate_per_s +window_s +bytes_each
partitions: +bytes_per_s -bytes_per_s_per_partition; embedding_table: +rows +bytes_per_value
flat_index: +vectors +bytes_per_value; training_flops: +parameters +tokens; adam_memory: +parameters
training_days: +parameters +tokens -flops_per_s -utilization; amdahl: +parallel_fraction +speedup
checkpoint_interval: +checkpoint_s +mean_time_between_failures_s; roofline_ridge: +flops_per_s -bytes_per_s
kv_cache: +bytes_per_value +tokens; decode_floor: +weight_bytes -bytes_per_s
cost_per_million_tokens: +usd_per_hour -tokens_per_s; cascade_cost: +cheap_cost +pass_fraction +expensive_cost
sample_size_proportion: -minimum_effect -significance +power; experiment_weeks: +per_arm -eligible_per_day
precision_at_base_rate: +prevalence +recall -false_positive_rate
cost_threshold: +false_positive_cost -false_negative_cost; undo_downsampling: +probability +keep_rate
expected_false_alarms: +checks_per_day +false_alarm_rate +days; prevalence_margin: -samples
cohen_kappa: +observed_agreement -chance_agreement; success_chain: +step_success
selection_ratio: +lower_rate -higher_rate; carbon: +power_kw +hours +pue +kg_per_kwh
implied_false_positive_rate: +prevalence -precision -false_negative_rate
hash_collisions: +keys -buckets; hnsw_index: +vectors +bytes_per_value +links
ivf_pq_index: +vectors +code_bytes +lists +id_bytes; logq_correction: +score -sampling_probability
normalized_entropy: +log_loss; ks_critical: -expected_samples -actual_samples -significance
privacy_composition: +epsilon +releases -slack
prefill_time: +parameters +prompt_tokens -flops_per_s -utilization
sequences_per_node: +memory_bytes +usable_fraction -weight_bytes -cache_bytes
speculative_speedup: +acceptance -draft_cost; zero_memory: +parameters -devices
llm_fleet: +rate_per_s +prefill_s +output_tokens +step_s -batch -target_utilization
all_reduce_time: +bytes_each +devices -bytes_per_s; sample_size_mean: +standard_deviation -minimum_effect +power
minimum_detectable_effect: -per_arm +power -significance; cuped_variance: -correlation
family_wise_error: +tests +significance
"""
DIRECTIONS = [
    (part.split(":")[0].strip(), sign[1:], sign[0])
    for part in RISES.replace("\n", ";").split(";")
    if part.strip()
    for sign in part.split(":")[1].split()
]


@pytest.mark.parametrize(("name", "argument", "sign"), DIRECTIONS)
@settings(max_examples=20, deadline=None)
@given(share=st.floats(0.02, 0.98))
def test_monotone(name: str, argument: str, sign: str, share: float) -> None:
    """Raise the argument a little: the result never goes the other way."""
    arguments = EXAMPLES[name]
    old = {**FORMULAS[name].defaults, **arguments}[argument]
    fraction = FORMULAS[name].arguments[argument].range.words.endswith(("1", "below 1")) and old < 1
    new = old + (1 - old) * share * 0.25 if fraction else old * (1 + share)
    if FORMULAS[name].arguments[argument].range.whole:
        new = old + 1 + round(share * 10)
    difference = calculate(name, {**arguments, argument: new}) - calculate(name, arguments)
    assert (difference if sign == "+" else -difference) >= 0


@settings(deadline=None)
@given(inside, st.floats(0.001, 5))
def test_mm1_against_the_distribution_of_the_queue_length(utilization: float, service_s: float) -> None:
    """Mean of the geometric number in the system, by Little's law divided by the arrival rate."""
    mean_number = stats.geom(1 - utilization, loc=-1).mean()
    expected = mean_number / (utilization / service_s)
    assert calculate("mm1_response", {"service_s": service_s, "utilization": utilization}) == pytest.approx(expected)


@settings(deadline=None)
@given(inside, st.integers(1, 200))
def test_fan_out_against_the_binomial(slow: float, calls: int) -> None:
    expected = stats.binom.sf(0, calls, slow)
    assert calculate("fan_out_tail", {"slow_fraction": slow, "calls": calls}) == pytest.approx(expected)
    assert calculate("parallel_availability", {"availability": slow, "copies": calls}) == pytest.approx(expected)


@settings(deadline=None)
@given(st.floats(0.01, 0.6), st.floats(0.005, 0.3), st.floats(0.001, 0.2), st.floats(0.5, 0.99))
def test_the_sample_size_reaches_the_power(baseline: float, effect: float, significance: float, power: float) -> None:
    """With n users the two-sided z test has the power asked for, with n - 1 it has not (scipy's normal)."""
    arguments = {"baseline": baseline, "minimum_effect": effect, "significance": significance, "power": power}
    n = int(calculate("sample_size_proportion", arguments))
    variance = baseline * (1 - baseline) + (baseline + effect) * (1 - baseline - effect)

    def reached(users: int) -> float:
        return float(stats.norm.cdf(effect / math.sqrt(variance / users) - stats.norm.isf(significance / 2)))

    assert reached(n) >= power - 1e-9
    assert n == 1 or reached(n - 1) < power


@settings(deadline=None)
@given(st.floats(0.05, 0.95), st.integers(100, 10**7))
def test_the_margin_against_scipy(prevalence: float, samples: int) -> None:
    half = stats.norm.interval(0.95, 0, math.sqrt(prevalence * (1 - prevalence) / samples))[1]
    assert calculate("prevalence_margin", {"prevalence": prevalence, "samples": samples}) == pytest.approx(half)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=2, max_size=20))
def test_psi_is_the_sum_of_both_relative_entropies(bins: list[tuple[float, float]]) -> None:
    expected, actual = ([x / sum(column) for x in column] for column in zip(*bins, strict=True))
    both = stats.entropy(actual, expected) + stats.entropy(expected, actual)
    assert calculate("psi", {"expected": expected, "actual": actual}) == pytest.approx(both, abs=1e-12)


@settings(deadline=None)
@given(inside, inside, inside)
def test_rates_against_a_confusion_matrix(prevalence: float, recall: float, false_positive_rate: float) -> None:
    """Precision from the rates, and the false positive rate back from the precision (Chouldechova)."""
    true, false = 1e6 * prevalence * recall, 1e6 * (1 - prevalence) * false_positive_rate
    arguments = {"prevalence": prevalence, "recall": recall, "false_positive_rate": false_positive_rate}
    precision = calculate("precision_at_base_rate", arguments)
    assert precision == pytest.approx(true / (true + false))
    back = {"prevalence": prevalence, "precision": precision, "false_negative_rate": 1 - recall}
    assert calculate("implied_false_positive_rate", back) == pytest.approx(false_positive_rate)


@settings(deadline=None)
@given(inside, inside)
def test_downsampling_is_undone(probability: float, keep: float) -> None:
    sampled = probability / (probability + (1 - probability) * keep)
    undone = calculate("undo_downsampling", {"probability": sampled, "keep_rate": keep})
    assert undone == pytest.approx(probability)


@settings(deadline=None)
@given(st.floats(0.1, 100), st.floats(0.1, 100))
def test_the_threshold_is_where_both_actions_cost_the_same(wrong_alarm: float, miss: float) -> None:
    p = calculate("cost_threshold", {"false_positive_cost": wrong_alarm, "false_negative_cost": miss})
    assert (1 - p) * wrong_alarm == pytest.approx(p * miss)


def test_the_checkpoint_interval_loses_least() -> None:
    """Young's first-order loss: the share of time spent writing plus half an interval lost at each failure."""
    best = optimize.minimize_scalar(lambda t: 60 / t + t / (2 * 36_000), bounds=(1, 36_000), method="bounded").x
    arguments = {"checkpoint_s": 60, "mean_time_between_failures_s": 36_000}
    assert calculate("checkpoint_interval", arguments) == pytest.approx(best, rel=1e-3)


@pytest.mark.parametrize(("stages", "microbatches"), [(2, 1), (4, 4), (8, 32)])
def test_the_bubble_against_a_drawn_pipeline(stages: int, microbatches: int) -> None:
    """Stage s works on microbatch m in slot s + m: count the idle slots."""
    busy = {(s, s + m) for s in range(stages) for m in range(microbatches)}
    slots = 1 + max(slot for _, slot in busy)
    arguments = {"stages": stages, "microbatches": microbatches}
    assert calculate("pipeline_bubble", arguments) == pytest.approx(1 - len(busy) / (stages * slots))


def test_kappa_against_a_table_of_two_raters() -> None:
    """Cohen's kappa of two raters from the counts of their answers."""
    rng = random.Random(6)
    pairs = [(rng.random() < 0.7, rng.random() < 0.6) for _ in range(500)]
    agree = sum(a == b for a, b in pairs) / 500
    yes_a, yes_b = (sum(column) / 500 for column in zip(*pairs, strict=True))
    chance = yes_a * yes_b + (1 - yes_a) * (1 - yes_b)
    expected = 1 - (1 - agree) / (1 - chance)
    arguments = {"observed_agreement": agree, "chance_agreement": chance}
    assert calculate("cohen_kappa", arguments) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: calculate("average_rate", {"events_per_day": 1e308 * 1.7}), None),
        (
            lambda: calculate("storage", dict.fromkeys(("events_per_day", "bytes_per_event", "days"), 1e200)),
            "too large",
        ),
        (
            lambda: calculate("partitions", {"bytes_per_s": 1e308, "bytes_per_s_per_partition": 1e-300}),
            "too large or too small",
        ),
    ],
)
def test_numbers_beyond_a_float(call: Callable[[], float], message: str | None) -> None:
    if message is None:
        assert math.isfinite(call())
    else:
        with pytest.raises(EstimateError, match=message):
            call()
