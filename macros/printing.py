"""Prints the built guide: python -m macros.printing [--paper Letter] writes PDFs into build/press/.

Reads the site that make build made, and the guide for order and numbers; the press itself knows neither.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from .bibliography import read_sources
from .guide import library
from .guide.library import Guide
from .press import pdf
from .press.chapters import styles_of
from .press.document import Chapter, Document, assemble
from .press.parts import PressError
from .printed import GUIDE, fingerprint, moment, public_address, source_of
from .release import swap

ROOT = Path.cwd()
OUTPUT = Path("build/press")
PRESS_STYLES = "docs/assets/stylesheets/press.css"


def documents(guide: Guide, site: Path, foot: str) -> list[Document]:
    """Returns what is printed: a document a chapter, one of the cases, and the book with the reference at its end."""
    chapters = []
    found = []
    for opening, pages in guide.graph.printed():
        chapter = Chapter(source_of(guide, opening, site), [source_of(guide, page, site) for page in pages])
        number = guide.graph.numbers.get(opening.id, "")
        name = f"chapter-{number}-{opening.folder}" if number else opening.folder
        chapters.append(chapter)
        found.append(Document(name, chapter.opening.label, opening.summary, GUIDE, foot, [chapter]))
    reference = [page for page in guide.graph.pages.values() if page.kind == "reference"]
    if reference:
        opening, pages = reference[0], [page for page in reference[1:] if page.id not in ("questions", "topic-map")]
        chapters.append(Chapter(source_of(guide, opening, site), [source_of(guide, page, site) for page in pages]))
    home = guide.graph.pages["home"]
    found.append(Document("book", GUIDE, home.summary, "The whole guide in one file", foot, chapters))
    return found


def print_all(
    site: Path, output: Path, paper: str, chromium: str, only: str = "", say: Callable[[str], None] = print
) -> None:
    """Prints every document, or the one that is named; those of an earlier run stay until all new ones are there."""
    sources, _ = read_sources(ROOT)
    guide = library.load(ROOT, {key: work.line for key, work in sources.items()})
    public = public_address()
    foot = f"{public} · edition of {moment():%Y-%m-%d} · text CC BY 4.0, by the guide's contributors"
    todo = [document for document in documents(guide, site, foot) if only in ("", document.name)]
    work = output / "work"
    try:
        made = _print_into(work, todo, site, public, pdf.printer(chromium, work, paper), say)
        for name in made:
            (work / f"{name}.pdf").replace(output / f"{name}.pdf")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    manifest = {"fingerprint": fingerprint(site, paper) + only, "files": made}
    (output / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _print_into(
    work: Path,
    todo: list[Document],
    site: Path,
    public: str,
    printer: AbstractContextManager[pdf.Printer],
    say: Callable[[str], None],
) -> dict[str, dict[str, int | str]]:
    made: dict[str, dict[str, int | str]] = {}
    with printer as press:
        for number, document in enumerate(todo, start=1):
            start = time.monotonic()
            opening = document.chapters[0].opening
            styles = styles_of(opening.html, opening.path, "").replace('href="', f'href="{site.resolve().as_uri()}/')
            # The site's own style sheet holds only what its pages show; documents have more to them.
            styles += f"<style>{(ROOT / PRESS_STYLES).read_text(encoding='utf-8')}</style>"
            data = pdf.finish(pdf.typeset(assemble(document, public, styles), document, press), document, moment())
            (work / f"{document.name}.pdf").write_bytes(data)
            path = opening.path if document.name != "book" else ""
            made[document.name] = {"pages": pdf.page_count(data), "bytes": len(data), "path": path}
            took = time.monotonic() - start
            say(f"[{number}/{len(todo)}] {document.name}.pdf: {made[document.name]['pages']} pages, {took:.1f} s")
    return made


def main() -> None:
    """Reads the arguments, finds a browser, prints; says in one line what is missing."""
    from tools.browser import ADVICE, find

    parser = argparse.ArgumentParser(description="Print the built guide as PDF.")
    parser.add_argument("--paper", choices=pdf.PAPERS, default="A4")
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--only", default="", help="the name of one document, such as book")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").exists():
        sys.exit(f"{arguments.site} holds no site: run make build")
    chromium = find()
    if chromium is None:
        sys.exit(ADVICE)
    manifest = arguments.output / "manifest.json"
    if manifest.exists():
        known = json.loads(manifest.read_text(encoding="utf-8"))
        same = known["fingerprint"] == fingerprint(arguments.site, arguments.paper)
        if same and all((arguments.output / f"{name}.pdf").exists() for name in known["files"]):
            print(f"{arguments.output} is up to date")
            return
    output = arguments.output
    try:
        with swap.locked(output.parent), swap.renewed(output, output.with_name(f"{output.name}.next")) as aside:
            print_all(arguments.site, aside, arguments.paper, chromium, arguments.only)
    except swap.BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(swap.BUSY)
    except (PressError, OSError) as error:
        sys.exit(f"Nothing was printed: {error}")


if __name__ == "__main__":
    main()
