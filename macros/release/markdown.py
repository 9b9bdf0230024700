"""The pages' Markdown beside the pages, for programs that read: macros rendered, front matter gone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def publish(site: Path, texts: Mapping[str, str]) -> None:
    """Writes each text under its source's path, so that the relative .md links in it lead to other texts."""
    for path, text in texts.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.strip() + "\n", encoding="utf-8")
