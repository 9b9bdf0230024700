"""A release holds the documents and links them with size and page count; without documents there are no links."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from macros.release.downloads import MissingPageError, add, size

PAGE = (
    '<article><h1>T</h1><div class="guide-card"><p class="guide-summary">S</p><ul><li>x</li></ul></div>'
    "<p>Text.</p></article>"
)
HOME = '<article><h1>T</h1><p class="guide-summary">S</p><p>Text.</p></article>'


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    site, press = tmp_path / "site", tmp_path / "press"
    for path, text in (("", HOME), ("key-areas", PAGE)):
        (site / path).mkdir(parents=True, exist_ok=True)
        (site / path / "index.html").write_text(text, encoding="utf-8")
    press.mkdir()
    files = {
        "book": {"path": "", "pages": 221, "bytes": 4_120_000},
        "chapter-3-key-areas": {"path": "key-areas/", "pages": 45, "bytes": 820_400},
    }
    for name in files:
        (press / f"{name}.pdf").write_bytes(b"%PDF")
    (press / "book.epub").write_bytes(b"PK" * 300_000)
    (press / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    return site, press


def test_documents_are_linked_below_the_card(folders: tuple[Path, Path]) -> None:
    site, press = folders
    assert add(site, press) == 2
    link = '<a href="../pdf/chapter-3-key-areas.pdf" download>Download PDF, 45 pages, 820 kB</a>'
    html = (site / "key-areas/index.html").read_text(encoding="utf-8")
    assert f'</ul></div>\n<p class="guide-downloads">{link}</p><p>Text.</p>' in html
    assert (site / "pdf/chapter-3-key-areas.pdf").read_bytes() == b"%PDF"


def test_the_book_is_linked_on_the_home_page_in_both_forms(folders: tuple[Path, Path]) -> None:
    site, press = folders
    add(site, press)
    assert (
        '<p class="guide-downloads"><a href="pdf/book.pdf" download>Download PDF, 221 pages, 4.1 MB</a> · '
        '<a href="pdf/book.epub" download>Download EPUB, 600 kB</a></p>'
    ) in (site / "index.html").read_text(encoding="utf-8")


def test_without_documents_there_are_no_links(folders: tuple[Path, Path]) -> None:
    site, press = folders
    (press / "manifest.json").unlink()
    assert add(site, press) == 0
    assert not (site / "pdf").exists()
    assert (site / "index.html").read_text(encoding="utf-8") == HOME


def test_a_document_without_page_is_refused(folders: tuple[Path, Path]) -> None:
    site, press = folders
    (site / "key-areas/index.html").unlink()
    with pytest.raises(MissingPageError, match=r"^chapter-3-key-areas: no page at "):
        add(site, press)


def test_sizes_are_written_as_readers_know_them() -> None:
    assert [size(count) for count in (1, 999_000, 1_000_000, 12_340_000)] == ["1 kB", "999 kB", "1.0 MB", "12.3 MB"]
