"""What stands where in a page's Markdown: code, headings, boxes, questions, calls of macros. Lines count from 1."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

_FENCE = re.compile(r"^(?P<indent> *)(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
# The same rule as pymdownx.arithmatex with smart dollars: no space inside the dollar signs.
_MATH = re.compile(r"(?<!\\)\$\$(?:\\.|[^\\$])+?\$\$|(?<![\\$])\$(?![\s$])(?:\\.|[^\\$])+?(?<!\s)\$", re.DOTALL)
_HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<space>[ \t]*)(?P<text>[^#\n].*?)\s*$")
_ATTRIBUTES = re.compile(r"\s*\{:?[^{}]*?#(?P<id>[^\s}]+)[^{}]*\}\s*$")
_BOX = re.compile(r"^(?P<indent> *)(?P<mark>!!!|\?\?\?\+?)(?P<rest>.*)$")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CALL = re.compile(r"\{\{(?P<expression>.*?)\}\}|\{%-?\s*set\s(?P<statement>.*?)-?%\}", re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A fenced code block: line of its opening, the words after the marks, its content, whether it is closed."""

    line: int
    info: str
    content: str
    closed: bool


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 to 6, text without attributes, explicit id or "", line, whether a space follows the marks."""

    level: int
    text: str
    anchor: str
    line: int
    spaced: bool = True


@dataclass(frozen=True)
class Box:
    """An admonition or a collapsible: its mark, what follows the mark, its line, whether an indented body follows."""

    mark: str
    rest: str
    line: int
    filled: bool

    @property
    def kind(self) -> str:
        """The first word after the mark."""
        return self.rest.split(maxsplit=1)[0] if self.rest.strip() else ""


@dataclass(frozen=True)
class Call:
    """A macro call found in the source; arguments that are not literals are None."""

    name: str
    arguments: tuple[object | None, ...]
    line: int


def fences(text: str) -> list[Fence]:
    """Returns the fenced code blocks of a text, in order."""
    found: list[Fence] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        if not opening:
            number += 1
            continue
        mark = opening["mark"]
        indent = len(opening["indent"])
        # As superfences has it: the same marks at the same column, and nothing between them that is indented less.
        closing = " " * indent + mark
        end = next((n for n in range(number + 1, len(lines)) if lines[n].rstrip() == closing), None)
        last = len(lines) if end is None else end
        if any(line.strip() and len(line) - len(line.lstrip(" ")) < indent for line in lines[number + 1 : last]):
            end = None
        content = "\n".join(line[min(indent, len(line) - len(line.lstrip())) :] for line in lines[number + 1 : last])
        found.append(Fence(number + 1, opening["info"].strip(), content, end is not None))
        number = last + 1
    return found


def blank(text: str, start: int, end: int) -> str:
    """Returns the text with everything but line ends between two offsets replaced by spaces."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def without_fences(text: str) -> str:
    """Returns the text with fenced code blanked; offsets and lines stay the same."""
    lines = text.split("\n")
    for fence in fences(text):
        for number in range(fence.line - 1, min(fence.line + fence.content.count("\n") + 2, len(lines))):
            lines[number] = " " * len(lines[number])
    return "\n".join(lines)


def without_code(text: str) -> str:
    """Returns the text with fenced and inline code blanked; offsets and lines stay the same."""
    text = without_fences(text)
    # Inline code never reaches over a blank line, so paragraphs are searched one by one.
    return re.sub(r"(?:.+\n?)+", lambda block: _INLINE_CODE.sub(_spaces, block[0]), text)


def without_math(text: str) -> str:
    """Returns the text with formulas blanked; offsets and lines stay the same."""
    return re.sub(r"(?:.+\n?)+", lambda block: _MATH.sub(_spaces, block[0]), text)


def plain(text: str) -> str:
    """Returns what Markdown makes paragraphs of: fences blanked, code, formulas and macro calls as runs of x."""
    text = without_fences(text)
    for pattern in (_INLINE_CODE, _MATH):
        text = re.sub(r"(?:.+\n?)+", partial(_cross_out, pattern), text)
    return _TEMPLATE.sub(_crosses, text)


def _cross_out(pattern: re.Pattern[str], block: re.Match[str]) -> str:
    return pattern.sub(_crosses, block[0])


def _crosses(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "x", match[0])


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def line_of(text: str, offset: int) -> int:
    """Returns the line, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1


def headings(prose: str) -> list[Heading]:
    """Returns the headings of a text from which code was blanked."""
    found = []
    for number, line in enumerate(prose.split("\n"), start=1):
        match = _HEADING.match(line)
        if match:
            attributes = _ATTRIBUTES.search(match["text"])
            text = match["text"][: attributes.start()] if attributes else match["text"]
            anchor = attributes["id"] if attributes else ""
            found.append(Heading(len(match["marks"]), text.strip(), anchor, number, bool(match["space"])))
    return found


def boxes(prose: str) -> list[Box]:
    """Returns the admonitions and collapsibles of a text from which code was blanked."""
    lines = prose.split("\n")
    found = []
    for number, line in enumerate(lines):
        match = _BOX.match(line)
        if match:
            body = next((later for later in lines[number + 1 :] if later.strip()), "")
            filled = len(body) - len(body.lstrip(" ")) >= len(match["indent"]) + 4
            found.append(Box(match["mark"], match["rest"].strip(), number + 1, filled))
    return found


def calls(prose: str) -> Iterator[Call]:
    """Yields the macro calls of a text from which code was blanked. What Python cannot read is left to Jinja."""
    for match in _CALL.finditer(prose):
        code = match["expression"] if match["expression"] is not None else match["statement"]
        start = match.start("expression") if match["expression"] is not None else match.start("statement")
        lead = len(code) - len(code.lstrip())
        try:
            tree = ast.parse(f"({code.strip()}\n)" if match["expression"] is not None else code.strip())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                arguments = tuple(a.value if isinstance(a, ast.Constant) else None for a in node.args)
                line = line_of(prose, start + lead) + node.lineno - 1
                yield Call(ast.unparse(node.func), arguments, line)
