"""The data files: terms of the glossary and dated facts, read strictly."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .errors import Problem, guess
from .strict_yaml import read_mapping

GLOSSARY = "data/glossary.yml"
NUMBERS = "data/numbers.yml"
NAMES = "data/names.yml"
SYNONYMS = "data/synonyms.yml"
SAYINGS = "data/sayings.yml"
ASKED = "data/asked-*.yml"


@dataclass(frozen=True)
class Term:
    """A term of the glossary; expansion says an acronym in full, owner is the id of the page that explains it."""

    key: str
    line: int
    term: str
    definition: str
    owner: str
    expansion: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """What readers call a section, or ask when it is the answer: the id of its page, its anchor, and the names."""

    key: str
    line: int
    names: tuple[str, ...]
    file: str = NAMES

    @property
    def page(self) -> str:
        """The id of the page."""
        return self.key.partition("#")[0]

    @property
    def anchor(self) -> str:
        """The anchor of the section."""
        return self.key.partition("#")[2]


#: The groups of the table of dated facts, in its order.
KINDS = ("hardware", "storage and network", "people", "base rates", "energy", "published runs", "other")


@dataclass(frozen=True)
class Number:
    """A fact with a date: value in base units, the year for which it holds, the key of its source, what it is for."""

    key: str
    line: int
    label: str
    value: float
    unit: str
    year: int
    source: str
    use: str
    shelf_life_years: int
    kind: str = "other"


_TYPES: Mapping[str, tuple[type, ...]] = {
    "aliases": (list,),
    "value": (int, float),
    "year": (int,),
    "shelf_life_years": (int,),
}
_NAMES: Mapping[str, str] = {
    "aliases": "list of words",
    "value": "number (9.89e+14 needs its sign)",
    "year": "whole number",
    "shelf_life_years": "whole number",
}


def read_terms(root: Path) -> tuple[dict[str, Term], list[Problem]]:
    """Reads the glossary below the project's root; returns terms by key, and what is wrong."""
    entries, problems = _read(root, GLOSSARY, Term)
    return {entry["key"]: Term(**entry) for entry in entries}, problems


def read_numbers(root: Path) -> tuple[dict[str, Number], list[Problem]]:
    """Reads the dated facts below the project's root; returns facts by key, and what is wrong."""
    entries, problems = _read(root, NUMBERS, Number)
    return {entry["key"]: Number(**entry) for entry in entries}, problems


def read_names(root: Path) -> tuple[dict[str, Names], list[Problem]]:
    """Reads what readers call the sections, below the project's root; a guide without such a file has no such names."""
    entries, problems = _read_lists(root, NAMES)
    return {key: Names(key, line, names) for key, line, names in entries}, problems


def read_asked(root: Path) -> tuple[dict[str, Names], list[Problem]]:
    """Reads what readers ask when a section, or a page as a whole, is the answer: one file for each chapter."""
    found: dict[str, Names] = {}
    problems: list[Problem] = []
    for path in sorted(root.glob(ASKED)):
        file = path.relative_to(root).as_posix()
        entries, wrong = _read_lists(root, file)
        problems += wrong
        for key, line, names in entries:
            if key in found:
                problems.append(Problem(file, line, f"'{key}' stands in {found[key].file} too", "keep one"))
            found[key] = Names(key, line, names, file)
    return found, problems


def read_synonyms(root: Path) -> tuple[list[tuple[str, ...]], list[Problem]]:
    """Reads words that mean the same in everyday use: groups, each with the key first."""
    return _read_groups(root, SYNONYMS)


def read_sayings(root: Path) -> tuple[list[tuple[str, ...]], list[Problem]]:
    """Reads what readers type and how the guide says it: groups, each with what is typed first."""
    return _read_groups(root, SAYINGS)


def _read_groups(root: Path, file: str) -> tuple[list[tuple[str, ...]], list[Problem]]:
    entries, problems = _read_lists(root, file)
    return [(key, *others) for key, _, others in entries], problems


def _read_lists(root: Path, file: str) -> tuple[list[tuple[str, int, tuple[str, ...]]], list[Problem]]:
    path = root / file
    if not path.exists():
        return [], []
    try:
        mapping = read_mapping(path.read_text(encoding="utf-8"), file)
    except UnicodeDecodeError:
        return [], [Problem(file, 0, "not UTF-8", "save the file as UTF-8")]
    problems = list(mapping.problems)
    entries = []
    for key, value in mapping.values.items():
        line = mapping.lines[key]
        if isinstance(value, list) and value and all(isinstance(name, str) and name.strip() for name in value):
            entries.append((key, line, tuple(value)))
        else:
            problems.append(Problem(file, line, f"'{key}' must be a list of names, not {value!r}", "quote numbers"))
    return entries, problems


def _read(root: Path, file: str, shape: type) -> tuple[list[dict[str, Any]], list[Problem]]:
    path = root / file
    if not path.exists():
        return [], [Problem(file, 0, "the file is missing")]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return [], [Problem(file, 0, "not UTF-8", "save the file as UTF-8")]
    mapping = read_mapping(text, file)
    problems = list(mapping.problems)
    entries = []
    for key, value in mapping.values.items():
        line = mapping.lines[key]
        wrong = list(_check(key, value, shape, file, line))
        problems += wrong
        if not wrong:
            value = {name: tuple(item) if isinstance(item, list) else item for name, item in value.items()}
            entries.append({"key": key, "line": line, **value})
    return entries, problems


def _check(key: str, value: Any, shape: type, file: str, line: int) -> Iterator[Problem]:
    allowed = {f.name: f for f in fields(shape) if f.name not in ("key", "line")}
    needed = [name for name in allowed if name not in ("expansion", "aliases", "kind")]
    if not isinstance(value, dict):
        yield Problem(file, line, f"'{key}' must hold 'name: value' lines", f"it needs {', '.join(needed)}")
        return
    for name, item in value.items():
        if name not in allowed:
            yield Problem(file, line, f"'{key}' has an unknown field '{name}'", guess(str(name), allowed))
            continue
        types = _TYPES.get(name, (str,))
        good = isinstance(item, types) and not isinstance(item, bool)
        if good and isinstance(item, float):
            good = math.isfinite(item)
        if good and isinstance(item, list):
            good = all(isinstance(word, str) for word in item)
        if good and isinstance(item, str):
            good = bool(item.strip())
        if not good:
            yield Problem(file, line, f"'{name}' of '{key}' must be a {_NAMES.get(name, 'text')}, not {item!r}")
        elif name == "kind" and item not in KINDS:
            hint = guess(item, KINDS) or f"use one of {', '.join(KINDS)}"
            yield Problem(file, line, f"unknown kind '{item}' of '{key}'", hint)
    for name in needed:
        if name not in value:
            yield Problem(file, line, f"'{key}' has no '{name}'")
