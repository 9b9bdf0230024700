"""The security policy of a built site, and the headers that carry it. Reads built pages, writes text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"\btype=[\"']?([^\"'\s>]+)", re.IGNORECASE)
_CHARSET = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)
_STYLE = re.compile(r"<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|href=[\"']?javascript:", re.IGNORECASE)
#: Types that a browser runs; anything else in a script element is data and needs no hash.
_RUN = {"", "module", "text/javascript", "application/javascript"}
#: Names with a hash of their content never change; everything else is asked for again, cheaply.
HASHED = r"\.[0-9a-f]{8}\.(?:min\.)?(?:js|css|woff2)$"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


class UnsafePageError(ValueError):
    """A page holds what no strict policy allows; the message names page and text."""


def hashes(html: str) -> set[str]:
    """Returns the hash sources of a page's inline scripts."""
    return {
        "'sha256-" + base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode() + "'"
        for attributes, body in _SCRIPT.findall(html)
        if "src=" not in attributes and (_type(attributes) in _RUN) and body
    }


def _type(attributes: str) -> str:
    found = _TYPE.search(attributes)
    return found[1].lower() if found else ""


def policy(sources: Iterable[str]) -> str:
    """Returns the policy for all pages: nothing but the site itself, and the inline scripts with these hashes."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(["'self'", *sorted(sources)]),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def answers(rules: str) -> dict[str, str]:
    """Takes the policy of the pages; returns the headers of every answer, but for how long it may be kept."""
    return {"Content-Security-Policy": f"{rules}; frame-ancestors 'none'", **HEADERS}


def apply(site: Path) -> str:
    """Writes the policy into every page and a _headers file beside them; returns the policy.

    Raises UnsafePageError for style attributes, style elements, inline handlers and script addresses.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    for path, html in pages.items():
        # Only tags: code samples may show such attributes, with their brackets escaped.
        for tag in re.findall(r"<[a-zA-Z][^<>]*>", _SCRIPT.sub("", html)):
            if _STYLE.search(tag):
                raise UnsafePageError(f"{path.relative_to(site)}: the policy forbids {tag[:120]}")
    rules = policy(set().union(*(hashes(html) for html in pages.values())))
    element = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{rules}">'
    for path, html in pages.items():
        changed, count = _CHARSET.subn(lambda _: element, html, count=1)
        if count != 1:
            raise UnsafePageError(f"{path.relative_to(site)}: no meta charset to put the policy after")
        path.write_text(changed, encoding="utf-8")
    (site / "_headers").write_text(headers(site, rules), encoding="utf-8")
    return rules


def headers(site: Path, rules: str) -> str:
    """Returns the _headers file: what every answer carries, and how long a browser may keep a file."""
    always = {**answers(rules), "Cache-Control": "no-cache"}
    lines = ["/*", *(f"  {name}: {value}" for name, value in always.items())]
    for path in sorted(site.rglob("*")):
        if path.is_file() and re.search(HASHED, path.name):
            lines += [
                f"/{path.relative_to(site).as_posix()}",
                "  ! Cache-Control",
                "  Cache-Control: public, max-age=31536000, immutable",
            ]
    return "\n".join(lines) + "\n"
