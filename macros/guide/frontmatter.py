"""The block between two lines of --- at the top of a page: read strictly, checked against the contract."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import Problem, guess
from .strict_yaml import read_mapping

#: For each key the kind of value it takes.
TYPES: Mapping[str, str] = {
    "summary": "text",
    "reviewed": "date",
    "outline": "number in quotes",
    "part_of": "text",
    "needs": "list",
    "related": "list",
    "aliases": "list",
    "minutes": "whole number",
    "crux": "text",
    "template": "text",
    "hide": "list",
}
_EVERYWHERE = frozenset({"summary", "reviewed"})
_ANYWHERE = frozenset({"related", "aliases", "template", "hide"})
#: For each kind of page the keys it must have; a topic has either outline or part_of besides.
REQUIRED: Mapping[str, frozenset[str]] = {
    "home": _EVERYWHERE,
    "chapter": _EVERYWHERE,
    "topic": _EVERYWHERE | {"needs"},
    "case": _EVERYWHERE | {"minutes", "crux"},
    "cases": _EVERYWHERE,
    "reference": _EVERYWHERE,
}
_OPTIONAL: Mapping[str, frozenset[str]] = {"topic": frozenset({"outline", "part_of"}), "case": frozenset({"needs"})}
#: Keys whose values are shown in places where no Markdown is read.
PLAIN = frozenset({"summary", "crux", "aliases"})
_MARKUP = re.compile(r"\{\{|\{%|\]\(|\*\*|`|</?[A-Za-z]")
#: Keys that take one of a few words; the theme would ignore others in silence.
CHOICES: Mapping[str, Sequence[str]] = {
    "hide": ("navigation", "toc", "path", "footer"),
    "template": ("main.html",),
}
FORBIDDEN: Mapping[str, str] = {
    "title": "the title is the page's H1",
    "search": "aliases steer the search",
    "render_macros": "every page is rendered",
    "tags": "use aliases",
}


@dataclass(frozen=True)
class FrontMatter:
    """The values of a page's front matter, the line of each key, and how many lines come before the body."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body_line: int
    problems: tuple[Problem, ...] = ()


def split(text: str, file: str) -> tuple[FrontMatter, str]:
    """Takes a page's text and its name for messages; returns the front matter and the body below it."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        stripped = text.lstrip("\ufeff \t\n")
        what = "front matter must start at the first character" if stripped.startswith("---\n") else "no front matter"
        problem = Problem(file, 1, what, "start the page with ---, summary, reviewed, ---")
        return FrontMatter({}, {}, 1, (problem,)), text
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() in ("---", "..."):
            mapping = read_mapping("\n".join(lines[1 : number - 1]), file, first_line=2)
            meta = FrontMatter(mapping.values, mapping.lines, number + 1, tuple(mapping.problems))
            return meta, "\n".join(lines[number:])
    problem = Problem(file, 1, "front matter is not closed", "put --- on a line of its own after the last key")
    return FrontMatter({}, {}, 1, (problem,)), text


def check(meta: FrontMatter, kind: str, file: str) -> Iterator[Problem]:
    """Yields what the front matter of a page of this kind does wrong: keys, types, values."""
    if meta.problems:
        yield from meta.problems
        return
    allowed = REQUIRED[kind] | _ANYWHERE | _OPTIONAL.get(kind, frozenset())
    for key, value in meta.values.items():
        line = meta.lines.get(key, 1)
        if key in FORBIDDEN:
            yield Problem(file, line, f"front matter key '{key}' is not used here", FORBIDDEN[key])
        elif key not in TYPES:
            yield Problem(file, line, f"unknown front matter key '{key}'", guess(key, allowed))
        elif key not in allowed:
            yield Problem(file, line, f"front matter key '{key}' does not belong on a {kind} page")
        else:
            yield from _check_value(key, value, file, line)
    for key in sorted(REQUIRED[kind] - set(meta.values)):
        yield Problem(file, 1, f"front matter has no '{key}'", f"add '{key}: ...' ({TYPES[key]})")
    if kind == "topic" and ("outline" in meta.values) == ("part_of" in meta.values):
        yield Problem(file, 1, "a topic page has either 'outline' (a section) or 'part_of' (a deep dive)")


def _check_value(key: str, value: Any, file: str, line: int) -> Iterator[Problem]:
    wanted = TYPES[key]
    hint = ""
    if wanted == "date":
        good = isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        hint = "write it as 2026-11-23, without quotes"
    elif wanted == "list":
        good = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
        hint = f"write {key}: [one, two]"
    elif wanted == "whole number":
        good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    elif wanted == "number in quotes":
        good = isinstance(value, str) and bool(re.fullmatch(r"\d+\.\d+", value))
        hint = f'write {key}: "3.4", with quotes'
    else:
        good = isinstance(value, str) and bool(value.strip())
        hint = "put the value in quotes"
    if not good:
        yield Problem(file, line, f"front matter key '{key}' must be a {wanted}, not {value!r}", hint)
    elif key == "summary" and (len(value) > 160 or "\n" in value.strip()):
        yield Problem(file, line, f"summary has {len(value)} characters", "one sentence of at most 160")
    elif wanted == "list" and len(set(value)) < len(value):
        twice = next(item for item in value if value.count(item) > 1)
        yield Problem(file, line, f"'{twice}' stands twice in {key}")
    elif key == "reviewed" and value > datetime.date.today() + datetime.timedelta(days=1):
        yield Problem(file, line, f"reviewed lies in the future: {value}", "write the day of the review")
    elif key in CHOICES:
        for item in value if isinstance(value, list) else [value]:
            if item not in CHOICES[key]:
                hint = guess(item, CHOICES[key]) or f"use one of {', '.join(CHOICES[key])}"
                yield Problem(file, line, f"unknown '{item}' in {key}", hint)
    elif key in PLAIN:
        for item in value if isinstance(value, list) else [value]:
            if found := _MARKUP.search(item):
                yield Problem(file, line, f"markup '{found[0]}' in {key}", "it is shown as plain text")
