"""Questions as collapsibles with a level and an id: a Python-Markdown extension on top of pymdownx.details.

??? question "senior · Why does a test fire every day?" { #q-fires }
    The answer.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from pymdownx.details import DetailsProcessor

_TITLE = re.compile(r"^(?P<level>\w+) · (?P<question>.*)$", re.DOTALL)


class _QuestionProcessor(DetailsProcessor):  # type: ignore[misc]
    """Reads the id after a question's title, which pymdownx.details does not know, and sets the level apart."""

    START = re.compile(r'(?:^|\n)\?{3}(\+)? ?(?:(question) +"(.*?)")() *\{ ?#(?P<id>[\w-]+) ?\} *(?:\n|$)')

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        match = self.START.search(blocks[0])
        before = {id(child) for child in parent}
        super().run(parent, blocks)
        if not match:
            return
        details = next(child for child in reversed(parent) if child.tag == "details" and id(child) not in before)
        details.set("id", match["id"])
        summary = details[0]
        title = _TITLE.match(summary.text or "")
        if title:
            summary.text = ""
            level = ET.SubElement(summary, "span", {"class": f"question-level question-{title['level']}"})
            level.text = title["level"]
            level.tail = f" {title['question']}"


class BoxExtension(Extension):
    """Registers the questions before plain details."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Adds the processor to a Markdown instance."""
        md.parser.blockprocessors.register(_QuestionProcessor(md.parser), "guide-questions", 106)


def makeExtension(**options: Any) -> BoxExtension:  # noqa: N802 (Python-Markdown's name)
    """Returns the extension, as Python-Markdown asks for it."""
    return BoxExtension(**options)
