"""The relevance suite: judged queries, typed into the real box of the built guide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from macros.search.words import words
from tests.search import relevance
from tests.search.box import Box, Found
from tests.search.names import aliases, guide

pytestmark = [pytest.mark.site, pytest.mark.browser]
Visit = Callable[..., Page]
#: Halves, hit@1 and hit@5: a little below what was measured.
FLOORS = (
    ("a", 0.96, 0.99),
    ("b", 0.96, 0.99),
    ("c", 0.95, 0.99),
    ("d", 0.94, 0.99),
    ("e", 0.89, 0.99),
    ("f", 0.93, 0.99),
    ("g", 0.94, 0.97),
    ("h", 0.96, 0.99),
    ("i", 0.95, 0.98),
    ("j", 0.92, 0.95),
    ("k", 0.96, 0.98),
    ("l", 0.94, 0.99),
    ("m", 0.93, 0.97),
    ("n", 0.96, 0.99),
    ("o", 0.92, 0.99),
    ("abcdefghijklmno", 0.95, 0.98),
)
#: The least hit@1 of each kind of query.
LEAST = 0.9


def test_search_finds_what_readers_mean(visit: Visit, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A change for the worse fails."""
    queries = relevance.read()
    assert len(queries) >= 120
    topics = relevance.dives()
    box = Box(visit(""), address)
    rows = [(query, box.ask(query.query)) for query in queries]
    with capsys.disabled():
        print("\n" + relevance.table(rows, topics))
    for halves, first, five in FLOORS:
        total = relevance.score((row for row in rows if row[0].half in halves), topics)
        assert total.hit_1 >= first, f"{halves}: {total.hit_1:.3f} {total.hit_5:.3f} {total.misses}"
        assert total.hit_5 >= five, f"{halves}: {total.hit_1:.3f} {total.hit_5:.3f} {total.misses}"
    for kind in sorted({query.kind for query in queries}):
        total = relevance.score((row for row in rows if row[0].kind == kind), topics)
        assert total.hit_1 >= LEAST, f"{kind}: {total.hit_1:.3f} {total.misses}"


def test_the_measures_can_be_low() -> None:
    """A hit elsewhere than in the first place counts less, one in no place nothing."""
    query = relevance.Query("x", "term", "a/", "a", "here", ("b/",))
    pages = [Found(page, ("there",), "") for page in ("c/", "a/", "d/", "e/", "f/", "b/")]
    second = relevance.score([(query, pages)], {})
    assert (second.hit_1, second.hit_5, second.mrr, second.section_shown) == (0, 1, 0.5, 0)
    assert relevance.score([(query, pages[5:])], {}).hit_1 == 1
    assert relevance.score([(query, pages[2:])], {}).hit_5 == 1
    assert relevance.score([(query, pages[:1])], {}).mrr == 0
    dive = relevance.score([(query, pages[:1])], {"c/": "a/"})
    assert (dive.first, dive.first_as_judged) == (1, 0)
    later = relevance.Query("x", "term", "a/", "a", "here", ("b/", "of/c/"), "c: was written later; more words")
    assert later.first == ("a/", "b/")
    added = relevance.score([(later, [Found("of/c/", (), "")])], {})
    assert (added.first, added.first_as_judged) == (1, 0)
    assert relevance.score([(query, [])], {}).misses == ["term: 'x' wants a/ (at none), got nothing"]


def test_no_name_is_a_query() -> None:
    """An alias is what a thing is called, not what somebody typed."""
    typed = {q.query.casefold() for q in relevance.read() if q.kind in ("question", "typo1", "typo2", "prefix")}
    assert sorted(typed & {alias.casefold() for alias in aliases()}) == []


def test_no_question_is_a_query() -> None:
    """What readers ask is written by people who have not seen the judged queries, so that these stay a measure."""
    queries = {" ".join(words(q.query)): q.query for q in relevance.read()}
    asked = {" ".join(words(text)) for entry in guide().asked.values() for text in entry.names}
    assert sorted(queries[same] for same in queries.keys() & asked) == []
