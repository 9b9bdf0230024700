"""Votes: how texts whose place is known decide which page answers a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.site, pytest.mark.browser]
Visit = Callable[..., Page]
#: Builds an index of texts, each [page, section or null, words], and a query of words with other ways to say them.
_COUNT = """([texts, words, ways, dull]) => {
  const pages = [{ known: 0 }, { known: 0 }, { known: 0 }], vocabulary = new Map(), known = [];
  for (const [page, section, words] of texts) {
    pages[page].known += 1;
    for (const word of words.split(" ")) {
      if (!vocabulary.has(word)) vocabulary.set(word, { known: new Set() });
      vocabulary.get(word).known.add(known.length);
    }
    known.push({ page, section: section === null ? undefined : section, size: words.split(" ").length });
  }
  const part = (word) => ({ word, variants: new Map(vocabulary.has(word) ? [[word, 1]] : []) });
  const nodes = words.split(" ").map((word) => ({
    forms: [word, ...(ways[word] || [])].map((way, at) => ({ weight: at ? 0.6 : 1, parts: way.split(" ").map(part) })),
  }));
  const index = { counted: known.length, pages, vocabulary, known };
  const found = Votes.count(index, { nodes }, (word) => (word === dull ? 0.1 : 1));
  return { pages: [...found.pages], sections: [...found.sections] };
}"""


@pytest.fixture
def count(visit: Visit, address: str) -> Callable[..., tuple[dict[int, float], dict[int, float]]]:
    """Counts votes in a browser: takes texts, a query and other ways to say it; returns shares and likenesses."""
    page = visit("")
    page.add_script_tag(url=f"{address}assets/javascripts/search-votes.js")

    def run(texts: list[Any], words: str, ways: dict[str, list[str]] | None = None, dull: str = "") -> tuple[Any, Any]:
        found = page.evaluate(_COUNT, [texts, words, ways or {}, dull])
        return dict(found["pages"]), dict(found["sections"])

    return run


def test_many_texts_a_little_like_a_query_outvote_one(count: Callable[..., Any]) -> None:
    """The one holds a rare word of the query by chance, the others say the rest of it."""
    texts = [
        [0, None, "slow replies"],
        [1, None, "how long answers take"],
        [1, None, "answers take long"],
        [1, None, "long answers"],
        [2, None, "other things"],
    ]
    pages, _ = count(texts, "slow answers take long")
    assert pages[1] > 0.8 > 0.2 > pages[0] > 0
    assert 2 not in pages
    assert sum(pages.values()) == pytest.approx(1)


def test_a_text_that_is_the_query_counts_most(count: Callable[..., Any]) -> None:
    texts = [[0, 7, "cold start"], [1, 8, "cold water"], [2, 9, "start here now please"]]
    pages, sections = count(texts, "cold start")
    assert pages[0] > pages[1] > pages[2]
    assert sections[7] > sections[8] > sections[9]
    assert sections[7] <= 1


def test_another_way_to_say_it_counts_less(count: Callable[..., Any]) -> None:
    texts = [[0, None, "labelers"], [1, None, "crowd"], [2, None, "raters pool"]]
    pages, _ = count(texts, "crowd", {"crowd": ["labelers", "raters pool"]})
    assert pages[1] > pages[0] >= pages[2] > 0


def test_a_query_that_no_text_shares_a_word_with_has_no_votes(count: Callable[..., Any]) -> None:
    assert count([[0, None, "drift"]], "quantum") == ({}, {})


def test_a_word_that_all_pages_are_about_says_little(count: Callable[..., Any]) -> None:
    texts = [[0, None, "interview loop"], [1, None, "first minute"], [2, None, "other"]]
    assert count(texts, "interview first")[0][1] == pytest.approx(0.5)
    assert count(texts, "interview first", dull="interview")[0][1] > 0.9
