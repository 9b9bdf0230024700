"""What the browser tests share: the pages of the sitemap, and a context that a test can make difficult."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit


def addresses(site: Path) -> list[str]:
    """Returns the path of every page of the sitemap below the site's root, and the page for wrong addresses."""
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    found = [urlsplit(address).path.lstrip("/") for address in re.findall(r"<loc>([^<]+)</loc>", text)]
    assert len(found) > 30
    root = min(found, key=len)
    return [path.removeprefix(root) for path in found] + ["404.html"]
