"""Texts that would take a build hours: refused before anything else reads them."""

from __future__ import annotations

import re

from .errors import Problem

MAX_BYTES = 200_000
MAX_LINE = 4_000
MAX_PARAGRAPH = 30_000
MAX_QUOTES = 20
MAX_INDENT = 100
#: How many of each may be open at once; parsers look for the end of each of them again and again.
MAX_OPEN = 100
_OPENINGS = {"[": "[", "{{": "{{", "{%": "{{", "<": "<"}
_CLOSINGS = {"]": "[", "}}": "{{", "%}": "{{", ">": "<"}
_SIGNS = re.compile(r"\{\{|\{%|\}\}|%\}|[\[\]<>]")
_QUOTED = re.compile(rf"^(?: *>){{{MAX_QUOTES + 1}}}")


def refusal(text: str, size: int, file: str) -> Problem | None:
    """Returns why a page is not read further, None when it is an ordinary one. Takes time in proportion to its size."""
    if size > MAX_BYTES:
        return Problem(file, 0, f"the page has {size // 1000} kB", f"split it: at most {MAX_BYTES // 1000}")
    paragraph = 0
    # Macro calls reach over blank lines, the others end with their paragraph.
    opened = {"[": 0, "{{": 0, "<": 0}
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            return Problem(file, number, f"the line has {len(line)} characters", f"at most {MAX_LINE}")
        if line.startswith(" " * MAX_INDENT) and line.strip():
            return Problem(file, number, f"the line is indented by {len(line) - len(line.lstrip(' '))}", "nest less")
        if _QUOTED.match(line):
            return Problem(file, number, f"quotes nested more than {MAX_QUOTES} deep", "nest less")
        if not line.strip():
            opened["["] = paragraph = 0
            continue
        paragraph += len(line)
        if paragraph > MAX_PARAGRAPH:
            what = f"a paragraph of more than {MAX_PARAGRAPH} characters"
            return Problem(file, number, what, "put blank lines between its parts")
        for sign in _SIGNS.findall(line):
            if sign in _OPENINGS:
                kind = _OPENINGS[sign]
                opened[kind] += 1
                if opened[kind] > MAX_OPEN:
                    return Problem(file, number, f"more than {MAX_OPEN} '{kind}' that are not closed", "close them")
            elif sign == "]":
                opened["["] = max(0, opened["["] - 1)
            else:
                opened[_CLOSINGS[sign]] = 0
    return None
