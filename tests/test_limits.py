"""Pages that would keep a build busy for hours: refused with a line, or built in time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from macros.guide import limits, page_checks, pages
from tests.helpers import SmallGuide
from tests.mistakes import Run, build, plant

pytestmark = pytest.mark.xdist_group("limits")
#: What parsers go back and forth over, a paragraph of each at the largest size that is let through.
_MARKS = "[ [a ![ [a]( [a][ ]( ( < <a </ <!-- & &# ` `` * ** *** _ __ ~ ~~ $ $$ $a \\ \\[ { {a {{ {% {## | : = ^ [^a"
PATTERNS = [
    *_MARKS.split(),
    *(
        "www.",
        "http:",
        "a@b.",
        '"',
        "'",
        "<a b=",
        "`a ``",
        "*a **b ",
        "_a __b ",
        "{ #a",
        "{: ",
        "{{ '",
        "a | ",
        "| --- ",
    ),
    *("- ", "1. ", "+ ", "> ", "# ", "!!! ", "??? ", "*[a]: "),
]


def _paragraph(pattern: str) -> str:
    line = pattern * (78 // len(pattern))
    return "\n".join([line.rstrip()] * (limits.MAX_PARAGRAPH // len(line) - 5))


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, float]:
    """One build of a page for each pattern, and how long it took."""
    root = tmp_path_factory.mktemp("hurt")
    plant(root, [{"id": f"P{number:02}", "body": _paragraph(text)} for number, text in enumerate(PATTERNS)])
    start = os.times()
    run = build(root)
    ended = os.times()
    return run, ended.children_user + ended.children_system - start.children_user - start.children_system


@pytest.mark.system
def test_what_is_let_through_is_built_in_time(hurt: tuple[Run, float]) -> None:
    """Seconds of the processor, since the machine may be busy with other things."""
    run, seconds = hurt
    assert run.code == 1
    assert "Traceback" not in run.printed
    assert "The build took more than" not in run.printed
    assert seconds < 60, f"{seconds:.0f} s for {len(PATTERNS)} pages"


@pytest.mark.parametrize("kind", ["one line", "lines", "paragraphs", "a large page"])
def test_reading_and_checking_take_their_time_once(tmp_path: Path, kind: str) -> None:
    for pattern in PATTERNS:
        _check_once(tmp_path, pattern, kind)


def _check_once(tmp_path: Path, pattern: str, kind: str) -> None:
    text = {
        "one line": pattern * 20_000,
        "lines": _paragraph(pattern),
        "paragraphs": "\n\n".join([pattern * (78 // len(pattern))] * 800),
        "a large page": pattern * 250_000,
    }[kind]
    path = tmp_path / "page.md"
    path.write_text(f"---\nsummary: X.\nreviewed: 2026-01-02\n---\n\n# T\n\n{text}\n", encoding="utf-8")
    start = time.process_time()
    page = pages.read(path, tmp_path)
    list(page_checks.run(page))
    assert time.process_time() - start < 4, (kind, pattern)
    if kind in ("one line", "a large page"):
        assert page.refused
        assert len(page.problems) == 1


def test_a_pipe_in_docs_does_not_make_a_build_wait(small: SmallGuide) -> None:
    os.mkfifo(small.root / "docs/waits.md")
    run = build(small.root, "--seconds", "60")
    assert run.code == 1
    assert "docs/waits.md: no ordinary file; take it out of docs/" in run.said
    assert "The build took more than" not in run.printed
