"""The press on small pages: parts made unique, links led, page numbers filled in, and what it refuses."""

from __future__ import annotations

import pytest

from macros.press.chapters import print_page, styles_of
from macros.press.document import Chapter, Document, assemble, fill
from macros.press.parts import PressError, Source, prepare, relevel

PUBLIC = "https://guide.example/"


def _source(page_id: str, body: str, path: str = "", number: str = "1") -> Source:
    html = (
        '<!doctype html><html><head><link rel="stylesheet" href="../assets/a.css"></head><body>'
        f"<nav>menu</nav><article><h1 id='page-title'>{page_id}</h1>{body}</article></body></html>"
    )
    return Source(page_id, number, page_id.capitalize(), path or f"book/{page_id}/", html)


CHAPTER = _source("book", "<p>Opening.</p>", "book/")
INSIDE = {"book/": "book", "book/one/": "one", "book/two/": "two"}

CASES = {
    "an id gets the page's id in front": ('<p id="x">a</p>', '<p id="one--x">a</p>'),
    "a link on the page": ('<a href="#x">a</a><b id="x"></b>', '<a href="#one--x" class="inward">a</a>'),
    "a link to a page of the document": ('<a href="../two/">a</a>', '<a href="#two" class="inward">a</a>'),
    "a link to an anchor of the document": ('<a href="../two/#y">a</a>', '<a href="#two--y" class="inward">a</a>'),
    "a link to the chapter": ('<a href="../">a</a>', '<a href="#book" class="inward">a</a>'),
    "a link out of the document": (
        '<a href="../../other/x/#y">a</a>',
        '<a href="https://guide.example/other/x/#y">a</a>',
    ),
    "a link out of the guide tells its address": (
        '<a href="https://www.x.example/y">paper</a>',
        '<a href="https://www.x.example/y" class="outward" data-address="x.example/y">paper</a>',
    ),
    "a link whose text is its address": (
        '<a href="https://doi.org/10.1/2">doi:10.1/2</a>',
        '<a href="https://doi.org/10.1/2" class="outward">doi:10.1/2</a>',
    ),
    "a picture lies at the public address": (
        '<img src="../../a.png" alt="a">',
        '<img src="https://guide.example/a.png"',
    ),
    "a marker of a diagram": (
        '<svg><marker id="m"></marker><path marker-end="url(#m)"></path></svg>',
        '<path marker-end="url(#one--m)">',
    ),
    "the name of a diagram": ('<svg aria-labelledby="t d"></svg>', 'aria-labelledby="one--t one--d"'),
    "an answer is open": ("<details><summary>q</summary>a</details>", '<details open="" class="short">'),
    "a long box may break": (f"<details><summary>q</summary>{'a ' * 500}</details>", '<details open="">'),
    "furniture is gone": ('<a class="headerlink" href="#x">link</a><script>1</script><p>a</p>', "<p>a</p>"),
    "a heading goes down": ('<h2 id="x">a</h2>', '<h3 id="one--x">a</h3>'),
    "the lowest heading stays": ("<h6>a</h6>", "<h6>a</h6>"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_page_becomes_a_part(name: str) -> None:
    body, expected = CASES[name]
    html = relevel(prepare(_source("one", body), INSIDE, PUBLIC).html)
    assert expected in html
    assert "menu" not in html
    assert "headerlink" not in html


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(PressError, match=r"^book/one/index.html: has no article$"):
        prepare(Source("one", "1.1", "One", "book/one/", "<html></html>"), INSIDE, PUBLIC)


def test_an_id_twice_is_refused() -> None:
    with pytest.raises(PressError, match=r"^book/one/index.html: the id 'x' stands twice$"):
        prepare(_source("one", '<p id="x"></p><p id="x"></p>'), INSIDE, PUBLIC)


def test_a_print_page_holds_the_chapter() -> None:
    topics = [_source("one", '<p>First.</p><a href="../two/">t</a>'), _source("two", "<p>Second.</p>")]
    page = print_page(CHAPTER, topics, PUBLIC, "Guide")
    assert page.count("<h1") == 1
    assert page.count("<h2") == 2
    assert '<link rel="canonical" href="https://guide.example/book/">' in page
    assert '<link rel="stylesheet" href="../../assets/a.css">' in page
    assert page.index("Opening.") < page.index('href="#one"') < page.index("First.") < page.index("Second.")
    assert "<script" not in page


def test_a_link_that_leads_nowhere_is_refused() -> None:
    topics = [_source("one", '<a href="#nosuch">t</a>')]
    with pytest.raises(PressError, match=r"^book/one/index.html: a link leads to '#one--nosuch', which"):
        print_page(CHAPTER, topics, PUBLIC, "Guide")


def test_styles_are_found_from_another_depth() -> None:
    html = '<link rel="stylesheet" href="../../assets/a.css">'
    assert styles_of(html, "a/b/", "a/print/") == '<link rel="stylesheet" href="../../assets/a.css">'
    assert styles_of(html, "a/b/", "") == '<link rel="stylesheet" href="assets/a.css">'


def _document(*topics: Source) -> Document:
    return Document("book", "1 Book", "Summary.", "Guide", "foot", [Chapter(CHAPTER, topics)])


def test_contents_and_references_carry_page_numbers() -> None:
    two = _source("two", '<p id="y">Second.</p>', number="1.2")
    one = _source("one", '<a href="../two/#y">two</a> <a href="#x">x</a><i id="x"></i>', number="1.1")
    html = assemble(_document(one, two), PUBLIC, "")
    assert html.count('data-page="two"') == 1
    assert html.count('data-page="two--y"') == 1, "a reference to another page has its number"
    assert 'data-page="one--x"' not in html, "a reference on the page itself has none"
    filled = fill(html, {"book": 3, "one": 4, "two": 12, "two--y": 13})
    assert (
        'two</a> <span class="page-reference">(page <span class="page-number" data-page="two--y">13</span>)' in filled
    )
    assert "--page-digits: 2" in filled
    assert _document(one, two).entries() == [(1, "1 Book", "book"), (2, "1.1 One", "one"), (2, "1.2 Two", "two")]


def test_a_running_title_cannot_break_the_style() -> None:
    chapter = Source("book", "1", 'A "B" \\ C', "book/", CHAPTER.html)
    html = assemble(Document("b", "t", "s", "g", "f", [Chapter(chapter, [])]), PUBLIC, "")
    assert "@top-left { content: \"1 A 'B'  C\";" in html
