"""The pages of the guide as data, read from docs/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from . import characters, frontmatter, limits, source
from .errors import Problem
from .frontmatter import FrontMatter
from .nav import UNNUMBERED

#: Ids that addresses of the site use for something else.
RESERVED = frozenset({"print", "pdf", "index", "home"})
WORDS_PER_MINUTE = 200
_QUESTION = re.compile(r'^question "(?P<level>[^"]*?) · (?P<text>[^"]+)" \{ #(?P<anchor>[^\s}]+) \}$')
_FIGURE_ID = re.compile(r'\bid="([^"]*)"')


@dataclass(frozen=True)
class Reference:
    """A mention of something by its key, with the line of the mention."""

    key: str
    line: int


@dataclass(frozen=True)
class Question:
    """A question for the reader: level, text, anchor, line."""

    level: str
    text: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Page:
    """One Markdown file of docs/. Paths are relative to docs/, lines are lines of the file."""

    path: str
    text: str
    meta: FrontMatter
    body: str
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    refused: bool = False

    @property
    def file(self) -> str:
        """The file as messages name it."""
        return f"docs/{self.path}"

    @property
    def folder(self) -> str:
        """The first folder of the path, "" for a page directly in docs/."""
        return self.path.rpartition("/")[0].partition("/")[0]

    @property
    def id(self) -> str:
        """The id by which other pages name this one."""
        stem = Path(self.path).stem
        if stem != "index":
            return stem
        return Path(self.path).parent.name or "home"

    @property
    def kind(self) -> str:
        """One of home, chapter, topic, case, cases, reference."""
        if self.path == "index.md":
            return "home"
        if self.folder == "reference":
            return "reference"
        if self.folder == "cases":
            return "cases" if self.path == "cases/index.md" else "case"
        return "chapter" if self.path.endswith("/index.md") else "topic"

    @property
    def is_deep_dive(self) -> bool:
        """Whether the page goes deeper into a section instead of being one."""
        return self.kind == "topic" and "part_of" in self.meta.values

    @cached_property
    def prose(self) -> str:
        """The whole file with front matter and code blanked; lines and offsets are those of the file."""
        start = len(self.text) - len(self.body)
        return source.blank(self.text, 0, start)[:start] + source.without_code(self.body)

    @cached_property
    def plain(self) -> str:
        """The whole file with front matter and fences blanked, and code, formulas and macro calls as runs of x."""
        start = len(self.text) - len(self.body)
        return source.blank(self.text, 0, start)[:start] + source.plain(self.body)

    @cached_property
    def fences(self) -> list[source.Fence]:
        """The fenced code blocks."""
        shift = self.meta.body_line - 1
        return [source.Fence(f.line + shift, f.info, f.content, f.closed) for f in source.fences(self.body)]

    @cached_property
    def headings(self) -> list[source.Heading]:
        """The headings."""
        return source.headings(self.prose)

    @cached_property
    def boxes(self) -> list[source.Box]:
        """The admonitions and collapsibles, questions among them."""
        return source.boxes(self.prose)

    @cached_property
    def calls(self) -> list[source.Call]:
        """The macro calls."""
        return list(source.calls(self.prose))

    @cached_property
    def questions(self) -> list[Question]:
        """The questions whose title line is well formed."""
        matches = ((box, _QUESTION.match(box.rest)) for box in self.boxes)
        return [Question(m["level"], m["text"], m["anchor"], box.line) for box, m in matches if m]

    @property
    def title(self) -> str:
        """The text of the first H1, or the id when there is none."""
        return next((heading.text for heading in self.headings if heading.level == 1), self.id)

    @cached_property
    def anchors(self) -> list[Reference]:
        """The explicit ids on the page: headings, questions, figures."""
        found = [Reference(h.anchor, h.line) for h in self.headings if h.anchor]
        found += [Reference(q.anchor, q.line) for q in self.questions]
        for fence in self.fences:
            if fence.info.startswith("mermaid") and (match := _FIGURE_ID.search(fence.info)):
                found.append(Reference(match[1], fence.line))
        return sorted(found, key=lambda reference: reference.line)

    def mentions(self, *macros: str) -> Iterator[Reference]:
        """Yields the literal keys that calls of these macros name, in order."""
        for call in self.calls:
            if call.name in macros:
                many = call.arguments if call.name == "cite" else call.arguments[:1]
                yield from (Reference(key, call.line) for key in many if isinstance(key, str))

    def ids(self, key: str) -> list[str]:
        """Returns the ids that a list of the front matter holds; an ill-typed one counts as empty."""
        value: Any = self.meta.values.get(key)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    @property
    def summary(self) -> str:
        """The summary, or "" when it is missing or no text."""
        value = self.meta.values.get("summary")
        return value if isinstance(value, str) else ""

    @property
    def minutes(self) -> int:
        """Reading time in whole minutes, at least 1."""
        words = len(re.findall(r"[A-Za-z0-9][\w'-]*", source.without_math(self.prose)))
        return max(1, round(words / WORDS_PER_MINUTE))


def read(path: Path, docs: Path) -> Page:
    """Reads one page. A byte that is not UTF-8 becomes a replacement character and a problem."""
    name = path.relative_to(docs).as_posix()
    data = path.read_bytes()
    problems = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"not UTF-8: byte 0x{data[error.start]:02x}"
        problems.append(Problem(f"docs/{name}", line, what, "save the file as UTF-8"))
        text = data.decode("utf-8", errors="replace")
    refusal = limits.refusal(text, len(data), f"docs/{name}")
    if refusal:
        # Not one more look at it: a page in its place keeps the rest of the guide whole.
        text = f"---\nsummary: Refused.\nreviewed: 2000-01-01\n---\n\n# {path.stem}\n"
    problems += characters.check(text, f"docs/{name}")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    problems += characters.prose(text, f"docs/{name}")
    meta, body = frontmatter.split(text, f"docs/{name}")
    return Page(name, text, meta, body, (refusal,) if refusal else tuple(problems), refused=bool(refusal))


def read_all(docs: Path) -> list[Page]:
    """Reads every page below docs/, in the order of their paths."""
    return [read(path, docs) for path in sorted(docs.rglob("*.md")) if path.is_file() and not path.is_symlink()]


def is_numbered(page: Page) -> bool:
    """Whether the page is a chapter or a section, which carry numbers."""
    return page.kind in ("chapter", "topic") and page.folder not in UNNUMBERED and not page.is_deep_dive
