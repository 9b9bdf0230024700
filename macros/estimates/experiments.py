"""Experiments and samples: how many, how long, how sure."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from .errors import EstimateError
from .registry import FRACTION, INSIDE, POSITIVE, WHOLE, Arg, Stage, Values, formula, round_up


def _quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def _quantiles(a: Values) -> Stage:
    numbers = {
        "z_a": _quantile(1 - a["significance"] / 2),
        "z_b": _quantile(a["power"]),
        "p_1": a["baseline"],
        "p_2": a["baseline"] + a["minimum_effect"],
        "d": a["minimum_effect"],
    }
    return (
        r"\left\lceil ([z_a] + [z_b])^2 * \frac{[p_1] * (1 - [p_1]) + [p_2] * (1 - [p_2])}{[d]^2} \right\rceil",
        numbers,
    )


@formula(
    result="Sample size",
    symbol="n",
    unit="users per arm",
    worked=_quantiles,
    tex=r"\left\lceil \left(z_{1 - [significance] / 2} + z_{[power]}\right)^2 * \frac{[baseline] * (1 - [baseline])"
    r" + p_2 * (1 - p_2)}{[minimum_effect]^2} \right\rceil",
    where={"p_2": r"$p_1 + \delta$", "z_q": "the $q$ quantile of the standard normal distribution"},
    baseline=Arg("Baseline rate", "p_1", "fraction", INSIDE),
    minimum_effect=Arg("Minimum effect, absolute", r"\delta", "fraction difference", INSIDE),
    significance=Arg("Significance level, two-sided", r"\alpha", "fraction", INSIDE),
    power=Arg("Power", r"1 - \beta", "fraction", INSIDE),
)
def sample_size_proportion(
    *, baseline: float, minimum_effect: float, significance: float = 0.05, power: float = 0.8
) -> int:
    """Whole users per arm, rounded up, to detect an absolute change of a rate between two arms of equal size.

    Two-sided, normal approximation, unpooled variances: (z_{1-a/2} + z_power)^2 (p1 (1-p1) + p2 (1-p2)) / d^2, with
    p2 = p1 + d. Raises EstimateError when p2 reaches 1 or the power is not above the significance level.
    Source: Chow, S.-C., Shao, J. and Wang, H., Sample Size Calculations in Clinical Research, 2008, section 4.2.
    """
    changed = baseline + minimum_effect
    if changed >= 1:
        raise EstimateError("baseline + minimum_effect must be below 1")
    if power <= significance:
        raise EstimateError("power must be above significance")
    z = _quantile(1 - significance / 2) + _quantile(power)
    return round_up(z**2 * (baseline * (1 - baseline) + changed * (1 - changed)) / minimum_effect**2)


@formula(
    result="Duration",
    symbol="w",
    unit="weeks",
    tex=r"\left\lceil \frac{[per_arm] * [arms]}{7 * [eligible_per_day]} \right\rceil",
    per_arm=Arg("Users per arm", "n", "users", POSITIVE),
    arms=Arg("Arms", "k", "", WHOLE),
    eligible_per_day=Arg("New eligible users per day", "E", "users/day", POSITIVE),
)
def experiment_weeks(*, per_arm: float, arms: int, eligible_per_day: float) -> int:
    """Whole weeks, rounded up so that each weekday counts equally, until every arm is full: n k / (7 E).

    Source: definition; whole weeks as in Kohavi, R. et al., Trustworthy Online Controlled Experiments, 2020.
    """
    return round_up(per_arm * arms / (7 * eligible_per_day))


@formula(
    result="95% margin",
    symbol="m",
    unit="fraction difference",
    tex=r"1.96 * \sqrt{\frac{[prevalence] * (1 - [prevalence])}{[samples]}}",
    prevalence=Arg("Prevalence", r"\pi", "fraction", FRACTION),
    samples=Arg("Samples", "n", "", POSITIVE),
)
def prevalence_margin(*, prevalence: float, samples: float) -> float:
    """Half-width of the 95% interval of a prevalence, an absolute fraction: z sqrt(p (1 - p) / n), z = 1.95996.

    Raises EstimateError when fewer than 5 positives or negatives are expected: the normal approximation fails there.
    Source: Brown, L. D., Cai, T. T. and DasGupta, A., Interval Estimation for a Binomial Proportion, 2001.
    """
    rarer = samples * min(prevalence, 1 - prevalence)
    if rarer < 5 - 1e-9:
        raise EstimateError(f"samples must hold at least 5 expected positives and 5 negatives, not {rarer:.3g}")
    return _quantile(0.975) * sqrt(prevalence * (1 - prevalence) / samples)


@formula(
    result="Expected false alarms",
    symbol="A",
    unit="alarms",
    tex="[checks_per_day] * [false_alarm_rate] * [days]",
    checks_per_day=Arg("Checks per day", "c", "checks/day", POSITIVE),
    false_alarm_rate=Arg("False alarms per check", "f", "fraction", FRACTION),
    days=Arg("Days", "d", "days", POSITIVE),
)
def expected_false_alarms(*, checks_per_day: float, false_alarm_rate: float, days: float) -> float:
    """Mean number of alarms when nothing is wrong, also if the checks depend on each other: checks x rate x days.

    Source: linearity of the mean.
    """
    return checks_per_day * false_alarm_rate * days
