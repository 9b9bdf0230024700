"""A walk over a built site: every reference of every file, and what is wrong with it. Nothing is fetched."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: A host that does not exist, under which the site is thought to lie in a folder.
BASE = "https://site.invalid/guide/"
#: What the search shows: pages with their sections, terms with their owners.
SEARCH = "search/guide.json"
_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)|@import\s+['"]([^'"]+)['"]""")
#: Attributes that hold one address, by what they do: "link" leads elsewhere, "load" is fetched with the page.
_LOADS = ("img", "script", "source", "iframe", "audio", "video", "track", "embed", "input", "image", "use", "feimage")
_LINK_RELS = {"canonical", "alternate", "prev", "next", "license", "author", "help", "search"}


@dataclass(frozen=True)
class Reference:
    """An address as written in a file, and whether the browser loads it by itself."""

    file: str
    what: str
    target: str
    loads: bool


def references(path: Path, root: Path) -> Iterator[Reference]:
    """Yields the references of one file: HTML, CSS, the sitemap or the search index."""
    name = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        for match in _URL.finditer(text):
            yield Reference(name, "css", match[1] or match[2], True)
    elif path.name == "sitemap.xml":
        for match in re.finditer(r"<loc>([^<]+)</loc>", text):
            yield Reference(name, "sitemap", match[1], False)
    elif path.name == "search_index.json":
        for entry in json.loads(text)["docs"]:
            yield Reference(f"{name}!", "search index", entry["location"], False)
    elif name == SEARCH:
        head = json.loads(text)
        for page in head["pages"]:
            for anchor, *_ in page[6]:
                yield Reference(f"{name}!", "search index", f"{page[0]}#{anchor}" if anchor else page[0], False)
        for _, _, _, owner, key in head["terms"]:
            yield Reference(f"{name}!", "search index", head["pages"][owner][0], False)
            if head["glossary"] >= 0:
                yield Reference(f"{name}!", "search index", f"{head['pages'][head['glossary']][0]}#{key}", False)
    elif path.suffix == ".html":
        for node in LexborHTMLParser(text).root.traverse():  # type: ignore[union-attr]
            for what, target, loads in _of_node(node):
                yield Reference(name, what, target, loads)


def _of_node(node: LexborNode) -> Iterator[tuple[str, str, bool]]:
    tag, attributes = node.tag or "", {key: value or "" for key, value in node.attributes.items()}
    if tag in ("a", "area") and "href" in attributes:
        yield f"{tag} href", attributes["href"], False
    if tag == "link" and "href" in attributes:
        rels = set(attributes.get("rel", "").split())
        yield "link href", attributes["href"], not rels & _LINK_RELS
    if tag in _LOADS:
        for name in ("src", "href", "xlink:href", "poster"):
            if name in attributes:
                yield f"{tag} {name}", attributes[name], True
    if tag in ("img", "source") and "srcset" in attributes:
        for candidate in attributes["srcset"].split(","):
            yield f"{tag} srcset", candidate.split()[0], True
    if tag == "object" and "data" in attributes:
        yield "object data", attributes["data"], True
    if tag == "form" and "action" in attributes:
        yield "form action", attributes["action"], False
    if tag == "meta":
        yield from _of_meta(attributes)
    if "style" in attributes:
        for match in _URL.finditer(attributes["style"]):
            yield "style attribute", match[1] or match[2], True
    if tag == "style":
        for match in _URL.finditer(node.text()):
            yield "style element", match[1] or match[2], True


def _of_meta(attributes: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    content = attributes.get("content", "")
    if attributes.get("http-equiv", "").lower() == "refresh" and "=" in content:
        yield "meta refresh", content.partition("=")[2].strip("'\" "), False
    if attributes.get("property") in ("og:image", "og:url") or attributes.get("name") == "twitter:image":
        yield "meta", content, False


class Site:
    """A built site: which files it has and which ids each page has."""

    def __init__(self, root: Path, address: str) -> None:
        self.root = root
        self.address = address.rstrip("/") + "/"
        self.files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
        self.ids = {name: self._ids(name) for name in self.files if name.endswith(".html")}

    def _ids(self, name: str) -> set[str]:
        tree = LexborHTMLParser((self.root / name).read_text(encoding="utf-8"))
        named = {node.attributes.get("name") for node in tree.css("a[name]")}
        return {i for i in ({node.attributes.get("id") for node in tree.css("[id]")} | named) if i}

    def problems(self) -> list[str]:
        """Returns what is wrong with the site's references, one line each."""
        found = []
        for name in sorted(self.files):
            if name.endswith((".html", ".css")) or name in ("sitemap.xml", "search/search_index.json", SEARCH):
                for reference in references(self.root / name, self.root):
                    wrong = self.check(reference)
                    if wrong:
                        found.append(f"{reference.file}: {reference.what} '{reference.target[:120]}' {wrong}")
        return found

    def check(self, reference: Reference) -> str:
        """Returns what is wrong with one reference, "" when it is right."""
        target = reference.target.strip()
        if not target and reference.what not in ("search index",):
            return "is empty"
        if target.startswith(self.address):
            target = BASE + target[len(self.address) :]
        top = urlsplit(self.address).path
        if reference.file == "404.html" and target.startswith(top):
            # The error page is served at any depth, so MkDocs writes its links from the root of the host.
            target = urljoin(BASE, target[len(top) :])
        scheme = urlsplit(target).scheme
        if scheme in ("mailto",):
            return ""
        if scheme == "data" and reference.loads:
            return "" if target.startswith("data:image/") else "loads data that is no picture"
        if scheme and scheme not in ("http", "https"):
            return f"has the scheme '{scheme}'"
        here = BASE if reference.file.endswith("!") else urljoin(BASE, reference.file)
        full = urlsplit(urljoin(here, target))
        if full.netloc != urlsplit(BASE).netloc:
            return "is loaded from another host" if reference.loads else ""
        return self._inside(full.path, unquote(full.fragment))

    def _inside(self, path: str, fragment: str) -> str:
        top = urlsplit(BASE).path
        if not path.startswith(top):
            return "leaves the folder of the site"
        name = unquote(path[len(top) :])
        if name == "" or name.endswith("/"):
            name = posixpath.join(name, "index.html") if name else "index.html"
        if name not in self.files:
            folder = f"{name}/index.html"
            return "lacks the slash at its end" if folder in self.files else "leads to no file"
        if fragment and name in self.ids and fragment not in self.ids[name]:
            return "leads to no such id"
        return ""
