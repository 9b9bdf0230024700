"""The study planner's arithmetic in a real browser: the plans of Python, hours, dates, refusals, calendar text."""

from __future__ import annotations

import datetime
import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Page

from macros.plans import capacities, order, plan
from tests.browser.planner import PAGE, TODAY, open_on_the_day

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all tests that do not mind what others chose."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="America/St_Johns")
    yield open_on_the_day(context.new_page(), address + PAGE)
    context.close()


@pytest.fixture(scope="module")
def data(page: Page) -> dict[str, Any]:
    """What the page plans from."""
    found: dict[str, Any] = page.evaluate("guidePlanner.data")
    assert len(found["pages"]) >= 30
    return found


def _plans(page: Page, given: list[Any]) -> list[dict[str, Any]]:
    """The plans of the browser, all in one go; as text, since thousands of small objects are slow to hand over."""
    text = page.evaluate("(all) => JSON.stringify(all.map((one) => guidePlans.plan(guidePlanner.data, ...one)))", given)
    found: list[dict[str, Any]] = json.loads(text)
    return found


def test_the_plans_are_those_of_the_tables(page: Page, data: dict[str, Any]) -> None:
    """Many random inputs in one go; what holds for Python's plans holds for these."""
    rng = random.Random(10)
    roles, spots = [[each["id"] for each in data[key]] for key in ("roles", "weak")]
    given = []
    for _ in range(1500):
        days = rng.choice([rng.randrange(1, 15), rng.randrange(1, 90), rng.randrange(1, 367)])
        week = rng.choice([60 * rng.randrange(1, 61), rng.randrange(60, 3601)])
        given.append([days, week, rng.choice(roles), rng.sample(spots, rng.randrange(0, len(spots)))])
    found = _plans(page, given)
    for (days, week, role, weak), answer in zip(given, found, strict=True):
        expected = plan(data, days, week, role, weak)
        works = {
            each["day"]: [(w["kind"], w["about"], w["minutes"], w["goesOn"], w["since"]) for w in each["works"]]
            for each in answer["days"]
        }
        assert works == {
            day: [(w.kind, w.about, w.minutes, w.goes_on, w.since) for w in each] for day, each in expected.days.items()
        }, (days, week, role, weak)
        assert answer["left"] == expected.left


def test_the_plans_keep_hours_dates_and_needs(page: Page, data: dict[str, Any]) -> None:
    """Checked on the answers of the browser, without Python's plans."""
    rng = random.Random(11)
    pages = {each["id"]: each for each in data["pages"]}
    given: list[Any] = [[rng.randrange(1, 367), rng.randrange(60, 3601), "any", []] for _ in range(600)]
    found = _plans(page, given)
    for (days, week, *_), answer in zip(given, found, strict=True):
        spent: dict[int, int] = {}
        read: dict[str, int] = {}
        for each in answer["days"]:
            assert 0 <= each["day"] < days
            assert each["works"]
            for work in each["works"]:
                spent[each["day"] // 7] = spent.get(each["day"] // 7, 0) + work["minutes"]
                if work["kind"] == "read":
                    assert all(read.get(n) == pages[n]["minutes"] for n in pages[work["about"]]["needs"])
                    read[work["about"]] = read.get(work["about"], 0) + work["minutes"]
        assert all(a["day"] < b["day"] for a, b in pairwise(answer["days"]))
        for block, minutes in spent.items():
            assert minutes <= week * min(7, days - 7 * block) / 7
        finished = {name for name, minutes in read.items() if minutes == pages[name]["minutes"]}
        assert set(answer["left"]) >= set(pages) - finished
        assert not set(answer["left"]) & finished


def test_parts_agree_and_everything_is_reached(page: Page, data: dict[str, Any]) -> None:
    for days in (1, 2, 3, 6, 7, 8, 13, 14, 100, 366):
        for week in (60, 61, 359, 480, 3600):
            found = dict(page.evaluate("([d, w]) => [...guidePlans.capacities(guidePlanner.data, d, w)]", [days, week]))
            assert found == capacities(days, week)
    needs = {each["id"]: each["needs"] for each in data["pages"]}
    for role in data["roles"]:
        found = page.evaluate("(first) => guidePlans.order(guidePlanner.data.pages, first)", role["first"])
        assert found == order(needs, role["first"])
        answer = page.evaluate("(role) => guidePlans.plan(guidePlanner.data, 300, 900, role, [])", role["id"])
        assert answer["left"] == []
    chapters = {each["label"][0] for each in data["pages"] if each["label"][0].isdigit()}
    assert chapters == set("1234567")


DATES = [
    "2026-12-24",
    "2024-02-29",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "",
    "soon",
    "20261224",
    "0001-01-01",
]


def test_dates_are_real_dates(page: Page) -> None:
    found = page.evaluate(
        "(all) => all.map((text) => guidePlans.parse(text)).map((n) => n - 0 === n ? n : null)", DATES
    )
    for text, number in zip(DATES, found, strict=True):
        try:
            expected = datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
        except ValueError:
            expected = None
        if text != "0001-01-01":  # JavaScript takes years below 100 for those of the last century
            epoch = datetime.date(1970, 1, 1)
            assert number == (None if expected is None else (expected - epoch).days), text
    days = page.evaluate("Array.from({ length: 800 }, (_, i) => guidePlans.iso(guidePlanner.today + i))")
    assert days == [(TODAY + datetime.timedelta(days=i)).isoformat() for i in range(800)]


REFUSED = [
    ("", "", "8", "Date of the interview: give a date such as 2026-12-21."),
    ("2026-02-30", "", "8", "Date of the interview: give a date such as 2026-12-21."),
    ("2026-11-22", "", "8", "The date of the interview is past."),
    ("2026-11-23", "", "8", "The interview is today: no day is left to plan."),
    ("2027-11-25", "", "8", "The interview is more than a year away: plan the last year."),
    ("2026-12-24", "2026-12-24", "8", "The first day of work must come before the interview."),
    ("2026-12-24", "2025-12-01", "8", "The first day of work is more than a year before the interview."),
    ("2026-12-24", "x", "8", "First day of work: give a date such as 2026-11-23."),
    ("2026-12-24", "", "", "Hours a week: write a number such as 8 or 7.5."),
    ("2026-12-24", "", "eight", "Hours a week: write a number such as 8 or 7.5."),
    ("2026-12-24", "", "-8", "Hours a week: write a number such as 8 or 7.5."),
    ("2026-12-24", "", "1e3", "Hours a week: write a number such as 8 or 7.5."),
    ("2026-12-24", "", "0", "Hours a week must be between 1 and 60."),
    ("2026-12-24", "", "0.9", "Hours a week must be between 1 and 60."),
    ("2026-12-24", "", "61", "Hours a week must be between 1 and 60."),
    ("2026-11-24", "", "1", "That leaves less than 15 minutes in all: read the one-page sheets and rest."),
    ("soon", "", "0", "Date of the interview: give a date such as 2026-12-21. Hours a week must be between 1 and 60."),
]  # fmt: skip


def test_what_cannot_be_planned_is_refused(page: Page) -> None:
    given = [{"interview": interview, "start": start, "hours": hours} for interview, start, hours, _ in REFUSED]
    found = page.evaluate(
        """(all) => all.map((fields) => guidePlans.read(fields, guidePlanner.today, 15).errors
            .map(([, message]) => message).join(". ") + ".")""",
        given,
    )
    assert found == [message for *_, message in REFUSED]
    fine = page.evaluate(
        "guidePlans.read({interview: '2027-11-24', start: '', hours: ' 7.5 '}, guidePlanner.today, 15)"
    )
    assert (fine["days"], fine["week"]) == (366, 450)


def test_awkward_text_survives_the_calendar(page: Page) -> None:
    text = "a, b; c \\ d\ne: " + "äöü漢字🙂" * 30
    entry = {"date": "2026-12-31", "end": "2027-01-01", "summary": text, "description": text, "url": ""}
    raw = page.evaluate("(entry) => guideCalendar.calendar([entry], new Date())", entry)
    event = icalendar.Calendar.from_ical(raw.encode("utf-8")).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == str(event["DESCRIPTION"]) == text
    assert all(len(line.encode("utf-8")) <= 75 for line in raw.split("\r\n"))
