"""The printed guide: bookmarks, page numbers, links, answers, fonts, margins, and the same bytes twice."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from macros.press import pdf
from macros.press.document import Document
from tests.helpers import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("pdf")]
PRESS = ROOT / "build/press"
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


#: What looks at each page looks at those of the chapters and cases; make test-system looks at the book's as well,
#: which has the same pages once more under other numbers.
PARTS = pytest.mark.parametrize("book", [False, pytest.param(True, marks=pytest.mark.system)], ids=["parts", "book"])


def _each(
    printed: list[Document], book: bool | None = None
) -> Iterator[tuple[Document, pikepdf.Pdf, pypdfium2.PdfDocument]]:
    """Yields the documents, opened; all of them, or the book alone, or all but the book."""
    for document in printed:
        if book is not None and book != (document.name == "book"):
            continue
        path = PRESS / f"{document.name}.pdf"
        with pikepdf.open(path) as opened:
            drawn = pypdfium2.PdfDocument(path)
            yield document, opened, drawn
            drawn.close()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\u2010-]+", "", text)


def _texts(drawn: pypdfium2.PdfDocument) -> list[str]:
    return [_squeezed(page.get_textpage().get_text_range()) for page in drawn]


def _flow(drawn: pypdfium2.PdfDocument) -> str:
    """The text without the running title and number of each page, which would stand within what goes over it."""
    texts = (page.get_textpage().get_text_range() for page in drawn)
    return _squeezed("".join(re.sub(r"\A[^\r\n]+\r\n\d+\r\n", "", text) for text in texts))


def test_there_is_a_document_per_chapter_one_of_the_cases_and_the_book(printed: list[Document]) -> None:
    assert [document.name.split("-")[0] for document in printed] == [*["chapter"] * 7, "cases", "book"]
    assert all((PRESS / f"{document.name}.pdf").exists() for document in printed)


def test_bookmarks_are_the_navigation(printed: list[Document]) -> None:
    for document, opened, _ in _each(printed):
        with opened.open_outline() as outline:
            found = [(1, item.title) for item in outline.root]
            flat = []
            for item in outline.root:
                flat += [(1, item.title), *((2, child.title) for child in item.children)]
        assert flat == [(level, label) for level, label, _ in document.entries()], found


def test_contents_tell_the_right_pages(printed: list[Document]) -> None:
    for document, _, drawn in _each(printed):
        texts = _texts(drawn)
        places = pdf.destinations((PRESS / f"{document.name}.pdf").read_bytes())
        contents = "".join(texts[1:4])
        for _, label, target in document.entries():
            page = places[target]
            assert _squeezed(label) in texts[page - 1], f"{document.name}: {label} is not on page {page}"
            assert f"{_squeezed(label)}{page}" in contents, f"{document.name}: contents do not say {label} {page}"


def test_every_link_leads_somewhere(printed: list[Document], site: Path) -> None:
    public = "https://guide.example/"
    for document, opened, _ in _each(printed):
        known = set(pdf.destinations((PRESS / f"{document.name}.pdf").read_bytes()))
        inner = outer = 0
        for page in opened.pages:
            for note in page.get("/Annots", []):
                where, action = note.get("/Dest"), note.get("/A")
                if action is not None and "/URI" in action:
                    address = str(action.URI)
                    outer += 1
                    assert address.startswith(("https://", "http://", "mailto:")), address
                    assert "127.0.0.1" not in address
                    assert "localhost" not in address
                    if address.startswith(public):
                        path = address[len(public) :].partition("#")[0]
                        assert (site / path / "index.html").exists() or (site / path).is_file(), address
                    continue
                target = where if where is not None else action.D if action is not None else None
                assert target is not None
                if isinstance(target, pikepdf.Name | pikepdf.String):
                    assert str(target).lstrip("/") in known, f"{document.name}: {target}"
                inner += 1
        assert inner > len(document.entries())
        assert outer > 0


@PARTS
def test_every_answer_is_printed(printed: list[Document], book: bool) -> None:
    for document, _, drawn in _each(printed, book):
        text = _flow(drawn)
        for chapter in document.chapters:
            for source in chapter.sources:
                for question in LexborHTMLParser(source.html).css("details.question"):
                    for node in question.css("math, table, pre, svg"):
                        node.decompose()
                    words = re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{3,}){3}", question.text(separator=" "))
                    assert words, source.path
                    for phrase in (words[0], words[-1]):
                        assert _squeezed(phrase) in text, f"{document.name}: {source.path}: {phrase}"


def test_language_tags_title_and_author_are_set(printed: list[Document]) -> None:
    for document, opened, _ in _each(printed):
        assert str(opened.Root.Lang) == "en"
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert document.title in str(opened.docinfo["/Title"])
        assert str(opened.docinfo["/Author"]) == "the guide's contributors"
        assert opened.Root.ViewerPreferences.DisplayDocTitle


@PARTS
def test_all_text_is_tagged_or_marked_as_furniture(printed: list[Document], book: bool) -> None:
    for document, opened, _ in _each(printed, book):
        for number, page in enumerate(opened.pages, start=1):
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(operator, 0)
                assert depth or operator not in ("Tj", "TJ", "Do", "f", "S"), f"{document.name}: page {number}"
            for note in page.get("/Annots", []):
                assert str(note.get("/Contents", "")), f"{document.name}: page {number}: a link without description"


def test_every_diagram_has_its_name(printed: list[Document]) -> None:
    for document, opened, _ in _each(printed):
        figures = [
            thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
        expected = sum(source.html.count("<figure ") for chapter in document.chapters for source in chapter.sources)
        assert len(figures) == expected
        assert all(str(figure.get("/Alt", "")) for figure in figures), document.name


def test_fonts_are_embedded_and_none_is_type_3(printed: list[Document]) -> None:
    for document, opened, _ in _each(printed):
        fonts = [
            thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        ]
        assert fonts
        assert not [font for font in fonts if font.get("/Subtype") == "/Type3"], document.name
        described = [
            thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/FontBBox" in thing
        ]
        assert described
        assert all(any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")) for thing in described)


@PARTS
def test_no_page_is_blank_and_nothing_reaches_into_the_margins(printed: list[Document], book: bool) -> None:
    for document, _, drawn in _each(printed, book):
        for number, page in enumerate(drawn, start=1):
            image = page.render(scale=0.5, grayscale=True).to_pil()
            width, height = image.size
            inked = image.point(lambda value: 255 if value < 200 else 0).getbbox()
            assert inked, f"{document.name}: page {number} is blank"
            assert len(page.get_textpage().get_text_range()) > 20, f"{document.name}: page {number} has no text"
            side = width * 15 / 210
            left, top, right, bottom = inked
            assert left >= side, f"{document.name}: page {number} at the left"
            assert right <= width - side, f"{document.name}: page {number} at the right"
            assert top >= height * 6 / 297, f"{document.name}: page {number} at the top"
            assert bottom <= height - height * 5 / 297, f"{document.name}: page {number} at the foot"


def test_page_one_of_a_dark_print_is_white_at_its_corners(visit: Callable[..., Page]) -> None:
    page = visit("key-areas/monitoring-and-evaluation/", scheme="dark")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    drawn = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    image = drawn[0].render(scale=0.5).to_pil().convert("RGB")
    width, height = image.size
    for corner in ((1, 1), (width - 2, 1), (1, height - 2), (width - 2, height - 2)):
        assert image.getpixel(corner) == (255, 255, 255)


@PARTS
def test_a_sheet_fits_its_page(printed: list[Document], book: bool) -> None:
    """The next sheet, or what follows the last, stands on the next page."""
    for document, _, drawn in _each(printed, book):
        texts = _texts(drawn)
        for source in (source for chapter in document.chapters for source in chapter.sources):
            tree = LexborHTMLParser(source.html)
            for heading, after in pairwise(tree.css(".one-page, .after-page")):
                names = (heading.attributes.get("class") or "").split()
                if "one-page" not in names:
                    continue
                label, following = (_squeezed(node.text().replace("\u00b6", "")) for node in (heading, after))
                # The running title and the page's number stand before it.
                starts = [number for number, text in enumerate(texts) if text.find(label) in range(80)]
                assert starts, f"{document.name}: {label} starts no page"
                fits = any(following in "".join(texts[number + 1 : number + 2]) for number in starts)
                assert fits, f"{document.name}: {label} takes more than a side"
