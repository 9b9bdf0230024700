"""A page of the guide as a file of an e-book: answers open, diagrams described inside, links between files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from . import alttext
from .parts import Part, PressError, anchor
from .xhtml import page, parents, remove, tree, write

#: Pictures that every reader shows, by the ending of their file.
PICTURES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True)
class Leaf:
    """A file of the book: the page's id and label, its XHTML, and the pictures it shows as paths below the site."""

    id: str
    label: str
    xhtml: str
    pictures: tuple[str, ...]

    @property
    def properties(self) -> str:
        """What the package says about the file: "mathml", "svg", both, or nothing."""
        return " ".join(name for name, mark in (("mathml", "<math "), ("svg", "<svg ")) if mark in self.xhtml)


def file_of(page_id: str) -> str:
    """Returns the name of a page's file, beside the other pages' files."""
    return f"{page_id}.xhtml"


def picture_file(path: str) -> str:
    """Returns the name in the book of a picture that lies at a path below the site."""
    return path.replace("/", "-")


def addresses(parts: list[Part]) -> dict[str, str]:
    """Returns where every anchor of the book lies, as a link from one page's file to another."""
    found = {}
    for part in parts:
        here = part.source.id
        found[here] = file_of(here)
        found |= {anchor(here, own): f"{file_of(here)}#{anchor(here, own)}" for own in part.anchors}
    return found


def leaf(part: Part, known: Mapping[str, str], public: str) -> Leaf:
    """Makes a part a file of the book.

    Takes the part, the addresses of all anchors, and the public address of the site.
    Raises PressError when a link leads nowhere or a picture cannot be packed.
    """
    root = tree(part.html)
    where = f"{part.source.path}index.html"
    open_answers(root)
    still_forms(root)
    describe_diagrams(root)
    describe_formulas(root)
    drop_screen_attributes(root)
    lead(root, known, where)
    pictures = pack_pictures(root, public, where)
    root.set("id", part.source.id)
    xhtml = page(part.source.label, write(root), "../style.css", where)
    return Leaf(part.source.id, part.source.label, xhtml, tuple(pictures))


def open_answers(root: Element) -> None:
    """A collapsible becomes a titled block: not every reader can open one."""
    for element in root.iter():
        if element.tag == "details":
            element.tag = "div"
            element.attrib.pop("open", None)
            element.set("class", f"box {element.get('class', '')}".strip())
        elif element.tag == "summary":
            element.tag = "p"
            element.set("class", "box-title")


def still_forms(root: Element) -> None:
    """A calculator becomes its worked example: fields are their values, since no script runs here to reckon anew."""
    above = parents(root)
    for element in [*root.iter()]:
        if element.tag == "button":
            remove(above[element], element)
        elif element.tag == "input":
            element.tag, element.text = "b", element.get("value", "")
            element.attrib = {name: value for name, value in element.attrib.items() if name == "id"}
        elif element.tag in ("form", "label"):
            element.attrib = {name: value for name, value in element.attrib.items() if name in ("class", "id")}
            element.tag = "div" if element.tag == "form" else "span"
        elif element.get("role") == "status":
            del element.attrib["role"]


def describe_diagrams(root: Element) -> None:
    """A diagram's description moves into the picture: a reader that ignores styles would print it below."""
    above = parents(root)
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for svg in [element for element in root.iter() if element.tag == "svg"]:
        text = by_id.get(svg.get("aria-describedby"))
        if text is None or text.tag == "desc":
            continue
        remove(above[text], text)
        description = Element("desc", {"id": text.get("id", "")})
        description.text = " ".join("".join(text.itertext()).split())
        svg.insert(1 if len(svg) and svg[0].tag == "title" else 0, description)


def describe_formulas(root: Element) -> None:
    """A formula says itself in a line of text, for readers without MathML."""
    for element in root.iter("math"):
        element.set("alttext", alttext.line(element))


def drop_screen_attributes(root: Element) -> None:
    """Takes away what only the site's scripts, styles and search read."""
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith("data-") or name == "tabindex"]:
            del element.attrib[name]
        if element.tag == "div" and element.get("role") == "group":
            # The name of a box that scrolls; here nothing scrolls, and the picture has its own.
            element.attrib.pop("role")
            element.attrib.pop("aria-label", None)


def lead(root: Element, known: Mapping[str, str], where: str) -> None:
    """Links inside the book lead to files; raises PressError for one that leads nowhere."""
    for link in root.iter("a"):
        target = link.get("href", "")
        if not target.startswith("#"):
            continue
        if target[1:] not in known:
            raise PressError(f"{where}: a link leads to '{target}', which the book does not hold")
        link.set("href", known[target[1:]])
        rest = " ".join(word for word in link.get("class", "").split() if word != "inward")
        link.set("class", rest) if rest else link.attrib.pop("class", None)


def pack_pictures(root: Element, public: str, where: str) -> list[str]:
    """Pictures lead to their files in the book; returns their paths below the site.

    Raises PressError for a picture from elsewhere, or of a kind that readers need not show.
    """
    found = []
    for image in root.iter("img"):
        source = image.get("src", "")
        path = unquote(urlsplit(source).path[len(urlsplit(public).path) :])
        if not source.startswith(public) or posixpath.splitext(path)[1].lower() not in PICTURES:
            raise PressError(f"{where}: the picture '{source}' cannot be packed: take {', '.join(sorted(PICTURES))}")
        if not re.fullmatch(r"[\w./-]+", path, re.ASCII):
            raise PressError(f"{where}: the picture '{path}' needs a name of plain letters, digits, '-' and '_'")
        image.set("src", f"../pictures/{picture_file(path)}")
        image.attrib.pop("loading", None)
        found.append(path)
    return found
