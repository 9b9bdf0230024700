"""Lighthouse (mobile) on a page of the release, on stock Material with the same text, and on a bare page with it.

Needs Node and fetches Lighthouse; it is no part of the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from selectolax.lexbor import LexborHTMLParser

from tests.browser.servers import serve
from tools.browser import find

ROOT = Path(__file__).resolve().parent.parent
PAGE = "key-areas/monitoring-and-evaluation"
TOOLS = ROOT / "build/lighthouse"
LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 3

#: What a guide on stock Material would use for the same text: its own search, Mermaid and formulas from other hosts.
STOCK = {
    "site_name": "Stock",
    "theme": {"name": "material"},
    "plugins": ["search"],
    "extra_javascript": ["https://unpkg.com/mathjax@3/es5/tex-mml-chtml.js"],
    "markdown_extensions": [
        "admonition",
        "attr_list",
        "md_in_html",
        "pymdownx.details",
        {"pymdownx.arithmatex": {"generic": True}},
        "pymdownx.superfences",
    ],
}


def _stock(folder: Path, text: str) -> Path:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(STOCK), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder / "site")]
    subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)  # noqa: S603
    return folder / "site"


def _bare(folder: Path, html: str) -> Path:
    """The article alone: no style, no script, what no page can be lighter than."""
    page = LexborHTMLParser(html)
    article, title = page.css_first("article"), page.css_first("title")
    assert article is not None
    assert title is not None
    description = page.css_first('meta[name="description"]')
    said = description.attributes.get("content") if description is not None else ""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title.text()}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="description" content="{said}"><link rel="icon" href="data:,"></head>'
        f"<body><main>{article.html}</main></body></html>",
        encoding="utf-8",
    )
    (folder / "robots.txt").write_text("User-agent: *\nAllow: /\n", encoding="utf-8")
    (folder / "404.html").write_text("<!doctype html><title>Not found</title>", encoding="utf-8")
    return folder


def _run(address: str, browser: str) -> dict[str, float]:
    """Runs Lighthouse once; returns the score of each category, 0 to 100."""
    command = [
        str(TOOLS / "node_modules/.bin/lighthouse"),
        address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    run = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, env={**os.environ, "CHROME_PATH": browser}
    )
    if run.returncode:
        raise SystemExit(f"Lighthouse failed on {address}: {run.stderr.strip()[-500:]}")
    report = json.loads(run.stdout)
    for category in CATEGORIES[1:]:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {address} {category}: {audit['title']}")
    return {name: report["categories"][name]["score"] * 100 for name in CATEGORIES}


def main() -> int:
    """Prints the table, the median of some rounds side by side; returns 0, or 1 when something must come first."""
    browser = find()
    page = ROOT / "release" / PAGE / "index.html"
    if browser is None or not page.exists():
        print("make release and a Chromium come first")
        return 1
    if shutil.which("npm") is None:
        print("Lighthouse needs Node with npm, 18 or newer")
        return 1
    TOOLS.mkdir(parents=True, exist_ok=True)
    if not (TOOLS / "node_modules/.bin/lighthouse").exists():
        install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", LIGHTHOUSE]
        subprocess.run(install, cwd=TOOLS, check=True)  # noqa: S603
    folder = Path(tempfile.mkdtemp())
    try:
        text = (ROOT / "release" / f"{PAGE}.md").read_text(encoding="utf-8")
        sites = {
            "this guide": (ROOT / "release", f"{PAGE}/"),
            "stock Material": (_stock(folder / "stock", text), ""),
            "bare page": (_bare(folder / "bare", page.read_text(encoding="utf-8")), ""),
        }
        scores: dict[str, dict[str, list[float]]] = {name: {c: [] for c in CATEGORIES} for name in sites}
        for _ in range(ROUNDS):
            for name, (site, path) in sites.items():
                with serve(site) as address:
                    for category, score in _run(address + path, browser).items():
                        scores[name][category].append(score)
    finally:
        shutil.rmtree(folder)
    print(f"{'median of ' + str(ROUNDS):16}" + "".join(f"{category:>16}" for category in CATEGORIES))
    for name, found in scores.items():
        print(f"{name:16}" + "".join(f"{statistics.median(found[category]):16.0f}" for category in CATEGORIES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
