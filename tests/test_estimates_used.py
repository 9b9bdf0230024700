"""Every estimate function earns its place: a page or a worked problem uses it."""

from __future__ import annotations

import re

from macros.estimates import FORMULAS
from macros.guide import pages
from tests.helpers import ROOT

CALL = re.compile(r"\b(?:estimate|value|calc)\.(\w+)\(")


def test_every_function_has_a_use() -> None:
    """Code samples do not count: they are blanked in a page's prose."""
    used = {name for page in pages.read_all(ROOT / "docs") for name in CALL.findall(page.prose)}
    assert set(FORMULAS) - used == set()


def test_the_scan_can_fail() -> None:
    assert CALL.findall("{{ value.replicas(x=1) }} and avalue.nothing( and calc.in_flight (") == ["replicas"]


def test_the_guide_computes_what_interviews_ask() -> None:
    assert len(FORMULAS) >= 45
