"""The search box: what it loads and when, the way by keyboard, what it says, and what cannot hurt it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Route, expect

from tests.search.box import Box

pytestmark = [pytest.mark.site, pytest.mark.browser]
Visit = Callable[..., Page]
TOPIC = "key-areas/monitoring-and-evaluation/"
EVIL = [
    "",
    "   ",
    "a" * 10_000,
    "why " * 2_500,
    "<img src=x onerror=window.hurt=1>",
    "<script>window.hurt=1</script>",
    '"><svg onload=window.hurt=1>',
    "{{constructor.constructor('window.hurt=1')()}}",
    "(((((((((a+)+)+)+)+$",
    "[a-z]* ^foo$ \\d{3}|(?=x)",
    "title:psi^10 +drift -model field:* ~2 AND OR NOT",
    "\\u0000\u0001\u0007\u202e psi",
    "🚀🤖👩‍💻",
    "数据漂移",
    '"',
    '""',
    '"unclosed phrase',
    "' OR 1=1 --",
    "%00 %3Cscript%3E",
    "__proto__ constructor toString hasOwnProperty",
    "../../etc/passwd",
    "the of and",
]


def _watch(page: Page) -> list[str]:
    """Collects what a reader's console would show."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    return problems


def test_late_results_leave_the_focus_in_the_list(visit: Visit, address: str) -> None:
    """The reader is already in the list when the answer to the last key comes."""
    box = Box(visit(TOPIC), address)
    box.ask("calibration")
    first = box.page.locator(".md-search-result__link").first
    old = first.get_attribute("href")
    box.page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    box.page.evaluate("Worker.guide.postMessage({ type: 2, data: 'watermark' })")
    expect(first).not_to_have_attribute("href", old or "")
    expect(first).to_be_focused()
    third = box.page.locator(".md-search-result__link").nth(2)
    box.page.keyboard.press("ArrowDown")
    box.page.keyboard.press("ArrowDown")
    expect(third).to_be_focused()
    old = first.get_attribute("href")
    box.page.evaluate("Worker.guide.postMessage({ type: 2, data: 'calibration' })")
    expect(first).not_to_have_attribute("href", old or "")
    expect(third).to_be_focused()


def test_nothing_is_loaded_before_the_reader_reaches_for_search(visit: Visit, site: Path) -> None:
    page = visit("")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url.partition("/guide/")[2].partition("?")[0]))
    page.goto(page.url + TOPIC)
    page.wait_for_load_state("networkidle")
    before = [path for path in seen if "search" in path and not path.endswith(".css")]
    assert sorted(re.sub(r"\.[0-9a-f]{8}\.", ".", path) for path in before) == [
        "assets/javascripts/search-start.js",
        "assets/javascripts/search-worker.js",
        "search/search_index.json",
    ]
    assert sum((site / path).stat().st_size for path in before) <= 1024
    page.locator("[data-guide=search]").dispatch_event("pointerover")
    page.wait_for_function("Worker.awake")
    page.wait_for_timeout(500)
    assert "search/guide.json" in seen
    assert not any("search/text" in path for path in seen)


def test_the_first_result_needs_a_fifth_of_the_text(visit: Visit, site: Path) -> None:
    """Stock Material fetches all text, with its markup, before its first result."""
    page = visit("")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url.partition("/guide/")[2].partition("?")[0]))
    page.keyboard.press("Control+k")
    page.keyboard.type("calibration")
    expect(page.locator(".md-search-result__link").first).to_contain_text("2.1")
    loaded = {path for path in seen if path.startswith("search/") and "/text/" not in path}
    ours = sum(len(gzip.compress((site / path).read_bytes(), 9)) for path in loaded)
    texts = b"".join(path.read_bytes() for path in sorted(site.glob("search/text/*.json")))
    assert ours <= len(gzip.compress(texts, 9)) / 5, sorted(loaded)


def test_by_keyboard_to_a_section_and_back(visit: Visit) -> None:
    page = visit("introduction/overview/")
    page.keyboard.press("Control+k")
    expect(page.locator("input.md-search__input")).to_be_focused()
    page.keyboard.type("population stability index")
    result = page.locator(".md-search-result__link")
    expect(result.nth(1)).to_have_attribute("href", re.compile(TOPIC + r".*#detectors"))
    page.keyboard.press("ArrowDown")
    expect(result.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(result.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("input.md-search__input")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{TOPIC}*#detectors")
    page.go_back()
    page.wait_for_url("**/introduction/overview/")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("input.md-search__input")).not_to_be_focused()


def test_the_box_says_what_it_did(visit: Visit, address: str) -> None:
    page = visit("")
    box = Box(page, address)
    status = page.locator(".md-search-result__meta")
    expect(status).to_have_attribute("role", "status")
    box.ask("calibraton")
    expect(status).to_contain_text("Showing results for “calibration”.")
    expect(page.locator(".md-search-result__article mark").first).to_have_text("Calibration")
    box.ask("psi")
    expect(status).to_contain_text("Also for “population stability index”")
    first = box.ask("population stability index")[0]
    assert first.page == TOPIC
    assert first.text.startswith("3 Key areas")
    assert "3.4 Monitoring and evaluation" in first.text
    expect(status).to_contain_text("Also for “psi”")
    expect(page.locator(".search-snippet mark").first).to_be_visible()
    near = box.ask("calxxbrzzq")
    expect(status).to_have_text("Nothing found. These topics come nearest:")
    assert near
    box.input.fill("")
    box.input.press("End")
    expect(page.locator(".md-search-result__item")).to_have_count(0)


def test_a_phrase_in_quotes_stands_word_for_word(visit: Visit, address: str) -> None:
    box = Box(visit(""), address)
    loose = {found.page for found in box.ask("sample ratio mismatch")}
    exact = {found.page for found in box.ask('"sample ratio mismatch"')}
    assert TOPIC in exact
    assert len(exact) < len(loose)
    box.ask('"mismatch ratio sample"')
    expect(box.page.locator(".md-search-result__meta")).to_contain_text("Nothing holds these words as they stand")


def test_no_input_hurts(visit: Visit, address: str) -> None:
    page = visit("")
    problems = _watch(page)
    box = Box(page, address)
    for text in EVIL:
        if text:
            box.ask(text)
        assert "could not be loaded" not in box.note(), text
    assert page.evaluate("window.hurt") is None
    assert box.ask("psi")[0].page == TOPIC
    assert problems == []


@pytest.mark.parametrize("parameter", ["q", "h"])
def test_no_address_hurts(visit: Visit, address: str, parameter: str) -> None:
    page = visit("")
    problems = _watch(page)
    for payload in EVIL:
        if "hurt" in payload or "\\" in payload or "+)" in payload:
            page.goto(f"{address}?{urlencode({parameter: payload})}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.hurt") is None
    assert problems == []


def test_a_query_in_the_address_is_answered(visit: Visit) -> None:
    page = visit("?q=calibration")
    expect(page.locator(".md-search-result__link").first).to_contain_text("2.1 Basics of machine learning")


@pytest.mark.parametrize("body", [None, "", '{"pages": 1}', "null"])
def test_a_damaged_index_gives_a_plain_message(visit: Visit, address: str, body: str | None) -> None:
    page = visit("")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def answer(route: Route) -> None:
        if body is None:
            route.abort()
        else:
            route.fulfill(body=body)

    page.context.route("**/search/guide.json*", answer)
    box = Box(page, address)
    found = box.ask("calibration")
    assert [one.page for one in found] == ["reference/a-z/"]
    assert "Search could not be loaded" in found[0].text
    expect(page.locator(".md-search-result__meta")).to_have_text("Search could not be loaded.")
    assert errors == []
    page.context.unroute("**/search/guide.json*")
    assert box.ask("calibration now")[0].page == "fundamentals/machine-learning-basics/"


@pytest.mark.parametrize("part", ["words", "text"])
def test_a_missing_part_leaves_the_rest(visit: Visit, address: str, part: str) -> None:
    """Without the words, titles, headings and names still answer; without the texts only snippets are missing."""
    page = visit("")
    page.context.route(f"**/search/{part}/*", lambda route: route.fulfill(status=404, body=""))
    assert Box(page, address).ask("monitoring and evaluation")[0].page == TOPIC


def test_without_scripts_a_link_leads_to_all_names(visit: Visit) -> None:
    page = visit(TOPIC, script=False)
    link = page.locator("header noscript a, header .guide-a-z").first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url("**/reference/a-z/")
    entry = page.locator("article li", has=page.get_by_role("link", name="PSI", exact=True)).filter(has_text="(")
    expect(entry).to_contain_text("PSI (population stability index)")
    expect(entry).to_contain_text("3.4 Monitoring and evaluation")
