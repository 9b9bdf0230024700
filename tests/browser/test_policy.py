"""The security policy of a release: a browser keeps to it, everything works under it, and the test can fail."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from macros.release import policy
from macros.release.__main__ import assemble
from tests.browser.pages import addresses
from tests.browser.servers import rules, serve

pytestmark = [pytest.mark.browser, pytest.mark.site]
TOPIC = "key-areas/monitoring-and-evaluation/"


@pytest.fixture(scope="module")
def release(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the built site."""
    folder = tmp_path_factory.mktemp("release")
    assemble(site, folder / "press", folder / "aside", folder / "release")
    return folder / "release"


@pytest.fixture
def watched(browser: Browser) -> Iterator[Callable[[str], tuple[Page, list[str]]]]:
    """Opens an address; returns the page and the list into which its faults go."""
    contexts = []

    def open_page(address: str) -> tuple[Page, list[str]]:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith((address, "data:", "blob:")) else faults.append(request.url),
        )
        page.goto(address)
        return page, faults

    yield open_page
    for context in contexts:
        context.close()


def _use_everything(page: Page) -> None:
    """Search, color theme, a question, a copy button where the page has one."""
    field = page.get_by_role("textbox", name="Search")
    field.press_sequentially("calibration")
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=15_000)
    page.keyboard.press("Escape")
    theme = page.get_by_role("button", name=re.compile("Color theme"))
    theme.click()
    theme.click()
    expect(page.locator("html")).to_have_attribute("data-md-color-scheme", "slate")
    question = page.locator("details.question").first
    question.locator("summary").click()
    expect(question.locator("p").first).to_be_visible()
    expect(page.locator("figure.diagram svg").first).to_be_visible()


def test_everything_works_under_the_policy(release: Path, watched: Callable[[str], tuple[Page, list[str]]]) -> None:
    with serve(release) as address:
        page, faults = watched(address)
        page.goto(address + TOPIC)
        _use_everything(page)
        for path in addresses(release):
            page.goto(address + path)
        page.wait_for_load_state("networkidle")
    assert faults == []


def test_copying_works_under_the_policy(release: Path, watched: Callable[[str], tuple[Page, list[str]]]) -> None:
    holding = [path for path in addresses(release) if "<pre" in _page(release, path).read_text(encoding="utf-8")]
    assert holding, "some page has a block of code"
    with serve(release) as address:
        page, faults = watched(address)
        page.goto(address + holding[0])
        code = page.locator("pre > code").first
        code.hover()
        page.locator("button[data-md-type=copy], .md-clipboard").first.click()
        assert page.evaluate("navigator.clipboard.readText()").strip() == code.inner_text().strip()
    assert faults == []


def _page(folder: Path, path: str) -> Path:
    return folder / path if path.endswith(".html") else folder / path / "index.html"


def test_a_missing_hash_is_noticed(
    release: Path, tmp_path: Path, watched: Callable[[str], tuple[Page, list[str]]]
) -> None:
    """The control: without it, a policy that nobody enforces would pass as well."""
    folder = tmp_path / "release"
    shutil.copytree(release, folder)
    for path in [*folder.rglob("*.html"), folder / "_headers"]:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r" 'sha256-[^']+'", "", text, count=1), encoding="utf-8")
    with serve(folder) as address:
        page, faults = watched(address)
        page.goto(address + TOPIC)
        page.wait_for_load_state("networkidle")
    assert any("Content Security Policy" in fault for fault in faults)


def test_the_policy_allows_no_inline_script_but_by_hash(release: Path) -> None:
    text = (release / "_headers").read_text(encoding="utf-8")
    assert "unsafe" not in text
    assert "default-src 'none'" in text
    found: set[str] = set()
    for page in release.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        found |= policy.hashes(html)
        assert 0 < html.index("http-equiv") < html.find("<script") % len(html), page
    assert found
    assert all(source in text for source in found)


def test_only_names_with_a_hash_are_kept_for_ever(release: Path) -> None:
    kept = [pattern for pattern, values in rules(release) if "immutable" in values.get("Cache-Control", "")]
    assert kept
    for pattern in kept:
        assert re.search(r"\.[0-9a-f]{8}\.", pattern)
        assert (release / pattern.lstrip("/")).is_file()


def test_a_page_that_breaks_the_policy_is_refused(tmp_path: Path) -> None:
    head = '<!doctype html><head><meta charset="utf-8"></head>'
    for body in ('<p style="color:red">', '<a href="javascript:void(0)">', "<style>p{}</style>", '<p onclick="x()">'):
        (tmp_path / "index.html").write_text(head + body, encoding="utf-8")
        with pytest.raises(policy.UnsafePageError, match=r"index\.html: the policy forbids"):
            policy.apply(tmp_path)


def test_a_failed_release_leaves_the_old_one(tmp_path: Path) -> None:
    site, target = tmp_path / "site", tmp_path / "release"
    site.mkdir()
    (site / "index.html").write_text('<meta charset="utf-8">one', encoding="utf-8")
    assemble(site, tmp_path / "press", tmp_path / "aside", target)
    (site / "index.html").write_text('<meta charset="utf-8"><p style="x">', encoding="utf-8")
    with pytest.raises(policy.UnsafePageError):
        assemble(site, tmp_path / "press", tmp_path / "aside", target)
    assert (target / "index.html").read_text(encoding="utf-8").endswith("one")
