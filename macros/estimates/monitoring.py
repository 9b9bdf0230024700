"""Watching a model: calibration, drift, and what repeated releases cost in privacy."""

from __future__ import annotations

from collections.abc import Sequence
from math import expm1, fsum, log, sqrt

from .errors import EstimateError
from .registry import FRACTION, INSIDE, NOT_NEGATIVE, POSITIVE, WHOLE, Arg, Stage, Values, formula


def _gaps(a: Values) -> Stage:
    bins = list(zip(a["counts"], a["predicted"], a["observed"], strict=True))
    numbers = {f"{key}{i}": x for i, each in enumerate(bins) for key, x in zip("npo", each, strict=True)}
    terms = [rf"[n{i}] * \lvert [p{i}] - [o{i}] \rvert" for i in range(len(bins))]
    shown = " + ".join(terms if len(terms) <= 3 else [terms[0], r"\dots", terms[-1]])
    return rf"\frac{{{shown}}}{{[all]}}", {**numbers, "all": fsum(a["counts"])}


@formula(
    result="Expected calibration error",
    symbol=r"\text{ECE}",
    unit="fraction difference",
    tex=r"\frac{1}{n} \sum_i [counts] * \lvert [predicted] - [observed] \rvert",
    where={"n": "the sum of the counts"},
    worked=_gaps,
    counts=Arg("Items in each bin", "n_i", "", NOT_NEGATIVE, many=True),
    predicted=Arg("Mean prediction in each bin", "p_i", "probability", FRACTION, many=True),
    observed=Arg("Positives found in each bin", "o_i", "fraction", FRACTION, many=True),
)
def calibration_error(*, counts: Sequence[float], predicted: Sequence[float], observed: Sequence[float]) -> float:
    """Mean distance of prediction and outcome over the bins, weighted by items.

    Raises EstimateError when the lists differ in length or all bins are empty.
    Source: Guo, C. et al., On Calibration of Modern Neural Networks, 2017.
    """
    for name, other in (("predicted", predicted), ("observed", observed)):
        if len(other) != len(counts):
            raise EstimateError(f"{name} must have as many bins as counts, {len(counts)}, not {len(other)}")
    if fsum(counts) == 0:
        raise EstimateError("counts must hold one above 0")
    gaps = zip(counts, predicted, observed, strict=True)
    return fsum(n * abs(p - o) for n, p, o in gaps) / fsum(counts)


@formula(
    result="Normalized entropy",
    symbol=r"\text{NE}",
    unit="ratio",
    tex=r"\frac{[log_loss]}{-[base_rate] * \ln [base_rate] - (1 - [base_rate]) * \ln (1 - [base_rate])}",
    log_loss=Arg("Log loss per item, in nats", "L", "", NOT_NEGATIVE),
    base_rate=Arg("Base rate", "p", "fraction", INSIDE),
)
def normalized_entropy(*, log_loss: float, base_rate: float) -> float:
    """Log loss over that of always predicting the base rate: below 1 the model knows more than the base rate.

    Source: He, X. et al., Practical Lessons from Predicting Clicks on Ads at Facebook, 2014.
    """
    return log_loss / -(base_rate * log(base_rate) + (1 - base_rate) * log(1 - base_rate))


@formula(
    result="Gap of the two distributions that is significant",
    symbol="D",
    unit="fraction difference",
    tex=r"\sqrt{\frac{-\ln ([significance] / 2)}{2} * \frac{[expected_samples] + [actual_samples]}"
    r"{[expected_samples] * [actual_samples]}}",
    expected_samples=Arg("Reference samples", "n", "", POSITIVE),
    actual_samples=Arg("Current samples", "m", "", POSITIVE),
    significance=Arg("Significance level", r"\alpha", "fraction", INSIDE),
)
def ks_critical(*, expected_samples: float, actual_samples: float, significance: float = 0.05) -> float:
    """Largest gap of two empirical distribution functions that chance explains, for large samples.

    The critical value of the two-sided Kolmogorov-Smirnov test: sqrt(-ln(a / 2) / 2 x (n + m) / (n m)).

    Source: Smirnov, N., Table for Estimating the Goodness of Fit of Empirical Distributions, 1948.
    """
    pooled = 1 / expected_samples + 1 / actual_samples
    return sqrt(-log(significance / 2) / 2 * pooled)


@formula(
    result="Privacy loss of all releases",
    symbol=r"\varepsilon_k",
    unit="",
    tex=r"\min\left([releases] * [epsilon],\ [epsilon] * \sqrt{2 * [releases] * \ln (1 / [slack])}"
    r" + [releases] * [epsilon] * \left(e^{[epsilon]} - 1\right)\right)",
    where={"e": "the base of the natural logarithm"},
    epsilon=Arg("Privacy loss of one release", r"\varepsilon", "", POSITIVE),
    releases=Arg("Releases on the same data", "k", "", WHOLE),
    slack=Arg("Chance that the bound fails", r"\delta", "probability", INSIDE),
)
def privacy_composition(*, epsilon: float, releases: int, slack: float = 1e-6) -> float:
    """Epsilon of k releases that are each epsilon-private: the smaller of the plain and the advanced bound.

    The plain bound k epsilon holds always, the advanced one except with the probability `slack`.

    Source: Dwork, C. and Roth, A., The Algorithmic Foundations of Differential Privacy, 2014, theorem 3.20.
    """
    advanced = epsilon * sqrt(2 * releases * log(1 / slack)) + releases * epsilon * expm1(epsilon)
    return min(releases * epsilon, advanced)
