"""What is never written, as far as a machine can tell: padding, patronizing words, headings that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros.guide import pages, source
from macros.guide.pages import Page
from tests.helpers import ROOT

PADDING = (
    r"(it is|it's) (important|worth|crucial) (to|noting|mentioning)",
    r"fast-paced",
    r"in today's",
    r"(plays|play) a (crucial|key|vital|pivotal|important) role",
    r"needless to say",
    r"as we all know",
    r"at the end of the day",
    r"in (conclusion|summary)\b",
    r"cutting-edge",
    r"game-chang\w+",
    r"seamless\w*",
    r"delve\w*",
    r"leverag(e|es|ing)",
    r"unlock the (power|potential)",
    r"a (wide|broad) range of",
    r"when it comes to",
    r"dive into",
)
PATRONIZING = (r"simply", r"obviously", r"trivially", r"basically", r"of course", r"everyone knows")
DASHES = (r"\u2014", r"\u2013", r" -- ")
_NEVER = re.compile("|".join(rf"(?<!\w){phrase}" for phrase in (*PADDING, *PATRONIZING, *DASHES)), re.IGNORECASE)
_EMPTY = r"introduction|overview|summary|conclusion|background|miscellaneous|notes?|details"
_HEADING = re.compile(_EMPTY, re.IGNORECASE)


def faults(page: Page) -> Iterator[str]:
    """Yields what the page should not say, with its line; code and formulas are not read."""
    text = source.without_math(page.prose)
    for match in _NEVER.finditer(text):
        yield f"{page.file}:{source.line_of(text, match.start())}: '{match[0]}'"
    for heading in page.headings:
        if heading.level > 1 and _HEADING.fullmatch(heading.text):
            yield f"{page.file}:{heading.line}: the heading '{heading.text}' says nothing"


def test_no_page_pads_or_patronizes() -> None:
    assert [fault for page in pages.read_all(ROOT / "docs") for fault in faults(page)] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("It is important to note this.", "docs/a.md:6: 'It is important to'"),
        ("Caching plays a crucial role.", "docs/a.md:6: 'plays a crucial role'"),
        ("You simply add a cache.", "docs/a.md:6: 'simply'"),
        ("A cache \u2014 or two.", "docs/a.md:6: '\u2014'"),
        ("## Overview", "docs/a.md:6: the heading 'Overview' says nothing"),
    ],
)
def test_a_planted_phrase_is_found(tmp_path: Path, line: str, fault: str) -> None:
    (tmp_path / "a.md").write_text(f"---\nsummary: s\n---\n# T\n\n{line}\n", encoding="utf-8")
    assert list(faults(pages.read(tmp_path / "a.md", tmp_path))) == [fault]
