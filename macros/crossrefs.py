"""Cross-references: links to topics, the card at the top of a page, what it is connected to at its end."""

from __future__ import annotations

import re
import textwrap

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, desk, here
from .guide.errors import guess
from .guide.pages import Page
from .markup import escape, link


@pass_context
def topic(context: Context, ref: str, text: str = "") -> str:
    """Links to a page of the guide.

    Takes an id such as "ethics", or "ethics#impossibility" for an anchor, and the text to show (default: the title).
    Returns a Markdown link; raises MacroError for an id or anchor that does not exist.
    """
    graph = desk().guide.graph
    page_id, _, anchor = ref.partition("#")
    if page_id not in graph.pages:
        raise MacroError(f"unknown topic '{page_id}'", guess(page_id, graph.pages))
    target = graph.pages[page_id]
    anchors = {reference.key for reference in target.anchors}
    if anchor and anchor not in anchors:
        raise MacroError(f"'{page_id}' has no anchor '{anchor}'", guess(anchor, anchors))
    shown = text
    if not shown:
        heading = next((h.text for h in target.headings if anchor and h.anchor == anchor), target.title)
        shown = escape(heading)
    return link(here(context), target, shown, anchor)


def _links(start: Page, ids: list[str] | tuple[str, ...]) -> str:
    graph = desk().guide.graph
    return ", ".join(link(start, graph.pages[other], escape(graph.label(other))) for other in ids)


@pass_context
def card(context: Context) -> str:
    """Returns the card: the summary, a case's crux, reading time, what the page needs first, the cases that use it."""
    page = here(context)
    graph = desk().guide.graph
    facts = []
    crux = ""
    if page.kind == "case":
        facts.append(f"**Interview** {page.meta.values.get('minutes')} min")
        crux = f"**The crux:** {escape(str(page.meta.values.get('crux')))}\n\n"
    if page.kind == "chapter":
        facts.append(f"**Reading time** {sum(t.minutes for t in graph.topics(page.folder))} min in all")
    elif page.kind != "reference":
        facts.append(f"**Reading time** {page.minutes} min")
    parent = page.meta.values.get("part_of")
    if isinstance(parent, str) and parent in graph.pages:
        facts.append(f"**Part of** {_links(page, [parent])}")
    if graph.needs.get(page.id):
        facts.append(f"**Read first** {_links(page, graph.needs[page.id])}")
    if graph.used_in(page.id):
        facts.append(f"**Used in** {_links(page, graph.used_in(page.id))}")
    rows = "\n".join(f"- {fact}" for fact in facts)
    body = f"{escape(page.summary)}\n{{ .guide-summary }}\n\n{crux}{rows}".rstrip()
    return f'<div markdown="1" class="guide-card">\n\n{body}\n\n</div>'


@pass_context
def connections(context: Context) -> str:
    """Returns the section at a page's end: what it builds on, what it leads to, which cases use it, who names it."""
    page = here(context)
    guide = desk().guide
    graph = guide.graph
    deeper = [other.id for other in graph.topics() if other.meta.values.get("part_of") == page.id]
    builds_on, leads_to = graph.needs.get(page.id, ()), graph.needed_by.get(page.id, ())
    cases = graph.used_in(page.id)
    shown = {*builds_on, *leads_to, *cases, *deeper}
    rows = {
        "Deeper": deeper,
        "Builds on": list(builds_on),
        "Leads to": list(leads_to),
        "Related": [other for other in graph.related(page.id) if other not in shown],
        "Used in": cases,
    }
    mentioned = [other for other in graph.referenced_by.get(page.id, ()) if other not in shown]
    rows["Referenced by"] = [other for other in mentioned if graph.pages[other].kind in ("topic", "cases")]
    lines = [f"- **{name}:** {_links(page, ids)}" for name, ids in rows.items() if ids]
    terms = _terms_of(page)
    blocks = ["## Connections { #connections }", "\n".join(lines)] if lines else []
    if terms:
        blocks += ["## Terms on this page { #terms }", terms]
    return "\n\n".join(blocks)


def _terms_of(page: Page) -> str:
    """The definitions behind the page's tooltips as plain text, for touch screens and paper."""
    guide = desk().guide
    keys = dict.fromkeys(r.key for r in page.mentions("term") if r.key in guide.terms)
    terms = sorted((guide.terms[key] for key in keys), key=lambda term: term.term.casefold())
    names = [f"**{escape(t.term)}**" + (f" ({escape(t.expansion)})" if t.expansion else "") for t in terms]
    return "\n".join(f"- {name}: {escape(t.definition)}" for name, t in zip(names, terms, strict=True))


@pass_context
def chapter_contents(context: Context) -> str:
    """Returns the contents of the chapter whose page calls it: each section with its summary; deep dives below it."""
    page = here(context)
    graph = desk().guide.graph
    if page.kind not in ("chapter", "cases"):
        raise MacroError("chapter_contents() stands on a chapter page", "move the call to the chapter's index.md")
    lines = []
    inside = [other for other in graph.pages.values() if other.folder == page.folder and other.id != page.id]
    for other in inside:
        indent = "    " if other.is_deep_dive else ""
        label = link(page, other, escape(graph.label(other.id)))
        lines.append(f"{indent}- {label} ({other.minutes} min)  \n{indent}  {escape(other.summary)}")
    return "\n".join(lines)


@pass_context
def contents(context: Context) -> str:
    """Returns the contents of the whole guide: chapters with their summaries, and the sections of each."""
    page = here(context)
    graph = desk().guide.graph
    blocks = []
    for chapter in graph.chapters():
        head = f"**{link(page, chapter, escape(graph.label(chapter.id)))}**  \n  {escape(chapter.summary)}"
        blocks.append(f"- {head}\n\n    {_links(page, [other.id for other in graph.topics(chapter.folder)])}\n")
    return "\n".join(blocks)


@pass_context
def topic_table(context: Context) -> str:
    """Returns all topics as a table: number and title, what each needs first, reading time."""
    page = here(context)
    graph = desk().guide.graph
    rows = ["| Topic | Read first | Minutes |", "|---|---|---|"]
    for other in graph.topics():
        first = _links(page, graph.needs.get(other.id, ())) or "nothing"
        rows.append(f"| {link(page, other, escape(graph.label(other.id)))} | {first} | {other.minutes} |")
    return "\n".join(rows)


@pass_context
def topic_map(context: Context, folder: str = "") -> str:
    """Returns the topic map as a Mermaid diagram.

    Takes a chapter's folder for its topics and what they need; "" for the chapters and the needs between them.
    """
    graph = desk().guide.graph
    chapters = {chapter.folder: chapter for chapter in graph.chapters()}
    if folder and folder not in chapters:
        raise MacroError(f"unknown chapter '{folder}'", guess(folder, chapters))
    lines = _chapter_map(folder) if folder else _whole_map()
    what = f"chapter {graph.label(chapters[folder].id)}" if folder else "the guide"
    described = re.sub(r"[#;{}:]", " ", _described(folder))
    name = f"How the topics of {what} build on each other" if folder else "How the chapters build on each other"
    figure = f"topic-map-{folder}" if folder else "topic-map"
    head = f'```mermaid caption="{name}. An arrow leads from what is read first." id="{figure}"\nflowchart TB'
    return "\n".join([head, f"  accTitle: {name}", f"  accDescr: {described}", *lines, "```"])


def _chapter_map(folder: str) -> list[str]:
    """The chapter's sections; what they need of other chapters stands as one box a chapter, so the map stays narrow."""
    graph = desk().guide.graph
    chapters = {chapter.folder: chapter.id for chapter in graph.chapters()}
    inside = [page.id for page in graph.topics(folder) if not page.is_deep_dive]
    edges: dict[tuple[str, str], None] = {}
    for page_id in inside:
        for needed in graph.needs.get(page_id, ()):
            edges[(needed if needed in inside else chapters.get(graph.pages[needed].folder, needed), page_id)] = None
    outside = list(dict.fromkeys(start for start, _ in edges if start not in inside))
    names = {page_id: f"n{index}" for index, page_id in enumerate([*outside, *inside])}
    lines = [f'  {names[i]}["{_box_label(i)}"]{":::human" if i in outside else ""}' for i in names]
    return lines + [f"  {names[start]} --> {names[end]}" for start, end in edges]


def _whole_map() -> list[str]:
    graph = desk().guide.graph
    chapters = {chapter.folder: f"c{index}" for index, chapter in enumerate(graph.chapters())}
    lines = [f'  {chapters[c.folder]}["{_box_label(c.id)}"]' for c in graph.chapters()]
    return lines + [f"  {chapters[a]} --> {chapters[b]}" for a, b in _chapter_edges()]


def _chapter_edges() -> list[tuple[str, str]]:
    """The needs between chapters, without those that follow from others: a map with every edge is a hairball."""
    graph = desk().guide.graph
    order = [chapter.folder for chapter in graph.chapters()]
    edges = set()
    for page in graph.topics():
        for other in graph.needs.get(page.id, ()):
            start = graph.pages[other].folder
            if start != page.folder and start in order and page.folder in order:
                edges.add((start, page.folder))
    reach: dict[str, set[str]] = {folder: set() for folder in order}
    for folder in order:  # needs lead forward, so the folders before are complete
        for start, end in edges:
            if end == folder:
                reach[folder] |= {start} | reach.get(start, set())
    return sorted(
        (a, b) for a, b in edges if not any((m, b) in edges and a in reach[m] for m in order if m not in (a, b))
    )


def _label(page_id: str) -> str:
    return desk().guide.graph.label(page_id).replace('"', "'")


def _box_label(page_id: str) -> str:
    """A label of short lines: a map stays narrow."""
    return "<br/>".join(textwrap.wrap(_label(page_id), 18))


def _described(folder: str) -> str:
    graph = desk().guide.graph
    if folder:
        pairs = [(_label(i.id), [_label(n) for n in graph.needs.get(i.id, ())]) for i in graph.topics(folder)]
    else:
        titles = {chapter.folder: _label(chapter.id) for chapter in graph.chapters()}
        edges = _chapter_edges()
        pairs = [(titles[f], [titles[a] for a, b in edges if b == f]) for f in titles]
    return ". ".join(f"{what} needs {' and '.join(first) or 'nothing'}" for what, first in pairs) + "."
