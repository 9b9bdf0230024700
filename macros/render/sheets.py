"""Sheets: sections that stand on a printed page of their own, such as a summary for the whiteboard."""

from __future__ import annotations

import re

_HEADING = re.compile(r"<h2\b[^>]*>")
_CLASS = re.compile(r'class="([^"]*)"')


def mark(html: str) -> str:
    """Takes a page's HTML; returns it with the class after-page on each H2 that follows an H2 of the class one-page.

    A style sheet cannot say "the next heading of this kind", and what follows a sheet must not fill up its page.
    """
    after = False

    def marked(match: re.Match[str]) -> str:
        nonlocal after
        found = _CLASS.search(match[0])
        sheet, follows = bool(found and "one-page" in found[1].split()), after
        after = sheet
        if not follows or sheet:
            return match[0]
        if found:
            return match[0].replace(found[0], f'class="{found[1]} after-page"')
        return match[0].replace("<h2", '<h2 class="after-page"', 1)

    return _HEADING.sub(marked, html)
