"""The study planner: the form that a script brings to life, and the plans that stand on the page without one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape as html
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, desk, here
from .estimates import show
from .guide.errors import guess
from .guide.pages import Page
from .guide.strict_yaml import read_mapping
from .markup import address, escape, link
from .plans import GAPS, KINDS, LEAN, LEAST, PIECE, PROMPT, PROMPTS, SESSION, WHOLE, Plan, Work, plan

FILE = "data/plans.yml"
#: Where prompts come from in a guide without a page of them.
OWN = "your own list"
#: Minutes to answer a question of a page in writing, on top of its reading time.
QUESTION = 3


def data(start: Page) -> dict[str, Any]:
    """Returns what plans are made of, from the graph of the pages: all topics but the planner's own, and all cases.

    Takes the page on which the planner stands; raises MacroError for lists that name what does not exist.
    """
    graph = desk().guide.graph
    lists = _lists()
    pages = [page for page in graph.topics() if page.id != start.id]
    known = {page.id for page in pages}
    for name in [
        *lists["start"],
        *lists["core"],
        *(p for kind in ("roles", "weak") for r in lists[kind] for p in r["first"]),
    ]:
        if name not in known:
            raise MacroError(f"{FILE}: unknown topic '{name}'", guess(name, known))
    return {
        **lists,
        "pages": [
            {
                **_about(start, page),
                "minutes": max(PIECE, page.minutes + QUESTION * len(page.questions)),
                "needs": [needed for needed in graph.needs.get(page.id, ()) if needed in known],
            }
            for page in pages
        ],
        "cases": [
            {**_about(start, case), "uses": [page for page in graph.references.get(case.id, ()) if page in known]}
            for case in graph.cases()
        ],
        "prompt": _about(start, graph.pages[PROMPT])
        if PROMPT in graph.pages
        else {"id": PROMPT, "label": OWN, "url": ""},
    }


def _about(start: Page, page: Page) -> dict[str, str]:
    path = address(start, page).removesuffix(".md").removesuffix("index")
    return {"id": page.id, "label": desk().guide.graph.label(page.id), "url": f"../{path}/".replace("//", "/")}


def _lists() -> dict[str, Any]:
    path = desk().root / FILE
    read = read_mapping(path.read_text(encoding="utf-8"), FILE) if path.exists() else None
    if read is None or read.problems:
        raise MacroError(str(read.problems[0]) if read else f"{FILE} is missing")
    values = read.values

    def named(key: str) -> list[dict[str, Any]]:
        return [{"id": name, "label": entry["label"], "first": entry["first"]} for name, entry in values[key].items()]

    try:
        return {"start": values["start"], "core": values["core"], "roles": named("roles"), "weak": named("weak_spots")}
    except (KeyError, TypeError, AttributeError):
        hint = "it holds start, core, roles and weak_spots; each role and spot has label and first"
        raise MacroError(f"{FILE} is not of its form", hint) from None


def _hours(hours_per_week: float) -> int:
    return round(hours_per_week * 60)


@pass_context
def plan_sizes(context: Context, hours_per_week: float, weeks: list[int]) -> str:
    """Returns a table of what plans of some lengths hold, one column a plan, for any role."""
    known = data(here(context))
    plans = [plan(known, 7 * count, _hours(hours_per_week)) for count in weeks]
    rows = [
        "| Plan | " + " | ".join(f"{count} week{'s' if count > 1 else ''}" for count in weeks) + " |",
        "|---" * (len(weeks) + 1) + "|",
    ]
    for name, count in _COUNTS.items():
        rows.append(f"| {name} | " + " | ".join(count(each, known) for each in plans) + " |")
    return "\n".join(rows)


def _works(given: Plan, *kinds: str) -> list[Work]:
    return [work for day in given.days.values() for work in day if work.kind in kinds]


def _spent(given: Plan, *kinds: str) -> str:
    return show(round(sum(work.minutes for work in _works(given, *kinds)) / 60, 1), "h")


_COUNTS: Mapping[str, Any] = {
    "Days with work": lambda given, known: str(len(given.days)),
    "Pages finished": lambda given, known: str(len([p for p in known["pages"] if p["id"] not in given.left])),
    "Pages left out": lambda given, known: str(len([p for p in known["pages"] if p["id"] in given.left])),
    "First attempts": lambda given, known: str(len(_works(given, "attempt"))),
    "Returns": lambda given, known: str(len(_works(given, "return"))),
    "Mocks": lambda given, known: str(len(_works(given, "mock"))),
    "Reading": lambda given, known: _spent(given, "read"),
    "Attempts, comparing, returns, mocks": lambda given, known: _spent(given, "attempt", "compare", "return", "mock"),
    "In all": lambda given, known: _spent(given, *KINDS),
}


@pass_context
def plan_table(context: Context, weeks: int, hours_per_week: float, role: str = "any") -> str:
    """Returns a plan as a table: the day, its work with links, its minutes, what there is to show at its end."""
    start = here(context)
    known = data(start)
    _known_role(known, role)
    given = plan(known, 7 * weeks, _hours(hours_per_week), role)
    rows = ["| Day | Work | Minutes | At the end of the day you have |", "|---|---|---|---|"]
    for day, works in given.days.items():
        lines = "; ".join(_line(start, work) for work in works)
        outputs = "; ".join(dict.fromkeys(KINDS[work.kind]["output"] for work in works))
        rows.append(f"| {day + 1} | {lines} | {sum(work.minutes for work in works)} | {outputs} |")
    return "\n".join(rows)


def _line(start: Page, work: Work) -> str:
    pages = desk().guide.graph.pages
    text = str(KINDS[work.kind]["label"])
    if work.about:
        found = pages.get(work.about)
        where = link(start, found, escape(desk().guide.graph.label(work.about))) if found else OWN
        text += f" a prompt from {where}" if work.about == PROMPT and work.kind != "read" else f" {where}"
    if work.since >= 0:
        text += f", first tried on day {work.since + 1}"
    return f"{text} ({'goes on, ' if work.goes_on else ''}{work.minutes} min)"


@pass_context
def role_table(context: Context, hours_per_week: float, weeks: int, show_pages: int = 5) -> str:
    """Returns a table of roles: the pages that a plan of this length reads first, and how many it reads."""
    start = here(context)
    known = data(start)
    graph = desk().guide.graph
    rows = ["| Role | Pages first, in order | Pages finished |", "|---|---|---|"]
    for role in known["roles"]:
        given = plan(known, 7 * weeks, _hours(hours_per_week), role["id"])
        read = list(dict.fromkeys(work.about for work in _works(given, "read")))
        shown = [
            link(start, graph.pages[page], escape(graph.label(page))) for page in role["first"] or read[:show_pages]
        ]
        finished = len([page for page in read if page not in given.left])
        rows.append(f"| {escape(role['label'])} | {', '.join(shown)} | {finished} |")
    return "\n".join(rows)


def _known_role(known: Mapping[str, Any], role: str) -> None:
    roles = [each["id"] for each in known["roles"]]
    if role not in roles:
        raise MacroError(f"unknown role '{role}'", guess(role, roles))


@pass_context
def planner(context: Context, hours_per_week: float) -> str:
    """Returns the planner's form, switched off until its script takes over, with all that the script plans from."""
    known = data(here(context))
    rules = {"piece": PIECE, "least": LEAST, "session": SESSION, "prompts": PROMPTS, "whole": WHOLE, "lean": LEAN}
    given = html(
        json.dumps(
            {**known, "kinds": KINDS, "rules": {**rules, "gaps": GAPS}}, ensure_ascii=False, separators=(",", ":")
        )
    )
    roles = [f'<option value="{role["id"]}">{html(role["label"])}</option>' for role in known["roles"]]
    weak = [
        f'<li><input type="checkbox" id="planner-weak-{spot["id"]}" name="weak" value="{spot["id"]}">'
        f' <label for="planner-weak-{spot["id"]}">{html(spot["label"])}</label></li>'
        for spot in known["weak"]
    ]
    return "\n".join(
        [
            '<form class="planner" id="planner-form" autocomplete="off" aria-label="Study planner"',
            f' data-plan="{given}">',
            '<p class="planner-off">The planner needs JavaScript. The tables below hold its plans for one, two, four'
            " and eight weeks.</p>",
            '<fieldset class="planner-fields" disabled>',
            "<legend>Your plan</legend>",
            _field("interview", "Date of the interview", "date", "", "after today, at most a year ahead"),
            _field("start", "First day of work", "date", "", "today, unless you choose another day"),
            _field("hours", "Hours a week for this round", "text", f"{hours_per_week:g}", "1 to 60"),
            '<p><label for="planner-role">Role</label> <select id="planner-role" name="role">',
            f"{''.join(roles)}</select></p>",
            '<fieldset class="planner-weak">',
            "<legend>Weak spots</legend>",
            f"<ul>{''.join(weak)}</ul>",
            "</fieldset>",
            "</fieldset>",
            '<div class="planner-status" role="status"></div>',
            '<div class="planner-plan"></div>',
            "</form>",
        ]
    )


def _field(name: str, label: str, kind: str, value: str, hint: str) -> str:
    own = f"planner-{name}"
    extra = ' inputmode="decimal" spellcheck="false"' if kind == "text" else ""
    return (
        f'<p><label for="{own}">{html(label)}</label>'
        f' <input id="{own}" name="{name}" type="{kind}" value="{html(value)}"{extra} aria-describedby="{own}-hint">'
        f' <span class="planner-hint" id="{own}-hint">{html(hint)}</span></p>'
    )
