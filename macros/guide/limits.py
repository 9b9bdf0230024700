"""Texts that would take a build hours: refused before anything else reads them."""

from __future__ import annotations

import re

from .errors import Problem

MAX_BYTES = 200_000
MAX_LINE = 4_000
MAX_PARAGRAPH = 30_000
MAX_BRACKETS = 100
MAX_QUOTES = 20
MAX_INDENT = 100
_BRACKETS = re.compile(r"[\[\]]")
_QUOTES = re.compile(rf"^(?: *>){{{MAX_QUOTES + 1}}}")


def refusal(text: str, size: int, file: str) -> Problem | None:
    """Returns why a page is not read further, None when it is an ordinary one. Takes time in proportion to its size."""
    if size > MAX_BYTES:
        return Problem(file, 0, f"the page has {size // 1000} kB", f"split it: at most {MAX_BYTES // 1000}")
    open_brackets = paragraph = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            return Problem(file, number, f"the line has {len(line)} characters", f"at most {MAX_LINE}")
        if line.startswith(" " * MAX_INDENT) and line.strip():
            return Problem(file, number, f"the line is indented by {len(line) - len(line.lstrip(' '))}", "nest less")
        if _QUOTES.match(line):
            return Problem(file, number, f"quotes nested more than {MAX_QUOTES} deep", "nest less")
        if not line.strip():
            open_brackets = paragraph = 0
            continue
        paragraph += len(line)
        if paragraph > MAX_PARAGRAPH:
            what = f"a paragraph of more than {MAX_PARAGRAPH} characters"
            return Problem(file, number, what, "put blank lines between its parts")
        for sign in _BRACKETS.findall(line):
            open_brackets = max(0, open_brackets + (sign == "[") - (sign == "]"))
            if open_brackets > MAX_BRACKETS:
                return Problem(file, number, f"more than {MAX_BRACKETS} brackets that are not closed", "close them")
    return None
