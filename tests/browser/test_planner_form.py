"""The study planner's form in a real browser: refusals, sharing, calendar file, keyboard, names, paper, policy."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

import icalendar
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from macros.plans import plan
from macros.release import policy
from tests.browser.planner import MADE, PAGE, TODAY, open_on_the_day
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.site]
Visit = Callable[..., Page]


@pytest.fixture
def made(browser: Browser, address: str) -> Iterator[Page]:
    """A page of its own with a plan on it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield open_on_the_day(context.new_page(), address + PAGE + MADE)
    context.close()


def test_a_refusal_is_said_and_shown(visit: Visit) -> None:
    page = visit(PAGE)
    page.get_by_label("Hours a week for this round").fill("0")
    page.get_by_label("Date of the interview").fill("2020-01-01")
    page.get_by_role("button", name="Make the plan").click()
    status = page.locator(".planner [role=status]")
    expect(status).to_have_text("The date of the interview is past. Hours a week must be between 1 and 60.")
    expect(page.get_by_label("Date of the interview")).to_be_focused()
    expect(page.get_by_label("Date of the interview")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".planner table")).to_have_count(0)
    expect(page.get_by_role("button", name="Print the plan")).to_be_hidden()


def test_a_plan_can_be_shared(made: Page, browser: Browser, address: str) -> None:
    status = made.locator(".planner [role=status]")
    expect(status).to_have_text(re.compile(r"^Plan made: \d+ days of work, [\d.]+ h, \d+ pages finished, \d+ first"))
    link = made.locator(".planner-link").get_attribute("href")
    assert link == made.url
    context = browser.new_context()
    again = open_on_the_day(context.new_page(), made.url)
    assert again.locator(".planner-plan").inner_text() == made.locator(".planner-plan").inner_text()
    expect(again.get_by_label("Role")).to_have_value("search")
    expect(again.get_by_label("Metrics")).to_be_checked()
    expect(again.get_by_label("Experiments")).not_to_be_checked()
    context.close()


def test_links_of_a_plan_lead_somewhere(made: Page) -> None:
    links = made.evaluate("[...document.querySelectorAll('.planner-plan a')].map((link) => link.href)")
    assert len(links) > 20
    for link in set(links):
        assert made.request.get(link).ok, link


def test_an_address_cannot_inject(browser: Browser, address: str) -> None:
    context = browser.new_context()
    bad = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    page = open_on_the_day(
        context.new_page(), address + PAGE + f"?interview={bad}&start={bad}&hours={bad}&role={bad}&weak={bad}"
    )
    expect(page.locator(".planner [role=status]")).to_contain_text("give a date such as")
    assert page.locator(".planner img").count() == 0
    expect(page.get_by_label("Role")).to_have_value("any")
    context.close()


def test_the_calendar_file_is_one(made: Page) -> None:
    data = made.evaluate("guidePlanner.data")
    with made.expect_download() as waiting:
        made.get_by_role("button", name="Save for a calendar (.ics)").click()
    assert waiting.value.suggested_filename == "study-plan.ics"
    raw = waiting.value.path().read_bytes()
    assert raw == made.evaluate("guidePlanner.file()").encode("utf-8")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(raw)
    assert not calendar.errors
    events = calendar.walk("VEVENT")
    assert not [event.errors for event in events if event.errors]
    assert len({str(event["UID"]) for event in events}) == len(events)
    expected = plan(data, 31, 480, "search", ["metrics", "speaking"])
    dates = [event.decoded("DTSTART") for event in events]
    assert dates == [TODAY + datetime.timedelta(days=day) for day in expected.days] + [datetime.date(2026, 12, 24)]
    for event, works in zip(events, expected.days.values(), strict=False):
        assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(days=1)
        assert str(event["SUMMARY"]) == f"ML design, {sum(work.minutes for work in works)} min"
        lines = str(event["DESCRIPTION"]).split("\n")
        assert len(lines) == len(works) + 1
        assert lines[-1].startswith("At the end: ")
    assert str(events[0]["URL"]).startswith(made.url.split("aminian-guide")[0])


def test_the_keyboard_alone_makes_a_plan(visit: Visit) -> None:
    page = visit(PAGE)
    page.evaluate("document.querySelector('#planner-interview').focus()")
    later = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=40)
    page.keyboard.type(later.strftime("%m%d%Y"))
    stops = []
    for _ in range(30):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent")
        stops.append(name)
        if name == "Weak spots" or name == "Metrics":
            page.keyboard.press("Space")
        if name == "Make the plan":
            break
    assert stops[-1] == "Make the plan"
    assert {"First day of work", "Hours a week for this round", "Role", "Metrics"} <= set(stops)
    page.keyboard.press("Enter")
    expect(page.locator(".planner [role=status]")).to_contain_text("Plan made: ")
    expect(page.get_by_label("Metrics")).to_be_checked()
    after = []
    for _ in range(4):
        page.keyboard.press("Tab")
        after.append(
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
        )
        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth !== '0px'")
    assert after == ["Print the plan", "Save for a calendar (.ics)", "Link to this plan", "Week 1"]


def test_a_screen_reader_finds_names(made: Page) -> None:
    form = made.get_by_role("form", name="Study planner")
    expect(form).to_have_count(1)
    expect(form.get_by_role("group", name="Weak spots")).to_have_count(1)
    hint = made.get_by_label("Hours a week for this round").get_attribute("aria-describedby")
    expect(made.locator(f"#{hint}")).to_have_text("1 to 60")
    expect(form.get_by_role("table", name=re.compile("^Week 1: Mon, Nov 23, 2026 to "))).to_have_count(1)
    assert form.locator("table").count() == 5
    assert form.locator("thead th[scope=col]").count() == 20
    assert form.locator("tbody th[scope=row]").count() == form.locator("tbody tr").count()


def test_no_rule_of_axe_is_broken(made: Page) -> None:
    for scheme in ("light", "dark"):
        made.emulate_media(color_scheme=scheme)
        made.wait_for_timeout(200)
        assert violations(made) == []


def test_the_plan_alone_is_printed(made: Page) -> None:
    made.evaluate("window.print = () => { window.printed = document.documentElement.className }")
    made.get_by_role("button", name="Print the plan").click()
    assert "planner-printing" in made.evaluate("window.printed")
    text = _paper(made)
    assert "InterviewonThu,Dec24,2026" in text
    assert "Week5:" in text
    assert "Saveforacalendar" not in text
    assert "Counthours" not in text
    made.evaluate("dispatchEvent(new Event('afterprint'))")
    assert "Counthours,notweeks" in _paper(made)


def _paper(page: Page) -> str:
    sheets = pypdfium2.PdfDocument(page.pdf(format="A4"))
    return re.sub(r"\s+", "", "".join(sheet.get_textpage().get_text_range() for sheet in sheets))


def test_without_scripts_the_tables_read(visit: Visit) -> None:
    page = visit(PAGE, script=False)
    expect(page.locator(".planner-off")).to_be_visible()
    assert page.locator(".planner-fields").evaluate("(fields) => fields.disabled")
    expect(page.locator(".planner button")).to_have_count(0)
    for name, days in (("one-week", 6), ("two-weeks", 12), ("four-weeks", 24), ("eight-weeks", 48)):
        rows = page.locator(f"#{name} ~ :has(tbody)").first.locator("tbody tr")
        assert rows.count() >= days - 2, name
    assert "Yourplan" not in _paper(page)


def test_it_fits_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = open_on_the_day(context.new_page(), address + PAGE + MADE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_only_this_page_loads_the_scripts(visit: Visit, made: Page) -> None:
    """The build may put a hash into the names."""
    scripts = 'script[src*="javascripts/planner"]'
    assert made.locator(scripts).count() == 3
    assert visit("aminian-guide/approach/").locator(scripts).count() == 0


def test_it_keeps_to_a_strict_policy(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    strict = ""

    def answer(route: Route) -> None:
        nonlocal strict
        response = route.fetch()
        strict = policy.policy(policy.hashes(response.text()))
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": strict})

    page.route("**/study-plan/?*", answer)
    open_on_the_day(page, address + PAGE + MADE)
    assert "'unsafe" not in strict
    assert strict
    with page.expect_download():
        page.get_by_role("button", name="Save for a calendar (.ics)").click()
    expect(page.locator(".planner table")).to_have_count(5)
    assert faults == []
    context.close()
