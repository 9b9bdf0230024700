"""Dated facts: numbers that age, each with its year and source, from data/numbers.yml."""

from __future__ import annotations

import datetime
import math

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, desk, here, report, template_line
from .estimates import show
from .guide.data import Number
from .guide.errors import guess
from .markup import escape, link


def _find(key: str) -> Number:
    numbers = desk().guide.numbers
    if key not in numbers:
        raise MacroError(f"unknown number '{key}'", guess(key, numbers))
    return numbers[key]


@pass_context
def number(context: Context, key: str) -> str:
    """Takes a fact's key; returns its value with unit and year, linked to the table of dated numbers."""
    entry = _find(key)
    guide = desk().guide
    text = f"{show(entry.value, entry.unit, exact=True)} ({entry.year})"
    return link(here(context), guide.graph.pages["numbers"], escape(text), key, entry.label)


@pass_context
def fact(context: Context, key: str) -> float:
    """Takes a fact's key; returns its bare value in base units, for a computation, or NaN when there is none."""
    try:
        return _find(key).value
    except MacroError as error:
        report(error.message, error.hint, template_line())
        return math.nan


@pass_context
def number_table(context: Context) -> str:
    """Returns all dated facts as a table: what, value, year, source, use; one past its shelf life says so."""
    page = here(context)
    guide = desk().guide
    rows = ["| What | Value | Year | Source | Used for |", "|---|---|---|---|---|"]
    for entry in sorted(guide.numbers.values(), key=lambda entry: entry.label.casefold()):
        source = desk().sources.get(entry.source)
        cited = link(page, guide.graph.pages["sources"], escape(source.short), source.key) if source else ""
        due = entry.year + entry.shelf_life_years
        year = f"{entry.year} (check again)" if due < datetime.date.today().year else str(entry.year)
        cells = (
            f"{escape(entry.label)} {{ #{entry.key} }}",
            show(entry.value, entry.unit, exact=True),
            year,
            cited,
            escape(entry.use),
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)
