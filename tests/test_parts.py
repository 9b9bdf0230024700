"""The parts of a case and of a sheet: what is missing or out of order is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.guide import pages
from macros.guide.pages import Page
from macros.guide.parts import SECTIONS, check_parts
from macros.render.sheets import mark

DIAGRAM = '```mermaid caption="c" id="{0}"\nflowchart TB\n```\n'
QUESTION = '??? question "mid · Why?" {{ #q-{0} }}\n    Since.\n'


def _case(folder: Path, sections: tuple[str, ...] = SECTIONS, questions: int = 10, diagrams: int = 2) -> Page:
    body = ["---\nsummary: s\n---\n\n# Case\n\n{{ card() }}\n"]
    body += [f"## About {name} {{ #{name} }}\n\nText.\n" for name in sections]
    body += [QUESTION.format(number) for number in range(questions)]
    body += [DIAGRAM.format(f"d{number}") for number in range(diagrams)]
    body += ["{{ sources() }}\n\n{{ connections() }}\n"]
    path = folder / "cases" / "case.md"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(body), encoding="utf-8")
    return pages.read(path, folder)


def test_a_whole_case_has_no_problem(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_parts(_case(tmp_path))] == []


@pytest.mark.parametrize("name", SECTIONS)
def test_a_missing_section_is_named(tmp_path: Path, name: str) -> None:
    page = _case(tmp_path, tuple(section for section in SECTIONS if section != name))
    assert [str(problem) for problem in check_parts(page)] == [
        f"docs/cases/case.md: the case has no section '{name}'; add '## ... {{ #{name} }}'"
    ]


def test_sections_keep_the_order_of_the_interview(tmp_path: Path) -> None:
    page = _case(tmp_path, ("clarify", "prompt", *SECTIONS[2:]))
    assert [str(problem) for problem in check_parts(page)] == [
        "docs/cases/case.md:9: the section 'clarify' comes before 'prompt'; swap them"
    ]


def test_too_few_questions_and_diagrams_are_counted(tmp_path: Path) -> None:
    page = _case(tmp_path, questions=9, diagrams=1)
    assert [str(problem) for problem in check_parts(page)] == [
        "docs/cases/case.md: the page has 9 questions; write at least 10",
        "docs/cases/case.md: the page has 1 diagrams; draw at least 2",
    ]


def test_what_follows_a_sheet_starts_a_page() -> None:
    sheet = '<h2 class="one-page" id="a">A</h2>'
    assert mark(f"{sheet}<p></p>{sheet}<h2 id='b'>B</h2><h2>C</h2>") == (
        f"{sheet}<p></p>{sheet}<h2 class=\"after-page\" id='b'>B</h2><h2>C</h2>"
    )
    assert mark(f'{sheet}<h2 id="b" class="x">B</h2>') == f'{sheet}<h2 id="b" class="x after-page">B</h2>'
