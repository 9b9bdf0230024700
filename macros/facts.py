"""Dated facts: numbers that age, each with its year and source, from data/numbers.yml."""

from __future__ import annotations

import datetime
import math
import os

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, desk, here, report, template_line
from .estimates import show
from .guide.data import KINDS, Number
from .guide.errors import guess
from .guide.pages import Page
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
    """Returns all dated facts as a table a kind: what, value, year, source, use; one past its shelf life says so."""
    page = here(context)
    numbers = sorted(desk().guide.numbers.values(), key=lambda entry: entry.label.casefold())
    blocks = []
    for kind in KINDS:
        rows = [_row(page, entry) for entry in numbers if entry.kind == kind]
        if rows:
            head = f"## {kind.capitalize()} {{ #{kind.replace(' ', '-')} }}"
            blocks.append(
                "\n".join([head, "", "| What | Value | Year | Source | Used for |", "|---|---|---|---|---|", *rows])
            )
    return "\n\n".join(blocks)


def _row(page: Page, entry: Number) -> str:
    source = desk().sources.get(entry.source)
    sources = desk().guide.graph.pages["sources"]
    old = entry.year + entry.shelf_life_years < this_year()
    cells = (
        f"{escape(entry.label)} {{ #{entry.key} }}",
        show(entry.value, entry.unit, exact=True),
        f"{entry.year} (check again)" if old else str(entry.year),
        link(page, sources, escape(source.short), source.key) if source else "",
        escape(entry.use),
    )
    return f"| {' | '.join(cells)} |"


def this_year() -> int:
    """Returns the year of the build: that of SOURCE_DATE_EPOCH when it is set, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).year
    return datetime.date.today().year
