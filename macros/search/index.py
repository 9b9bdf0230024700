"""The index of the search: a head with what results show, shards with the words, and a file of text for each page.

Only the head is loaded when the reader reaches for search, then the shards that hold the words of the query with the
names of sections in which they stand, then the text of the pages that are shown.
docs/assets/javascripts/search-index.js reads what is written here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..guide.data import Names
from ..guide.graph import Graph
from ..guide.library import Guide
from ..guide.pages import Page
from .asked import Question, questions
from .extract import Section, sections
from .words import STOP, WEAK, words

#: What Material's script fetches on every page: the settings it reads, and no documents.
STUB = '{"config":{"lang":["en"],"separator":"[^\\\\w]+","pipeline":[],"fields":{}},"docs":[]}'
#: How much a hit counts by the kind of its page: pages that list others say little themselves.
WEIGHTS: Mapping[str, float] = {"topic": 1, "case": 1, "chapter": 0.8, "cases": 0.9, "home": 0.7, "reference": 0.7}
#: Pages that say about everything what other pages say better.
OUTWEIGHED: Mapping[str, float] = {"glossary": 0.5, "sources": 0.4, "a-z": 0.4}
#: A page that goes deeper stands a little behind the topic that it is part of.
DEEPER = 0.8
#: Pages that only list others.
LISTS = frozenset({"home", "chapter"})
LISTING = frozenset({"questions", "topic-map", "a-z", "numbers"})
#: Characters that need no escape in JSON, in the order of their values as digits.
DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "\\")
#: A shard ends when it holds so many characters.
SHARD = 6000


@dataclass(frozen=True)
class Entry:
    """A page to be searched, with its sections as built."""

    page: Page
    sections: Sequence[Section]


def address(page: Page) -> str:
    """Returns the page's address below the site's root."""
    path = page.path.removesuffix(".md").removesuffix("index")
    return path if path.endswith("/") or not path else f"{path}/"


def read(site: Path, graph: Graph) -> Iterator[Entry]:
    """Yields the pages of the graph that are built below the site's folder, in reading order."""
    for page in graph.pages.values():
        file = site / address(page) / "index.html"
        if file.exists():
            lists = page.kind not in LISTS and page.id not in LISTING
            yield Entry(page, sections(file.read_text(encoding="utf-8"), lists))


def digits(value: int) -> str:
    """Returns a whole number as digits: one character up to half of the base, else a big one and the rest."""
    half = len(DIGITS) // 2
    out = DIGITS[value % half]
    value //= half
    while value:
        out = DIGITS[half + value % (len(DIGITS) - half)] + out
        value //= len(DIGITS) - half
    return out


def postings(entries: Iterable[Entry]) -> dict[str, dict[int, int]]:
    """Counts words by section: word -> number of the section in the whole guide -> how often."""
    found: dict[str, dict[int, int]] = {}
    number = 0
    for entry in entries:
        for section in entry.sections:
            for word, count in Counter(words(_text(entry.page, section))).items():
                if word not in STOP and len(word) < 40:
                    found.setdefault(word, {})[number] = count
            number += 1
    return found


def _text(page: Page, section: Section) -> str:
    """A section's text as it is searched and shown; a page starts with its summary."""
    return section.text if section.anchor else f"{page.summary} {section.text}".strip()


def named(entries: Iterable[Entry], names: Mapping[str, Names]) -> dict[str, list[tuple[int, str]]]:
    """Lists the names of sections by each of their words: word -> (number of the section, name)."""
    found: dict[str, list[tuple[int, str]]] = {}
    number = 0
    for entry in entries:
        for section in entry.sections:
            known = names.get(f"{entry.page.id}#{section.anchor}")
            for name in known.names if known else ():
                for word in sorted(set(words(name)) - STOP):
                    found.setdefault(word, []).append((number, name))
            number += 1
    return found


def shards(
    found: Mapping[str, Mapping[int, int]],
    names: Mapping[str, Sequence[tuple[int, str]]],
    asked: Sequence[Question] = (),
) -> dict[str, str]:
    """Packs the postings: first word of a shard -> its lines, each a word, a space and where it stands, then names.

    A place is the distance to the place before, times 3, plus 0, 1 or 2 for once, up to three times, or more.
    A name follows a tab: the number of its section, a space and the name. After a tab and "!" come the questions that
    hold the word, each as its distance to the one before.
    """
    asking: dict[str, list[int]] = {}
    for at, question in enumerate(asked):
        for word in question.words:
            asking.setdefault(word, []).append(at)
    packed: dict[str, list[str]] = {}
    start, size = "", SHARD
    for word in sorted({*found, *names, *asking}):
        # Words with the same two letters stay together, so that a word finds its inflections in one shard.
        if size >= SHARD and (not start or packed[start][-1][:2] != word[:2]):
            start, size = word[:2], 0
            packed[start] = []
        before, line = -1, f"{word} "
        for place, count in found.get(word, {}).items():
            line += digits((place - before - 1) * 3 + (0 if count == 1 else 1 if count < 4 else 2))
            before = place
        line += "".join(f"\t{section} {name}" for section, name in names.get(word, ()))
        if word in asking:
            line += "\t!" + "".join(digits(at - last - 1) for last, at in pairwise([-1, *asking[word]]))
        packed[start].append(line)
        size += len(line) + 1
    return {start: "\n".join(lines) for start, lines in packed.items()}


def head(entries: Sequence[Entry], guide: Guide, asked: Sequence[Question] = ()) -> dict[str, Any]:
    """Returns what is loaded first: pages with their headings and other names, terms with owners, common words."""
    graph, terms = guide.graph, guide.terms
    numbers = {entry.page.id: index for index, entry in enumerate(entries)}
    chapters = {page.folder: graph.label(page.id) for page in graph.pages.values() if page.path.endswith("/index.md")}
    pages = []
    for entry in entries:
        page = entry.page
        pages.append(
            [
                address(page),
                graph.numbers.get(page.id, ""),
                page.title,
                chapters.get(page.folder, "") if not page.path.endswith("index.md") else "",
                DEEPER if page.is_deep_dive else OUTWEIGHED.get(page.id, WEIGHTS[page.kind]),
                page.ids("aliases"),
                [[s.anchor, s.title if s.anchor else "", len(words(_text(page, s)))] for s in entry.sections],
            ]
        )
    often = Counter(question.section for question in asked)
    counts = [often[number] for number in range(sum(len(entry.sections) for entry in entries))]
    named = [
        [t.term, t.expansion, list(t.aliases), numbers[t.owner], t.key] for t in terms.values() if t.owner in numbers
    ]
    return {
        "stop": " ".join(sorted(STOP)),
        "weak": " ".join(sorted(WEAK)),
        "glossary": numbers.get("glossary", -1),
        "pages": pages,
        "terms": named,
        # How many questions each section has, and how many telling words each of them has.
        "asked": "".join(digits(count) for count in counts),
        "sizes": "".join(DIGITS[min(len(DIGITS) - 1, len(question.words))] for question in asked),
        "synonyms": guide.synonyms,
        "sayings": guide.sayings,
    }


def files(entries: Sequence[Entry], guide: Guide) -> dict[str, str]:
    """Returns the files of the index by their path below search/."""
    places = [(entry.page.id, section.anchor) for entry in entries for section in entry.sections]
    asked = questions(places, guide.asked)
    found = shards(postings(entries), named(entries, guide.names), asked)
    texts = [_json([_text(entry.page, section) for section in entry.sections]) for entry in entries]
    first = head(entries, guide, asked)
    # The version is part of the other files' addresses: a cache must not mix two builds.
    version = hashlib.sha256(_json([first, found, texts]).encode()).hexdigest()[:8]
    out = {"search_index.json": STUB, "guide.json": _json({"version": version, "shards": list(found), **first})}
    out |= {f"words/{number}.txt": text for number, text in enumerate(found.values())}
    out |= {f"text/{number}.json": text for number, text in enumerate(texts)}
    return out


def write(site: Path, guide: Guide) -> None:
    """Writes the index of a built site into its folder search/, in place of Material's."""
    for name, text in files(list(read(site, guide.graph)), guide).items():
        path = site / "search" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
