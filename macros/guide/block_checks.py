"""Blocks of Markdown that come out as something else than they look like: lists, tables, fences, indents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from . import source
from .errors import Problem, guess
from .pages import Page

LANGUAGES = [
    "bash",
    "c",
    "cpp",
    "css",
    "diff",
    "dockerfile",
    "go",
    "graphql",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "jinja",
    "json",
    "kotlin",
    "latex",
    "makefile",
    "markdown",
    "mermaid",
    "php",
    "proto",
    "python",
    "r",
    "regex",
    "ruby",
    "rust",
    "scala",
    "sql",
    "swift",
    "text",
    "toml",
    "typescript",
    "xml",
    "yaml",
]
_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|\d+\.) +\S")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*|\s*\|\s*:?-+:?\s*\|\s*")
_PARENT = re.compile(r" *(?:[-*+] |\d+\. |!!!|\?\?\?|: )")
_FENCE_LINE = re.compile(r'[\w#.+-]*(?: +[a-z_]+="[^"]*")*')
_OPTIONS = frozenset({"title", "hl_lines", "linenums"})
#: Lines that begin a block of another dialect: what it is, what to write.
FOREIGN: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r" *===[!+]? +[\"']"), "a content tab", "write headings, or a table"),
    (re.compile(r" *> *\[!\w+\]"), "an alert of another dialect", 'write !!! pitfall "Title"'),
    (re.compile(r" *:::"), "a block of another dialect", 'write !!! pitfall "Title"'),
    (re.compile(r" *(?:[-*+]|\d+\.) +\[[ xX]\](?: |$)"), "a task list", "write a plain list"),
    (re.compile(r" *\d+\) "), "a list with parentheses", "write 1."),
    (
        re.compile(r" *(?:[-+][A-Za-z]|\d{1,2}\.[A-Z][a-z])"),
        "a list item without a space",
        "put a space after its mark",
    ),
    (re.compile(r" {1,3}#{1,6} "), "an indented heading", "start it at the margin"),
    (re.compile(r" *#{1,6}\s*$"), "a heading without text", "give it one, or take it out"),
    (re.compile(r" *(?:!!|!!!!+|\?\?|\?\?\?\?+) ?[a-z]+ +\""), "a malformed box", 'write !!! pitfall "Title"'),
)


def check_foreign_blocks(page: Page) -> Iterator[Problem]:
    """No line begins a block that this dialect does not know."""
    for number, line in enumerate(page.plain.split("\n"), start=1):
        for pattern, what, hint in FOREIGN:
            if pattern.match(line):
                yield Problem(page.file, number, f"{what}: '{line.strip()[:60]}'", hint)
    for number, line in enumerate(source.without_fences(page.text).split("\n"), start=1):
        if re.match(r" *(?:> *)+(?:`{3}|~{3})\w", line):
            yield Problem(page.file, number, "a code fence in a quote", "put the code outside")


def _paragraphs(page: Page) -> Iterator[tuple[int, list[str]]]:
    """Yields the runs of lines between blank ones with the number of their first; a box's title is no part of any."""
    run: list[str] = []
    for number, line in enumerate([*page.plain.split("\n"), ""], start=1):
        title = re.match(r" *(?:!!!|\?\?\?)", line)
        if line.strip() and not title:
            run.append(line)
        elif run:
            yield number - len(run), run
            run = []


def check_underlines(page: Page) -> Iterator[Problem]:
    """No heading by underlining: three dashes below a paragraph are one, mostly by mistake."""
    for first, run in _paragraphs(page):
        for number, line in enumerate(run[1:], start=first + 1):
            if re.fullmatch(r"(?:=+|-+) *", line) and line != "=" * 7 and not run[number - first - 1].startswith("#"):
                hint = "write ## before it, or a blank line above the dashes"
                yield Problem(page.file, number, "the underline makes the line above a heading", hint)


def check_lists(page: Page) -> Iterator[Problem]:
    """A list starts after a blank line, and what belongs to an item is indented by four."""
    in_list = False
    for first, run in _paragraphs(page):
        items = [bool(_ITEM.match(line)) and not _RULE.match(line) for line in run]
        indent = len(run[0]) - len(run[0].lstrip(" "))
        if any(items) and not items[0]:
            number = first + items.index(True)
            if not run[0].startswith(("|", "#")):
                yield Problem(page.file, number, "the list is part of the paragraph above", "put a blank line between")
        for number, line in enumerate(run, start=first):
            match = _ITEM.match(line)
            if match and items[number - first] and len(match["indent"]) % 4:
                what = f"a list item indented by {len(match['indent'])}"
                yield Problem(page.file, number, what, "indent by four spaces a level")
        if not items[0] and indent % 4 > 0 and not run[0].lstrip().startswith("#"):
            where = "to belong to the item above" if in_list else "or not at all"
            yield Problem(page.file, first, f"a paragraph indented by {indent}", f"indent by four spaces {where}")
        in_list = any(items) or (in_list and indent > 0)


def check_indents(page: Page) -> Iterator[Problem]:
    """Four spaces belong to a list or a box; elsewhere they would make code of the text."""
    lines = page.plain.split("\n")
    for first, run in _paragraphs(page):
        indent = len(run[0]) - len(run[0].lstrip(" "))
        if indent < 4 or indent % 4 or (first > 1 and lines[first - 2].strip().startswith(("!!!", "???"))):
            continue
        above = next(
            (line for line in reversed(lines[: first - 1]) if line.strip() and _indent(line) <= indent - 4), ""
        )
        if not _PARENT.match(above) or _indent(above) != indent - 4:
            hint = "code belongs in a fence; text starts at the margin"
            yield Problem(page.file, first, f"the indent of {indent} makes code of the text", hint)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _cells(row: str) -> int:
    row = re.sub(r"\\\|", "xx", row).strip()
    return row.removeprefix("|").removesuffix("|").count("|") + 1


def check_tables(page: Page) -> Iterator[Problem]:
    """A table has a blank line above, a separator below its head, and as many cells in each row."""
    text = page.text.split("\n")
    for first, run in _paragraphs(page):
        at = next((index for index, line in enumerate(run) if _SEPARATOR.fullmatch(line) and "|" in line), None)
        rows = [line.strip().startswith("|") and line.strip().endswith("|") for line in run]
        if at is None:
            if any(rows):
                number = first + rows.index(True)
                yield Problem(page.file, number, "a table without separator", "write |---|---| below its head")
            continue
        if at != 1:
            what = "the table has no head" if at == 0 else "the table is part of the paragraph above"
            hint = "write its head above the separator" if at == 0 else "put a blank line above its head"
            yield Problem(page.file, first + at, what, hint)
            continue
        width = _cells(run[0])
        if any(not cell.strip() for cell in run[0].strip().strip("|").split("|")):
            yield Problem(page.file, first, "a column of the table has no name", "say what the column holds")
        for number, line in enumerate(run, start=first):
            if _cells(line) != width:
                what = f"the row has {_cells(line)} cells, the head has {width}"
                yield Problem(page.file, number, what, "a bar inside a cell is written \\|")
            elif re.search(r"`[^`]*\|[^`]*`", text[number - 1]):
                yield Problem(page.file, number, "a bar in code inside a table", "other programs split the cell there")


def check_fence_lines(page: Page) -> Iterator[Problem]:
    """A fence names a language that can be colored, and its options in a form that is understood."""
    for fence in page.fences:
        language = fence.info.split(" ")[0]
        if not _FENCE_LINE.fullmatch(fence.info):
            hint = 'write ```python title="..."'
            yield Problem(page.file, fence.line, f"the fence cannot be read: '{fence.info[:60]}'", hint)
        elif language and language not in LANGUAGES:
            hint = guess(language, LANGUAGES) or "write text for what has no colors"
            yield Problem(page.file, fence.line, f"unknown language '{language}'", hint)
        elif language != "mermaid":
            for name, value in re.findall(r' ([a-z_]+)="([^"]*)"', fence.info):
                if name not in _OPTIONS:
                    hint = guess(name, _OPTIONS) or f"there are {', '.join(sorted(_OPTIONS))}"
                    yield Problem(page.file, fence.line, f"unknown option '{name}' of a fence", hint)
                elif name == "hl_lines":
                    yield from _check_marked_lines(page, fence.line, value, fence.content.count("\n") + 1)


def _check_marked_lines(page: Page, line: int, value: str, count: int) -> Iterator[Problem]:
    if not re.fullmatch(r"\d+(?:-\d+)?(?: \d+(?:-\d+)?)*", value):
        yield Problem(page.file, line, f'hl_lines="{value}" cannot be read', 'write hl_lines="2 4-6"')
        return
    last = max(int(number) for number in re.findall(r"\d+", value))
    if last > count or "0" in re.findall(r"\d+", value):
        yield Problem(
            page.file, line, f'hl_lines="{value}" names a line that the fence does not have', f"it has {count}"
        )


def check_body(page: Page) -> Iterator[Problem]:
    """Below the title stands something."""
    titles = [heading.line for heading in page.headings if heading.level == 1]
    if titles and not any(line.strip() for line in page.text.split("\n")[titles[0] :]):
        yield Problem(page.file, titles[0], "the page has no text", "write it, or take the page out of docs/ and nav")


RULES: Sequence[Callable[[Page], Iterator[Problem]]] = (
    check_foreign_blocks,
    check_underlines,
    check_lists,
    check_indents,
    check_tables,
    check_fence_lines,
    check_body,
)
