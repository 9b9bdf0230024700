"""How well search finds: measures over judged queries, by kind and by half.

The header of the queries says which halves were tuned on.

The queries were judged when each topic was one page. Since then deep dives have taken parts of topics over, so a deep
dive counts as the topic it is part of, and pages that were found to answer as well were added with a reason. The
measure by the letter of the first judgments is printed beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from macros.search.index import address
from tests.search.box import Found
from tests.search.names import guide

QUERIES = Path(__file__).with_name("queries.yml")


@dataclass(frozen=True)
class Query:
    """What a reader types and the page (and section) that it must find; also are pages that are as good, and why."""

    query: str
    kind: str
    page: str
    half: str
    section: str = ""
    also: tuple[str, ...] = ()
    why: str = ""

    @property
    def first(self) -> tuple[str, ...]:
        """The pages of the first judgment: without those whose name stands in why with a reason."""
        added = {reason.partition(":")[0] for reason in self.why.split("; ")}
        return (self.page, *(page for page in self.also if page.rstrip("/").rpartition("/")[2] not in added))


@dataclass
class Score:
    """Counts over some queries."""

    queries: int = 0
    first: int = 0
    first_as_judged: int = 0
    among_five: int = 0
    reciprocal: float = 0
    with_section: int = 0
    section_shown: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def hit_1(self) -> float:
        """The share of queries whose page comes first."""
        return self.first / self.queries

    @property
    def hit_5(self) -> float:
        """The share of queries whose page is among the first five."""
        return self.among_five / self.queries

    @property
    def mrr(self) -> float:
        """The mean reciprocal rank."""
        return self.reciprocal / self.queries


def read() -> list[Query]:
    """Reads the judged queries."""
    rows = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return [Query(**{**row, "also": tuple(row.get("also", ()))}) for row in rows]


def dives() -> dict[str, str]:
    """Returns the topic of each deep dive, both by address."""
    graph = guide().graph
    parents = [(page, graph.pages.get(str(page.meta.values.get("part_of")))) for page in graph.topics()]
    return {address(page): address(parent) for page, parent in parents if parent}


def score(rows: Iterable[tuple[Query, Sequence[Found]]], topics: Mapping[str, str]) -> Score:
    """Counts where each query's page stands among what was found; topics gives the topic of each deep dive."""
    total = Score()
    for query, found in rows:
        judged = [one.page for one in found]
        good = (query.page, *query.also)
        total.first_as_judged += judged[:1] != [] and judged[0] in query.first
        pages = [page if page in good else topics.get(page, page) for page in judged]
        rank = next((at for at, page in enumerate(pages, 1) if page in good), 0)
        total.queries += 1
        total.first += rank == 1
        total.among_five += 0 < rank <= 5
        total.reciprocal += 1 / rank if rank else 0
        if query.section:
            shown = next((one.sections for one in found if one.page == query.page), ())
            total.with_section += 1
            total.section_shown += query.section in shown
        if rank != 1:
            got = judged[0] if judged else "nothing"
            total.misses.append(f"{query.kind}: {query.query!r} wants {query.page} (at {rank or 'none'}), got {got}")
    return total


def table(rows: Sequence[tuple[Query, Sequence[Found]]], topics: Mapping[str, str]) -> str:
    """Returns the measures as a table by half and kind, and the misses of each half."""
    lines = []
    halves = sorted({query.half for query, _ in rows})
    for half in (*halves, "+".join(halves)):
        chosen = [row for row in rows if row[0].half in half]
        kinds = sorted({query.kind for query, _ in chosen})
        lines.append(f"half {half:14} queries  hit@1  hit@5    MRR  section shown  hit@1 as judged")
        for kind in [*kinds, ""]:
            one = score((row for row in chosen if kind in ("", row[0].kind)), topics)
            shown = f"{one.section_shown}/{one.with_section}" if one.with_section else "-"
            name = kind or "all"
            judged = one.first_as_judged / one.queries
            numbers = f"{one.queries:7} {one.hit_1:6.3f} {one.hit_5:6.3f} {one.mrr:6.3f}"
            lines.append(f"  {name:17} {numbers}  {shown:13}  {judged:.3f}")
        if half in halves:
            lines += [f"  miss {miss}" for miss in score(chosen, topics).misses]
    return "\n".join(lines)
