"""HTML as XHTML: into a tree that can be changed, and out of it as XML that readers of HTML understand too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring
from xml.sax.saxutils import escape, quoteattr

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .parts import PressError

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
#: Elements with a namespace of their own, which holds for what stands in them.
_FOREIGN = {"svg": "http://www.w3.org/2000/svg", "math": "http://www.w3.org/1998/Math/MathML"}
_XLINK = "http://www.w3.org/1999/xlink"
#: HTML elements without content; a parser of HTML takes any other closed in itself for one that is still open.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_NAME = re.compile(r"[A-Za-z_][\w.:-]*")


def tree(html: str) -> Element:
    """Returns the HTML of a page's text as a tree: a section with plain names, in which text and tails are set."""
    root = Element("section")
    body = LexborHTMLParser(html).body
    if body is not None:
        _grow(root, body)
    return root


def _grow(parent: Element, node: LexborNode) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            _add_text(parent, child.text(deep=False))
        elif child.tag and _NAME.fullmatch(child.tag):
            attributes = {name: value or "" for name, value in child.attributes.items() if _NAME.fullmatch(name)}
            _grow(SubElement(parent, child.tag, attributes), child)


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def parents(root: Element) -> dict[Element, Element]:
    """Returns the parent of every element below the root."""
    return {child: parent for parent in root.iter() for child in parent}


def remove(parent: Element, child: Element) -> None:
    """Takes an element out of its parent and leaves the text behind it where it stands."""
    index = list(parent).index(child)
    before = parent[index - 1] if index else None
    parent.remove(child)
    if before is None:
        parent.text = (parent.text or "") + (child.tail or "")
    else:
        before.tail = (before.tail or "") + (child.tail or "")


def write(element: Element) -> str:
    """Returns an element as XML, without the text behind it."""
    return "".join(_pieces(element, foreign=False))


def _pieces(element: Element, foreign: bool) -> Iterator[str]:
    tag = element.tag
    attributes = dict(element.attrib)
    if tag in _FOREIGN and not foreign:
        foreign = True
        attributes = {"xmlns": _FOREIGN[tag], **attributes}
        if any(name.startswith("xlink:") for below in element.iter() for name in below.attrib):
            attributes["xmlns:xlink"] = _XLINK
    yield f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    if not len(element) and not element.text and (foreign or tag in _VOID):
        yield "/>"
        return
    yield f">{escape(element.text or '')}"
    for child in element:
        yield from _pieces(child, foreign)
        yield escape(child.tail or "")
    yield f"</{tag}>"


def page(title: str, body: str, style: str, where: str) -> str:
    """Returns a whole XHTML file.

    Takes its title, the XML of its body, the relative path of the stylesheet, and how messages name the file.
    Raises PressError when it is not well-formed, such as for a control character in the text.
    """
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}" lang="en" xml:lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" type="text/css" href="{style}"/>\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    try:
        fromstring(text)  # noqa: S314  (our own text)
    except ParseError as error:
        raise PressError(f"{where}: is not XML: {error}") from None
    return text
