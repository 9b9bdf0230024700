"""What a first visit costs: bytes over gzip and requests, for a page of each kind, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.site]
REQUESTS = 12
#: KiB over gzip, everything that a browser asks for before the reader does anything.
BUDGETS = {
    "": 80,
    "key-areas/": 75,
    "key-areas/monitoring-and-evaluation/": 100,
    "fundamentals/scalability-and-performance/": 100,
    "cases/": 100,
    "reference/glossary/": 90,
    "cases/payment-fraud/": 100,
    # A line for each of the five hundred works that the guide cites: read in the list of its page by most readers.
    "reference/sources/": 115,
    "reference/questions/": 90,
    "nosuch/": 75,
}


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with serve(site) as address:
        yield address


def _visit(browser: Browser, address: str, path: str) -> tuple[float, list[str], list[str], float]:
    """Returns KiB, the requests, those to other hosts, and how far the page's parts moved while it loaded."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    done: list[Request] = []
    page.on("requestfinished", lambda request: done.append(request))
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => { shift += e.value; }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    asked = [request for request in done if not request.url.startswith(("data:", "blob:"))]
    sizes = [request.sizes() for request in asked]
    kib = sum(size["responseBodySize"] for size in sizes) / 1024
    shift: float = page.evaluate("window.shift")
    context.close()
    urls = [request.url.removeprefix(address) for request in asked]
    return kib, urls, [url for url in urls if "://" in url], shift


def test_a_first_visit_stays_within_its_budget(browser: Browser, root: str, capsys: pytest.CaptureFixture[str]) -> None:
    faults, table = [], [f"\n{'page':45} {'KiB':>7} {'budget':>7} {'requests':>9}  shift"]
    for path, budget in BUDGETS.items():
        kib, urls, elsewhere, shift = _visit(browser, root, path)
        table.append(f"{path or '(home)':45} {kib:7.1f} {budget:7} {len(urls):9}  {shift:.3f}")
        if kib > budget or len(urls) > REQUESTS or elsewhere or shift > 0.02:
            faults.append((path, round(kib, 1), urls, elsewhere, round(shift, 3)))
    with capsys.disabled():
        print("\n".join(table))
    assert faults == []


def test_nothing_is_published_that_no_page_asks_for(site: Path) -> None:
    left = [path for path in site.rglob("*") if path.suffix == ".map" or "lunr" in path.name]
    assert left == []
    assert [path.name for path in (site / "assets/stylesheets").glob("main.*")] == []
    assert "sourceMappingURL" not in "".join(path.read_text(encoding="utf-8") for path in site.glob("assets/*/*.js"))


def test_every_page_loads_one_style_sheet(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert path.read_text(encoding="utf-8").count('rel="stylesheet"') == 1, path
