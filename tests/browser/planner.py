"""What the planner's tests share: the day from which they count, and a page opened on it."""

from __future__ import annotations

import datetime

from playwright.sync_api import Page

PAGE = "aminian-guide/study-plan/"
TODAY = datetime.date(2026, 11, 23)
#: Answers that make a plan of 31 days.
MADE = "?interview=2026-12-24&start=2026-11-23&hours=8&role=search&weak=metrics.speaking"


def open_on_the_day(opened: Page, address: str) -> Page:
    """Opens an address on the day from which the tests count."""
    opened.clock.set_fixed_time(datetime.datetime(2026, 11, 23, 12, 0))
    opened.goto(address)
    return opened
