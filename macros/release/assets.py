"""Packs what the pages of a built site load: one style sheet, names with hashes, nothing that no page asks for."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from macros.release import styles

_LINKS = re.compile(r'(?:\s*<link rel="stylesheet" href="([^":]+)">)+')
_HREF = re.compile(r'<link rel="stylesheet" href="([^":]+)">')
_SCRIPT = re.compile(r'(<script src=")([^":]+\.js)(")')
_HASHED = re.compile(r"\.[0-9a-f]{8}\.")
_SOURCE_MAP = re.compile(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
#: What Material ships and the guide does not use: stemmers of other languages, palettes, another icon.
UNUSED = (
    "assets/javascripts/lunr/**/*",
    "assets/javascripts/lunr",
    "assets/stylesheets/palette.*.css",
    "assets/images/favicon.png",
)


def pack(site: Path) -> None:
    """Rewrites the site in the folder: merges and prunes styles, hashes names, removes what nothing loads.

    Takes the folder of a fresh build. Files keep their folder, so that addresses inside style sheets stay right.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    for name in (*UNUSED, "**/*.map"):
        for path in sorted(site.glob(name), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    scripts = sorted(site.rglob("*.js"))
    for path in scripts:
        path.write_text(_SOURCE_MAP.sub("\n", path.read_text(encoding="utf-8")), encoding="utf-8")
    lifted: dict[str, str] = {}
    pages = {path: styles.lift(html, lifted) for path, html in pages.items()}
    extra = "".join(f".{name}{{{rule}}}" for name, rule in sorted(lifted.items()))
    used = set().union(*(styles.classes(html) for html in pages.values()))
    used |= set().union(*(styles.words(path.read_text(encoding="utf-8")) for path in scripts))
    merged: dict[tuple[Path, ...], Path] = {}
    renamed: dict[Path, Path] = {}
    for page, html in pages.items():
        page.write_text(_page(site, page, html, used, extra, merged, renamed), encoding="utf-8")
    for path in {path for group in merged for path in group} | set(renamed):
        path.unlink()


def _page(
    site: Path,
    page: Path,
    html: str,
    used: set[str],
    extra: str,
    merged: dict[tuple[Path, ...], Path],
    renamed: dict[Path, Path],
) -> str:
    def target(address: str) -> Path:
        # Only the page for wrong addresses has absolute ones: they begin with the path at which the site is published.
        if address.startswith("/"):
            return site / address[address.index("assets/") :]
        return Path(os.path.normpath(page.parent / address))

    def other_name(address: str, path: Path) -> str:
        return address.rpartition("/")[0] + "/" + path.name

    sheets = _HREF.findall(html)
    group = tuple(map(target, sheets))
    if group and group not in merged:
        merged[group] = _merge(group, used, extra)
    seen = False

    def link(match: re.Match[str]) -> str:
        nonlocal seen
        before, seen = seen, True
        return "" if before else f'\n<link rel="stylesheet" href="{other_name(sheets[-1], merged[group])}">'

    html = _LINKS.sub(link, html)

    def script(match: re.Match[str]) -> str:
        path = target(match[2])
        if _HASHED.search(path.name):
            return match[0]
        if path not in renamed:
            renamed[path] = _write_hashed(path.with_suffix(""), ".js", path.read_text(encoding="utf-8"))
        return match[1] + other_name(match[2], renamed[path]) + match[3]

    return _SCRIPT.sub(script, html)


def _merge(group: tuple[Path, ...], used: set[str], extra: str) -> Path:
    css = []
    for path in group:
        text = styles.squeeze(_SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))).replace('@charset "UTF-8";', "")
        # The guide's own rules stay: documents that are printed later use more of them than the pages do.
        css.append(styles.prune(text, used) if _HASHED.search(path.name) else text)
    return _write_hashed(group[-1].with_name("guide"), ".css", "".join([*css, extra]))


def _write_hashed(stem: Path, suffix: str, text: str) -> Path:
    data = text.encode("utf-8")
    path = stem.with_name(f"{stem.name}.{hashlib.sha256(data).hexdigest()[:8]}{suffix}")
    path.write_bytes(data)
    return path
