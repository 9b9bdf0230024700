"""Glossary terms in running text, and the glossary itself."""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context

from .desk import MacroError, desk, here
from .guide.errors import guess
from .markup import escape, link


@pass_context
def term(context: Context, key: str, text: str = "") -> str:
    """Links a term to its definition.

    Takes the term's key and the text to show (default: the term). At its first use on a page an acronym is
    followed by what it stands for. Returns Markdown; raises MacroError for an unknown key.
    """
    guide = desk().guide
    if key not in guide.terms:
        raise MacroError(f"unknown term '{key}'", guess(key, guide.terms))
    entry = guide.terms[key]
    page = here(context)
    if page.id == "glossary":
        return escape(text or entry.term)
    seen = desk().terms_seen
    first = (page.path, key) not in seen
    seen.add((page.path, key))
    tooltip = f"{entry.expansion}: {entry.definition}" if entry.expansion else entry.definition
    shown = link(page, guide.graph.pages["glossary"], escape(text or entry.term), key, tooltip if first else "")
    return f"{shown} ({escape(entry.expansion)})" if first and entry.expansion and not text else shown


@pass_context
def glossary(context: Context) -> str:
    """Returns the whole glossary: one entry a term with definition, other names and the page that explains it."""
    page = here(context)
    guide = desk().guide
    blocks: list[str] = []
    letter = ""
    for entry in sorted(guide.terms.values(), key=lambda entry: entry.term.casefold()):
        initial = entry.term[0].upper() if entry.term[0].isalpha() else "0-9"
        if initial != letter:
            letter = initial
            blocks.append(f"## {letter} {{ #letter-{letter.lower()} }}")
        name = f"{escape(entry.term)} ({escape(entry.expansion)})" if entry.expansion else escape(entry.term)
        also = f" Also: {escape(', '.join(entry.aliases))}." if entry.aliases else ""
        owner = guide.graph.pages.get(entry.owner)
        where = f" See {link(page, owner, escape(guide.graph.label(owner.id)))}." if owner else ""
        blocks.append(f"### {name} {{ #{entry.key} }}\n\n{escape(entry.definition)}{also}{where}")
    return "\n\n".join(blocks)
