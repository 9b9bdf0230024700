"""The search box as a reader uses it: type, and read what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

#: Counts the worker's answers, so that a test knows when its query has been answered.
_COUNT = """() => {
  window.answers = 0;
  Worker.guide.addEventListener("message", ({ data }) => { if (data.type === 3) window.answers += 1; });
}"""
_READ = """(base) => [...document.querySelectorAll(".md-search-result__item")].map((item) =>
  [...item.querySelectorAll("a")].map((link) => ({
    target: link.href.replace(base, "").replace(/\\?h=[^#]*/, ""),
    text: link.innerText,
    folded: Boolean(link.closest("details")),
  })))"""


@dataclass(frozen=True)
class Found:
    """A page among the results: its address and the ids of its sections that are shown at once."""

    page: str
    sections: tuple[str, ...]
    text: str


class Box:
    """The box on one page of the guide."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.input = page.locator("input.md-search__input")
        self.input.click()
        page.wait_for_function("Worker.awake")
        page.evaluate(_COUNT)

    def ask(self, query: str) -> list[Found]:
        """Types a query as one change of the box; returns what is shown when it has been answered."""
        before = self.page.evaluate("window.answers")
        self.input.fill(query)
        self.input.press("End")  # the box listens to keys
        self.page.wait_for_function("(before) => window.answers > before", arg=before, timeout=15_000)
        return self.shown()

    def shown(self) -> list[Found]:
        """Returns the results that stand in the box now."""
        items: list[list[dict[str, Any]]] = self.page.evaluate(_READ, self.base)
        found = []
        for first, *rest in items:
            sections = tuple(link["target"].partition("#")[2] for link in rest if not link["folded"])
            found.append(Found(first["target"], sections, " ".join(link["text"] for link in (first, *rest))))
        return found

    def note(self) -> str:
        """Returns what the box says above the results."""
        return self.page.locator(".md-search-result__meta").inner_text()
