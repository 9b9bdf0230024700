"""What of a built page can be searched: its sections with their text, without furniture, pictures and formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements whose content is not text for a reader.
_SKIPPED = frozenset({"svg", "math", "script", "style", "noscript", "button", "template", "form"})
#: Furniture of a page, by class: what repeats other pages or leads away.
_FURNITURE = frozenset({"question-level", "guide-card", "guide-note", "headerlink", "linenos", "guide-error"})
#: Sections that repeat what other pages own.
REPEATED = frozenset({"sources", "connections", "terms"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
#: Elements after which a word ends.
_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "p li ul ol dl dt dd div table thead tbody tr td th pre blockquote figure figcaption details summary br h4 h5",
    )
)
_ARTICLE = re.compile(r"<article\b[^>]*>(.*?)</article>", re.DOTALL)


@dataclass
class Section:
    """A part of a page that has an address of its own: its id ("" for the page's start), heading and text.

    level is that of the heading, 1 to 3; a question counts as 4.
    """

    anchor: str
    title: str
    level: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The section's text in one line."""
        return " ".join("".join(self.parts).split())


class _Reader(HTMLParser):
    """Collects sections while it walks through a page."""

    def __init__(self, lists: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lists = lists
        self.sections = [Section("", "", 1)]
        self.stack: list[tuple[str, bool]] = []
        self.heading: list[str] | None = None
        self.resume: list[tuple[int, Section]] = []

    @property
    def skipping(self) -> bool:
        """Whether an element around is left out."""
        return bool(self.stack) and self.stack[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        classes = set(attributes.get("class", "").split())
        if tag in _BLOCKS:
            self._add(" ")
        if tag in _VOID:
            return
        skip = self.skipping or tag in _SKIPPED or bool(classes & _FURNITURE) or "data-search-exclude" in attributes
        skip = skip or (not self.lists and tag in ("li", "table"))
        self.stack.append((tag, skip))
        if skip:
            return
        if tag in ("h1", "h2", "h3"):
            level = int(tag[1])
            if level > 1:
                self.resume.clear()
                self.sections.append(Section(attributes.get("id", ""), "", level))
            self.heading = []
        elif tag == "details" and "question" in classes:
            self.resume.append((len(self.stack), self.sections[-1]))
            self.sections.append(Section(attributes.get("id", ""), "", 4))
        elif tag == "summary" and self.sections[-1].level == 4:
            self.heading = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(name != tag for name, _ in self.stack):
            return
        while self.stack:
            name, _ = self.stack.pop()
            if name == tag:
                break
        if tag in ("h1", "h2", "h3", "summary") and self.heading is not None:
            self.sections[-1].title = " ".join("".join(self.heading).split())
            self.heading = None
        if self.resume and len(self.stack) < self.resume[-1][0]:
            # A question is closed: what follows belongs to the section around it.
            _, around = self.resume.pop()
            self.sections.append(Section(around.anchor, around.title, around.level, around.parts))
        if tag in _BLOCKS:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.heading is not None:
            self.heading.append(data)
        else:
            self._add(data)

    def _add(self, text: str) -> None:
        if self.heading is None and not self.skipping:
            self.sections[-1].parts.append(text)


def sections(page: str, lists: bool = True) -> Sequence[Section]:
    """Reads a built page.

    Takes its HTML, and whether lists and tables count (False for pages that only list other pages).
    Returns its sections in order, the first being what stands under the title; [] when it has no article.
    """
    article = _ARTICLE.search(page)
    if not article:
        return []
    reader = _Reader(lists)
    reader.feed(article[1])
    reader.close()
    found: dict[str, Section] = {}
    for section in reader.sections:
        found.setdefault(section.anchor, section)
    return [s for anchor, s in found.items() if anchor not in REPEATED and not anchor.startswith("letter-")]
