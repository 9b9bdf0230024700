"""The printed guide: bookmarks, page numbers, links, answers, fonts, margins, and the same bytes twice."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Page
from selectolax.lexbor import LexborHTMLParser

from macros.bibliography import read_sources
from macros.guide import library
from macros.press import pdf
from macros.press.chapters import styles_of
from macros.press.document import Document, assemble
from macros.printing import documents
from tests.helpers import ROOT
from tools.browser import ADVICE, find

pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("pdf")]
PRESS = ROOT / "build/press"
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def printed(site: Path) -> list[Document]:
    """The documents, printed."""
    if find() is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(ADVICE)
        pytest.skip("no Chromium: run make test, which installs one, or set CHROMIUM")
    run = subprocess.run(
        [sys.executable, "-m", "macros.printing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    sources, _ = read_sources(ROOT)
    guide = library.load(ROOT, {key: source.line for key, source in sources.items()})
    return documents(guide, site, "foot")


def _each(printed: list[Document]) -> Iterator[tuple[Document, pikepdf.Pdf, pypdfium2.PdfDocument]]:
    for document in printed:
        path = PRESS / f"{document.name}.pdf"
        with pikepdf.open(path) as opened:
            drawn = pypdfium2.PdfDocument(path)
            yield document, opened, drawn
            drawn.close()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\u2010-]+", "", text)


def _texts(drawn: pypdfium2.PdfDocument) -> list[str]:
    return [_squeezed(page.get_textpage().get_text_range()) for page in drawn]


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


def test_every_answer_is_printed(printed: list[Document]) -> None:
    for document, _, drawn in _each(printed):
        text = "".join(_texts(drawn))
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


def test_all_text_is_tagged_or_marked_as_furniture(printed: list[Document]) -> None:
    for document, opened, _ in _each(printed):
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


def test_no_page_is_blank_and_nothing_reaches_into_the_margins(printed: list[Document]) -> None:
    for document, _, drawn in _each(printed):
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


def _apart(made: Callable[[], bytes]) -> bytes:
    """Prints in a thread of its own: the browser of the other tests holds this thread's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(made).result()


def test_the_same_site_gives_the_same_bytes(printed: list[Document], site: Path, tmp_path: Path) -> None:
    document = next(document for document in printed if document.name == "cases")
    browser = find()
    assert browser
    opening = document.chapters[0].opening
    styles = styles_of(opening.html, opening.path, "").replace('href="', f'href="{site.as_uri()}/')
    html = assemble(document, "https://guide.example/", styles)

    def made(folder: str) -> bytes:
        with pdf.printer(browser, tmp_path / folder, "A4") as run:
            return pdf.finish(pdf.typeset(html, document, run), document, MOMENT)

    assert _apart(lambda: made("one")) == _apart(lambda: made("two"))


def test_letter_is_letter(printed: list[Document], site: Path, tmp_path: Path) -> None:
    browser = find()
    assert browser

    def made() -> bytes:
        with pdf.printer(browser, tmp_path, "Letter") as run:
            return run("<html><body>text</body></html>")

    with pikepdf.open(io.BytesIO(_apart(made))) as opened:
        assert [float(x) for x in opened.pages[0].MediaBox] == [0, 0, 612, 792]


def test_page_one_of_a_dark_print_is_white_at_its_corners(visit: Callable[..., Page]) -> None:
    page = visit("key-areas/monitoring-and-evaluation/", scheme="dark")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    drawn = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    image = drawn[0].render(scale=0.5).to_pil().convert("RGB")
    width, height = image.size
    for corner in ((1, 1), (width - 2, 1), (1, height - 2), (width - 2, height - 2)):
        assert image.getpixel(corner) == (255, 255, 255)


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command: list[Any] = [sys.executable, "-m", "macros.printing", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_without_a_browser_one_line_says_what_to_do(tmp_path: Path, site: Path) -> None:
    run = _run("--output", str(tmp_path / "press"), CHROMIUM="/nosuch")
    assert run.returncode != 0
    assert run.stderr.strip() == ADVICE
    assert not (tmp_path / "press").exists()


def test_without_a_site_one_line_says_what_to_do(tmp_path: Path) -> None:
    run = _run("--site", str(tmp_path), "--output", str(tmp_path / "press"))
    assert run.returncode != 0
    assert run.stderr.strip() == f"{tmp_path} holds no site: run make build"
