"""Computed numbers in pages: estimate.f() prints a box, value.f() the result, calc.f() gives the bare number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, Written, report, template_line
from .estimates import EstimateError, box, calculate, show, value_text


def _box(name: str, arguments: dict[str, Any]) -> str:
    title, so = arguments.pop("title", ""), arguments.pop("so", "")
    return box(name, arguments, title=title, so=so)


class Namespace:
    """The estimate functions under one name; a wrong call becomes a problem with file and line."""

    def __init__(self, name: str, run: Callable[[str, dict[str, Any]], Any], broken: str | float = "") -> None:
        self._name = name
        self._run = run
        self._broken = broken  # what a wrong call gives where text would break the next computation

    def __getattr__(self, function: str) -> Callable[..., Any]:
        if function.startswith("_"):
            raise AttributeError(function)

        def call(*arguments: Any, **named: Any) -> Any:
            if any(isinstance(value, float) and math.isnan(value) for value in named.values()):
                return self._broken  # it comes from a call that was reported already
            try:
                if arguments:
                    raise EstimateError(f"{function}() takes named arguments, such as {function}(name=1)")
                result = self._run(function, named)
                return Written(result) if isinstance(result, str) else result
            except EstimateError as error:
                message, _, hint = str(error).partition("; ")
                shown = report(f"{self._name}.{message}" if "()" in message else message, hint, template_line())
                return shown if self._broken == "" else self._broken

        call.guide_macro = True  # type: ignore[attr-defined]  # the sandbox calls nothing without it
        return call


@pass_context
def show_value(context: Context, value: float, unit: str = "") -> str:
    """Takes a bare number and its unit; returns it rounded and scaled as everywhere in the guide."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MacroError(f"show() takes a number, not {value!r}", "give it what calc or fact returned")
    return "" if math.isnan(value) else show(float(value), unit)


NAMESPACES: Mapping[str, Namespace] = {
    "estimate": Namespace("estimate", _box),
    "value": Namespace("value", value_text),
    "calc": Namespace("calc", calculate, broken=math.nan),
}
