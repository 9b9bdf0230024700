"""Our search against Material's stock search on the same site: bytes, and time to the first result, as ratios."""

from __future__ import annotations

import functools
import gzip
import http.server
import logging
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from playwright.sync_api import Browser, sync_playwright

from tools.browser import find

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ("calibration", "feature store", "population stability index", "canary")
ROUNDS = 3


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


def stock(target: Path) -> None:
    """Builds the guide with Material's own search: its index, worker and page, in place of ours."""
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(target))
    theme = next(folder for folder in config.theme.dirs if "material" in folder and "overrides" not in folder)
    saved: dict[str, str] = {}

    def keep(config: MkDocsConfig) -> None:
        # Runs before the hook, which comes last and replaces the index.
        saved["index"] = (target / "search/search_index.json").read_text(encoding="utf-8")

    config.plugins.events["post_build"].insert(-1, keep)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    (target / "search/search_index.json").write_text(saved["index"], encoding="utf-8")
    worker = next(Path(theme, "assets/javascripts/workers").glob("search.*.min.js"))
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = text.replace("assets/javascripts/search-worker.js", f"assets/javascripts/workers/{worker.name}")
        page.write_text(text.replace("search-start.js", "none.js"), encoding="utf-8")


def measure(browser: Browser, site: Path) -> dict[str, float]:
    """Returns compressed bytes before the first focus and to the first result, and milliseconds to the first result."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        before: list[int] = []
        first: list[int] = []
        cold: list[float] = []
        warm: list[float] = []
        for query in QUERIES:
            context = browser.new_context()
            for times in (cold, *[warm] * ROUNDS):
                page = context.new_page()
                seen: list[str] = []
                page.on("request", lambda request, seen=seen: seen.append(request.url))  # type: ignore[misc]
                page.goto(base)
                page.wait_for_load_state("networkidle")
                paths = {url.removeprefix(base).partition("?")[0] for url in seen}
                loaded = {path for path in paths if "search" in path and path.endswith((".js", ".json", ".txt"))}
                if times is cold:
                    before.append(_bytes(site, loaded))
                start = time.perf_counter()
                page.keyboard.press("Control+k")
                page.keyboard.insert_text(query)
                page.keyboard.press("End")
                page.locator(".md-search-result__link").first.wait_for()
                times.append((time.perf_counter() - start) * 1000)
                paths = {url.removeprefix(base).partition("?")[0] for url in seen}
                loaded = {path for path in paths if "search" in path and path.endswith((".js", ".json", ".txt"))}
                if times is cold:
                    first.append(_bytes(site, {path for path in loaded if "/text/" not in path}))
                page.close()
            context.close()
        server.shutdown()
    return {
        "KiB before the first focus": max(before) / 1024,
        "KiB to the first result": max(first) / 1024,
        "ms to the first result, cold": statistics.median(cold),
        "ms to the first result, warm": statistics.median(warm),
    }


def _bytes(site: Path, paths: set[str]) -> int:
    return sum(len(gzip.compress((site / path).read_bytes(), 9)) for path in paths if (site / path).is_file())


def main() -> int:
    """Prints the table; returns 0."""
    logging.disable(logging.WARNING)
    executable = find()
    if executable is None or not (ROOT / "site/index.html").exists():
        print("make build and a Chromium come first")
        return 1
    folder = Path(tempfile.mkdtemp())
    try:
        stock(folder / "stock")
        theirs_index = (folder / "stock/search/search_index.json").read_bytes()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
            ours = measure(browser, ROOT / "site")
            theirs = measure(browser, folder / "stock")
            browser.close()
    finally:
        shutil.rmtree(folder)
    head = (ROOT / "site/search/guide.json").read_bytes()
    rest = b"".join(path.read_bytes() for path in sorted((ROOT / "site/search").glob("words/*.txt")))
    print(f"{'compressed':32} {'ours':>9} {'stock':>9} {'ratio':>7}")
    rows = {"KiB of index, head": (len(gzip.compress(head, 9)) / 1024, len(gzip.compress(theirs_index, 9)) / 1024)}
    whole = len(gzip.compress(head + rest, 9)) / 1024
    rows["KiB of index, all without texts"] = (whole, len(gzip.compress(theirs_index, 9)) / 1024)
    rows |= {name: (ours[name], theirs[name]) for name in ours}
    for name, (mine, other) in rows.items():
        print(f"{name:32} {mine:9.1f} {other:9.1f} {mine / other:7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
