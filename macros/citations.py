"""Citations: the macros that cite works of the bibliography and list them."""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context

from .bibliography import Source
from .desk import MacroError, desk, here
from .guide.errors import guess
from .markup import escape, link


@pass_context
def cite(context: Context, *keys: str) -> str:
    """Takes keys of the bibliography; returns "(Sculley et al., 2015)", linked to the page's list of sources."""
    if not keys:
        raise MacroError("cite() needs a key", 'write cite("sculley-2015")')
    known = desk().sources
    for key in keys:
        if key not in known:
            raise MacroError(f"unknown citation '{key}'", guess(key, known))
    return "(" + "; ".join(f"[{escape(known[key].short)}](#source-{key})" for key in keys) + ")"


@pass_context
def sources(context: Context) -> str:
    """Returns the section of the page's sources: the works that its citations and dated numbers name, by author."""
    page = here(context)
    guide = desk().guide
    keys = {reference.key for reference in page.mentions("cite")}
    keys |= {guide.numbers[r.key].source for r in page.mentions("number", "fact") if r.key in guide.numbers}
    works = [desk().sources[key] for key in keys if key in desk().sources]
    if not works:
        return ""
    return "## Sources { #sources }\n\n" + "\n".join(
        f"- {work.full}\n{{ #source-{work.key} }}" for work in sorted(works, key=_by_author)
    )


@pass_context
def all_sources(context: Context) -> str:
    """Returns every work of the bibliography with the pages that cite it, by author."""
    page = here(context)
    guide = desk().guide
    lines = []
    for work in sorted(desk().sources.values(), key=_by_author):
        facts = {number.key for number in guide.numbers.values() if number.source == work.key}
        pages = [
            other
            for other in guide.graph.pages.values()
            if any(r.key == work.key for r in other.mentions("cite"))
            or any(r.key in facts for r in other.mentions("number", "fact"))
        ]
        used = ", ".join(link(page, other, desk().guide.graph.label(other.id)) for other in pages)
        lines.append(f"- {work.full} Cited in {used}.\n{{ #{work.key} }}")
    return "\n".join(lines)


def _by_author(work: Source) -> tuple[str, str, str]:
    return (work.short.casefold(), work.year, work.title)
