"""Accessibility: axe with all its rules on every page, and what axe does not see: keyboard, zoom, colors, motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import addresses
from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.site]
Visit = Callable[..., Page]
TOPIC = "key-areas/monitoring-and-evaluation/"
PHONE = 390
#: Every rule of axe: WCAG 2.0 to 2.2 at all levels, best practices, and those that are still tried out.
RUN = """() => axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a',
    'wcag21aa', 'wcag22aa', 'best-practice', 'experimental']}, resultTypes: ['violations']})"""


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    """The guide at the root of an address: the page for wrong addresses finds its styles only where it is published."""
    with serve(site) as address:
        yield address


def violations(page: Page) -> list[str]:
    """Runs axe on what the page shows now; returns one line for each element at fault."""
    # Boxes are measured after the first paint, and become stops of the keyboard only where they scroll.
    page.evaluate(
        "() => document.fonts.ready.then(() => new Promise("
        "(done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))"
    )
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(RUN)
    assert len(result["passes"]) > 20, "axe ran"
    return [
        f"{page.url}: {rule['id']}: {node['html'][:120]}" for rule in result["violations"] for node in rule["nodes"]
    ]


#: One page of each kind.
KINDS = ["", "key-areas/", TOPIC, "reference/glossary/", "reference/questions/", "reference/topic-map/", "404.html"]
#: Each page is tried on a wide light screen or on a narrow dark one, by turns; make test-system tries all pages on all
#: four. Every kind of page is tried on all four each time.
SCREENS = [(1280, "light"), (PHONE, "dark"), (1280, "dark"), (PHONE, "light")]
TURNS = [pytest.param(turn, id=f"{SCREENS[turn][0]}-{SCREENS[turn][1]}") for turn in (0, 1)]


def _faults(visit: Visit, root: str, paths: list[str], width: int, scheme: str) -> list[str]:
    """Returns what axe finds on the pages, one after the other on one screen."""
    page = visit("", width=width, scheme=scheme)
    found = []
    for path in paths:
        page.goto(root + path)
        found += violations(page)
    return found


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("turn", TURNS)
def test_axe_finds_nothing_on_any_page(visit: Visit, root: str, site: Path, turn: int, part: int) -> None:
    assert _faults(visit, root, addresses(site)[turn::2][part::3], *SCREENS[turn]) == []


@pytest.mark.system
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_on_any_page_and_screen(
    visit: Visit, root: str, site: Path, width: int, scheme: str, part: int
) -> None:
    assert _faults(visit, root, addresses(site)[part::4], width, scheme) == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_on_any_kind_of_page(visit: Visit, root: str, width: int, scheme: str) -> None:
    assert _faults(visit, root, KINDS, width, scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_axe_finds_nothing_in_what_opens(visit: Visit, width: int, scheme: str) -> None:
    page = visit(TOPIC, width=width, scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert violations(page) == []
    if width == PHONE:
        page.get_by_role("button", name="Menu", exact=True).click()
        page.wait_for_timeout(400)
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("textbox", name="Search").press_sequentially("drift")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.wait_for_timeout(600)
    assert violations(page) == []


def test_axe_can_fail(visit: Visit) -> None:
    page = visit(TOPIC)
    page.locator("h1").evaluate("heading => { heading.innerHTML += '<button></button><img src=x>'; }")
    assert {line.split(": ")[1] for line in violations(page)} >= {"button-name", "image-alt"}


def _focus(page: Page) -> dict[str, Any]:
    """Describes the element that has the focus: its name, whether it lies on the screen, its ring in px."""
    found: dict[str, Any] = page.evaluate(
        """() => {
            const element = document.activeElement;
            const box = element.getBoundingClientRect(), style = getComputedStyle(element);
            return {
                tag: element.tagName, html: element.outerHTML.slice(0, 120), id: element.id,
                seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
                    && element.checkVisibility({checkVisibilityCSS: true, checkOpacity: true}),
                ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
            };
        }"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "path"), [(PHONE, TOPIC), (1280, TOPIC), (PHONE, ""), (768, "reference/glossary/")])
def test_every_stop_of_the_keyboard_is_seen(visit: Visit, width: int, path: str, scheme: str) -> None:
    page = visit(path, width=width, scheme=scheme)
    page.wait_for_load_state("networkidle")
    stops, lost, bare = 0, [], []
    while stops < 900:
        page.keyboard.press("Tab")
        page.wait_for_timeout(30 if stops < 12 else 0)
        at = _focus(page)
        if at["tag"] in ("BODY", "HTML"):
            break
        stops += 1
        if stops == 1:
            assert "md-skip" in at["html"], "the first stop leads past the navigation"
            page.wait_for_timeout(400)
            at = _focus(page)
        lost += [] if at["seen"] else [at["html"]]
        bare += [] if at["ring"] >= 2 else [at["html"]]
    assert 10 < stops < 900
    assert lost == []
    assert bare == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_works_by_keyboard_on_a_phone(visit: Visit, key: str) -> None:
    page = visit(TOPIC, width=PHONE)
    button = page.locator("[data-guide=menu]")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press(key)
    expect(button).to_have_attribute("aria-expanded", "true")
    here = page.locator("#guide-nav [aria-current=page]")
    expect(here).to_be_focused()
    expect(here).to_be_in_viewport()
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate("(document.activeElement.closest('#guide-nav, body') || {}).id")
        assert at in ("guide-nav", ""), "the open menu holds the focus"
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_search_works_by_keyboard_on_a_phone(visit: Visit, key: str) -> None:
    page = visit(TOPIC, width=PHONE)
    page.wait_for_load_state("networkidle")
    button = page.locator("[data-guide=search]")
    button.focus()
    page.keyboard.press(key)
    field = page.get_by_role("textbox", name="Search")
    expect(field).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.type("calibration")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_single_letter_does_nothing(visit: Visit) -> None:
    """WCAG 2.1.4: who dictates must not leave the page by saying a word with an n."""
    page = visit(TOPIC)
    page.wait_for_load_state("networkidle")
    before = page.url
    for key in ("n", "p", ".", ",", "f", "s"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url == before
    assert not page.locator("#__search").is_checked()


def test_nothing_is_unnamed_and_headings_do_not_skip(visit: Visit, address: str, site: Path) -> None:
    page = visit("")
    faults = []
    for path in addresses(site):
        page.goto(address + path)
        levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(one => +one.tagName[1])")
        if levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(levels)):
            faults.append(f"{path}: headings {levels}")
    assert faults == []
