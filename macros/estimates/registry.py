"""Formulas: a function, what its arguments and its result are called, and the checks made before it runs."""

from __future__ import annotations

import difflib
import functools
import inspect
import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar, cast

from .errors import EstimateError

P = ParamSpec("P")
R = TypeVar("R", bound=float)
Values = Mapping[str, Any]
Stage = tuple[str, Values]  # a TeX template and the numbers for its [placeholders]


@dataclass(frozen=True)
class Range:
    """What a number may be: the words for a message and the test."""

    words: str
    holds: Callable[[float], bool]
    whole: bool = False


POSITIVE = Range("above 0", lambda x: x > 0)
NOT_NEGATIVE = Range("at least 0", lambda x: x >= 0)
AT_LEAST_ONE = Range("at least 1", lambda x: x >= 1)
WHOLE = Range("at least 1", lambda x: x >= 1, whole=True)
FRACTION = Range("between 0 and 1", lambda x: 0 <= x <= 1)
BELOW_ONE = Range("at least 0 and below 1", lambda x: 0 <= x < 1)
ABOVE_ZERO = Range("above 0 and at most 1", lambda x: 0 < x <= 1)
INSIDE = Range("above 0 and below 1", lambda x: 0 < x < 1)
CORRELATION = Range("between -1 and 1", lambda x: -1 <= x <= 1)
ANY = Range("of any sign", lambda x: True)
ZERO_OR_ONE = Range("0 or 1", lambda x: x in (0, 1), whole=True)


@dataclass(frozen=True)
class Arg:
    """An argument: its label and TeX symbol in a box, its unit (see formatting), its range; `many` for a list."""

    label: str
    symbol: str
    unit: str
    range: Range
    many: bool = False

    def check(self, name: str, value: object) -> Any:
        """The value as float (int if whole, tuple if many), or EstimateError."""
        if not self.many:
            return self._number(name, value)
        if not isinstance(value, list | tuple) or not value:
            raise EstimateError(f"{name} must be a list of numbers {self.range.words}, not {reprlib.repr(value)}")
        return tuple(self._number(f"{name}[{i}]", item) for i, item in enumerate(value))

    def _number(self, name: str, value: object) -> float:
        kind = "a whole number " if self.range.whole else ""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise EstimateError(f"{name} must be {kind or 'a number '}{self.range.words}, not {reprlib.repr(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise EstimateError(f"{name} must be a finite number {self.range.words}, not {number}")
        if not self.range.holds(number) or (self.range.whole and not number.is_integer()):
            raise EstimateError(f"{name} must be {kind}{self.range.words}, not {value}")
        return int(number) if self.range.whole else number


@dataclass(frozen=True)
class Formula:
    """All that a box needs. `tex` is the right side with [argument] placeholders; `*` in it is a product.

    `where` explains TeX symbols that are neither arguments nor the result. `worked` replaces the template into which
    the numbers are put (a list has no single number), `then` adds one more stage of the calculation.
    """

    name: str
    function: Callable[..., float]
    result: str
    symbol: str
    unit: str
    tex: str
    arguments: Mapping[str, Arg]
    where: Mapping[str, str] = field(default_factory=dict)
    worked: Callable[[Values], Stage] | None = None
    then: Callable[[Values], Stage] | None = None

    @property
    def defaults(self) -> dict[str, Any]:
        """The arguments that may be left out, with their values."""
        parameters = inspect.signature(self.function).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    def check(self, given: Values) -> dict[str, Any]:
        """All arguments in declared order, checked and with defaults filled in; EstimateError otherwise."""
        for name in given:
            if name not in self.arguments:
                raise EstimateError(f"{self.name}() has no argument {name!r}; {_guess(str(name), self.arguments)}")
        values = {**self.defaults, **given}
        missing = [repr(name) for name in self.arguments if name not in values]
        if missing:
            raise EstimateError(f"{self.name}() needs {' and '.join(missing)}")
        return {name: argument.check(name, values[name]) for name, argument in self.arguments.items()}


FORMULAS: dict[str, Formula] = {}


def formula(
    *,
    result: str,
    symbol: str,
    unit: str,
    tex: str,
    where: Mapping[str, str] | None = None,
    worked: Callable[[Values], Stage] | None = None,
    then: Callable[[Values], Stage] | None = None,
    **arguments: Arg,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a formula: fields as in Formula, one keyword per argument. The function then checks what it is given."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        name = function.__name__
        if list(inspect.signature(function).parameters) != list(arguments) or name in FORMULAS:
            raise TypeError(f"{name}: declared arguments differ from the signature, or the name is taken")

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise EstimateError(f"{name}() takes keyword arguments only")
            values = known.check(kwargs)
            try:
                value: R | None = cast(Callable[..., R], function)(**values)
            except ArithmeticError:
                value = None
            if value is None or not math.isfinite(value):
                raise EstimateError(f"{name}() cannot be computed: a number is too large or too small")
            return value

        known = Formula(name, checked, result, symbol, unit, tex, arguments, where or {}, worked, then)
        FORMULAS[name] = known
        return checked

    return register


def find(name: str) -> Formula:
    """The formula of that name; EstimateError with a guess otherwise."""
    if name not in FORMULAS:
        raise EstimateError(f"there is no estimate function {name!r}; {_guess(str(name), FORMULAS)}")
    return FORMULAS[name]


def _guess(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"


def round_up(x: float) -> int:
    """The next whole number, at least 1; float noise above a whole number is not counted as more."""
    return max(1, math.ceil(min(x - 1e-9, x * (1 - 1e-12))))


def round_down(x: float) -> int:
    """The whole number below, at least 0; float noise below a whole number is not counted as less."""
    return max(0, math.floor(max(x + 1e-9, x * (1 + 1e-12))))
