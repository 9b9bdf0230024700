"""The whole guide in one value: pages, graph and data, with everything that reading and checking found wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import characters, checks, data, files, graph, nav, pages, settings
from .data import Names, Number, Term
from .errors import Problem
from .graph import Graph


@dataclass(frozen=True)
class Guide:
    """What the macros draw on."""

    graph: Graph
    terms: Mapping[str, Term]
    numbers: Mapping[str, Number]
    names: Mapping[str, Names]
    asked: Mapping[str, Names]
    synonyms: Sequence[tuple[str, ...]]
    sayings: Sequence[tuple[str, ...]]
    problems: tuple[Problem, ...]


def load(root: Path, citations: Mapping[str, int]) -> Guide:
    """Reads and checks the guide.

    Takes the project's root and the keys of the bibliography with their lines (it is parsed elsewhere).
    Returns the guide; nothing is raised for what an author did wrong.
    """
    entries, problems = nav.read(root / "mkdocs.yml")
    all_pages = pages.read_all(root / "docs")
    terms, term_problems = data.read_terms(root)
    numbers, number_problems = data.read_numbers(root)
    names, name_problems = data.read_names(root)
    asked, asked_problems = data.read_asked(root)
    synonyms, synonym_problems = data.read_synonyms(root)
    sayings, saying_problems = data.read_sayings(root)
    model = graph.build(all_pages, [entry.path for entry in entries])
    problems += term_problems + number_problems + name_problems + asked_problems + synonym_problems + saying_problems
    problems += [*settings.check(root / "mkdocs.yml"), *files.check(root / "docs")]
    for path in sorted((root / "data").glob("*.*")):
        text = path.read_bytes().decode("utf-8", errors="replace")
        problems += characters.check(text, path.relative_to(root).as_posix())
    problems += checks.run(checks.Material(all_pages, entries, model, terms, numbers, citations, names, asked))
    return Guide(model, terms, numbers, names, asked, synonyms, sayings, tuple(sorted(problems)))


def fingerprint(root: Path) -> tuple[tuple[str, int, int], ...]:
    """Returns names, times and sizes of all files the guide is read from; it changes when one of them does."""
    files = [root / "mkdocs.yml", *sorted((root / "data").glob("*.*")), *sorted((root / "docs").rglob("*.md"))]
    stats = ((path, path.stat()) for path in files if path.exists())
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
