"""The guide in a real browser: what a reader sees, finds and prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from macros.bibliography import read_sources
from macros.guide import library
from tests.helpers import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.site]
Visit = Callable[..., Page]
TOPIC = "key-areas/monitoring-and-evaluation/"


def _guide() -> library.Guide:
    sources, _ = read_sources(ROOT)
    return library.load(ROOT, {key: source.line for key, source in sources.items()})


def _paths() -> list[str]:
    pages = _guide().graph.pages.values()
    return [page.path.removesuffix(".md").removesuffix("index").rstrip("/") + "/" for page in pages]


def test_no_page_asks_another_host_or_fails(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    elsewhere: list[str] = []
    failed: list[str] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            elsewhere.append(request.url)

    page.on("request", note)
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in _paths():
        page.goto(address + path.removeprefix("/"))
        page.wait_for_load_state("networkidle")
    context.close()
    assert (elsewhere, failed, errors) == ([], [], [])


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(visit: Visit, address: str, width: int) -> None:
    page = visit("", width=width)
    wide = []
    for path in _paths():
        page.goto(address + path.removeprefix("/"))
        extra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if extra > 0:
            wide.append((path, extra))
    assert wide == []


def test_every_label_lies_in_its_box(visit: Visit, address: str) -> None:
    """The text of each node is measured in the browser's font, not in the one the layout assumed."""
    page = visit("")
    spilled = []
    measured = 0
    for path in _paths():
        page.goto(address + path.removeprefix("/"))
        found = page.evaluate(
            """path => [...document.querySelectorAll('figure.diagram svg g')].flatMap(group => {
                const shape = group.querySelector(':scope > rect, :scope > path, :scope > polygon');
                const text = group.querySelector(':scope > text');
                if (!shape || !text || !text.textContent) return [];
                const a = shape.getBoundingClientRect(), b = text.getBoundingClientRect();
                const over = Math.max(a.left - b.left, b.right - a.right, a.top - b.top, b.bottom - a.bottom);
                return [[over, `${path}: ${text.textContent} by ${over.toFixed(1)} px`]];
            })""",
            path,
        )
        measured += len(found)
        spilled += [what for over, what in found if over > 1]
    assert measured > 200
    assert spilled == []


def test_search_finds_every_section_by_its_title(visit: Visit) -> None:
    page = visit("")
    box = page.locator("input.md-search__input")
    box.click()
    missed = []
    for topic in _guide().graph.topics():
        box.fill(topic.title)
        box.press("End")  # the search listens to keys
        target = topic.path.removesuffix(".md") + "/"
        try:
            expect(page.locator(f'.md-search-result__link[href*="{target}"]').first).to_be_visible(timeout=10_000)
        except AssertionError:
            missed.append(topic.title)
    assert missed == []


def test_a_printed_topic_shows_answers_and_diagrams(visit: Visit) -> None:
    page = visit(TOPIC, scheme="dark")
    answers = page.locator("details.question").evaluate_all(
        "all => all.map(one => [...one.children].slice(1).map(n => n.textContent).join(' ').trim().split(/\\s+/))"
    )
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    text = re.sub(r"[\s\ufffe-]+", "", "".join(sheet.get_textpage().get_text_range() for sheet in printed))
    for words in answers:
        plain = [word for word in words if re.fullmatch(r"[A-Za-z,.]+", word)]
        assert plain[0] in text
        assert re.sub("-", "", "".join(words[-4:-1])) in text, words[-4:]
    labels = page.locator("figure.diagram svg text").all_text_contents()
    assert labels
    assert all(re.sub(r"[\s-]+", "", label) in text for label in labels[:5])


def test_without_scripts_everything_is_there(visit: Visit) -> None:
    page = visit(TOPIC, script=False)
    expect(page.locator("h1")).to_contain_text("3.4")
    expect(page.locator("figure.diagram svg").first).to_be_visible()
    question = page.locator("details.question").first
    question.locator("summary").click()
    expect(question.locator("p").first).to_be_visible()
    expect(page.locator("math").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_differ_without_color(visit: Visit, scheme: str) -> None:
    """Each kind has a word of its own beside its icon and its color."""
    page = visit("conclusion/key-takeaways/", scheme=scheme)
    boxes = page.locator(".admonition .admonition-title, .admonition-title")
    words = boxes.evaluate_all("all => all.map(one => getComputedStyle(one, '::after').content)")
    assert words
    assert all(word not in ("none", '""') for word in words)


def test_the_page_is_white_on_paper_even_when_dark(visit: Visit, tmp_path: Path) -> None:
    page = visit(TOPIC, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert color in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
