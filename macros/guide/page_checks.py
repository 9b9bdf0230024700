"""What one page must hold to by itself, whatever the others say: one function a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from . import block_checks, files, source, text_checks
from .errors import Problem, guess
from .pages import Page
from .parts import check_parts

BOX_KINDS = ("interview", "pitfall", "estimate", "production", "level", "law")
LEVELS = ("mid", "senior", "staff")
#: What is said of one page by one rule: more of the same would hide the rest.
MOST = 100
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TITLED = re.compile(r'(?P<kind>[\w-]+)( "(?P<title>[^"]*)")?')
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(\s*<?(?P<target>[^)\s>]+)")

#: A number with its unit, as it stands in text: 45 minutes, 8-GB, 12%, USD 3.10, 35k requests.
_UNITS = (
    r"percent(?:age points?)?|times|[kMGTPE]?i?B|bytes?|[kMGT]?bits?|[nmµu]?s(?:econds?|ec)?|min(?:utes?)?|h(?:ours?)?|"
    r"days?|weeks?|months?|years?|[kMGTPE]?FLOPs?|[kMG]?W|kWh|queries|requests?|replicas?|machines?|nodes?|GPUs?|"
    r"devices?|users?|items?|rows?|tokens?|events?|samples?|partitions?|vectors?|sequences?|alarms?|calls?|copies"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,:#/-])(?:USD \d[\d,.]*\d|USD \d|\d[\d,.]*(?:e[+-]?\d+)?(?:%|[ -]?(?:[kM]|million|billion|trillion)?"
    rf"[ -]?(?:{_UNITS})(?![\w'])))"
)
_BOX_CALL = re.compile(r"\{\{\s*estimate\.\w+\(.*?\}\}", re.DOTALL)
_CLOSING = re.compile(r'\bso="(?P<text>[^"]*)"')
_WRITTEN_BY_MACROS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def run(page: Page) -> Iterator[Problem]:
    """Yields everything that is wrong on the page by itself."""
    if page.refused:
        return
    for rule in RULES:
        yield from islice(rule(page), MOST)
    if page.meta.body_line > 1:  # else the front matter, which is said to be broken, stands in the text
        for rule in (*text_checks.RULES, *block_checks.RULES):
            yield from islice(rule(page), MOST)


def check_name(page: Page) -> Iterator[Problem]:
    """Folders and files are named in lower-case words with hyphens: they are public addresses."""
    for part in page.path.removesuffix(".md").split("/"):
        if not _ID.fullmatch(part):
            yield Problem(page.file, 0, f"the name '{part}' is not lower-case words joined by hyphens", "rename it")
        elif part in files.DEVICES:
            yield Problem(page.file, 0, f"Windows cannot have a file named '{part}'", "rename it")


def check_fences(page: Page) -> Iterator[Problem]:
    """Every code fence is closed."""
    for fence in page.fences:
        if not fence.closed:
            yield Problem(page.file, fence.line, "code fence is not closed", "end it with the same marks")


def check_headings(page: Page) -> Iterator[Problem]:
    """One H1, no level skipped, a space after the marks."""
    firsts = [heading for heading in page.headings if heading.level == 1]
    if not firsts:
        yield Problem(page.file, page.meta.body_line, "the page has no H1", "start the body with '# Title'")
    for heading in firsts[1:]:
        yield Problem(page.file, heading.line, f"a second H1: '{heading.text}'", "use ## below the first")
    level = 0
    for heading in page.headings:
        if not heading.spaced and heading.text:
            yield Problem(page.file, heading.line, f"heading '{heading.text}' needs a space after the #")
        if level and heading.level > level + 1:
            marks = "#" * (level + 1)
            yield Problem(page.file, heading.line, f"heading '{heading.text}' skips a level", f"use {marks}")
        level = heading.level


def check_anchors(page: Page) -> Iterator[Problem]:
    """Explicit ids are well formed and unique on the page, and so are the texts of headings."""
    first: dict[str, int] = {}
    for anchor in page.anchors:
        if not _ID.fullmatch(anchor.key):
            yield Problem(page.file, anchor.line, f"the id '{anchor.key}' is not lower-case words joined by hyphens")
        if anchor.key in first:
            yield Problem(page.file, anchor.line, f"the id '{anchor.key}' stands at line {first[anchor.key]} already")
        first.setdefault(anchor.key, anchor.line)
    for heading in page.headings:
        slug = re.sub(r"[^a-z0-9]+", "-", heading.text.lower()).strip("-")
        if not heading.anchor and heading.level > 1:
            if slug in first:
                what = f"the heading '{heading.text}' has the address of line {first[slug]}"
                yield Problem(page.file, heading.line, what, "give it an id of its own: { #other-words }")
            first.setdefault(slug, heading.line)


def check_boxes(page: Page) -> Iterator[Problem]:
    """Boxes are of the six kinds, questions of their one form, and both have an indented body."""
    well_formed = {question.line for question in page.questions}
    for box in page.boxes:
        if box.kind == "question":
            if box.line not in well_formed:
                hint = 'write ??? question "senior · Why ...?" { #q-slug }'
                yield Problem(page.file, box.line, "malformed question", hint)
            elif box.mark != "???":
                yield Problem(page.file, box.line, "a question is collapsed", 'write ??? question "..."')
        elif box.kind not in BOX_KINDS:
            hint = guess(box.kind, BOX_KINDS) or f"use one of {', '.join(BOX_KINDS)}"
            yield Problem(page.file, box.line, f"unknown box '{box.kind}'", hint)
        elif not _TITLED.fullmatch(box.rest):
            yield Problem(page.file, box.line, f"malformed box '{box.rest}'", f'write {box.mark} {box.kind} "Title"')
        if not box.filled:
            yield Problem(page.file, box.line, "the box is empty", "indent its body by four spaces")


def check_questions(page: Page) -> Iterator[Problem]:
    """Questions carry a level and an id of their own kind."""
    for question in page.questions:
        if question.level not in LEVELS:
            hint = guess(question.level, LEVELS) or f"use one of {', '.join(LEVELS)}"
            yield Problem(page.file, question.line, f"unknown level '{question.level}'", hint)
        if not question.anchor.startswith("q-"):
            yield Problem(page.file, question.line, f"the id '{question.anchor}' of a question starts with q-")


def check_links(page: Page) -> Iterator[Problem]:
    """A topic, case or chapter is linked by its macro, so that the graph knows of it."""
    for match in _LINK.finditer(page.prose):
        target, _, anchor = match["target"].partition("#")
        if ":" in target or not target.endswith(".md"):
            continue
        parts = target.removesuffix(".md").split("/")
        name = parts[-1] if parts[-1] != "index" else parts[-2] if len(parts) > 1 else page.folder
        line = source.line_of(page.prose, match.start())
        reference = f"{name}#{anchor}" if anchor else name
        yield Problem(page.file, line, f"plain link to '{match['target']}'", f'write {{{{ topic("{reference}") }}}}')


def check_dollars(page: Page) -> Iterator[Problem]:
    """A dollar sign opens a formula; money is written in letters."""
    text = source.without_math(page.prose)
    for match in re.finditer(r"(?<!\\)\$", text):
        line = source.line_of(text, match.start())
        yield Problem(
            page.file, line, "a bare dollar sign", "write money as USD 3, a formula as $x$ without inner spaces"
        )


def check_estimates(page: Page) -> Iterator[Problem]:
    """In an estimate box macros write every number with a unit, inputs too, so that it cannot disagree with itself.

    What is searched: the body of a hand-written box, and the closing sentence `so` of a computed one.
    """
    for call in _BOX_CALL.finditer(page.prose):
        for closing in _CLOSING.finditer(call[0]):
            line = source.line_of(page.prose, call.start() + closing.start())
            yield from _quantities(page, closing["text"], line)
    text = source.without_math(page.prose)
    text = _WRITTEN_BY_MACROS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    lines = text.split("\n")
    for box in page.boxes:
        if box.kind != "estimate":
            continue
        opening = lines[box.line - 1]
        edge = len(opening) - len(opening.lstrip()) + 4
        for number, inside in enumerate(lines[box.line :], start=box.line + 1):
            if inside.strip() and not inside.startswith(" " * edge):
                break
            yield from _quantities(page, inside, number)


def _quantities(page: Page, text: str, line: int) -> Iterator[Problem]:
    for match in _QUANTITY.finditer(text):
        hint = 'let a macro write it, such as show(45, "minutes"), value or number'
        yield Problem(page.file, line, f"'{match[0]}' is typed in an estimate box", hint)


RULES: Sequence[Callable[[Page], Iterator[Problem]]] = (
    check_name,
    check_fences,
    check_headings,
    check_anchors,
    check_boxes,
    check_questions,
    check_links,
    check_dollars,
    check_estimates,
    check_parts,
)
