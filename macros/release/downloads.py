"""Documents beside the site, and the links to them on the pages that they are made of."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

_CARD = re.compile(r'<div class="guide-card">.*?</div>', re.DOTALL)
_SUMMARY = re.compile(r'<p class="guide-summary">.*?</p>', re.DOTALL)
FOLDER = "pdf"


class MissingPageError(ValueError):
    """A document without the page that would link to it; the message names both."""


def size(count: int) -> str:
    """Returns a number of bytes as readers know it: "820 kB", "4.1 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


def add(site: Path, press: Path) -> int:
    """Copies the documents beside the site and links them; returns how many there are.

    Takes the folder of the release and that of the press with its manifest. Without a manifest nothing is added: a
    release without documents is a site without links to them. Raises MissingPageError when a linking page is missing.
    """
    manifest = press / "manifest.json"
    if not manifest.exists():
        return 0
    files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    (site / FOLDER).mkdir(exist_ok=True)
    for name, facts in sorted(files.items()):
        shutil.copyfile(press / f"{name}.pdf", site / FOLDER / f"{name}.pdf")
        links = [_link(f"{name}.pdf", f"PDF, {facts['pages']} pages, {size(facts['bytes'])}", facts["path"])]
        epub = press / f"{name}.epub"
        if epub.exists():
            shutil.copyfile(epub, site / FOLDER / epub.name)
            links.append(_link(epub.name, f"EPUB, {size(epub.stat().st_size)}", facts["path"]))
        _insert(site / facts["path"] / "index.html", name, " · ".join(links))
    return len(files)


def _link(file: str, text: str, path: str) -> str:
    return f'<a href="{"../" * path.count("/")}{FOLDER}/{file}" download>Download {text}</a>'


def _insert(page: Path, name: str, links: str) -> None:
    """Puts the links below the page's card, or below the summary of the home page."""
    html = page.read_text(encoding="utf-8") if page.exists() else ""
    place = _CARD.search(html) or _SUMMARY.search(html)
    if place is None:
        raise MissingPageError(f"{name}: no page at {page} to link from")
    line = f'\n<p class="guide-downloads">{links}</p>'
    page.write_text(html[: place.end()] + line + html[place.end() :], encoding="utf-8")
