"""Experiments and samples: how many, how long, how sure."""

from __future__ import annotations

from math import erfc, sqrt
from statistics import NormalDist

from .errors import EstimateError
from .registry import CORRELATION, FRACTION, INSIDE, POSITIVE, WHOLE, Arg, Stage, Values, formula, round_up

SIGNIFICANCE = Arg("Significance level, two-sided", r"\alpha", "fraction", INSIDE)
POWER = Arg("Power", r"1 - \beta", "fraction", INSIDE)
QUANTILE = {"z_q": "the $q$ quantile of the standard normal distribution"}


def _quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def _both(significance: float, power: float) -> float:
    if power <= significance:
        raise EstimateError("power must be above significance")
    return _quantile(1 - significance / 2) + _quantile(power)


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
    where={"p_2": r"$p_1 + \delta$", **QUANTILE},
    baseline=Arg("Baseline rate", "p_1", "fraction", INSIDE),
    minimum_effect=Arg("Minimum effect, absolute", r"\delta", "fraction difference", INSIDE),
    significance=SIGNIFICANCE,
    power=POWER,
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
    return round_up(
        _both(significance, power) ** 2 * (baseline * (1 - baseline) + changed * (1 - changed)) / minimum_effect**2
    )


def _mean_quantiles(a: Values) -> Stage:
    numbers = {
        "z_a": _quantile(1 - a["significance"] / 2),
        "z_b": _quantile(a["power"]),
        "s": a["standard_deviation"],
        "d": a["minimum_effect"],
    }
    return r"\left\lceil 2 * ([z_a] + [z_b])^2 * \frac{[s]^2}{[d]^2} \right\rceil", numbers


@formula(
    result="Sample size",
    symbol="n",
    unit="users per arm",
    worked=_mean_quantiles,
    tex=r"\left\lceil 2 * \left(z_{1 - [significance] / 2} + z_{[power]}\right)^2 * \frac{[standard_deviation]^2}"
    r"{[minimum_effect]^2} \right\rceil",
    where=QUANTILE,
    standard_deviation=Arg("Standard deviation", r"\sigma", "", POSITIVE),
    minimum_effect=Arg("Minimum effect, absolute", r"\delta", "", POSITIVE),
    significance=SIGNIFICANCE,
    power=POWER,
)
def sample_size_mean(
    *, standard_deviation: float, minimum_effect: float, significance: float = 0.05, power: float = 0.8
) -> int:
    """Whole users per arm, rounded up, to detect a change of a mean between two arms of equal size.

    Two-sided, normal approximation: 2 (z_{1-a/2} + z_power)^2 s^2 / d^2.
    Raises EstimateError when the power is not above the significance level.
    Source: Chow, S.-C., Shao, J. and Wang, H., Sample Size Calculations in Clinical Research, 2008, section 3.2.
    """
    return round_up(2 * (_both(significance, power) * standard_deviation / minimum_effect) ** 2)


@formula(
    result="Smallest effect that is found",
    symbol=r"\delta",
    unit="fraction difference",
    tex=r"\left(z_{1 - [significance] / 2} + z_{[power]}\right) * \sqrt{\frac{2 * [baseline] * (1 - [baseline])}"
    r"{[per_arm]}}",
    where=QUANTILE,
    worked=lambda a: (
        r"([z_a] + [z_b]) * \sqrt{\frac{2 * [p] * (1 - [p])}{[n]}}",
        {
            "z_a": _quantile(1 - a["significance"] / 2),
            "z_b": _quantile(a["power"]),
            "p": a["baseline"],
            "n": a["per_arm"],
        },
    ),
    baseline=Arg("Baseline rate", "p", "fraction", INSIDE),
    per_arm=Arg("Users per arm", "n", "users", POSITIVE),
    significance=SIGNIFICANCE,
    power=POWER,
)
def minimum_detectable_effect(
    *, baseline: float, per_arm: float, significance: float = 0.05, power: float = 0.8
) -> float:
    """Absolute change of a rate that a test of that size finds with that power, both arms having p (1 - p) as variance.

    Raises EstimateError when the power is not above the significance level.
    Source: Kohavi, R., Tang, D. and Xu, Y., Trustworthy Online Controlled Experiments, 2020, chapter 17.
    """
    return _both(significance, power) * sqrt(2 * baseline * (1 - baseline) / per_arm)


@formula(
    result="Variance that is left",
    symbol="v",
    unit="fraction",
    tex="1 - [correlation]^2",
    correlation=Arg("Correlation with the metric before the test", r"\rho", "", CORRELATION),
)
def cuped_variance(*, correlation: float) -> float:
    """Fraction of a metric's variance, and so of the users, that is left after CUPED: 1 - rho^2.

    Source: Deng, A. et al., Improving the Sensitivity of Online Controlled Experiments, 2013.
    """
    return 1 - correlation**2


@formula(
    result="Chance of such a split",
    symbol="p",
    unit="probability",
    tex=r"2 * \left(1 - \Phi\left(\frac{\lvert [control] * (1 - [control_share]) - [treatment] * [control_share]"
    r" \rvert}{\sqrt{([control] + [treatment]) * [control_share] * (1 - [control_share])}}\right)\right)",
    where={r"\Phi": "the standard normal distribution function"},
    control=Arg("Users in control", "n_c", "users", POSITIVE),
    treatment=Arg("Users in treatment", "n_t", "users", POSITIVE),
    control_share=Arg("Share that control should have", "s", "fraction", INSIDE),
)
def sample_ratio_mismatch(*, control: float, treatment: float, control_share: float = 0.5) -> float:
    """Probability of a split at least that far from the planned one: the p-value of a chi-squared test.

    Source: Fabijan, A. et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, 2019.
    """
    far = abs(control * (1 - control_share) - treatment * control_share)
    return erfc(far / sqrt(2 * (control + treatment) * control_share * (1 - control_share)))


@formula(
    result="Chance of at least one false alarm",
    symbol="P",
    unit="fraction",
    tex="1 - (1 - [significance])^{[tests]}",
    tests=Arg("Independent tests without an effect", "m", "", WHOLE),
    significance=SIGNIFICANCE,
)
def family_wise_error(*, tests: int, significance: float = 0.05) -> float:
    """Probability that at least one of m independent tests without an effect is significant: 1 - (1 - a)^m.

    Source: Shaffer, J. P., Multiple Hypothesis Testing, Annual Review of Psychology 46, 1995.
    """
    return float(1 - (1 - significance) ** tests)


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
