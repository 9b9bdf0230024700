"""The run of the printer: the same bytes twice, the paper, and what it says when it cannot print."""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from macros.press import pdf
from macros.press.chapters import styles_of
from macros.press.document import Document, assemble
from tests.helpers import ROOT
from tools.browser import ADVICE, find

pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("pdf")]
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def _apart(made: Callable[[], bytes]) -> bytes:
    """Prints in a thread of its own: the browser of the other tests holds this thread's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(made).result()


def _differing(one: bytes, two: bytes) -> list[str]:
    """The first objects that differ between two PDFs, in a few words each."""
    with pikepdf.open(io.BytesIO(one)) as first, pikepdf.open(io.BytesIO(two)) as second:
        pairs = zip_longest(_objects(first), _objects(second), fillvalue=b"nothing")
        return [f"{a[:200]!r} is {b[:200]!r}" for a, b in pairs if a != b][:3]


def _objects(opened: pikepdf.Pdf) -> list[bytes]:
    streams = [bytes(item.read_raw_bytes()) for item in opened.objects if isinstance(item, pikepdf.Stream)]
    return [item.unparse(resolved=True) for item in opened.objects if not isinstance(item, pikepdf.Stream)] + streams


def test_the_same_site_gives_the_same_bytes(printed: list[Document], site: Path, tmp_path: Path) -> None:
    document = next(document for document in printed if document.name == "cases")
    browser = find()
    assert browser
    opening = document.chapters[0].opening
    styles = styles_of(opening.html, opening.path, "").replace('href="', f'href="{site.as_uri()}/')
    html = assemble(document, "https://guide.example/", styles)

    def made(folder: str) -> bytes:
        with pdf.printer(browser, tmp_path / folder, "A4") as press:
            return pdf.finish(pdf.typeset(html, document, press), document, MOMENT)

    one, two = _apart(lambda: made("one")), _apart(lambda: made("two"))
    assert _differing(one, two) == []
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()  # the bytes themselves would be printed


def test_letter_is_letter(printed: list[Document], site: Path, tmp_path: Path) -> None:
    browser = find()
    assert browser

    def made() -> bytes:
        with pdf.printer(browser, tmp_path, "Letter") as press:
            return press.print("<html><body>text</body></html>")

    with pikepdf.open(io.BytesIO(_apart(made))) as opened:
        assert [float(x) for x in opened.pages[0].MediaBox] == [0, 0, 612, 792]


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
