"""The graph of the guide: chapters and numbers from the navigation, needs and references between pages."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .pages import Page, is_numbered

#: Pages that other pages can be about: what topic() may name.
LINKABLE = frozenset({"home", "chapter", "topic", "case", "cases", "reference"})


@dataclass(frozen=True)
class Graph:
    """Pages in reading order with their numbers and the edges between them, all by id."""

    pages: Mapping[str, Page]
    numbers: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    referenced_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, page_id: str) -> str:
        """Returns number and title, such as "3.4 Monitoring and evaluation", or the title alone."""
        number = self.numbers.get(page_id, "")
        return f"{number} {self.pages[page_id].title}".strip()

    def chapters(self) -> list[Page]:
        """Returns the chapter pages in order."""
        return [page for page in self.pages.values() if page.kind == "chapter" and page.id in self.numbers]

    def topics(self, folder: str = "") -> list[Page]:
        """Returns the topic pages in order, deep dives included; of one chapter's folder if it is given."""
        return [page for page in self.pages.values() if page.kind == "topic" and folder in ("", page.folder)]

    def printed(self) -> list[tuple[Page, list[Page]]]:
        """Returns the pages that get a print page, each with the pages that stand on it: chapters, and the cases."""
        first = [page for page in self.pages.values() if page.kind == "cases" or page.id in self.numbers]
        heads = [page for page in first if page.kind in ("chapter", "cases")]
        inside = {
            head.id: [p for p in self.pages.values() if p.folder == head.folder and p.id != head.id] for head in heads
        }
        return [(head, inside[head.id]) for head in heads]

    def cases(self) -> list[Page]:
        """Returns the case pages in order."""
        return [page for page in self.pages.values() if page.kind == "case"]

    def related(self, page_id: str) -> list[str]:
        """Returns the ids that the page names as related, and those that name it, in reading order."""
        named = set(self.pages[page_id].ids("related"))
        named |= {other.id for other in self.pages.values() if page_id in other.ids("related")}
        return [other for other in self.pages if other in named]

    def used_in(self, page_id: str) -> list[str]:
        """Returns the cases that refer to the page."""
        return [other for other in self.referenced_by.get(page_id, ()) if self.pages[other].kind == "case"]


def build(pages: Iterable[Page], order: Sequence[str]) -> Graph:
    """Builds the graph.

    Takes the pages and the paths of the navigation in order; pages outside it come last.
    References to ids that do not exist are left out: the checks name them.
    """
    position = {path: index for index, path in reversed(list(enumerate(order)))}
    in_order = sorted(pages, key=lambda page: (position.get(page.path, len(position)), page.path))
    by_id: dict[str, Page] = {}
    for page in in_order:
        by_id.setdefault(page.id, page)
    needs = {page.id: tuple(n for n in page.ids("needs") if n in by_id) for page in by_id.values()}
    references = {page.id: _references(page, by_id) for page in by_id.values()}
    return Graph(by_id, _numbers(by_id, position), needs, _backwards(needs), references, _backwards(references))


def _references(page: Page, by_id: Mapping[str, Page]) -> tuple[str, ...]:
    named = (reference.key.partition("#")[0] for reference in page.mentions("topic"))
    return tuple(dict.fromkeys(key for key in named if key in by_id and key != page.id))


def _backwards(edges: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Turns edges round; the sources of each target stand in reading order."""
    turned: dict[str, list[str]] = {}
    for start, targets in edges.items():
        for target in targets:
            turned.setdefault(target, []).append(start)
    return {target: tuple(starts) for target, starts in turned.items()}


def _numbers(by_id: Mapping[str, Page], position: Mapping[str, int]) -> dict[str, str]:
    """Chapters count from 1 in the order of the navigation, sections from 1 within their chapter."""
    numbers: dict[str, str] = {}
    folders: list[str] = []
    sections: dict[str, int] = {}
    for page in by_id.values():
        if not is_numbered(page) or page.path not in position:
            continue
        if page.folder not in folders:
            folders.append(page.folder)
        chapter = folders.index(page.folder) + 1
        if page.kind == "chapter":
            numbers[page.id] = str(chapter)
        else:
            sections[page.folder] = sections.get(page.folder, 0) + 1
            numbers[page.id] = f"{chapter}.{sections[page.folder]}"
    return numbers


def cycle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Returns one cycle, each id needing the next, first and last the same; [] when there is none."""
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        return list(reversed(error.args[1]))
    return []
