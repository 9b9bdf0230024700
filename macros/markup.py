"""Small pieces of Markdown that several families of macros write."""

from __future__ import annotations

import posixpath
import re

from .guide.pages import Page


def escape(text: str) -> str:
    """Returns text that Markdown shows as it is: markup characters escaped."""
    return re.sub(r"([\\`*_\[\]<>$|~^])", r"\\\1", text)


def attribute(text: str) -> str:
    """Returns text that can stand between double quotes as a Markdown title."""
    return text.replace("\\", "\\\\").replace('"', "'").replace("\n", " ")


def address(start: Page, target: Page, anchor: str = "") -> str:
    """Returns the relative Markdown address of a page, or of an anchor on it, as seen from another page."""
    if start.path == target.path:
        return f"#{anchor}" if anchor else posixpath.basename(target.path)
    path = posixpath.relpath(target.path, posixpath.dirname(start.path) or ".")
    return f"{path}#{anchor}" if anchor else path


def link(start: Page, target: Page, text: str, anchor: str = "", title: str = "") -> str:
    """Returns a Markdown link from one page to another; the text is Markdown already."""
    shown = f' "{attribute(title)}"' if title else ""
    return f"[{text}]({address(start, target, anchor)}{shown})"
