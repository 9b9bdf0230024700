"""The guide from A to Z: what search offers, for readers without scripts and on paper."""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import desk, here
from .markup import escape, link


@pass_context
def a_to_z(context: Context) -> str:
    """Returns every page, term and other name of the guide in alphabetical order, each with where it is explained."""
    start = here(context)
    guide = desk().guide
    graph = guide.graph
    rows: dict[tuple[str, str], str] = {}
    for page in graph.pages.values():
        label = link(start, page, escape(graph.label(page.id)))
        for alias in page.ids("aliases"):
            rows[alias.casefold(), "1"] = f"{escape(alias)}: {label}"
        number = graph.numbers.get(page.id)
        rows[page.title.casefold(), "0"] = link(start, page, f"**{escape(page.title)}**") + (
            f" ({number})" if number else ""
        )
    for term in guide.terms.values():
        name = link(start, graph.pages["glossary"], escape(term.term), term.key)
        owner = graph.pages.get(term.owner)
        where = f": {link(start, owner, escape(graph.label(owner.id)))}" if owner else ""
        for other in (term.expansion, *term.aliases):
            if other:
                rows.setdefault((other.casefold(), "2"), f"{escape(other)}: see {name}")
        # A term stands for an alias of the same name.
        rows.pop((term.term.casefold(), "1"), None)
        rows[term.term.casefold(), "0"] = f"{name}{f' ({escape(term.expansion)})' if term.expansion else ''}{where}"
    blocks: list[str] = []
    letter = ""
    for key in sorted(rows):
        initial = key[0][0].upper() if key[0][0].isalpha() else "0-9"
        if initial != letter:
            letter = initial
            blocks.append(f"\n## {letter} {{ #letter-{letter.lower()} }}\n")
        blocks.append(f"- {rows[key]}")
    return "\n".join(blocks).strip()
