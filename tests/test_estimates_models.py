"""Retrieval, evaluation, language models and experiments against independent computations."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from macros.estimates import calculate

inside = st.floats(0.01, 0.99)


def test_collisions_against_a_simulation() -> None:
    """Throw 20,000 ids into 15,000 rows and count those that are not alone."""
    rng = random.Random(6)
    rows = [rng.randrange(15_000) for _ in range(20_000)]
    taken = Counter(rows)
    shared = sum(taken[row] > 1 for row in rows) / len(rows)
    assert calculate("hash_collisions", {"keys": 20_000, "buckets": 15_000}) == pytest.approx(shared, abs=0.01)


@settings(deadline=None, max_examples=50)
@given(inside, st.integers(100, 10**6), st.integers(100, 10**6))
def test_sample_ratio_against_the_chi_squared_test(share: float, control: int, treatment: int) -> None:
    planned = [(control + treatment) * share, (control + treatment) * (1 - share)]
    expected = stats.chisquare([control, treatment], planned).pvalue
    arguments = {"control": control, "treatment": treatment, "control_share": share}
    assert calculate("sample_ratio_mismatch", arguments) == pytest.approx(expected, rel=1e-6, abs=1e-250)


@settings(deadline=None, max_examples=50)
@given(inside, st.integers(1, 60))
def test_family_wise_error_against_the_binomial(significance: float, tests: int) -> None:
    expected = stats.binom.sf(0, tests, significance)
    assert calculate("family_wise_error", {"tests": tests, "significance": significance}) == pytest.approx(expected)


@settings(deadline=None, max_examples=50)
@given(st.floats(0.05, 0.5), st.floats(0.5, 0.95), st.floats(0.1, 100), st.floats(0.1, 1))
def test_the_sample_size_of_a_mean_has_the_power_asked_for(level: float, power: float, sigma: float, d: float) -> None:
    """The power of the z test at that size, from the normal distribution."""
    effect = sigma * d
    size = calculate(
        "sample_size_mean",
        {"standard_deviation": sigma, "minimum_effect": effect, "significance": level, "power": power + 0.02},
    )
    shift = effect / (sigma * math.sqrt(2 / size))
    reached = stats.norm.sf(stats.norm.isf(level / 2) - shift)
    assert reached >= power + 0.02 - 1e-9


@settings(deadline=None, max_examples=50)
@given(st.floats(0.05, 0.4), st.integers(1000, 10**6))
def test_the_detectable_effect_turns_the_sample_size_around(baseline: float, per_arm: int) -> None:
    """With the same variance in both arms, the sample size of a mean gives the users back."""
    effect = calculate("minimum_detectable_effect", {"baseline": baseline, "per_arm": per_arm})
    sigma = math.sqrt(baseline * (1 - baseline))
    back = calculate("sample_size_mean", {"standard_deviation": sigma, "minimum_effect": effect})
    assert abs(back - per_arm) <= 1


def test_cuped_against_simulated_users() -> None:
    """Take the best linear prediction from the metric before out of the metric: that much variance is left."""
    rng = random.Random(6)
    before = [rng.gauss(0, 1) for _ in range(20_000)]
    during = [0.6 * x + 0.8 * rng.gauss(0, 1) for x in before]
    slope, intercept, r, _, _ = stats.linregress(before, during)
    left = [y - slope * x - intercept for x, y in zip(before, during, strict=True)]
    share = stats.tvar(left) / stats.tvar(during)
    assert calculate("cuped_variance", {"correlation": float(r)}) == pytest.approx(share, rel=1e-3)


@settings(deadline=None, max_examples=50)
@given(st.integers(10_000, 10**6), st.floats(0.01, 0.2))
def test_ks_critical_against_the_limit_distribution(samples: int, level: float) -> None:
    """The first term of Kolmogorov's series, which is all that counts for levels below a fifth."""
    gap = calculate("ks_critical", {"expected_samples": samples, "actual_samples": samples, "significance": level})
    assert stats.kstwobign.sf(gap * math.sqrt(samples / 2)) == pytest.approx(level, rel=0.01)


@settings(deadline=None, max_examples=50)
@given(st.floats(0.05, 0.95), st.integers(1, 12))
def test_speculation_against_the_mean_of_the_accepted_tokens(acceptance: float, drafted: int) -> None:
    """Accepted tokens follow a cut geometric distribution; each step gives one token more."""
    mean = sum(k * acceptance**k * (1 - acceptance) for k in range(drafted)) + drafted * acceptance**drafted
    arguments = {"acceptance": acceptance, "draft_tokens": drafted, "draft_cost": 0}
    assert calculate("speculative_speedup", arguments) == pytest.approx(mean + 1)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 512), st.floats(1e6, 1e12))
def test_zero_splits_what_its_stage_says(devices: int, parameters: float) -> None:
    """Weights, gradients and optimizer state counted one by one over all devices."""
    parts = {"weights": 2, "gradients": 2, "optimizer": 12}
    split = {0: (), 1: ("optimizer",), 2: ("optimizer", "gradients"), 3: tuple(parts)}
    for stage, names in split.items():
        total = sum(size * (1 if name in names else devices) for name, size in parts.items()) * parameters
        arguments = {"parameters": parameters, "devices": devices, "stage": stage}
        assert calculate("zero_memory", arguments) * devices == pytest.approx(total)


@pytest.mark.parametrize("devices", [2, 3, 8])
def test_all_reduce_against_a_ring(devices: int) -> None:
    """Each of 2 (n - 1) steps sends one n-th of the buffer to the next device."""
    steps = [1e9 / devices for _ in range(2 * (devices - 1))]
    arguments = {"bytes_each": 1e9, "devices": devices, "bytes_per_s": 1e10}
    assert calculate("all_reduce_time", arguments) == pytest.approx(sum(steps) / 1e10)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12).filter(any))
def test_ndcg_is_one_only_for_the_best_order(grades: list[int]) -> None:
    for name in ("ndcg_linear", "ndcg_exponential"):
        found = calculate(name, {"grades": grades})
        assert 0 < found <= 1 + 1e-12
        best = grades == sorted(grades, reverse=True)
        assert (found > 1 - 1e-12) == best


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=30).filter(any))
def test_average_precision_against_the_recall_steps(hits: list[int]) -> None:
    """The same as the area under the precision-recall steps."""
    total = sum(hits)
    area, found = 0.0, 0
    for rank, hit in enumerate(hits, start=1):
        recall_before = found / total
        found += hit
        area += (found / total - recall_before) * found / rank
    assert calculate("average_precision", {"hits": hits, "relevant": total}) == pytest.approx(area)


def test_propensities_against_a_simulated_log() -> None:
    """Two actions; the old policy takes the first in one of five cases, the new one in four of five."""
    rng = random.Random(6)
    value = {0: 0.3, 1: 0.1}
    old, new = {0: 0.2, 1: 0.8}, {0: 0.8, 1: 0.2}
    actions = [0 if rng.random() < old[0] else 1 for _ in range(50_000)]
    arguments = {
        "rewards": [float(rng.random() < value[action]) for action in actions],
        "logged": [old[action] for action in actions],
        "target": [new[action] for action in actions],
    }
    truth = new[0] * value[0] + new[1] * value[1]
    assert calculate("inverse_propensity", arguments) == pytest.approx(truth, rel=0.05)
    assert calculate("self_normalized_propensity", arguments) == pytest.approx(truth, rel=0.05)


@settings(deadline=None, max_examples=30)
@given(inside)
def test_normalized_entropy_of_the_base_rate_is_one(base_rate: float) -> None:
    entropy = float(stats.entropy([base_rate, 1 - base_rate]))
    assert calculate("normalized_entropy", {"log_loss": entropy, "base_rate": base_rate}) == pytest.approx(1)


def test_the_log_q_correction_gives_the_true_odds_back() -> None:
    """Negatives drawn with popularity q: the softmax over corrected scores has the odds of the true one."""
    scores, popularity = (2.0, 1.0), (0.5, 0.01)
    a, b = (
        calculate("logq_correction", {"score": s, "sampling_probability": q})
        for s, q in zip(scores, popularity, strict=True)
    )
    drawn_odds = math.exp(a - b) * popularity[0] / popularity[1]
    assert drawn_odds == pytest.approx(math.exp(scores[0] - scores[1]))
