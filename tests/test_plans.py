"""Study plans: hours, dates and needs hold for many inputs, and the macros say what is wrong with their lists."""

from __future__ import annotations

import json
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from macros.plans import KINDS, PIECE, Plan, capacities, order, plan
from tests.helpers import SmallGuide

IDS = ["a", "b", "c", "d", "e", "f", "g", "h"]


@st.composite
def _data(draw: st.DrawFn) -> dict[str, Any]:
    """Pages that need earlier ones only, as a checked guide has them; cases; lists."""
    pages: list[dict[str, Any]] = [
        {"id": name, "minutes": draw(st.integers(PIECE, 90)), "needs": draw(st.sets(st.sampled_from(IDS[:index])))}
        if index
        else {"id": name, "minutes": 30, "needs": []}
        for index, name in enumerate(IDS[: draw(st.integers(1, len(IDS)))])
    ]
    names = [page["id"] for page in pages]
    some = st.lists(st.sampled_from(names), max_size=4)
    return {
        "pages": [{**page, "needs": sorted(page["needs"])} for page in pages],
        "cases": [{"id": f"case-{n}", "uses": draw(some)} for n in range(draw(st.integers(0, 5)))],
        "start": draw(some),
        "core": draw(some),
        "roles": [{"id": "any", "first": draw(some)}],
        "weak": [{"id": "w", "first": draw(some)}],
    }


@settings(deadline=None)
@given(_data(), st.integers(1, 366), st.integers(60, 3600), st.sampled_from([(), ("w",)]))
def test_a_plan_holds_to_its_promises(data: dict[str, Any], days: int, week: int, weak: tuple[str, ...]) -> None:
    made = plan(data, days, week, "any", weak)
    _hours(made, days, week)
    _sequence(made, data, days)


def _hours(made: Plan, days: int, week: int) -> None:
    """No day after the last, no more minutes than given, a day of rest in a full week."""
    assert all(0 <= day < days for day in made.days)
    for start in range(0, days, 7):
        inside = {day: works for day, works in made.days.items() if start <= day < start + 7}
        length = min(7, days - start)
        assert sum(work.minutes for works in inside.values() for work in works) <= week * length / 7
        assert len(inside) <= (6 if length == 7 else length)
    last = made.days.get(days - 1, [])
    assert {work.kind for work in last} <= {"recall", "close"}
    assert sum(work.minutes for work in last) <= 45


def _sequence(made: Plan, data: dict[str, Any], days: int) -> None:
    """Pages after what they need, whole before the next; comparisons after attempts; returns after them and in time."""
    pages = {page["id"]: page for page in data["pages"]}
    spent: dict[str, int] = {}
    works = [(day, work) for day, each in made.days.items() for work in each]
    for day, work in works:
        assert work.minutes > 0
        if work.kind == "read":
            for needed in pages[work.about]["needs"]:
                assert spent.get(needed) == pages[needed]["minutes"]
            assert work.goes_on == (work.about in spent)
            spent[work.about] = spent.get(work.about, 0) + work.minutes
            assert spent[work.about] <= pages[work.about]["minutes"]
        if work.kind == "return":
            assert 0 <= work.since < day <= days - 2
            assert any(w.kind == "attempt" and w.about == work.about for w in made.days[work.since])
        if work.kind in ("attempt", "read"):
            assert day < days - 2 or days <= 2
    finished = {page for page, minutes in spent.items() if minutes == pages[page]["minutes"]}
    tried = {work.about for _, work in works if work.kind == "attempt"}
    assert sorted(made.left) == sorted({*pages, *(case["id"] for case in data["cases"])} - finished - tried)
    attempts = [work for _, work in works if work.kind == "attempt"]
    compared = sum(work.minutes for _, work in works if work.kind == "compare")
    assert compared >= (len(attempts) - 1) * KINDS["compare"]["minutes"]
    mocks = [day for day, work in works if work.kind == "mock"]
    assert all(later - before >= 7 for before, later in pairwise(mocks))


@settings(deadline=None)
@given(_data())
def test_with_hours_enough_everything_is_reached(data: dict[str, Any]) -> None:
    assert plan(data, 180, 900).left == []


def test_what_is_named_first_comes_first_after_its_needs() -> None:
    assert order({"a": [], "b": ["a"], "c": [], "d": ["c", "b"]}, ["d", "nosuch", "a"]) == ["c", "a", "b", "d"]


@pytest.mark.parametrize(
    ("days", "week", "expected"),
    [
        (1, 600, {0: 45}),
        (7, 600, {0: 100, 1: 100, 2: 100, 4: 100, 5: 100, 6: 45}),
        (7, 60, {3: 60}),
        (3, 60, {1: 25}),
        (2, 30, {}),
        (8, 120, {1: 60, 5: 60, 7: 17}),
    ],
)
def test_hours_become_days(days: int, week: int, expected: dict[int, int]) -> None:
    assert capacities(days, week) == expected


LISTS = """\
start: [caching]
core: []
roles:
  any:
    label: Any <role>
    first: []
  disks:
    label: Disks
    first: [sharding]
weak_spots:
  copies:
    label: Copies
    first: [sharding]
"""


@pytest.fixture
def planned(small: SmallGuide) -> SmallGuide:
    """The small guide with lists for plans."""
    small.write("data/plans.yml", LISTS)
    return small


def test_the_form_holds_the_graph(planned: SmallGuide) -> None:
    text, problems = planned.render("index.md", "{{ planner(hours_per_week=8) }}")
    assert problems == []
    form = LexborHTMLParser(text).css_first("form.planner")
    assert form is not None
    given = json.loads(unescape(form.attributes["data-plan"] or ""))
    assert [(page["id"], page["label"], page["needs"]) for page in given["pages"]] == [
        ("caching", "1.1 Caching", []),
        ("sharding", "1.2 Sharding", ["caching"]),
    ]
    assert given["pages"][0]["minutes"] == 10  # one minute of reading and three questions
    assert given["pages"][0]["url"] == "../basics/caching/"
    for field in form.css("input, select"):
        assert form.css_first(f'label[for="{field.attributes["id"]}"]')
    assert [option.text() for option in form.css("option")] == ["Any <role>", "Disks"]


def test_a_new_page_is_planned_by_itself(planned: SmallGuide) -> None:
    page = (planned.root / "docs/basics/sharding.md").read_text(encoding="utf-8")
    planned.write("docs/basics/zoning.md", page.replace("Sharding", "Zoning").replace('"1.2"', '"1.3"'))
    nav = ["basics/index.md", "basics/caching.md", "basics/sharding.md", "basics/zoning.md"]
    planned.configure(["index.md", {"Basics": nav}])
    text, _ = planned.render("index.md", "{{ plan_table(weeks=2, hours_per_week=10) }}")
    assert "Read [1.3 Zoning](basics/zoning.md) (10 min)" in text


def test_tables_of_plans(planned: SmallGuide) -> None:
    text, problems = planned.render("index.md", '{{ plan_table(weeks=1, hours_per_week=5, role="disks") }}')
    assert problems == []
    assert text.splitlines()[2].startswith("| 1 | Read [1.1 Caching](basics/caching.md) (10 min); Attempt")
    assert "a prompt from your own list (45 min)" in text
    text, problems = planned.render("index.md", "{{ plan_sizes(hours_per_week=5, weeks=[1, 2]) }}")
    assert problems == []
    assert "| Pages finished | 2 | 2 |" in text
    text, problems = planned.render("index.md", "{{ role_table(hours_per_week=5, weeks=1) }}")
    assert problems == []
    assert "| Disks | [1.2 Sharding](basics/sharding.md) | 2 |" in text


@pytest.mark.parametrize(
    ("lists", "call", "message"),
    [
        ({"[caching]": "[cachng]"}, "planner(hours_per_week=8)", "unknown topic 'cachng'; did you mean 'caching'?"),
        ({"core: []": "core: []\ncore: []"}, "planner(hours_per_week=8)", "stands twice"),
        ({"core: []\n": ""}, "planner(hours_per_week=8)", "data/plans.yml is not of its form; it holds start, core,"),
        ({}, 'plan_table(weeks=1, hours_per_week=8, role="disk")', "unknown role 'disk'; did you mean 'disks'?"),
    ],
)
def test_wrong_lists_are_named(planned: SmallGuide, lists: dict[str, str], call: str, message: str) -> None:
    planned.change({"data/plans.yml": lists})
    _, problems = planned.render("index.md", f"{{{{ {call} }}}}")
    assert len(problems) == 1
    assert message in problems[0]
