"""Offline evaluation: rankings with graded answers, and logs of another policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum, log2

from .errors import EstimateError
from .registry import ABOVE_ZERO, FRACTION, NOT_NEGATIVE, WHOLE, ZERO_OR_ONE, Arg, Stage, Values, formula

GRADES = Arg("Grades in ranked order", "g_i", "", NOT_NEGATIVE, many=True)
REWARDS = Arg("Rewards logged", "r_i", "", NOT_NEGATIVE, many=True)
LOGGED = Arg("Chance of the action under the old policy", "p_i", "probability", ABOVE_ZERO, many=True)
TARGET = Arg("Chance of the action under the new policy", r"\pi_i", "probability", FRACTION, many=True)
IDEAL = {"Z": "the same sum with the grades in falling order"}


def _exponential(grade: float) -> float:
    return float(2**grade - 1)


def _gains(grades: Sequence[float], gain: Callable[[float], float]) -> float:
    return fsum(gain(grade) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _ratio(gain: Callable[[float], float]) -> Callable[[Values], Stage]:
    def stage(a: Values) -> Stage:
        numbers = {
            "found": _gains(a["grades"], gain),
            "best": _gains(sorted(a["grades"], reverse=True), gain),
        }
        return r"\frac{[found]}{[best]}", numbers

    return stage


def _ndcg(grades: Sequence[float], gain: Callable[[float], float]) -> float:
    best = _gains(sorted(grades, reverse=True), gain)
    if best == 0:
        raise EstimateError("grades must hold one above 0: without a relevant item every order is as good")
    return _gains(grades, gain) / best


@formula(
    result="NDCG with linear gain",
    symbol=r"\text{NDCG}",
    unit="ratio",
    tex=r"\frac{1}{Z} \sum_i \frac{[grades]}{\log_2 (i + 1)}",
    where=IDEAL,
    worked=_ratio(float),
    grades=GRADES,
)
def ndcg_linear(*, grades: Sequence[float]) -> float:
    """Discounted gain of a ranking over that of the best order of the same items, the gain being the grade.

    Raises EstimateError when all grades are 0.
    Source: Jarvelin, K. and Kekalainen, J., Cumulated Gain-Based Evaluation of IR Techniques, 2002.
    """
    return _ndcg(grades, float)


@formula(
    result="NDCG with exponential gain",
    symbol=r"\text{NDCG}",
    unit="ratio",
    tex=r"\frac{1}{Z} \sum_i \frac{2^{[grades]} - 1}{\log_2 (i + 1)}",
    where=IDEAL,
    worked=_ratio(_exponential),
    grades=GRADES,
)
def ndcg_exponential(*, grades: Sequence[float]) -> float:
    """The same with the gain 2^grade - 1, which weights the top grades more.

    Raises EstimateError when all grades are 0.
    Source: Burges, C. et al., Learning to Rank using Gradient Descent, 2005.
    """
    return _ndcg(grades, _exponential)


def _precisions(a: Values) -> Stage:
    numbers = {}
    for rank, hit in enumerate(a["hits"], start=1):
        if hit:
            numbers[f"p{rank}"] = sum(a["hits"][:rank]) / rank
    terms = [f"[{key}]" for key in numbers] or ["0"]
    shown = " + ".join(terms if len(terms) <= 5 else [*terms[:2], r"\dots", terms[-1]])
    return rf"\frac{{{shown}}}{{[all]}}", {**numbers, "all": a["relevant"]}


@formula(
    result="Average precision",
    symbol=r"\text{AP}",
    unit="ratio",
    tex=r"\frac{1}{[relevant]} \sum_i [hits] * \frac{c_i}{i}",
    where={"c_i": "the number of relevant items among the first $i$"},
    worked=_precisions,
    hits=Arg("Relevant (1) or not (0), in ranked order", "h_i", "", ZERO_OR_ONE, many=True),
    relevant=Arg("Relevant items in all", "R", "", WHOLE),
)
def average_precision(*, hits: Sequence[int], relevant: int) -> float:
    """Mean of the precision at each relevant item; one that is not in the list counts 0.

    Raises EstimateError when the list holds more relevant items than there are.
    Source: Manning, C. D., Raghavan, P. and Schutze, H., Introduction to Information Retrieval, 2008, chapter 8.
    """
    if sum(hits) > relevant:
        raise EstimateError(f"relevant must be at least the {sum(hits)} relevant items in hits, not {relevant}")
    return fsum(sum(hits[:rank]) / rank for rank, hit in enumerate(hits, start=1) if hit) / relevant


def _weights(rewards: Sequence[float], logged: Sequence[float], target: Sequence[float]) -> list[float]:
    for name, other in (("logged", logged), ("target", target)):
        if len(other) != len(rewards):
            raise EstimateError(f"{name} must be as long as rewards, {len(rewards)}, not {len(other)}")
    return [new / old for old, new in zip(logged, target, strict=True)]


def _sums(a: Values) -> Values:
    weights = [new / old for old, new in zip(a["logged"], a["target"], strict=True)]
    found = fsum(w * r for w, r in zip(weights, a["rewards"], strict=True))
    return {"found": found, "n": len(weights), "weights": fsum(weights)}


@formula(
    result="Reward of the new policy (IPS)",
    symbol="V",
    unit="",
    tex=r"\frac{1}{n} \sum_i [rewards] * \frac{[target]}{[logged]}",
    where={"n": "the number of logged actions"},
    worked=lambda a: (r"\frac{[found]}{[n]}", {key: _sums(a)[key] for key in ("found", "n")}),
    rewards=REWARDS,
    logged=LOGGED,
    target=TARGET,
)
def inverse_propensity(*, rewards: Sequence[float], logged: Sequence[float], target: Sequence[float]) -> float:
    """Mean reward that a new policy would have had, from the log of an old one: the mean of r x new / old chance.

    Unbiased when the old policy could have taken every action of the new one.

    Source: Horvitz, D. G. and Thompson, D. J., 1952; for policies Dudik, M. et al., 2011.
    """
    weights = _weights(rewards, logged, target)
    return fsum(w * r for w, r in zip(weights, rewards, strict=True)) / len(weights)


@formula(
    result="Reward of the new policy (SNIPS)",
    symbol="V",
    unit="",
    tex=r"\frac{\sum_i [rewards] * [target] / [logged]}{\sum_i [target] / [logged]}",
    worked=lambda a: (r"\frac{[found]}{[weights]}", {key: _sums(a)[key] for key in ("found", "weights")}),
    rewards=REWARDS,
    logged=LOGGED,
    target=TARGET,
)
def self_normalized_propensity(*, rewards: Sequence[float], logged: Sequence[float], target: Sequence[float]) -> float:
    """The same, divided by the sum of the weights instead of their number: slightly biased, much less variance.

    Raises EstimateError when the new policy takes none of the logged actions.
    Source: Swaminathan, A. and Joachims, T., The Self-Normalized Estimator for Counterfactual Learning, 2015.
    """
    weights = _weights(rewards, logged, target)
    if fsum(weights) == 0:
        raise EstimateError("target must hold one chance above 0: the new policy takes none of the logged actions")
    return fsum(w * r for w, r in zip(weights, rewards, strict=True)) / fsum(weights)
