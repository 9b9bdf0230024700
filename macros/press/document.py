"""A document for the PDF printer: cover, contents with page numbers, chapters with running titles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .chapters import section
from .parts import Part, PressError, Source, anchor, check, prepare, relevel

#: What stands for a page number that is not known yet: as wide as the numbers that will come.
UNKNOWN = "000"
_NUMBER = re.compile(r'(<span class="page-number" data-page="([^"]+)">)[^<]*(</span>)')
_INWARD = re.compile(r'<a (?=[^>]*class="[^"]*inward)[^>]*href="#([^"]+)"[^>]*>.*?</a>', re.DOTALL)

_DOCUMENT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
{styles}
<style>:root {{ --page-digits: 3 }}
{heads}</style>
</head>
<body class="press paged" dir="ltr" data-md-color-scheme="default"
 data-md-color-primary="custom" data-md-color-accent="custom">
<main><article class="md-typeset">
{cover}
{contents}
{body}
</article></main>
</body>
</html>
"""


@dataclass(frozen=True)
class Chapter:
    """The opening page of a chapter and the pages that follow it."""

    opening: Source
    pages: Sequence[Source]

    @property
    def sources(self) -> list[Source]:
        """All pages in order."""
        return [self.opening, *self.pages]


@dataclass(frozen=True)
class Document:
    """What is printed: a file name without ending, titles for the cover, and its chapters."""

    name: str
    title: str
    summary: str
    guide: str
    foot: str
    chapters: Sequence[Chapter]

    def entries(self) -> list[tuple[int, str, str]]:
        """Returns level (1 or 2), label and anchor of every page: what contents and bookmarks show."""
        return [
            (1 if source is chapter.opening else 2, source.label, anchor(source.id))
            for chapter in self.chapters
            for source in chapter.sources
        ]


def assemble(document: Document, public: str, styles: str) -> str:
    """Returns the document's HTML with unknown page numbers.

    Takes the document, the public address of the site, and the links to its stylesheets.
    Raises PressError when an id stands twice or a link leads nowhere.
    """
    sources = [source for chapter in document.chapters for source in chapter.sources]
    inside = {source.path: source.id for source in sources}
    parts: list[Part] = []
    blocks = []
    for chapter in document.chapters:
        own = [
            prepare(source, inside, public, depth=0 if source is chapter.opening else 1) for source in chapter.sources
        ]
        parts += own
        html = "\n".join(section(part.source, _with_page_numbers(relevel(part.html), part.source)) for part in own)
        blocks.append(f'<div class="chapter-{chapter.opening.id}">\n{html}\n</div>')
    body = "\n".join(blocks)
    wrong = check(parts, body)
    if wrong:
        raise PressError("; ".join(wrong))
    return _DOCUMENT.format(
        title=escape(document.title),
        styles=styles,
        heads=_running_heads(document),
        cover=_cover(document),
        contents=_contents(document),
        body=body,
    )


def fill(html: str, numbers: Mapping[str, int]) -> str:
    """Returns the document with its page numbers; an anchor that the numbers do not hold stays unknown.

    All page numbers are as wide as the longest, so that lines do not break anew when they are filled in.
    """
    digits = len(str(max(numbers.values()))) if numbers else len(UNKNOWN)
    html = html.replace("--page-digits: 3", f"--page-digits: {digits}", 1)
    return _NUMBER.sub(lambda m: f"{m[1]}{numbers.get(m[2], UNKNOWN)}{m[3]}", html)


def _with_page_numbers(html: str, source: Source) -> str:
    """Puts "(page N)" after a reference to another page of the document; terms and sources get none."""

    def add(match: re.Match[str]) -> str:
        target = match[1]
        if target.startswith((f"{source.id}--", "glossary--", "numbers--", "sources--")) or target == source.id:
            return match[0]
        number = f'<span class="page-number" data-page="{target}">{UNKNOWN}</span>'
        return f'{match[0]} <span class="page-reference">(page {number})</span>'

    return _INWARD.sub(add, html)


def _cover(document: Document) -> str:
    return (
        f'<section class="cover"><p class="cover-guide">{escape(document.guide)}</p>'
        f'<p class="cover-title">{escape(document.title)}</p>'
        f'<p class="cover-summary">{escape(document.summary)}</p>'
        f'<p class="cover-foot">{escape(document.foot)}</p></section>'
    )


def _contents(document: Document) -> str:
    rows = "\n".join(
        f'<li class="level-{level}"><a href="#{target}"><span>{escape(label)}</span><span class="dots"></span>'
        f'<span class="page-number" data-page="{target}">{UNKNOWN}</span></a></li>'
        for level, label, target in document.entries()
    )
    title = '<p class="paged-title">Contents</p>'
    return f'<nav class="paged-contents" aria-label="Contents">{title}<ol>\n{rows}\n</ol></nav>'


def _running_heads(document: Document) -> str:
    """Each chapter is a kind of page of its own, since Chromium takes a running title only from the kind of page."""
    rules = []
    for chapter in document.chapters:
        name = f"chapter-{chapter.opening.id}"
        label = chapter.opening.label.replace("\\", "").replace('"', "'")
        style = 'color: #444; font-family: "Liberation Sans", Arial, sans-serif; font-size: 8.5pt'
        rules.append(f'@page {name} {{ @top-left {{ content: "{label}"; {style} }} }}\n.{name} {{ page: {name} }}')
    return "\n".join(rules)
