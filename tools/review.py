"""Lists what is due for review: pages by the day of their last one, facts by their shelf life. A report, not a gate."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from pathlib import Path

from macros.guide import data, pages

#: Days before a page is due on which it is listed already.
WARNING = 14


def due(root: Path, today: datetime.date, days: int) -> Iterator[tuple[datetime.date, str, str]]:
    """Yields day, place and reason of what is due on a day or soon after; a review is good for `days`."""
    soon = today + datetime.timedelta(days=WARNING)
    for page in pages.read_all(root / "docs"):
        reviewed = page.meta.values.get("reviewed")
        if isinstance(reviewed, datetime.date):
            day = reviewed + datetime.timedelta(days=days)
            if day <= soon:
                yield day, f"{page.file}:{page.meta.lines['reviewed']}", f"reviewed {reviewed}"
    numbers, _ = data.read_numbers(root)
    for number in numbers.values():
        day = datetime.date(number.year + number.shelf_life_years, 12, 31)
        if day <= soon:
            years = "year" if number.shelf_life_years == 1 else "years"
            reason = f"'{number.key}' is of {number.year} and good for {number.shelf_life_years} {years}"
            yield day, f"{data.NUMBERS}:{number.line}", reason


def report(root: Path, today: datetime.date, days: int) -> list[str]:
    """Returns the lines of the report, the longest due first."""
    lines = []
    for day, place, reason in sorted(due(root, today, days)):
        state = "due in" if day > today else "due for"
        lines.append(f"{place}: {state} {abs((today - day).days)} days; {reason}")
    return lines or [f"Nothing is due before {today + datetime.timedelta(days=WARNING)}"]


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description="List what is due for review.")
    parser.add_argument("--days", type=int, default=365, help="how long a review is good for")
    arguments = parser.parse_args()
    today = datetime.datetime.now(tz=datetime.UTC).date()
    print("\n".join(report(Path.cwd(), today, arguments.days)))


if __name__ == "__main__":
    main()
