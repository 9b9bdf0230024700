"""What a reader's browser may do to the guide: no storage, full storage, damaged values, no scripts, no index, zoom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.site]
TOPIC = "key-areas/monitoring-and-evaluation/"
#: Every key under which Material or the guide keeps something.
KEYS = ["__theme", "__palette", "__tabs", "__announce", "__consent", "__source", "__outdated", "__search"]
BLOCKED = """for (const name of ['localStorage', 'sessionStorage'])
    Object.defineProperty(window, name, {get() { throw new DOMException('blocked', 'SecurityError'); }});"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
VALUES = ["", "{", "null", "7", '"x"', "[]", "{}", '{"color":7}', "<img src=x onerror=alert(1)>", "\\u0000", "[[[["]
Open = Callable[..., tuple[Page, list[str]]]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page after a script ran in it; returns the page and the list of its errors."""
    contexts = []

    def visit(path: str, before: str = "", **context: Any) -> tuple[Page, list[str]]:
        made = browser.new_context(**context)
        contexts.append(made)
        page = made.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        if before:
            page.add_init_script(before)
        page.goto(address + path)
        return page, errors

    yield visit
    for context in contexts:
        context.close()


def _everything_works(page: Page) -> None:
    theme = page.get_by_role("button", name=re.compile("Color theme"))
    for _ in range(3):
        if "dark" in (theme.get_attribute("aria-label") or ""):
            break
        theme.click()
    expect(page.locator("html")).to_have_attribute("data-md-color-scheme", "slate")
    field = page.get_by_role("textbox", name="Search")
    field.press_sequentially("calibration")
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("before", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_everything_works(opened: Open, before: str) -> None:
    page, errors = opened(TOPIC, before)
    _everything_works(page)
    assert errors == []


def test_damaged_values_do_no_harm(opened: Open) -> None:
    for value in VALUES:
        damage = "".join(
            f"for (const s of [localStorage, sessionStorage]) s.setItem('/guide/.{key}', {value!r});" for key in KEYS
        )
        page, errors = opened("", damage)
        _everything_works(page)
        assert errors == [], value
        assert page.locator("img[onerror]").count() == 0


def test_the_chosen_theme_is_kept(opened: Open, address: str) -> None:
    page, _ = opened("", color_scheme="light")
    theme = page.get_by_role("button", name=re.compile("Color theme"))
    expect(theme).to_have_accessible_name("Color theme: automatic")
    theme.click()
    theme.click()
    expect(theme).to_have_accessible_name("Color theme: dark")
    page.goto(address + TOPIC)
    expect(page.locator("html")).to_have_attribute("data-md-color-scheme", "slate")
    expect(theme).to_have_accessible_name("Color theme: dark")


def test_the_automatic_theme_follows_the_system(opened: Open) -> None:
    page, _ = opened("", color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-md-color-scheme", "default")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-md-color-scheme", "slate")


@pytest.mark.parametrize("blocked", ["**/bundle.*.js", "**/guide.*.js", "**/*.css", "**/workers/**"])
def test_a_file_that_does_not_arrive_breaks_nothing_else(browser: Browser, address: str, blocked: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(blocked, lambda route: route.abort())
    page.goto(address + TOPIC)
    question = page.locator("details.question").first
    question.locator("summary").click()
    expect(question.locator("p").first).to_be_visible()
    if "css" not in blocked:
        page.locator(".guide-menu:visible, .guide-menu-label:visible").first.click()
        expect(page.locator("#guide-nav a").first).to_be_visible()
    context.close()
    assert errors == []


def test_the_menu_opens_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + TOPIC)
    page.locator(".guide-menu-label").click()
    expect(page.locator("#guide-nav a").first).to_be_in_viewport()
    expect(page.locator("#guide-nav [aria-current=page]")).to_be_visible()
    expect(page.locator("p.guide-note").first).to_contain_text("JavaScript")
    expect(page.locator("[data-guide=theme]")).to_be_hidden()
    context.close()


#: WCAG 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""


@pytest.mark.parametrize("path", ["", TOPIC, "reference/glossary/", "reference/numbers/", "cases/"])
@pytest.mark.parametrize(("width", "spaced"), [(320, False), (256, False), (320, True), (640, True)])
def test_text_flows_on_any_screen(opened: Open, path: str, width: int, spaced: bool) -> None:
    """320 px is 1,280 at 400 % zoom, 640 px is 200 %."""
    page, _ = opened(path, viewport={"width": width, "height": 600})
    if spaced:
        page.add_style_tag(content=SPACING)
    extra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert extra <= 0
    cut = page.evaluate(
        """() => [...document.querySelectorAll('article h1, article h2, article p, article li, article summary')]
            .filter(e => e.checkVisibility() && !e.closest('.guide-scroll, .diagram, .formula-block'))
            .filter(e => e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflow !== 'visible')
            .map(e => e.textContent.slice(0, 60))"""
    )
    assert cut == []


def test_forced_colors_leave_edges(opened: Open) -> None:
    page, _ = opened(TOPIC, forced_colors="active")
    for selector in (".md-search__form", ".admonition", "details.question", ".md-header", ".guide-scroll table"):
        width = page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1, selector
    here = page.locator(".guide-nav [aria-current=page]")
    assert here.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_reduced_motion_moves_nothing(opened: Open) -> None:
    page, _ = opened(TOPIC, reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            return s.transitionDuration.split(',').some(d => parseFloat(d) > 0) || s.scrollBehavior === 'smooth'
                || s.animationDuration.split(',').some(d => parseFloat(d) > 0);
        }).map(e => e.className)"""
    )
    assert moving == []
