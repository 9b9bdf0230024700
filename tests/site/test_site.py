"""The built guide: no broken reference, no broken page, every part there. And each check is seen to fail."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.bibliography import read_sources
from macros.guide import library
from macros.guide.library import Guide
from macros.search.index import address
from tests.helpers import ROOT
from tests.site import pages
from tests.site.links import Site

pytestmark = pytest.mark.site
ADDRESS = "https://guide.example/"


@pytest.fixture(scope="session")
def guide() -> Guide:
    sources, _ = read_sources(ROOT)
    return library.load(ROOT, {key: source.line for key, source in sources.items()})


def _html(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def _built(site: Path, path: str) -> str:
    name = path.removesuffix(".md")
    name = name.removesuffix("index").rstrip("/") if name.endswith("index") else name
    return (site / name / "index.html").read_text(encoding="utf-8")


def _address(site: Path) -> str:
    tree = LexborHTMLParser((site / "introduction/index.html").read_text(encoding="utf-8"))
    canonical = tree.css_first('link[rel="canonical"]')
    return (canonical.attributes["href"] or ADDRESS).removesuffix("introduction/") if canonical else ADDRESS


def test_no_reference_is_broken(site: Path) -> None:
    assert Site(site, _address(site)).problems() == []


def test_no_page_is_broken(site: Path) -> None:
    forbidden = (str(ROOT), str(Path.home()) + "/", socket.gethostname() if len(socket.gethostname()) > 5 else "")
    found = [line for name, text in _html(site) if name != "404.html" for line in pages.problems(name, text, forbidden)]
    assert found == []


def test_the_guide_has_no_problem(guide: Guide) -> None:
    assert [str(problem) for problem in guide.problems] == []


def test_the_outline_is_complete(guide: Guide) -> None:
    """Seven chapters and twenty-one sections, at the numbers that the outline gives them."""
    numbers = [number for number in guide.graph.numbers.values() if "." in number]
    per_chapter = {1: 2, 2: 3, 3: 4, 4: 3, 5: 4, 6: 3, 7: 2}
    assert [page.title for page in guide.graph.chapters()] == [
        "Introduction",
        "Fundamental concepts",
        "Key areas",
        "Interview preparation",
        "Ali Aminian's guide",
        "Advanced topics",
        "Conclusion",
    ]
    assert numbers == [f"{c}.{s}" for c, many in per_chapter.items() for s in range(1, many + 1)]


def test_every_page_has_its_parts(site: Path, guide: Guide) -> None:
    found = [
        f"{page.path}: {what}"
        for page in guide.graph.pages.values()
        for what in pages.required(
            _built(site, page.path), page.kind, not page.is_deep_dive or any(page.mentions("cite"))
        )
    ]
    assert found == []


def test_every_section_has_substance(site: Path, guide: Guide) -> None:
    short = {page.path: words for page in guide.graph.topics() if (words := pages.words(_built(site, page.path))) < 500}
    assert short == {}


def test_every_backlink_has_its_forward_link(site: Path, guide: Guide) -> None:
    """What the end of a page says of others must be true of those pages as built."""
    graph = guide.graph
    for page in graph.topics():
        for other in graph.needed_by.get(page.id, ()):
            assert page.id in graph.needs[other]
        for other in graph.referenced_by.get(page.id, ()):
            start = ADDRESS + graph.pages[other].path.removesuffix(".md").removesuffix("index")
            start = start.rstrip("/") + "/"
            links = LexborHTMLParser(_built(site, graph.pages[other].path)).css("article a[href]")
            reached = {urljoin(start, node.attributes["href"] or "").partition("#")[0] for node in links}
            assert f"{ADDRESS}{page.path.removesuffix('.md')}/" in reached, f"{other} does not link to {page.id}"


def test_numbers_stand_in_titles_and_menu(site: Path, guide: Guide) -> None:
    for page in (*guide.graph.chapters(), *guide.graph.topics()):
        label = guide.graph.label(page.id)
        tree = LexborHTMLParser(_built(site, page.path))
        heading = tree.css_first("h1")
        assert heading
        assert heading.text().replace("¶", "").strip() == label
        menu = {" ".join(node.text().split()) for node in tree.css("#guide-nav a")}
        assert label in menu


def test_search_knows_every_section_and_no_picture_source(site: Path, guide: Guide) -> None:
    head = json.loads((site / "search/guide.json").read_text(encoding="utf-8"))
    labels = {f"{number} {title}".strip() for _, number, title, *_ in head["pages"]}
    for page in guide.graph.topics():
        assert guide.graph.label(page.id) in labels
    texts = "".join(path.read_text(encoding="utf-8") for path in site.glob("search/text/*.json"))
    words = "".join(path.read_text(encoding="utf-8") for path in site.glob("search/words/*.txt"))
    assert len(texts) > 100_000
    for source in ("flowchart TB", "accTitle", "<svg", "\\frac", "classDef"):
        assert source not in texts
    for word in ("acctitle", "classdef", "flowchart", "stroke"):
        # A reader may ask for a flowchart; then the word stands in questions, after a tab, and in no text.
        assert not re.search(rf"^{word} [^\t\n]", words, re.MULTILINE)
    shown = {(page[0], section[0]) for page in head["pages"] for section in page[6]}
    for page in guide.graph.pages.values():
        for anchor in (heading.anchor for heading in page.headings if heading.level in (2, 3) and heading.anchor):
            assert (address(page), anchor) in shown
        for question in page.questions:
            assert (address(page), question.anchor) in shown
    printed = [page[0] for page in head["pages"] if page[0].endswith("print/")]
    assert printed == []
