"""The guide's questions: counted and listed."""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import desk, here
from .guide.page_checks import LEVELS
from .markup import escape, link


@pass_context
def question_count(context: Context) -> str:
    """Returns how many questions with answers the guide holds."""
    return str(sum(len(page.questions) for page in desk().guide.graph.pages.values()))


@pass_context
def question_list(context: Context) -> str:
    """Returns all questions by level, each linked to its answer."""
    start = here(context)
    blocks = []
    for level in LEVELS:
        lines = [
            f"- {link(start, page, escape(question.text), question.anchor)} ({escape(page.title)})"
            for page in desk().guide.graph.pages.values()
            for question in page.questions
            if question.level == level
        ]
        if lines:
            blocks.append(f"## {level.capitalize()} {{ #{level} }}\n\n" + "\n".join(lines))
    return "\n\n".join(blocks)
