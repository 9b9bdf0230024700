"""What Markdown would show as it stands, or publish without a word: links, markup, braces. One function a rule."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence

from . import source
from .errors import Problem
from .pages import Page

#: Where links may lead besides pages and files of the guide.
SCHEMES = frozenset({"https", "mailto"})
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]\((?P<target>(?:[^()\n]|\([^()\n]*\))*)\)"
)
_TARGET = re.compile(r"\s*(?:<[^>]*>|\S*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<!\[?[A-Za-z]|<\?|</?(?:script|style|iframe|img|svg)\b", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(?:[A-Za-z][\w.+-]*:[^\s<>]*|[\w.+-]+@[\w.-]+)>")
_BARE = re.compile(r"(?<![\[(<\"'=\w/])(?:https?://|www\.)[^\s)>]+")
_CALL_WITHOUT_BRACES = re.compile(
    r"(?<![\w.{])(?:topic|term|cite|number|fact|calculator|topic_map|(?:value|estimate|calc)\.\w+)\([\"'\w]"
    r"|(?<![\w.{])(?:card|sources|connections|chapter_contents)\(\)"
)
_BRACES = re.compile(r"(?<!\{)\{(?P<inside>[^{}\n]*)\}(?!\})")
_ATTRIBUTE = re.compile(r"[#.][\w-]+")
#: Forms of other dialects, which this one shows as they stand: what it looks like, what it is, what to write.
FOREIGN: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"\[\^[^\]\n]+\]"), "a footnote", "cite() names a source; the rest belongs in the text"),
    (re.compile(r"^ *\*\[[^\]\n]+\]:", re.MULTILINE), "an abbreviation", 'write {{ term("...") }}'),
    (re.compile(r"^ *\[[^\]\n^]+\]:(?=\s)", re.MULTILINE), "a link kept apart", "write [text](address)"),
    (re.compile(r"(?<!\[)\[[^\[\]\n]+\] ?\[[^\[\]\n]*\]"), "a link kept apart", "write [text](address)"),
    (re.compile(r"\[\[[^\[\]\n]+\]\]"), "a wiki link", 'write {{ topic("...") }}'),
    (
        re.compile(r"\[[^\[\]\n]+\]\s+\((?:https?:|[\w./-]+\.md|#)[^)\n]*\)"),
        "a space inside a link",
        "write [text](address)",
    ),
    (
        re.compile(r"\([^()\n]+\)\[(?:https?:|[\w./-]+\.md|#)[^\]\n]*\]"),
        "a link the wrong way round",
        "write [text](address)",
    ),
    (re.compile(r"~~[^~\n]+~~|==[^=\n]+==|\^\^[^^\n]+\^\^|\+\+[^+\n]+\+\+"), "markup not used here", "use ** or *"),
    (re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*[a-z0-9]:(?![\w:])"), "a code for an icon", "write a word"),
    (re.compile(r"\\[(\[](?=[^\n]*\\[)\]])"), "a formula in other signs", "write it as $x$ or $$x$$"),
    (re.compile(r"-{2}8<-{2}|\{!.*?!\}"), "an include", "pages do not include files"),
    (re.compile(r"^ *\[TOC\]", re.MULTILINE | re.IGNORECASE), "a table of contents", "it stands beside the page"),
)


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yields the pieces in which emphasis opens and closes, with their first lines: paragraphs, items, table rows."""
    number, piece = 1, ""
    start = 1
    for line in [*text.split("\n"), ""]:
        fresh = re.match(r"\s*(?:[-*+]\s|\d+\.\s|\||#|!!!|\?\?\?|>)", line)
        if (not line.strip() or fresh) and piece:
            yield start, piece
            piece = ""
        if line.strip():
            start = start if piece else number
            piece = f"{piece}\n{line}" if piece else line
        number += 1


def check_foreign(page: Page) -> Iterator[Problem]:
    """Nothing is written in forms that only other dialects of Markdown know."""
    for pattern, what, hint in FOREIGN:
        for match in pattern.finditer(page.plain):
            shown = " ".join(match[0].split())[:60]
            yield Problem(page.file, source.line_of(page.plain, match.start()), f"{what}: '{shown}'", hint)


def check_html(page: Page) -> Iterator[Problem]:
    """No raw HTML: placeholders vanish in it, open tags swallow the page, scripts would run."""
    opened: set[str] = set()
    for match in _HTML.finditer(page.plain):
        name = re.sub(r"[^a-z0-9!?-].*", "", match[0].lower().lstrip("</"), flags=re.DOTALL)
        if not _AUTOLINK.match(match[0]) and not (match[0].startswith("</") and name in opened):
            opened.add(name)
            shown = " ".join(match[0].split())[:60]
            hint = "write Markdown; placeholders and samples belong in backticks"
            yield Problem(page.file, source.line_of(page.plain, match.start()), f"raw HTML '{shown}'", hint)


def check_addresses(page: Page) -> Iterator[Problem]:
    """Links have a text and an address that a browser may follow, images a text for those who do not see them."""
    for match in _LINK.finditer(page.plain):
        line = source.line_of(page.plain, match.start())
        if not match["text"].strip():
            what = "an image without alternative text" if match["image"] else "a link without text"
            yield Problem(page.file, line, f"{what}: '{match[0]}'", "say in brackets what it shows")
        if not match["target"].strip(" <>"):
            yield Problem(page.file, line, f"a link without address: '{match[0]}'")
        elif not _TARGET.fullmatch(match["target"]):
            yield Problem(page.file, line, f"a space in the address '{match['target']}'", "rename the file")
        else:
            yield from _check_address(page, match["target"].strip(" <>"), line)
    for match in _AUTOLINK.finditer(page.plain):
        if "@" not in match[0] or ":" in match[0]:
            yield from _check_address(page, match[0][1:-1], source.line_of(page.plain, match.start()))
    for match in _BARE.finditer(page.plain):
        line = source.line_of(page.plain, match.start())
        yield Problem(
            page.file, line, f"a bare address: '{match[0][:60]}'", 'write [text](address), or {{ cite("...") }}'
        )


def _check_address(page: Page, target: str, line: int) -> Iterator[Problem]:
    # Browsers read entities, and skip control characters and spaces before the colon.
    plain = re.sub(r"[\x00-\x20]", "", html.unescape(target)).lower().replace("\\", "/")
    scheme = _SCHEME.match(plain)
    if plain.startswith("//"):
        yield Problem(page.file, line, f"the address '{target}' leaves the scheme out", "write https://")
    elif scheme and scheme[0] == "http:":
        yield Problem(page.file, line, f"the address '{target}' is not encrypted", "write https://")
    elif scheme and scheme[0][:-1] not in SCHEMES:
        yield Problem(page.file, line, f"the address '{target}' has the scheme '{scheme[0][:-1]}'", "use https")


def check_emphasis(page: Page) -> Iterator[Problem]:
    """Stars, underscores and backticks come in pairs within their paragraph, item or row."""
    for start, block in blocks(page.plain):
        text = re.sub(r"\\.", "xx", block)
        text = re.sub(r"^\s*[*+-]\s|^\s*(?:\*\s*){3,}$|^\s*\*\[", lambda match: " " * len(match[0]), text)
        for sign, pattern in (
            ("`", r"`+"),
            ("**", r"(?<!\*)\*\*(?!\*)|\*{3}"),
            ("*", r"(?<![*\s])\*(?!\*)|(?<!\*)\*(?![*\s])|\*{3}"),
            ("_", r"(?<!\w)_+(?=[^\s_])|(?<=[^\s_])_+(?!\w)"),
        ):
            found = list(re.finditer(pattern, text))
            if len(found) % 2:
                line = start + text.count("\n", 0, found[-1].start())
                yield Problem(page.file, line, f"'{sign}' without its partner", f"close it, or write \\{sign[0]}")


def check_braces(page: Page) -> Iterator[Problem]:
    """Braces outside code hold an id or a class; a macro stands in two pairs of them."""
    for match in _BRACES.finditer(page.plain):
        line = source.line_of(page.plain, match.start())
        if "x" * 3 in match["inside"] and match["inside"].strip(" x") == "":
            yield Problem(page.file, line, "braces around a macro call", "write two pairs: {{ ... }}")
            continue
        if _CALL_WITHOUT_BRACES.search(match["inside"]):
            yield Problem(page.file, line, f"a macro call in single braces: '{match[0][:60]}'", "write {{ ... }}")
            continue
        for word in match["inside"].removeprefix(":").split():
            if not _ATTRIBUTE.fullmatch(word):
                hint = "only #id and .class stand in braces; code belongs in backticks"
                yield Problem(page.file, line, f"'{word[:60]}' in braces", hint)
                break
        else:
            before = page.plain[: match.start()].rpartition("\n")[2]
            if before.endswith(" ") and before.strip() and not re.match(r" *(?:#|\||!!!|\?\?\?)", before):
                hint = "put it on a line of its own below the paragraph"
                yield Problem(page.file, line, f"'{match[0]}' at the end of a text is shown as it stands", hint)
    text = _BRACES.sub(lambda match: "x" * len(match[0]), page.plain)
    for match in _CALL_WITHOUT_BRACES.finditer(text):
        line = source.line_of(text, match.start())
        yield Problem(page.file, line, f"a macro call without braces: '{match[0]}...'", "write {{ ... }}")


RULES: Sequence[Callable[[Page], Iterator[Problem]]] = (
    check_foreign,
    check_html,
    check_addresses,
    check_emphasis,
    check_braces,
)
