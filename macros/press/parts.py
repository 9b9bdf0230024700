"""A built page as part of a longer document: its text alone, ids made unique, links led where they belong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Attributes that name ids of the same page, by how they name them.
_ID_LISTS = ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for")
_URL_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
#: What belongs to the screen: links to sections, copy buttons, lists of the page, notes for readers of the site.
_FURNITURE = (
    ".headerlink, .md-content__button, .md-clipboard, .md-source-file, "
    ".guide-note, .guide-toc, .guide-downloads, form.planner, noscript, script, style"
)
#: A box with less text than this stays on one page.
_SHORT = 900
#: Stands in for the document's own address while links are resolved.
_HERE = "https://document.invalid/"


class PressError(ValueError):
    """A page that cannot be made part of a document; the message names its file."""


@dataclass(frozen=True)
class Source:
    """A built page: id, number or "", title, path below the site's root such as "key-areas/ethics/", its whole HTML."""

    id: str
    number: str
    title: str
    path: str
    html: str

    @property
    def label(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True)
class Part:
    """A page's text, ready to stand in a document: its HTML and the anchors that it offers."""

    source: Source
    html: str
    anchors: frozenset[str]


def anchor(page_id: str, fragment: str = "") -> str:
    """Returns the id in a document of a page, or of an anchor on it."""
    return f"{page_id}--{fragment}" if fragment else page_id


def prepare(source: Source, inside: Mapping[str, str], public: str, depth: int = 1) -> Part:
    """Makes a built page part of a document.

    Takes the page, the ids of all pages of the document by their path, the public address of the site (for links that
    leave the document), and how many levels its headings go down. Returns the part.
    Raises PressError for a page without text or with an id twice.
    """
    article = LexborHTMLParser(source.html).css_first("article")
    if article is None:
        raise PressError(f"{source.path}index.html: has no article")
    for node in article.css(_FURNITURE):
        node.decompose()
    seen: set[str] = set()
    for node in [*article.traverse()]:
        _lower(node, depth)
        _rename(node, source, seen)
        _lead(node, source, inside, public)
        if node.tag == "details":
            node.attrs["open"] = ""
        box = node.tag == "details" or "admonition" in (node.attributes.get("class") or "").split()
        if box and len(node.text()) < _SHORT:
            node.attrs["class"] = f"{node.attributes.get('class') or ''} short".strip()
    return Part(source, "".join(child.html or "" for child in article.iter(include_text=True)), frozenset(seen))


def _lower(node: LexborNode, depth: int) -> None:
    """Marks headings with their new level; lexbor cannot rename an element, so the text is mended by relevel()."""
    if node.tag and re.fullmatch(r"h[1-6]", node.tag):
        node.attrs["data-level"] = str(min(6, int(node.tag[1]) + depth))


_HEADING = re.compile(r'<h[1-6]([^>]*?) data-level="([1-6])"([^>]*)>(.*?)</h[1-6]>', re.DOTALL)


def relevel(html: str) -> str:
    """Returns the HTML in which marked headings have their new level."""
    return _HEADING.sub(r"<h\2\1\3>\4</h\2>", html)


def _rename(node: LexborNode, source: Source, seen: set[str]) -> None:
    """Ids get the page's id in front, and so does what refers to them on the page."""
    attributes = node.attributes
    own = attributes.get("id")
    if own:
        if own in seen:
            raise PressError(f"{source.path}index.html: the id '{own}' stands twice")
        seen.add(own)
        node.attrs["id"] = anchor(source.id, own)
    for name in _ID_LISTS:
        value = attributes.get(name)
        if value:
            node.attrs[name] = " ".join(anchor(source.id, one) for one in value.split())
    for name, value in attributes.items():
        if value and "url(" in value:
            node.attrs[name] = _URL_REFERENCE.sub(lambda match: f"url(#{anchor(source.id, match[1])})", value)


def _lead(node: LexborNode, source: Source, inside: Mapping[str, str], public: str) -> None:
    """Links inside the document become anchors; the rest lead to the public address or to where they led before."""
    for name in ("href", "xlink:href", "src"):
        target = node.attributes.get(name)
        if target is None:
            continue
        if node.tag in ("use", "textpath") and target.startswith("#"):
            node.attrs[name] = f"#{anchor(source.id, target[1:])}"
            continue
        full = urljoin(urljoin(_HERE, source.path), target)
        if not full.startswith(_HERE):
            if node.tag == "a":
                _outward(node, full)
            continue
        path, fragment = urlsplit(full).path[1:], urlsplit(full).fragment
        if node.tag == "a" and path in inside:
            node.attrs[name] = f"#{anchor(inside[path], fragment)}"
            node.attrs["class"] = f"{node.attributes.get('class') or ''} inward".strip()
        else:
            node.attrs[name] = urljoin(public, full[len(_HERE) :])


def _outward(node: LexborNode, address: str) -> None:
    """Marks a link that leaves the guide; its address is printed beside it unless the text tells it already."""
    node.attrs["class"] = f"{node.attributes.get('class') or ''} outward".strip()
    if not node.text(strip=True).startswith(("doi:", "arXiv:")):
        node.attrs["data-address"] = re.sub(r"^https?://(www\.)?", "", address)


def check(parts: list[Part], html: str) -> list[str]:
    """Returns what is wrong with an assembled document: ids that stand twice, links that lead to no id."""
    tree = LexborHTMLParser(html)
    ids = [node.attributes.get("id") or "" for node in tree.css("[id]")]
    known = set(ids)
    wrong = [f"the id '{one}' stands twice" for one in sorted({i for i in ids if ids.count(i) > 1})]
    for node in tree.css('a[href^="#"]'):
        target = (node.attributes.get("href") or "")[1:]
        if target not in known:
            owner = next(
                (p.source.path for p in parts if target == p.source.id or target.startswith(f"{p.source.id}--")), ""
            )
            wrong.append(f"{owner}index.html: a link leads to '#{target}', which the document does not hold")
    return wrong
