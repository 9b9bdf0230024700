"""Estimates: numbers of the guide that are computed and shown with their inputs, formula and steps.

    calculate("in_flight", {"rate_per_s": 35000, "latency_s": 0.05})    1750.0
    value_text("in_flight", {...})                                      "1,750 requests"
    box("in_flight", {...}, title="...", so="...")                      Markdown of an `estimate` box
    show(1750, "requests"), show(131072, "tokens", exact=True)          "1,750 requests", "131,072 tokens"

All of them raise EstimateError for a call that cannot be computed. A formula is one decorated function in the module of
its subject; it needs nothing else. How numbers are written is told in `formatting`.
"""

from __future__ import annotations

from . import (  # noqa: F401  (importing declares the formulas)
    capacity,
    decisions,
    evaluation,
    experiments,
    language,
    monitoring,
    retrieval,
    serving,
    training,
)
from .boxes import box, value_text
from .errors import EstimateError
from .formatting import show
from .registry import FORMULAS, Arg, Formula, Values, find

__all__ = ["FORMULAS", "Arg", "EstimateError", "Formula", "box", "calculate", "show", "value_text"]


def calculate(name: str, arguments: Values) -> float:
    """The result of the formula `name` in its base unit; an int where the result counts whole things."""
    return find(name).function(**arguments)
