"""HTML documents to PDF by Chromium: in passes until the page numbers are right, finished to be reproducible."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser, Page, sync_playwright

from .document import Document, fill
from .parts import PressError
from .tagging import improve

#: Page numbers are as wide as the placeholders, so they settle at once; more passes mean that something swings.
MOST_PASSES = 4
#: The paper's size and what its margins take of it, as in press.css, in mm.
SIZES = {"A4": (210, 297), "Letter": (215.9, 279.4)}
PAPERS = tuple(SIZES)
MARGINS = (19 + 19, 20 + 18)
_FIT = (Path(__file__).parent / "fit.js").read_text(encoding="utf-8")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Printer:
    """A Chromium that prints, with a file for the HTML while it does and the paper, A4 or Letter.

    Links of the HTML to styles are seen from the file's folder.
    """

    browser: Browser
    file: Path
    paper: str

    @contextmanager
    def _opened(self, html: str) -> Iterator[Page]:
        self.file.write_text(html, encoding="utf-8")
        page = self.browser.new_page(color_scheme="light")
        try:
            page.goto(self.file.resolve().as_uri())
            page.emulate_media(media="print", color_scheme="light")
            yield page
        finally:
            page.close()

    def fit(self, html: str) -> str:
        """Returns the HTML with diagrams where they leave little of a page empty, and no nearly empty last page."""
        sides = zip(SIZES[self.paper], MARGINS, strict=True)
        width, height = ((side - margin) * 96 / 25.4 for side, margin in sides)
        with self._opened(html) as page:
            page.evaluate("document.fonts.ready.then(() => 0)")
            page.evaluate(_FIT, {"width": width, "height": height})
            return page.content()

    def print(self, html: str) -> bytes:
        """Returns the HTML as PDF."""
        with self._opened(html) as page:
            return page.pdf(format=self.paper, print_background=True, tagged=True, outline=False)


@contextmanager
def printer(chromium: str, folder: Path, paper: str) -> Iterator[Printer]:
    """Starts a Chromium that prints HTML to PDF.

    Takes the path of the browser, a folder for the HTML while it prints, and the paper, A4 or Letter.
    Yields a Printer; raises PressError for another paper.
    """
    if paper not in PAPERS:
        raise PressError(f"unknown paper '{paper}': take one of {', '.join(PAPERS)}")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        try:
            yield Printer(browser, folder / "document.html", paper)
        finally:
            browser.close()


def destinations(data: bytes) -> dict[str, int]:
    """Returns the page, from 1, of every named destination of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        names = pdf.Root.get("/Dests")
        found = dict(names.items()) if names is not None else {}
        if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
            found |= {f"/{name}": target for name, target in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        return {name[1:]: pages[_target(value)[0].objgen] for name, value in found.items()}


def page_count(data: bytes) -> int:
    """Returns how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _target(value: pikepdf.Object) -> pikepdf.Object:
    return value.D if isinstance(value, pikepdf.Dictionary) else value


def typeset(html: str, document: Document, press: Printer) -> bytes:
    """Fits a document to its pages and prints it until its page numbers agree with them.

    Takes the HTML with unknown page numbers, the document and the printer; returns the PDF as Chromium wrote it.
    Raises PressError when the numbers do not settle or an entry of the contents has no page.
    """
    html = press.fit(html)
    numbers: dict[str, int] = {}
    for _ in range(MOST_PASSES):
        data = press.print(fill(html, numbers))
        found = destinations(data)
        missing = [label for _, label, target in document.entries() if target not in found]
        if missing:
            raise PressError(f"{document.name}: no page for {', '.join(missing)}")
        if found == numbers:
            return data
        numbers = found
    raise PressError(f"{document.name}: page numbers do not settle after {MOST_PASSES} passes")


def finish(data: bytes, document: Document, moment: datetime.datetime) -> bytes:
    """Returns the PDF with title, author, language, bookmarks and fixed dates: the same bytes for the same input."""
    places = destinations(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        title = document.guide if document.title == document.guide else f"{document.title} - {document.guide}"
        _describe(pdf, title, document, moment)
        pdf.Root.Lang = pikepdf.String("en")
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        with pdf.open_outline() as outline:
            parents: list[pikepdf.OutlineItem] = []
            for level, label, target in document.entries():
                item = pikepdf.OutlineItem(label, places[target] - 1, "Fit")
                if level == 1 or not parents:
                    outline.root.append(item)
                    parents = [item]
                else:
                    parents[0].children.append(item)
        improve(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _describe(pdf: pikepdf.Pdf, title: str, document: Document, moment: datetime.datetime) -> None:
    stamp = moment.strftime("D:%Y%m%d%H%M%S+00'00'")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as meta:
        fields: Mapping[str, object] = {
            "dc:title": title,
            "dc:creator": ["the guide's contributors"],
            "dc:description": document.summary,
            "dc:language": {"en"},
            "xmp:CreateDate": moment.isoformat(),
            "xmp:ModifyDate": moment.isoformat(),
        }
        for key, value in fields.items():
            meta[key] = value
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for key, text in {
        "/Title": title,
        "/Author": "the guide's contributors",
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }.items():
        pdf.docinfo[key] = text
