"""Scores, thresholds, agreement, drift and fairness."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, log

from .errors import EstimateError
from .registry import ABOVE_ZERO, BELOW_ONE, FRACTION, INSIDE, POSITIVE, WHOLE, Arg, Stage, Values, formula

PREVALENCE = Arg("Prevalence", r"\pi", "fraction", FRACTION)


@formula(
    result="Precision",
    symbol=r"\text{PPV}",
    unit="fraction",
    tex=r"\frac{[recall] * [prevalence]}{[recall] * [prevalence] + [false_positive_rate] * (1 - [prevalence])}",
    prevalence=PREVALENCE,
    recall=Arg("Recall", "r", "fraction", FRACTION),
    false_positive_rate=Arg("False positive rate", "f", "fraction", FRACTION),
)
def precision_at_base_rate(*, prevalence: float, recall: float, false_positive_rate: float) -> float:
    """Fraction of flagged items that are positive, by Bayes' rule. Raises EstimateError when nothing would be flagged.

    Source: Axelsson, S., The Base-Rate Fallacy and the Difficulty of Intrusion Detection, 2000.
    """
    true, false = recall * prevalence, false_positive_rate * (1 - prevalence)
    if true + false == 0:
        raise EstimateError("nothing is flagged with this prevalence, recall and false_positive_rate")
    return true / (true + false)


@formula(
    result="Threshold",
    symbol="t",
    unit="probability",
    tex=r"\frac{[false_positive_cost]}{[false_positive_cost] + [false_negative_cost]}",
    false_positive_cost=Arg("Cost of a false positive", r"c_\text{FP}", "", POSITIVE),
    false_negative_cost=Arg("Cost of a false negative", r"c_\text{FN}", "", POSITIVE),
)
def cost_threshold(*, false_positive_cost: float, false_negative_cost: float) -> float:
    """Calibrated probability above which acting is cheaper, correct decisions costing nothing: c_FP / (c_FP + c_FN).

    Source: Elkan, C., The Foundations of Cost-Sensitive Learning, 2001.
    """
    return false_positive_cost / (false_positive_cost + false_negative_cost)


@formula(
    result="Probability before downsampling",
    symbol="q",
    unit="probability",
    tex=r"\frac{[probability]}{[probability] + (1 - [probability]) / [keep_rate]}",
    probability=Arg("Predicted probability", "p", "probability", FRACTION),
    keep_rate=Arg("Negatives kept", "w", "fraction", ABOVE_ZERO),
)
def undo_downsampling(*, probability: float, keep_rate: float) -> float:
    """Probability on the full data of a model trained on all positives and a fraction w of the negatives.

    p / (p + (1 - p) / w).

    Source: He, X. et al., Practical Lessons from Predicting Clicks on Ads at Facebook, 2014.
    """
    return probability / (probability + (1 - probability) / keep_rate)


def _bins(a: Values) -> Stage:
    pairs = list(zip(a["expected"], a["actual"], strict=True))
    numbers = {f"{key}{i}": x for i, pair in enumerate(pairs) for key, x in zip("ea", pair, strict=True)}
    terms = [rf"([a{i}] - [e{i}]) * \ln\frac{{[a{i}]}}{{[e{i}]}}" for i in range(len(pairs))]
    return " + ".join(terms if len(terms) <= 3 else [terms[0], r"\dots", terms[-1]]), numbers


@formula(
    result="Population stability index",
    symbol=r"\text{PSI}",
    unit="PSI",
    worked=_bins,
    tex=r"\sum_i ([actual] - [expected]) * \ln\frac{[actual]}{[expected]}",
    expected=Arg("Shares expected, by bin", "e_i", "fraction", ABOVE_ZERO, many=True),
    actual=Arg("Shares found, by bin", "a_i", "fraction", ABOVE_ZERO, many=True),
)
def psi(*, expected: Sequence[float], actual: Sequence[float]) -> float:
    """Population stability index of two binned distributions, in nats: the sum of (a - e) ln(a / e).

    Raises EstimateError when the lists differ in length, a share is 0 (merge bins first) or a sum is not 1.
    Source: Siddiqi, N., Credit Risk Scorecards, 2006; Kullback, S. and Leibler, R. A., 1951, for the divergence.
    """
    if len(expected) != len(actual):
        raise EstimateError(f"actual must have as many bins as expected, {len(expected)}, not {len(actual)}")
    for name, shares in (("expected", expected), ("actual", actual)):
        if abs(fsum(shares) - 1) > 1e-6:
            raise EstimateError(f"{name} must add up to 1, not {fsum(shares):.6g}")
    return fsum((a - e) * log(a / e) for e, a in zip(expected, actual, strict=True))


@formula(
    result="Cohen's kappa",
    symbol=r"\kappa",
    unit="kappa",
    tex=r"\frac{[observed_agreement] - [chance_agreement]}{1 - [chance_agreement]}",
    observed_agreement=Arg("Observed agreement", "p_o", "fraction", FRACTION),
    chance_agreement=Arg("Agreement by chance", "p_e", "fraction", BELOW_ONE),
)
def cohen_kappa(*, observed_agreement: float, chance_agreement: float) -> float:
    """Agreement beyond chance, at most 1, negative below chance: (p_o - p_e) / (1 - p_e).

    Source: Cohen, J., A Coefficient of Agreement for Nominal Scales, 1960.
    """
    return (observed_agreement - chance_agreement) / (1 - chance_agreement)


@formula(
    result="Runs that succeed",
    symbol="P",
    unit="fraction",
    tex="[step_success]^{[steps]}",
    step_success=Arg("Success of a step", "p", "fraction", FRACTION),
    steps=Arg("Steps", "n", "", WHOLE),
)
def success_chain(*, step_success: float, steps: int) -> float:
    """Fraction of runs in which all n independent steps succeed: p^n.

    Source: the product rule of reliability, Barlow, R. E. and Proschan, F., Mathematical Theory of Reliability, 1965.
    """
    return float(step_success**steps)


@formula(
    result="Selection ratio",
    symbol="R",
    unit="ratio",
    tex=r"\frac{[lower_rate]}{[higher_rate]}",
    lower_rate=Arg("Selection rate of the group selected less", "s_1", "fraction", FRACTION),
    higher_rate=Arg("Selection rate of the group selected most", "s_2", "fraction", ABOVE_ZERO),
)
def selection_ratio(*, lower_rate: float, higher_rate: float) -> float:
    """Ratio of two selection rates; below 4/5 it is generally regarded as evidence of adverse impact in the US.

    Raises EstimateError when lower_rate is above higher_rate.
    Source: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), 1978.
    """
    if lower_rate > higher_rate:
        raise EstimateError("lower_rate must be at most higher_rate")
    return lower_rate / higher_rate


@formula(
    result="Implied false positive rate",
    symbol=r"\text{FPR}",
    unit="fraction",
    tex=r"\frac{[prevalence]}{1 - [prevalence]} * \frac{1 - [precision]}{[precision]} * (1 - [false_negative_rate])",
    prevalence=Arg("Prevalence in the group", "p", "fraction", INSIDE),
    precision=Arg("Precision", "v", "fraction", ABOVE_ZERO),
    false_negative_rate=Arg("False negative rate", "f", "fraction", FRACTION),
)
def implied_false_positive_rate(*, prevalence: float, precision: float, false_negative_rate: float) -> float:
    """False positive rate that follows from the other three: p / (1 - p) x (1 - PPV) / PPV x (1 - FNR).

    Raises EstimateError when it would exceed 1: no classifier has such rates.
    Source: Chouldechova, A., Fair Prediction with Disparate Impact, 2017.
    """
    rate = prevalence / (1 - prevalence) * (1 - precision) / precision * (1 - false_negative_rate)
    if rate > 1 + 1e-9:
        raise EstimateError(f"precision is too low for this prevalence: the false positive rate would be {rate:.3g}")
    return min(rate, 1.0)
