"""The parts that each kind of page has, so that a reader who knows one page knows them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .errors import Problem
from .pages import Page

#: The macros that each kind of page calls, and the H2 headings that it has.
PARTS = {
    "topic": (("card", "sources", "connections"), ("Why interviewers ask it", "Check yourself")),
    "chapter": (("card", "chapter_contents", "topic_map"), ()),
    "cases": (("card", "connections"), ()),
    "case": (("card", "sources", "connections"), ()),
}
#: The ids of the sections of a case, in the order of the interview and of what comes after it.
SECTIONS = (
    "prompt",
    "clarify",
    "contract",
    "metrics",
    "data-and-labels",
    "baseline",
    "architecture",
    "features",
    "model",
    "evaluation",
    "experiment",
    "serving",
    "monitoring",
    "fairness-and-law",
    "levels",
    "traps",
    "follow-ups",
    "whiteboard",
)
#: Fewest questions and diagrams of a kind of page.
FEWEST = {"topic": (3, 1), "case": (10, 2)}


def check_parts(page: Page) -> Iterator[Problem]:
    """Each kind of page has the parts that its readers rely on."""
    macros, titles = PARTS.get(page.kind, ((), ()))
    called = {call.name for call in page.calls}
    for name in macros:
        if name not in called:
            yield Problem(page.file, 0, f"the page does not call {name}()", f"add {{{{ {name}() }}}}")
    for title in titles:
        if title not in {heading.text for heading in page.headings if heading.level == 2}:
            yield Problem(page.file, 0, f"the page has no section '{title}'", f"add '## {title}'")
    if page.kind == "case":
        yield from _check_sections(page)
    if page.kind in FEWEST:
        yield from _check_counts(page, *FEWEST[page.kind])


def _check_sections(page: Page) -> Iterator[Problem]:
    lines = {heading.anchor: heading.line for heading in page.headings if heading.level == 2}
    for name in SECTIONS:
        if name not in lines:
            yield Problem(page.file, 0, f"the case has no section '{name}'", f"add '## ... {{ #{name} }}'")
    present = [name for name in SECTIONS if name in lines]
    for before, after in pairwise(present):
        if lines[before] > lines[after]:
            yield Problem(page.file, lines[after], f"the section '{after}' comes before '{before}'", "swap them")


def _check_counts(page: Page, questions: int, diagrams: int) -> Iterator[Problem]:
    if len(page.questions) < questions:
        yield Problem(page.file, 0, f"the page has {len(page.questions)} questions", f"write at least {questions}")
    drawn = sum(fence.info.startswith("mermaid") for fence in page.fences)
    if not drawn:
        yield Problem(page.file, 0, "the page has no diagram", "add a mermaid fence")
    elif drawn < diagrams:
        yield Problem(page.file, 0, f"the page has {drawn} diagrams", f"draw at least {diagrams}")
