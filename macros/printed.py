"""Pages of the guide as the press takes them: what stands between the model and documents."""

from __future__ import annotations

from pathlib import Path

from .guide.library import Guide
from .guide.pages import Page
from .press.parts import Source


def source_of(guide: Guide, page: Page, site: Path) -> Source:
    """Returns a page as built, for the press; raises OSError when it was not built."""
    path = page.path.removesuffix(".md").removesuffix("index").rstrip("/")
    path = f"{path}/" if path else ""
    html = (site / path / "index.html").read_text(encoding="utf-8")
    return Source(page.id, guide.graph.numbers.get(page.id, ""), page.title, path, html)
