"""The index: what of a page is searched, how words are cut, how postings are packed, what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.guide.data import Names
from macros.search import index
from macros.search.asked import questions
from macros.search.extract import sections
from macros.search.words import words
from tests.helpers import SmallGuide
from tests.search.names import guide

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("words.yml").read_text(encoding="utf-8"))
PAGE = """<html><body><nav>menu</nav><article class="md-content__inner">
<noscript>no script</noscript><h1 id="page-title">3.4 Title<a class="headerlink" href="#page-title">P</a></h1>
<div class="guide-card"><p>card</p><ul><li>16 min</li></ul></div><p>Start &amp; <em>em</em>phasis.</p>
<h2 id="one">One<a class="headerlink" href="#one">P</a></h2><p>First<br>line.</p>
<table><tr><td>cell</td><td><code>code_name</code></td></tr></table>
<figure class="diagram"><svg><title>t</title><text>source</text></svg><figcaption>Caption.</figcaption>
<p class="diagram-description">Described.</p></figure><p>Loss <math><mi>x</mi></math> falls.</p>
<details class="question" id="q-why"><summary><span class="question-level">staff</span> Why?</summary>
<p>Since.</p></details><p>After.</p>
<div class="admonition pitfall"><p class="admonition-title">Trap</p><p>Careful.</p></div>
<h2 id="sources">Sources</h2><ul><li>Doe</li></ul><h2 id="terms">Terms</h2><p>Repeated.</p>
</article><footer>foot</footer></body></html>"""


def test_a_page_is_cut_into_sections_without_furniture() -> None:
    found = {s.anchor: (s.title, s.level, s.text) for s in sections(PAGE)}
    assert found == {
        "": ("3.4 Title", 1, "Start & emphasis."),
        "one": ("One", 2, "First line. cell code_name Caption. Described. Loss falls. After. Trap Careful."),
        "q-why": ("Why?", 4, "Since."),
    }


def test_a_page_of_lists_has_no_lists() -> None:
    assert "cell" not in sections(PAGE, lists=False)[1].text
    assert sections("<p>no article</p>") == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_words(case: dict[str, Any]) -> None:
    assert words(case["text"]) == case["words"]


def _unpack(line: str) -> list[tuple[int, int]]:
    """Places and classes of a packed line, as search-index.js reads them."""
    half, base = len(index.DIGITS) // 2, len(index.DIGITS)
    places, place, value = [], -1, 0
    for char in line.partition(" ")[2]:
        digit = index.DIGITS.index(char)
        if digit >= half:
            value = value * (base - half) + digit - half
            continue
        value = value * half + digit
        place += 1 + value // 3
        places.append((place, value % 3))
        value = 0
    return places


def test_postings_are_packed_and_unpacked() -> None:
    counts = {0: 1, 1: 2, 45: 4, 900: 1, 123456: 9}
    packed = index.shards({"word": counts, "a": {3: 1}}, {"a": [(7, "a name")]})
    assert packed["a"].split("\n")[0].endswith("\t7 a name")
    assert _unpack(packed["a"].split("\n")[1]) == [(0, 0), (1, 1), (45, 2), (900, 0), (123456, 2)]


def test_questions_are_packed_by_their_words() -> None:
    places = [("one", ""), ("one", "why"), ("two", "")]
    asked = {
        "two": Names("two", 1, ("how fast is it",)),
        "one#why": Names("one#why", 2, ("the reason of it", "is it", "which reason counts")),
        "one#gone": Names("one#gone", 3, ("never found",)),
    }
    found = questions(places, asked)
    assert [(question.section, sorted(question.words)) for question in found] == [
        (1, ["reason"]),
        (1, ["counts", "reason"]),
        (2, ["fast"]),
    ], "a question of common words alone says nothing"
    packed = index.shards({"fast": {5: 1}}, {}, found)
    lines = dict(line.split("\t!") for text in packed.values() for line in text.split("\n"))
    gaps = {line.split(" ")[0]: packed for line, packed in lines.items()}
    assert gaps == {"counts": index.digits(1), "fast": index.digits(2), "reason": index.digits(0) * 2}


def test_words_with_the_same_start_share_a_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "SHARD", 1)
    packed = index.shards({word: {0: 1} for word in ("ab", "abc", "abd", "b")}, {})
    assert {start: text.count("\n") + 1 for start, text in packed.items()} == {"ab": 3, "b": 1}


def test_a_built_guide_has_its_index(small: SmallGuide) -> None:
    outcome = small.build()
    assert outcome.errors == []
    assert outcome.html("search/search_index.json") == index.STUB
    head = json.loads(outcome.html("search/guide.json"))
    assert [page[0] for page in head["pages"]][:4] == ["", "basics/", "basics/caching/", "basics/sharding/"]
    assert head["terms"] == [["TTL", "time to live", [], 2, "ttl"]]
    assert ["q-one", "One?", 2] in head["pages"][2][6]
    assert "answer" in outcome.html("search/words/0.txt")


@pytest.mark.site
def test_the_head_counts_the_words_of_questions(site: Path) -> None:
    """search-votes.js takes them for the length of a question's vector."""
    head = json.loads((site / "search/guide.json").read_text(encoding="utf-8"))
    places = [
        (entry.page.id, section.anchor) for entry in index.read(site, guide().graph) for section in entry.sections
    ]
    asked = questions(places, guide().asked)
    assert [index.DIGITS.index(digit) for digit in head["sizes"]] == [len(question.words) for question in asked]


@pytest.mark.site
def test_every_place_in_the_index_exists_in_the_model(site: Path) -> None:
    """The graph's pages are all in the index, in reading order, under their numbers and titles."""
    head = json.loads((site / "search/guide.json").read_text(encoding="utf-8"))
    graph = guide().graph
    assert [(p[0], p[1], p[2]) for p in head["pages"]] == [
        (index.address(page), graph.numbers.get(page.id, ""), page.title) for page in graph.pages.values()
    ]
    for number, page in enumerate(head["pages"]):
        texts = json.loads((site / f"search/text/{number}.json").read_text(encoding="utf-8"))
        assert len(texts) == len(page[6]), page[0]
