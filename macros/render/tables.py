"""Tables as regions: one that scrolls can be reached by keyboard and has a name."""

from __future__ import annotations

import re
from collections import Counter

_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_ALIGN = re.compile(r' style="text-align: (left|center|right);"')
_HEAD = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def wrap(html: str) -> str:
    """Takes a page's HTML; returns it with every plain table in a box that a keyboard can scroll.

    The box carries the names of the columns, since a screen reader announces it; two tables with the same columns are
    numbered. A strict security policy allows no style attributes, so the alignment of a column becomes a class.
    """
    seen: Counter[str] = Counter()

    def box(match: re.Match[str]) -> str:
        inner = _ALIGN.sub(r' class="align-\1"', match[1])
        heads = (re.sub(r"\s+", " ", _TAG.sub("", head)).strip() for head in _HEAD.findall(inner))
        name = "Table: " + (", ".join(head for head in heads if head).replace('"', "&quot;") or "no column names")
        seen[name] += 1
        label = name if seen[name] == 1 else f"{name} ({seen[name]})"
        return (
            f'<div class="guide-scroll" role="region" tabindex="0" aria-label="{label}">'
            f'<table class="guide-table">{inner}</table></div>'
        )

    return _TABLE.sub(box, html)
