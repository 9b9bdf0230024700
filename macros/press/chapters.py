"""Print pages: all topics of a chapter on one page, for any browser, with scripts on or off."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from .parts import PressError, Source, anchor, check, prepare, relevel

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="{description}">
<title>{title} - {site}</title>
<link rel="canonical" href="{canonical}">
{styles}
</head>
<body class="press" dir="ltr" data-md-color-scheme="default"
 data-md-color-primary="custom" data-md-color-accent="custom">
<header class="press-note">
<p>All of <a href="../">{title}</a> on one page, made for paper: print it with your browser. Answers are open.</p>
</header>
<main><article class="md-typeset">
{body}
</article></main>
</body>
</html>
"""


def styles_of(html: str, path: str, address: str) -> str:
    """Returns the stylesheet links of a built page, as a page at another path must write them.

    Takes the page's HTML, its path below the site's root and the path of the other page.
    """
    links = []
    for node in LexborHTMLParser(html).css('link[rel="stylesheet"]'):
        target = urljoin(f"/{path}", node.attributes.get("href") or "")
        up = "../" * address.count("/")
        links.append(f'<link rel="stylesheet" href="{up}{target.lstrip("/")}">')
    return "\n".join(links)


def contents(sources: Sequence[Source]) -> str:
    """Returns the list of the pages of a document, each linked to its place in it."""
    rows = "\n".join(f'<li><a href="#{anchor(s.id)}">{escape(s.label)}</a></li>' for s in sources)
    return f'<nav class="press-contents" aria-label="Contents"><ul>\n{rows}\n</ul></nav>'


def section(source: Source, html: str) -> str:
    """Returns a part's HTML as a section that carries the page's id."""
    return f'<section class="press-part" id="{anchor(source.id)}">\n{html}\n</section>'


def print_page(chapter: Source, topics: Sequence[Source], public: str, site_name: str) -> str:
    """Returns the print page of a chapter.

    Takes the chapter's page, its topics in order, the public address of the site and its name.
    Raises PressError when an id stands twice or a link leads nowhere.
    """
    sources = [chapter, *topics]
    inside = {source.path: source.id for source in sources}
    # The chapter's title stays the page's H1; its topics go one level down.
    parts = [prepare(source, inside, public, depth=0 if source is chapter else 1) for source in sources]
    opening, *rest = [section(part.source, relevel(part.html)) for part in parts]
    body = "\n".join([opening, contents(topics), *rest]) if topics else opening
    wrong = check(parts, body)
    if wrong:
        raise PressError("; ".join(wrong))
    path = f"{chapter.path}print/"
    return _PAGE.format(
        title=escape(chapter.label),
        site=escape(site_name),
        description=escape(f"All of chapter {chapter.label} on one page, for printing."),
        canonical=escape(urljoin(public, chapter.path)),
        styles=styles_of(chapter.html, chapter.path, path),
        body=body,
    )
