"""All other names that the guide gives to pages and terms."""

from __future__ import annotations

from macros.bibliography import read_sources
from macros.guide import library
from macros.guide.library import Guide
from tests.helpers import ROOT


def guide() -> Guide:
    """Reads the guide."""
    sources, _ = read_sources(ROOT)
    return library.load(ROOT, {key: source.line for key, source in sources.items()})


def aliases() -> list[str]:
    """Returns the aliases of all pages and terms."""
    read = guide()
    of_pages = [alias for page in read.graph.pages.values() for alias in page.ids("aliases")]
    return of_pages + [alias for term in read.terms.values() for alias in term.aliases]
