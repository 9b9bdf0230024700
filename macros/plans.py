"""Study plans: which page and which case on which day. docs/assets/javascripts/planner-plan.js does the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Minutes and words of each kind of work; the planner's script is given the same.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "recall": {
        "minutes": 15,
        "label": "Recall: numbers, formulas, one diagram from memory",
        "output": "marked cards or a redrawn diagram",
    },
    "read": {"minutes": 0, "label": "Read", "output": "answers written before they are opened"},
    "attempt": {"minutes": 45, "label": "Attempt, closed, on the clock:", "output": "a sheet"},
    "compare": {"minutes": 55, "label": "Compare, score, write fixes:", "output": "a score per signal, three fixes"},
    "return": {"minutes": 20, "label": "Return, one constraint changed:", "output": "fixes held, or not"},
    "mock": {"minutes": 90, "label": "Mock with a person, and debrief", "output": "a score by somebody else"},
    "close": {
        "minutes": 30,
        "label": "Say one opening aloud, redraw two diagrams, read your fixes; nothing new",
        "output": "a calm evening",
    },
}
#: An attempt with all that makes it count.
WHOLE = 100
#: Attempts may be ahead of reading by this much.
LEAN = 50
#: A piece of work that can be split is never cut into pieces of fewer minutes.
PIECE = 10
#: A day with fewer minutes is not worth sitting down for; a study session is at least as long where the week allows it.
LEAST, SESSION = 15, 60
#: Attempts at unread prompts a week, once the cases are used up.
PROMPTS = 2
PROMPT = "common-questions"
#: A plan's length in days, and after how many days one comes back to a case.
GAPS: Sequence[tuple[int, Sequence[int]]] = ((10, (2, 4)), (21, (3, 6)), (41, (3, 8)), (10_000, (3, 8, 21)))


@dataclass(frozen=True)
class Work:
    """One line of a day: its kind, the page or case it is about, its minutes, whether it goes on from before.

    Of a return, since is the day of the first attempt.
    """

    kind: str
    about: str
    minutes: int
    goes_on: bool = False
    since: int = -1


@dataclass
class Plan:
    """Days with work (counted from 0), and what found no room."""

    days: dict[int, list[Work]]
    left: list[str]


@dataclass
class _State:
    pages: list[list[Any]]
    cases: list[str]
    due: list[tuple[int, str, int]] = field(default_factory=list)
    compare: list[Any] | None = None
    read: int = 0
    attempted: int = 0
    attempts: int = 0
    prompts: dict[int, int] = field(default_factory=dict)
    next_mock: int = 0


def order(needs: Mapping[str, Sequence[str]], first: Iterable[str]) -> list[str]:
    """Returns all pages: those named first in their order, the rest as given, each after the pages it needs."""
    done: dict[str, None] = {}

    def take(page: str) -> None:
        if page in done or page not in needs:
            return
        for needed in needs[page]:
            take(needed)
        done[page] = None

    for page in [*first, *needs]:
        take(page)
    return list(done)


def capacities(days: int, week_minutes: int) -> dict[int, int]:
    """Returns the minutes of each day with work: a day of rest in each full week, light at the end."""
    found: dict[int, int] = {}
    for start in range(0, days, 7):
        length = min(7, days - start)
        budget = week_minutes * length // 7
        if budget < LEAST:
            continue
        count = max(1, min(6 if length == 7 else length, budget // SESSION))
        for index in range(count):
            found[start + (2 * index + 1) * length // (2 * count)] = budget // count
    if days - 1 in found:
        found[days - 1] = min(found[days - 1], KINDS["recall"]["minutes"] + KINDS["close"]["minutes"])
    return found


def plan(data: Mapping[str, Any], days: int, week_minutes: int, role: str = "any", weak: Sequence[str] = ()) -> Plan:
    """Returns a plan.

    Takes the pages, cases and lists of planner.data(), the number of days before the interview, the minutes a week,
    a role and weak spots by id.
    """
    pages = {page["id"]: page for page in data["pages"]}
    focus = [p for spot in data["weak"] if spot["id"] in weak for p in spot["first"]]
    focus += next((list(r["first"]) for r in data["roles"] if r["id"] == role), [])
    sequence = order({key: page["needs"] for key, page in pages.items()}, [*data["start"], *focus, *data["core"]])
    fit = {case["id"]: -len([page for page in case["uses"] if page in focus]) for case in data["cases"]}
    state = _State([[page, pages[page]["minutes"]] for page in sequence], sorted(fit, key=lambda case: fit[case]))
    state.next_mock = min(4, days // 3)
    gaps = next(gaps for most, gaps in GAPS if days <= most)
    found: dict[int, list[Work]] = {}
    room = capacities(days, week_minutes)
    for day, minutes in room.items():
        ahead = sum(later for other, later in room.items() if day < other <= days - 2)
        work = _day(state, day, days, minutes, ahead, week_minutes, gaps, bool(found), data["start"])
        if work:
            found[day] = work
    return Plan(found, [item[0] for item in state.pages] + state.cases)


def _day(
    state: _State,
    day: int,
    days: int,
    rest: int,
    ahead: int,
    week: int,
    gaps: Sequence[int],
    later: bool,
    start: Sequence[str],
) -> list[Work]:
    work: list[Work] = []

    def add(kind: str, about: str, minutes: int, goes_on: bool = False, since: int = -1) -> None:
        nonlocal rest
        work.append(Work(kind, about, minutes, goes_on, since))
        rest -= minutes

    def piece(kind: str, item: list[Any]) -> bool:
        """Adds what fits of an item [id, minutes left, begun]; says whether it is finished."""
        minutes = min(rest, item[1])
        if 0 < item[1] - minutes < PIECE:
            minutes = item[1] - PIECE
        if minutes < min(PIECE, item[1]):
            return False
        add(kind, item[0], minutes, len(item) > 2)
        item[1:] = [item[1] - minutes, True]
        return bool(item[1] == 0)

    closing = days > 2 and day == days - 2
    mock = state.attempts > 0 and days >= 4 and state.next_mock <= day < days - 2
    tight = mock and not state.compare and rest < SESSION + KINDS["recall"]["minutes"]
    if later and rest >= 2 * KINDS["recall"]["minutes"] and not tight:
        add("recall", "", KINDS["recall"]["minutes"])
    if day == days - 1:
        if rest >= PIECE:
            add("close", "", min(rest, KINDS["close"]["minutes"]))
        return work
    if state.compare and piece("compare", state.compare):
        state.compare = None
    if mock and rest >= SESSION:
        add("mock", "", min(KINDS["mock"]["minutes"], rest))
        state.next_mock = day + max(7, -(-2520 // week))
    for item in [item for item in state.due if item[0] <= day]:
        if rest >= KINDS["return"]["minutes"]:
            add("return", item[1], KINDS["return"]["minutes"], since=item[2])
            state.due.remove(item)
    while rest >= PIECE and not closing:
        block = day // 7
        prompts = not state.cases and state.prompts.get(block, 0) < PROMPTS
        begun = not any(page in start for page, *_ in state.pages)
        wanted = (state.cases or prompts) and begun and (state.attempted <= state.read + LEAN or not state.pages)
        fits = rest >= WHOLE or (rest >= KINDS["attempt"]["minutes"] and rest + ahead >= WHOLE + 30)
        if state.compare is None and wanted and fits:
            case = state.cases.pop(0) if state.cases else PROMPT
            if case == PROMPT:
                state.prompts[block] = state.prompts.get(block, 0) + 1
            add("attempt", case, KINDS["attempt"]["minutes"])
            state.attempts += 1
            state.attempted += WHOLE
            state.compare = [case, KINDS["compare"]["minutes"]]
            state.due += [(day + gap, case, day) for gap in gaps if day + gap <= days - 2]
            if piece("compare", state.compare):
                state.compare = None
            continue
        if not state.pages:
            break
        before = rest
        if piece("read", state.pages[0]):
            state.pages.pop(0)
        if rest == before:
            break
        state.read += before - rest
    return work
