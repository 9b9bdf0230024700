"""What the press does so that pages are filled: pictures made smaller, text before pictures, closer lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.press import pdf
from macros.press.document import Document
from tests.helpers import ROOT
from tools.browser import ADVICE, find

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pdf")]
STYLES = "".join(
    (ROOT / "docs/assets/stylesheets" / name).read_text(encoding="utf-8")
    for name in ("diagrams.css", "print.css", "press.css")
)
#: The height of a line in px; a page holds 48 of them.
LINE = 20
Fit = Callable[[str], LexborHTMLParser]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Fits HTML to pages of A4, in a thread: the browser of the other tests holds this thread's event loop."""
    browser = find()
    if browser is None:
        pytest.fail(ADVICE)
    opened = pdf.printer(str(browser), tmp_path_factory.mktemp("fit"), "A4")
    with ThreadPoolExecutor(1) as thread:
        printer = thread.submit(opened.__enter__).result()
        yield lambda html: thread.submit(printer.fit, html).result()
        thread.submit(opened.__exit__, None, None, None).result()


@pytest.fixture
def fit(press: Callable[[str], str]) -> Fit:
    """Fits a part with this content to pages of A4."""

    def made(content: str) -> LexborHTMLParser:
        return LexborHTMLParser(
            press(
                f"<!doctype html><style>{STYLES} *{{margin: 0 !important}} p {{line-height: {LINE}px}}</style>"
                f'<body class="press"><main><article class="md-typeset"><section class="press-part" id="part">{content}'
                "</section></article></main></body>"
            )
        )

    return made


def _lines(name: str, count: int) -> str:
    return f'<p id="{name}">{"<br>".join(["line"] * count)}</p>'


def _picture(tall: int) -> str:
    """A picture that is so many px tall on paper."""
    size = f'width="400" height="{tall / 0.75:.0f}" viewBox="0 0 400 {tall / 0.75:.0f}"'
    return f'<figure class="diagram" id="picture"><div class="diagram-scroll"><svg {size}></svg></div></figure>'


def _order(tree: LexborHTMLParser) -> list[str]:
    return [node.attributes["id"] or "" for node in tree.css("section > [id]")]


def _style(tree: LexborHTMLParser) -> str:
    node = tree.css_first("svg")
    assert node is not None
    return node.attributes.get("style") or ""


def test_a_picture_that_fits_is_left_as_it_is(fit: Fit) -> None:
    tree = fit(_lines("one", 10) + _picture(300) + _lines("two", 10))
    assert _order(tree) == ["one", "picture", "two"]
    assert not _style(tree)


def test_a_picture_a_little_too_tall_is_made_smaller(fit: Fit) -> None:
    tree = fit(_lines("one", 25) + _picture(500) + _lines("two", 30))
    assert _order(tree) == ["one", "picture", "two"]
    wide = re.search(r"width: ([\d.]+)px", _style(tree))
    assert wide
    assert 0.54 * 400 <= float(wide[1]) < 0.75 * 400


def test_text_goes_before_a_picture_that_is_much_too_tall(fit: Fit) -> None:
    tree = fit(_lines("one", 30) + _picture(540) + _lines("two", 8) + _lines("three", 8) + _lines("four", 30))
    assert _order(tree) == ["one", "two", "three", "picture", "four"]


def test_a_picture_stays_in_its_section_when_little_would_be_won(fit: Fit) -> None:
    tree = fit(_lines("one", 38) + _picture(400) + '<h3 id="next">Next</h3>' + _lines("two", 30))
    assert _order(tree) == ["one", "picture", "next", "two"]


def test_a_picture_at_the_end_of_a_section_may_stand_behind_the_next_heading(fit: Fit) -> None:
    tree = fit(_lines("one", 28) + _picture(540) + '<h3 id="next">Next</h3>' + _lines("two", 12) + _lines("three", 40))
    assert _order(tree) == ["one", "next", "two", "picture", "three"]


def test_a_picture_as_tall_as_a_page_goes_ahead_of_the_lines_that_begin_one(fit: Fit) -> None:
    """Behind them it would leave a page with these lines alone."""
    tree = fit(_lines("one", 46) + _lines("two", 8) + _picture(1300) + '<h3 id="next">Next</h3>' + _lines("three", 40))
    assert _order(tree) == ["one", "picture", "two", "next", "three"]
    wide = re.search(r"width: ([\d.]+)px", _style(tree))
    assert wide
    assert float(wide[1]) / 400 * (1300 / 0.75) < 48 * LINE, "and it fits a page"


def test_no_picture_moves_onto_or_behind_a_sheet(fit: Fit) -> None:
    sheet = '<h3 class="one-page" id="sheet">Sheet</h3>' + _lines("two", 10)
    tree = fit(_lines("one", 28) + _picture(540) + sheet)
    assert _order(tree) == ["one", "picture", "sheet", "two"]


def test_a_short_box_goes_over_the_page_when_it_would_leave_much_of_it_empty(fit: Fit) -> None:
    box = f'<div class="admonition short" id="box">{"".join(f"<p>{at}</p>" for at in range(20))}</div>'
    whole = {start: len(fit(_lines("one", start) + box).css(".short")) for start in (20, 36, 45)}
    assert whole == {20: 1, 36: 0, 45: 1}


@pytest.mark.parametrize(("rest", "tight"), [(0, False), (2, True), (20, False)])
def test_a_part_whose_last_lines_stand_alone_is_set_closer(fit: Fit, rest: int, tight: bool) -> None:
    text = "".join(f"<div>{at}</div>" for at in range(12 * 45 + rest))
    tree = fit(f'<div style="font-size: 14.2px">{text}</div>')
    part = tree.css_first("#part")
    assert part is not None
    assert ("tight" in (part.attributes["class"] or "")) == tight


@pytest.mark.site
def test_no_page_inside_a_topic_is_half_empty(printed: list[Document]) -> None:
    """Only what comes before a sheet of its own may leave more; the book has the same parts once more."""
    half_empty = []
    for document in (document for document in printed if document.name != "book"):
        data = (ROOT / f"build/press/{document.name}.pdf").read_bytes()
        pages = _starts(document, data)
        drawn = pypdfium2.PdfDocument(data)
        for number in range(1, len(drawn)):
            if number + 1 in pages or _filled(drawn[number - 1]) >= 0.5:
                continue
            half_empty.append(f"{document.name}, page {number}")
        drawn.close()
    assert half_empty == []


def _starts(document: Document, data: bytes) -> set[int]:
    """The pages on which topics and sheets begin."""
    titles = [
        re.sub(r"\W", "", node.text(strip=True))
        for chapter in document.chapters
        for source in chapter.sources
        for node in LexborHTMLParser(source.html).css(".one-page, .after-page")
    ]
    opened = pypdfium2.PdfDocument(data)
    texts = [re.sub(r"\W", "", page.get_textpage().get_text_range()[:200]) for page in opened]
    opened.close()
    sheets = {number for number, text in enumerate(texts, start=1) if any(title in text for title in titles)}
    places = pdf.destinations(data)
    return sheets | {places[target] for _, _, target in document.entries()} | {1, 2, 3}


def _filled(page: pypdfium2.PdfPage) -> float:
    """How much of the type area is used, from its top."""
    seen = page.render(scale=0.35, grayscale=True).to_pil()
    inside = seen.crop((0, int(seen.height * 0.07), seen.width, int(seen.height * 0.935)))
    used = inside.point(lambda light: 255 if light < 200 else 0).getbbox()
    return used[3] / inside.height if used else 0.0
