"""TeX formulas as MathML: a Python-Markdown extension on top of pymdownx.arithmatex, which finds the formulas."""

from __future__ import annotations

import functools
import html
import xml.etree.ElementTree as ET
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from math_core import LatexError, LatexToMathML
from pymdownx.arithmatex import ArithmatexExtension

from .reporting import report

#: What arithmatex puts around a formula; plain markers, so that TeX's own delimiters stay out of the page.
_WRAP = {"tex_inline_wrap": ["", ""], "tex_block_wrap": ["", ""]}


class FormulaError(ValueError):
    """A formula that cannot be read; the message is one line."""


@functools.cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


@functools.lru_cache(maxsize=4096)
def convert(tex: str, display: bool) -> str:
    """Takes TeX and whether it stands alone; returns MathML. Raises FormulaError for what cannot be read."""
    if not tex.strip():
        raise FormulaError("the formula is empty")
    try:
        return str(_converter().convert_with_local_state(tex, displaystyle=display))
    except LatexError as error:
        detail = " ".join(str(error).split())
        raise FormulaError(f"formula does not parse: {detail}") from None


class _FormulaProcessor(Treeprocessor):
    """Replaces what arithmatex found by MathML, or by a visible placeholder and a report."""

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if element.get("class") == "arithmatex":
                self._replace(element)

    def _replace(self, element: ET.Element) -> None:
        # arithmatex escapes what it finds for HTML; the block's text is put between line ends.
        tex = html.unescape(element.text or "").strip()
        display = element.tag == "div"
        try:
            markup = convert(tex, display)
        except FormulaError as error:
            report(str(error), needle=tex)
            markup = f'<span class="guide-error">{html.escape(str(error))}</span>'
        # Search finds a formula by the words around it, not by its letters.
        element.attrib = {"class": "formula-block" if display else "formula", "data-search-exclude": ""}
        element.text = AtomicString(self.md.htmlStash.store(markup))


class FormulaExtension(Extension):
    """Registers arithmatex and, after inline markup, the processor that draws what it found."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Adds both to a Markdown instance."""
        ArithmatexExtension(generic=True, smart_dollar=True, preview=False, **_WRAP).extendMarkdown(md)
        md.treeprocessors.register(_FormulaProcessor(md), "guide-formulas", 15)


def makeExtension(**options: Any) -> FormulaExtension:  # noqa: N802 (Python-Markdown's name)
    """Returns the extension, as Python-Markdown asks for it."""
    return FormulaExtension(**options)
