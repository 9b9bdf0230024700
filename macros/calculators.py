"""Calculators: forms that show a worked example, and that the calculators' script brings to life."""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError
from .estimates import EstimateError, show
from .estimates.boxes import general_tex
from .estimates.registry import Arg, Formula
from .estimates.steps import STEPS, formula_in_steps, tree, worked

#: Inputs of these units may be written as a percentage.
PERCENT = ("fraction", "probability", "fraction difference")


@pass_context
def calculator(context: Context, name: str, **example: float) -> str:
    """Takes an estimate function's name and the values of its worked example; returns its formula and its form.

    The form's fields can be read but not changed until the script takes over; the steps are those of the example.
    Raises MacroError for a function without steps and for an example that cannot be computed.
    """
    if any(isinstance(value, float) and math.isnan(value) for value in example.values()):
        return ""  # it comes from a call that was reported already
    try:
        formula = formula_in_steps(name)
        values = formula.check(example)
        found = worked(name, values)
    except EstimateError as error:
        message, _, hint = str(error).partition("; ")
        raise MacroError(f"calculator: {message}", hint) from None
    own = f"calculate-{name.replace('_', '-')}"
    fields = [_field(own, key, arg, values[key]) for key, arg in formula.arguments.items()]
    steps = [f"<li>{escape(step.label)}: <b>{escape(show(value, step.unit))}</b></li>" for step, value in found]
    final, value = found[-1]
    lines = [
        f'<form class="calculator" id="{own}" data-calculator="{name}" autocomplete="off"'
        f' data-steps="{_json(_steps(name))}" data-rules="{_json(_rules(name))}"'
        f' data-result="{escape(formula.result)}" aria-label="Calculator: {escape(formula.result)}">',
        '<div class="calculator-fields">',
        *fields,
        "</div>",
        '<div class="calculator-result" role="status">',
        "<ol>",
        *steps,
        "</ol>",
        f'<p class="calculator-final">{escape(formula.result)}: <b>{escape(show(value, final.unit))}</b></p>',
        "</div>",
        "</form>",
    ]
    return "\n".join([f"$$\n{general_tex(formula)}\n$$", "", _symbols(formula), "", *lines])


def _symbols(formula: Formula) -> str:
    """A sentence that says what each symbol stands for."""
    names = [f"${arg.symbol}$: {arg.label[0].lower()}{arg.label[1:]}" for arg in formula.arguments.values()]
    return "; ".join(names + [f"${symbol}$: {meaning}" for symbol, meaning in formula.where.items()]) + "."


def _field(own: str, key: str, arg: Arg, value: float) -> str:
    field = f"{own}-{key.replace('_', '-')}"
    hint = ", ".join(part for part in (_unit(arg.unit), "whole" if arg.range.whole else "", arg.range.words) if part)
    return (
        f'<p><label for="{field}">{escape(arg.label)}</label>'
        f' <input id="{field}" name="{key}" type="text" inputmode="decimal" spellcheck="false" readonly'
        f' value="{_typed(value)}" data-range="{arg.range.words}"{" data-whole" if arg.range.whole else ""}'
        f'{" data-percent" if arg.unit in PERCENT else ""} aria-describedby="{field}-hint">'
        f' <span class="calculator-hint" id="{field}-hint">{escape(hint)}</span></p>'
    )


def _unit(unit: str) -> str:
    return {"fraction difference": "fraction", "probability": "fraction"}.get(unit, unit)


def _typed(value: float) -> str:
    """A number as one would type it: 35,000, 0.05, 9.89e14."""
    if value >= 1e10 or 0 < value < 1e-5:
        mantissa, exponent = f"{value:.11e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.12g}"


def _steps(name: str) -> list[list[Any]]:
    return [[step.name, step.label, tree(step.expression), step.unit] for step in STEPS[name].steps]


def _rules(name: str) -> list[list[Any]]:
    return [[tree(rule), message] for rule, message in STEPS[name].rules]


def _json(data: object) -> str:
    return escape(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
