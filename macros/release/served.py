"""What may be published: every file of a built site is of a kind on this list, or the build fails."""

from __future__ import annotations

import re
from pathlib import Path

#: Names of folders and files as readers' addresses have them.
_PART = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
#: Suffix -> media type: the list of everything that is served.
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".txt": "text/plain",
    ".xml": "text/xml",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
}
#: What is worth compressing; the rest is compressed already.
COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".txt", ".xml", ".md", ".svg"})
#: Files that are not for readers: what a host reads, and what MkDocs compresses by itself.
APART = frozenset({"_headers", "sitemap.xml.gz"})


class ForbiddenFileError(ValueError):
    """A file that no reader may get; the message names it."""


def check(site: Path) -> None:
    """Raises ForbiddenFileError for the first file of the folder that is not on the list, and for links."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_symlink():
            raise ForbiddenFileError(f"{name} is a symbolic link: nothing was published")
        if path.is_dir() or name in APART:
            continue
        suffixes = path.suffixes
        known = path.suffix in TYPES or (path.suffix == ".gz" and len(suffixes) > 1 and suffixes[-2] in COMPRESSED)
        if not known or not all(_PART.fullmatch(part) for part in name.split("/")):
            raise ForbiddenFileError(f"{name} is not on the list of what is served: nothing was published")
