"""The built guide on a local server, and a Chromium that looks at it."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from macros.bibliography import read_sources
from macros.guide import library
from macros.press.document import Document
from macros.printing import documents
from tests.helpers import ROOT
from tools.browser import ADVICE, find

#: As root the sandbox of Chromium does not start; the rest keeps it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of the built guide, served from a subfolder as a project page would be."""
    handler = functools.partial(_Subfolder, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/guide/"
        server.shutdown()


class _Subfolder(_Quiet):
    """Serves the folder under /guide/ and nothing elsewhere."""

    def translate_path(self, path: str) -> str:
        """Maps an address to a file."""
        return super().translate_path(path.removeprefix("/guide") if path.startswith("/guide/") else "/nosuch")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = find()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(ADVICE)
        pytest.skip("no Chromium: run make test, which installs one, or set CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the guide: visit("introduction/", width=390, scheme="dark", script=True)."""
    with _pages(browser, address) as opener:
        yield opener


@contextmanager
def _pages(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def visit(path: str, width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield visit
    for context in contexts:
        context.close()


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
