"""What a page may show, whatever wrote it: elements, attributes and addresses of the finished HTML.

The rules for the source name raw HTML with its line. This one sees what comes out of attribute lists, entities and
macros as well, and it is an allow-list: what nobody thought of is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

ELEMENTS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
#: Pictures and formulas: what is inside them was written by the renderers, but for addresses and handlers.
DRAWN = frozenset({"svg", "math"})
#: The calculators and the planner: forms that a macro writes, and what stands in them.
OWN_FORMS = frozenset({"calculator", "planner"})
FORMS = frozenset({"form", "fieldset", "legend", "label", "input", "select", "option", "output", "button"})
ATTRIBUTES = frozenset(
    [
        "alt",
        "class",
        "colspan",
        "dir",
        "height",
        "href",
        "id",
        "lang",
        "loading",
        "open",
        "role",
        "rowspan",
        "scope",
        "src",
        "start",
        "tabindex",
        "title",
        "width",
    ]
)
_ADDRESSES = frozenset({"href", "src", "srcset", "xlink:href", "action", "formaction", "data", "poster"})
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_SPACED = re.compile(r"([a-z-]+:\s*-?[\d.]+(em|px)?;?\s*)+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")


def problems(html: str) -> Iterator[tuple[str, str]]:
    """Takes a page's content; yields what is not allowed in it, each with a piece of text to look for in the source."""
    root = LexborHTMLParser(f"<main>{html}</main>").css_first("main")
    if root is None:
        yield "the page's elements are not closed in order", ""
        return
    yield from _inside(root, "")


def _inside(parent: LexborNode, where: str) -> Iterator[tuple[str, str]]:
    for node in parent.iter():
        tag = node.tag or ""
        inner = where or (tag if tag in DRAWN or (tag == "form" and _is_ours(node)) else "")
        known = tag in ELEMENTS or inner in DRAWN or (inner == "form" and tag in FORMS)
        if not known or tag in ("script", "iframe", "foreignobject", "style"):
            yield f"the element <{tag}> is not for pages", f"<{tag}"
        for name, value in node.attributes.items():
            yield from _attribute(tag, name, value or "", inner)
        yield from _inside(node, inner)


def _is_ours(node: LexborNode) -> bool:
    return node.attributes.get("class") in OWN_FORMS and "action" not in node.attributes


def _attribute(tag: str, name: str, value: str, where: str) -> Iterator[tuple[str, str]]:
    known = name in ATTRIBUTES or name.startswith(("aria-", "data-")) or where
    # Tables align their cells by style, formulas space their signs; both become classes before they are published.
    own = {"td": _ALIGNED, "th": _ALIGNED}.get(tag, _SPACED if where == "math" else None)
    if name == "style" and own and own.fullmatch(value):
        return
    if name.startswith("on") or name == "style" or not known:
        yield f"the attribute {name} is not for pages", name
    elif name in _ADDRESSES:
        # As browsers read it: without control characters and spaces.
        plain = re.sub(r"[\x00-\x20]", "", value).lower().replace("\\", "/")
        scheme = _SCHEME.match(plain)
        loads = tag in ("img", "use", "image") or name in ("src", "srcset", "poster")
        if scheme and scheme[1] not in ("https", "http", "mailto"):
            yield f"the address '{value[:60]}' has the scheme '{scheme[1]}'", value[:60]
        elif (scheme or plain.startswith("//")) and loads:
            yield f"'{value[:60]}' is loaded from another host", value[:60]
