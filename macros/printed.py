"""Pages of the guide as the press takes them: what stands between the model and documents."""

from __future__ import annotations

import datetime
import hashlib
import os
import subprocess
from pathlib import Path

from .guide.library import Guide
from .guide.pages import Page
from .press.parts import Source

GUIDE = "Machine Learning System Design Interviews: an open guide"


def source_of(guide: Guide, page: Page, site: Path) -> Source:
    """Returns a page as built, for the press; raises OSError when it was not built."""
    path = page.path.removesuffix(".md").removesuffix("index").rstrip("/")
    path = f"{path}/" if path else ""
    html = (site / path / "index.html").read_text(encoding="utf-8")
    return Source(page.id, guide.graph.numbers.get(page.id, ""), page.title, path, html)


def public_address() -> str:
    """Returns where the guide is published, with a slash at its end."""
    return (os.environ.get("SITE_URL") or "https://guide.example").rstrip("/") + "/"


def moment() -> datetime.datetime:
    """Returns the time that documents carry: SOURCE_DATE_EPOCH, else that of the last commit, else 2026-01-01."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        run = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)  # noqa: S607
        epoch = run.stdout.strip() or "1767225600"
    return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC)


def fingerprint(site: Path, kind: str) -> str:
    """Returns a hash of the site's content, the kind of document (such as its paper) and the date.

    Documents depend on nothing else.
    """
    digest = hashlib.sha256(f"{kind} {moment().isoformat()}".encode())
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
