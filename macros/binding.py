"""Binds the built guide as an e-book: python -m macros.binding writes build/press/book.epub.

Reads the site that make build made, and the guide for order and numbers; the press itself knows neither.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .bibliography import read_sources
from .guide import library
from .guide.graph import Graph
from .guide.library import Guide
from .guide.pages import Page
from .press.document import Chapter
from .press.epub import Book, bind
from .press.parts import PressError
from .printed import GUIDE, fingerprint, moment, public_address, source_of
from .release import swap

ROOT = Path.cwd()
OUTPUT = Path("build/press")
#: Pages that readers offer by what they are, if the guide has them.
LANDMARKS = (("glossary", "Terms", "glossary"), ("bibliography", "Sources", "sources"))


def book_of(guide: Guide, site: Path) -> Book:
    """Returns the whole guide as a book; raises OSError for a page that was not built."""
    graph = guide.graph
    chapters = []
    for opening, pages in [*graph.printed(), *_reference(graph)]:
        chapters.append(Chapter(source_of(guide, opening, site), [source_of(guide, page, site) for page in pages]))
    landmarks = [("bodymatter", "First chapter", chapters[0].opening.id)] if chapters else []
    landmarks += [one for one in LANDMARKS if one[2] in graph.pages]
    home = graph.pages["home"]
    opening_page = source_of(guide, home, site)
    return Book(GUIDE, home.summary, public_address(), moment(), opening_page, chapters, landmarks)


def _reference(graph: Graph) -> list[tuple[Page, list[Page]]]:
    found = [page for page in graph.pages.values() if page.kind == "reference"]
    return [(found[0], found[1:])] if found else []


def main() -> None:
    """Reads the arguments and binds; an earlier e-book stays until the new one is whole."""
    parser = argparse.ArgumentParser(description="Bind the built guide as an EPUB.")
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    site, output = arguments.site, arguments.output
    if not (site / "index.html").exists():
        sys.exit(f"{site} holds no site: run make build")
    sources, _ = read_sources(ROOT)
    guide = library.load(ROOT, {key: work.line for key, work in sources.items()})
    try:
        book = book_of(guide, site)
        data = bind(book, lambda path: (site / path).read_bytes())
    except (PressError, OSError) as error:
        sys.exit(f"Nothing was bound: {error}")
    manifest = {"fingerprint": fingerprint(site, "epub"), "files": {"book": {"bytes": len(data)}}}
    try:
        with swap.locked(output.parent), swap.renewed(output, output.with_name(f"{output.name}.next")) as aside:
            (aside / "book.epub").write_bytes(data)
            text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
            (aside / "epub.json").write_text(text, encoding="utf-8")
    except swap.BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(swap.BUSY)
    except OSError as error:
        sys.exit(f"Nothing was bound: {error}")
    print(f"{output / 'book.epub'}: {len(book.sources)} pages of the guide, {len(data) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
