"""Reads an e-book as a reading system does, without our code that made it, and says what is wrong with it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
TYPE = "{http://www.idpf.org/2007/ops}type"
PACKAGE = "EPUB/package.opf"


def files_of(data: bytes) -> dict[str, bytes]:
    """Returns the files of an e-book in the order in which they lie."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def altered(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Returns the e-book with one file changed, or left out where the change gives nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files_of(data).items():
            new = change(content) if path == name else content
            assert path != name or new != content, f"nothing to change in {name}"
            if new:
                archive.writestr(path, new)
    return out.getvalue()


def trees_of(files: dict[str, bytes]) -> tuple[dict[str, Element], list[str]]:
    """Returns the trees of all XML files, and what is not XML."""
    trees, wrong = {}, []
    for name, content in files.items():
        if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
            try:
                trees[name] = fromstring(content)
            except ParseError as error:
                wrong.append(f"{name}: is not XML: {error}")
    return trees, wrong


def problems(data: bytes) -> list[str]:
    """Returns what is wrong: container, package, ids, links; [] for a sound book."""
    files = files_of(data)
    trees, wrong = trees_of(files)
    if next(iter(files)) != "mimetype" or files["mimetype"] != b"application/epub+zip":
        wrong.append("mimetype does not stand first")
    if PACKAGE not in trees:
        return wrong
    return wrong + _package(trees, files) + _ids(trees) + _links(trees, files)


def _package(trees: dict[str, Element], files: dict[str, bytes]) -> list[str]:
    wrong = []
    items = {item.get("id", ""): item for item in trees[PACKAGE].iter(f"{OPF}item")}
    paths = [posixpath.join("EPUB", item.get("href", "")) for item in items.values()]
    inside = {name for name in files if name.startswith("EPUB/")} - {PACKAGE}
    wrong += [f"{path}: in the manifest, not in the book" for path in sorted(set(paths) - inside)]
    wrong += [f"{path}: in the book, not in the manifest" for path in sorted(inside - set(paths))]
    spine = [reference.get("idref", "") for reference in trees[PACKAGE].iter(f"{OPF}itemref")]
    texts = {key for key, item in items.items() if item.get("media-type") == "application/xhtml+xml"}
    wrong += [f"{key}: in the spine, not a text of the manifest" for key in spine if key not in texts]
    wrong += [f"{key}: a text that the spine leaves out" for key in sorted(texts - set(spine))]
    for key in sorted(texts):
        item = items[key]
        tree = trees.get(posixpath.join("EPUB", item.get("href", "")))
        if tree is not None:
            found = {name for name, tag in (("mathml", f"{MATHML}math"), ("svg", f"{SVG}svg")) if any(tree.iter(tag))}
            told = set((item.get("properties") or "").split()) - {"nav"}
            wrong += [f"{key}: holds {', '.join(sorted(found)) or 'text'}"] if found != told else []
    return wrong


def _ids(trees: dict[str, Element]) -> list[str]:
    wrong = []
    seen: dict[str, str] = {}
    for name, tree in trees.items():
        own = [element.get("id", "") for element in tree.iter() if element.get("id")]
        wrong += [f"{name}: the id '{one}' stands twice" for one in sorted({one for one in own if own.count(one) > 1})]
        if name.startswith("EPUB/pages/"):
            wrong += [f"{name}: the id '{one}' stands in {seen[one]} too" for one in sorted(set(own) & set(seen))]
            seen |= dict.fromkeys(own, name)
        for element in tree.iter():
            for attribute in ("aria-labelledby", "aria-describedby", "headers"):
                named = element.get(attribute, "").split()
                wrong += [f"{name}: {attribute} names '{one}', which is not there" for one in named if one not in own]
    return wrong


def _links(trees: dict[str, Element], files: dict[str, bytes]) -> list[str]:
    wrong = []
    for name, tree in trees.items():
        if not name.endswith(".xhtml"):
            continue
        for element in tree.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is None:
                    continue
                parts = urlsplit(target)
                if parts.scheme or parts.netloc:
                    outward = element.tag == f"{XHTML}a" and parts.scheme in ("http", "https", "mailto")
                    wrong += [] if outward else [f"{name}: {attribute} leads out of the book: {target}"]
                    continue
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
                path = path if parts.path else name
                if path not in files:
                    wrong.append(f"{name}: no file {target}")
                elif parts.fragment and not any(one.get("id") == parts.fragment for one in trees[path].iter()):
                    wrong.append(f"{name}: no anchor {target}")
    return wrong
