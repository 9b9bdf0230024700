"""Every check of the model, by golden cases: the change to a small guide and the whole message."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.helpers import ROOT, SmallGuide
from tests.mistakes import ROWS

CASES = yaml.safe_load((ROOT / "tests/cases/checks.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_check(small: SmallGuide, case: dict[str, Any]) -> None:
    small.change(case.get("change", {}))
    for path, text in case.get("bytes", {}).items():
        small.write(path, text.encode("latin-1"))
    found = small.problems()
    if "problems" in case:
        assert found == case["problems"]
    for line in case.get("problems_start", []):
        assert line in found
    for pattern in case.get("problems_match", []):
        assert any(re.fullmatch(pattern, line) for line in found), found


def test_every_rule_is_tried() -> None:
    """A rule without a case could never fail."""
    from macros.guide import block_checks, checks, page_checks, text_checks

    tried = "\n".join(str(case) for case in (*CASES, *ROWS))
    words = {
        "check_front_matter": "front matter",
        "check_ids": "is taken by",
        "check_nav": "not in the nav",
        "check_numbers_of_sections": "outline says",
        "check_needs": "in needs",
        "check_calls": "unknown term",
        "check_data": "no page cites",
        "check_names": "names no section",
        "check_asked": "is asked",
        "check_name": "lower-case words",
        "check_fences": "not closed",
        "check_headings": "skips a level",
        "check_anchors": "already",
        "check_boxes": "unknown box",
        "check_questions": "unknown level",
        "check_links": "plain link",
        "check_dollars": "bare dollar",
        "check_estimates": "typed in an estimate box",
        "check_parts": "does not call",
        "check_foreign": "a wiki link",
        "check_html": "raw HTML",
        "check_addresses": "has the scheme",
        "check_emphasis": "without its partner",
        "check_braces": "in braces",
        "check_foreign_blocks": "a content tab",
        "check_underlines": "the underline makes",
        "check_lists": "part of the paragraph above",
        "check_indents": "makes code of the text",
        "check_tables": "cells, the head has",
        "check_fence_lines": "unknown language",
        "check_body": "has no text",
    }
    own = (*page_checks.RULES, *text_checks.RULES, *block_checks.RULES)
    rules = {rule.__name__ for rule in (*checks.RULES, *own)}
    assert rules == set(words)
    assert all(phrase in tried for phrase in words.values())
