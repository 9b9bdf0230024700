"""The bibliography: data/sources.bib, parsed and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

from .guide.checks import BIBLIOGRAPHY
from .guide.errors import Problem
from .markup import escape

_VENUES = ("booktitle", "journal", "publisher", "howpublished")
_IDENTIFIERS: Mapping[str, tuple[str, str]] = {
    "doi": (r"10\.\d{4,9}/\S+", "a DOI such as 10.1145/2959100.2959190"),
    "eprint": (r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", "an arXiv id such as 1706.03762"),
    "isbn": (r"97[89][\d-]{10,14}", "an ISBN of 13 digits"),
    "url": (r"https?://[^\s<>\"]+", "an address that starts with https://"),
}
#: More authors than this are shortened to the first and "et al.".
_MOST_AUTHORS = 3


@dataclass(frozen=True)
class Source:
    """A cited work; authors as (family name or organization, initials)."""

    key: str
    line: int
    authors: tuple[tuple[str, str], ...]
    title: str
    year: str
    venue: str
    identifiers: Mapping[str, str]
    letter: str = ""  # tells apart works of the same authors and year

    @property
    def short(self) -> str:
        """The work in running text: "Sculley et al., 2015"."""
        families = [family for family, _ in self.authors]
        many = "others" in families or len(families) > 2
        who = f"{families[0]} et al." if many else " and ".join(families)
        return f"{who}, {self.year}{self.letter}"

    @property
    def full(self) -> str:
        """The work in a list of sources, as Markdown that ends in links to its identifiers."""
        names = [f"{family}, {initials}" if initials else family for family, initials in self.authors]
        named = [name for name in names if name != "others"][:_MOST_AUTHORS]
        shortened = len(named) < len(names)
        who = ", ".join([*named, "et al."] if shortened else named)
        dot = "" if who.endswith(".") else "."
        title = escape(self.title)
        mark = "" if title.endswith(("?", "!", ".")) else "."
        where = f"{escape(self.venue)}, {self.year}{self.letter}"
        return f"{escape(who)}{dot} *{title}*{mark} {where}. {', '.join(self._links())}."

    def _links(self) -> list[str]:
        found = self.identifiers
        links = []
        if "doi" in found:
            links.append(f"[doi:{escape(found['doi'])}](<https://doi.org/{found['doi']}>)")
        if "eprint" in found:
            links.append(f"[arXiv:{found['eprint']}](https://arxiv.org/abs/{found['eprint']})")
        if "isbn" in found:
            links.append(f"ISBN {found['isbn']}")
        if "url" in found:
            host = re.sub(r"^https?://(www\.)?([^/]+).*$", r"\2", found["url"])
            links.append(f"[{escape(host)}](<{found['url']}>)")
        return links


def read_sources(root: Path) -> tuple[dict[str, Source], list[Problem]]:
    """Reads the bibliography below the project's root; returns works by key, and what is wrong."""
    path = root / BIBLIOGRAPHY
    if not path.exists():
        return {}, [Problem(BIBLIOGRAPHY, 0, "the file is missing")]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return {}, [Problem(BIBLIOGRAPHY, 0, "not UTF-8", "save the file as UTF-8")]
    layers = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = parse_string(text, append_middleware=layers)
    problems = []
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, DuplicateBlockKeyBlock):
            problems.append(Problem(BIBLIOGRAPHY, line, f"the key '{block.key}' stands twice"))
        elif isinstance(block, DuplicateFieldKeyBlock):
            twice = ", ".join(sorted(block.duplicate_keys))
            problems.append(Problem(BIBLIOGRAPHY, line, f"an entry has a field twice: {twice}"))
        else:
            problems.append(Problem(BIBLIOGRAPHY, line, "BibTeX does not parse", "look for a brace that is not closed"))
    sources = {}
    for entry in library.entries:
        wrong = list(_check(entry))
        problems += wrong
        if not wrong:
            sources[entry.key] = _source(entry)
    return _with_letters(sources), problems


def _with_letters(sources: dict[str, Source]) -> dict[str, Source]:
    """Two works that print alike, such as "(Cepeda et al., 2008)", get letters in the order of their titles."""
    alike: dict[str, list[Source]] = {}
    for source in sorted(sources.values(), key=lambda source: (source.title, source.key)):
        alike.setdefault(source.short, []).append(source)
    letters = {s.key: chr(ord("a") + i) for group in alike.values() if len(group) > 1 for i, s in enumerate(group)}
    return {key: replace(source, letter=letters.get(key, "")) for key, source in sources.items()}


def _field(entry: Entry, name: str) -> str:
    value = entry.fields_dict[name].value if name in entry.fields_dict else ""
    return re.sub(r"\s+", " ", re.sub(r"[{}]", "", str(value))).strip()


def _check(entry: Entry) -> Iterable[Problem]:
    line = (entry.start_line or 0) + 1
    for name in ("author", "title", "year"):
        if not _field(entry, name):
            yield Problem(BIBLIOGRAPHY, line, f"'{entry.key}' has no {name}")
    if _field(entry, "year") and not re.fullmatch(r"\d{4}", _field(entry, "year")):
        yield Problem(
            BIBLIOGRAPHY, line, f"the year of '{entry.key}' is '{_field(entry, 'year')}'", "write four digits"
        )
    if not any(_field(entry, name) for name in _VENUES):
        yield Problem(BIBLIOGRAPHY, line, f"'{entry.key}' has no venue", f"add one of {', '.join(_VENUES)}")
    if not any(_field(entry, name) for name in _IDENTIFIERS):
        hint = f"add one of {', '.join(_IDENTIFIERS)}"
        yield Problem(BIBLIOGRAPHY, line, f"'{entry.key}' has no identifier", hint)
    for name, part in entry.fields_dict.items():
        if "\\" in str(part.value):
            hint = "write letters in UTF-8, and & as it is"
            yield Problem(BIBLIOGRAPHY, line, f"the {name} of '{entry.key}' holds a LaTeX command", hint)
    for name, (pattern, meaning) in _IDENTIFIERS.items():
        value = _field(entry, name)
        if value and not re.fullmatch(pattern, value):
            yield Problem(BIBLIOGRAPHY, line, f"the {name} of '{entry.key}' is '{value}'", f"write {meaning}")


def _source(entry: Entry) -> Source:
    authors = []
    for name in entry.fields_dict["author"].value:
        family = " ".join([*name.von, *name.last, *name.jr])
        initials = " ".join(f"{part[0]}." for part in name.first if part)
        # A name in double braces is an organization: it stays whole.
        authors.append((f"{' '.join(name.first)} {family}".strip(), "") if "{" in family else (family, initials))
    clean = tuple((re.sub(r"[{}]", "", family), initials) for family, initials in authors)
    venue = next(_field(entry, name) for name in _VENUES if _field(entry, name))
    identifiers = {name: _field(entry, name) for name in _IDENTIFIERS if _field(entry, name)}
    return Source(
        entry.key, (entry.start_line or 0) + 1, clean, _field(entry, "title"), _field(entry, "year"), venue, identifiers
    )
