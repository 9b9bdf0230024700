"""Every macro, by golden cases: what it writes from pages at different depths, and what it says of a wrong call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mkdocs_macros.plugin as plugin
import pytest
import yaml

from macros import MACROS, sandbox
from macros.guide.frontmatter import TYPES
from macros.numbers_in_text import NAMESPACES
from tests.helpers import ROOT, SmallGuide

CASES = yaml.safe_load((ROOT / "tests/cases/macros.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_macro(small: SmallGuide, case: dict[str, Any]) -> None:
    text, problems = small.render(case["page"], case["write"])
    if "gives" in case:
        assert text == case["gives"]
    else:
        assert case["gives_part"] in text
    expected = case.get("problems", [])
    if case.get("problems_any"):
        assert len(problems) == len(expected)
    else:
        assert problems == expected


@pytest.mark.parametrize(("epoch", "mark"), [("4102444800", ""), ("4165516800", " (check again)"), ("x", "")])
def test_the_age_of_a_number_is_that_of_the_build(
    small: SmallGuide, monkeypatch: pytest.MonkeyPatch, epoch: str, mark: str
) -> None:
    """The fact holds until 2100; the builds are of 2100 and 2102, whatever the day on which this runs."""
    small.change({"data/numbers.yml": {"year: 2024": "year: 2000"}})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    text, problems = small.render("reference/numbers.md", "{{ number_table() }}")
    assert problems == []
    assert f"| 2000{mark} |" in text


def test_numbers_are_grouped_by_kind(small: SmallGuide) -> None:
    entry = (small.root / "data/numbers.yml").read_text(encoding="utf-8")
    second = entry.replace("speed:", "age:").replace("  use:", "  kind: people\n  use:")
    small.write("data/numbers.yml", entry + second)
    text, _ = small.render("reference/numbers.md", "{{ number_table() }}")
    assert [line for line in text.split("\n") if line.startswith("##")] == [
        "## People { #people }",
        "## Other { #other }",
    ]
    assert text.index("{ #age }") < text.index("{ #speed }")


def test_every_macro_is_tried() -> None:
    """The planner's macros need a larger guide than these cases have; their tests have a file of their own."""
    tried = "\n".join(case["write"] for case in CASES) + (ROOT / "tests/test_plans.py").read_text(encoding="utf-8")
    missing = [name for name in MACROS if f"{name}(" not in tried]
    assert not missing
    assert all(f"{name}." in tried for name in NAMESPACES)


def test_front_matter_keys_and_macro_names_are_disjoint() -> None:
    """mkdocs-macros puts front matter among the variables: a key named like a macro would hide it."""
    assert not set(TYPES) & {*MACROS, *NAMESPACES}


def test_private_names_of_mkdocs_macros_exist() -> None:
    """The sandbox reaches into these; when one is gone, macros/sandbox.py needs a new way."""
    source = Path(plugin.__file__).read_text(encoding="utf-8")
    assert hasattr(plugin, "format_error")
    for name in sandbox.PRIVATE:
        assert f"self.{name}" in source or f"def {name}" in source, name
