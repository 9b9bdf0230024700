"""The checks of the built site are seen to fail: a fault is planted for each."""


from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.bibliography import read_sources
from macros.guide import library
from macros.guide.library import Guide
from macros.search.index import address
from tests.helpers import ROOT
from tests.site import pages
from tests.site.links import Site

ADDRESS = "https://guide.example/"

_PAGE = """<!doctype html><html lang="en"><head><title>T</title><meta name="description" content="D">
<link rel="stylesheet" href="../style.css"></head><body><article><h1 id="top">T</h1>{}</article></body></html>"""
BROKEN = {
    '<a href="../nosuch/">x</a>': "a href '../nosuch/' leads to no file",
    '<a href="#nosuch">x</a>': "a href '#nosuch' leads to no such id",
    '<a href="../b/#nosuch">x</a>': "a href '../b/#nosuch' leads to no such id",
    '<a href="../b">x</a>': "a href '../b' lacks the slash at its end",
    '<a href="">x</a>': "a href '' is empty",
    '<a href="/b/">x</a>': "a href '/b/' leaves the folder of the site",
    '<a href="../../../b/">x</a>': "a href '../../../b/' leaves the folder of the site",
    '<a href="javascript:void(0)">x</a>': "a href 'javascript:void(0)' has the scheme 'javascript'",
    '<a href="htps://x.example/">x</a>': "a href 'htps://x.example/' has the scheme 'htps'",
    '<a href="https://guide.example/nosuch/">x</a>': "a href 'https://guide.example/nosuch/' leads to no file",
    '<img src="../nosuch.png" alt="x">': "img src '../nosuch.png' leads to no file",
    '<img src="https://x.example/a.png" alt="x">': "img src 'https://x.example/a.png' is loaded from another host",
    '<img src="../ok.svg" srcset="../nosuch.svg 2x" alt="x">': "img srcset '../nosuch.svg' leads to no file",
    '<script src="../nosuch.js"></script>': "script src '../nosuch.js' leads to no file",
    '<script src="https://x.example/a.js"></script>': "script src 'https://x.example/a.js' is loaded from another host",
    '<iframe src="https://x.example/"></iframe>': "iframe src 'https://x.example/' is loaded from another host",
    '<video poster="../nosuch.png"></video>': "video poster '../nosuch.png' leads to no file",
    '<svg><use href="#nosuch"/></svg>': "use href '#nosuch' leads to no such id",
    '<p style="background: url(../nosuch.png)">x</p>': "style attribute '../nosuch.png' leads to no file",
    "<style>p{background:url(../nosuch.png)}</style>": "style element '../nosuch.png' leads to no file",
    '<meta http-equiv="refresh" content="0; url=../nosuch/">': "meta refresh '../nosuch/' leads to no file",
    '<meta property="og:image" content="https://guide.example/no.png">': (
        "meta 'https://guide.example/no.png' leads to no file"
    ),
    '<link rel="canonical" href="https://guide.example/no/">': (
        "link href 'https://guide.example/no/' leads to no file"
    ),
}


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(_PAGE.format(""), encoding="utf-8")
    (tmp_path / "style.css").write_text("p{background:url(ok.svg)}", encoding="utf-8")
    (tmp_path / "ok.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "sitemap.xml").write_text(f"<loc>{ADDRESS}a/</loc>", encoding="utf-8")
    (tmp_path / "search").mkdir()
    (tmp_path / "search/search_index.json").write_text('{"docs": [{"location": "a/#top"}]}', encoding="utf-8")
    return tmp_path


def test_a_right_site_has_no_broken_reference(planted: Path) -> None:
    assert Site(planted, ADDRESS).problems() == []


@pytest.mark.parametrize("markup", BROKEN)
def test_a_planted_broken_reference_is_found(planted: Path, markup: str) -> None:
    (planted / "a/index.html").write_text(_PAGE.format(markup), encoding="utf-8")
    assert Site(planted, ADDRESS).problems() == [f"a/index.html: {BROKEN[markup]}"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("style.css", "@import 'no.css';", "style.css: css 'no.css' leads to no file"),
        ("sitemap.xml", f"<loc>{ADDRESS}no/</loc>", f"sitemap.xml: sitemap '{ADDRESS}no/' leads to no file"),
        (
            "search/search_index.json",
            '{"docs": [{"location": "a/#no"}]}',
            "search/search_index.json!: search index 'a/#no' leads to no such id",
        ),
        (
            "search/guide.json",
            '{"glossary": -1, "terms": [], "pages": [["a/", "", "", "", 1, [], [["", "", 1], ["no", "", 1]]]]}',
            "search/guide.json!: search index 'a/#no' leads to no such id",
        ),
        (
            "search/guide.json",
            '{"glossary": 0, "terms": [["T", "", [], 0, "t"]], "pages": [["a/", "", "", "", 1, [], []]]}',
            "search/guide.json!: search index 'a/#t' leads to no such id",
        ),
    ],
)
def test_a_planted_broken_file_is_found(planted: Path, name: str, text: str, message: str) -> None:
    (planted / name).write_text(text, encoding="utf-8")
    assert Site(planted, ADDRESS).problems() == [message]


FAULTS = {
    "<h1>Two</h1>": "2 H1",
    "<h3>Deep</h3>": "heading level 1 is followed by 3",
    '<p id="top">x</p>': "the id 'top' stands twice",
    '<img src="x.png">': "an image without alternative text: x.png",
    '<a href="x/"></a>': "a link without text to 'x/'",
    "<script>1</script>": "a script in the text",
    '<p onclick="x()">x</p>': "a p with onclick",
    "<p>{{ x }}</p>": "holds '{{' in 'T {{ x }}'",
    "<p>a **b c</p>": "holds '**' in 'T a **b c'",
    "<p>[a][b]</p>": "holds '][' in 'T [a][b]'",
    "<p>[^1]</p>": "holds '[^' in 'T [^1]'",
    "<p>!!! note</p>": "holds '!!!' in 'T !!! note'",
    "<p>/build/folder</p>": "holds '/build/folder'",
    '<p><span class="guide-error">x</span></p>': "holds a placeholder of a mistake",
    '<figure class="diagram" id="f"><figcaption>c</figcaption></figure>': "the figure 'f' has no picture",
    '<figure class="diagram" id="f"><svg></svg><figcaption>c</figcaption></figure>': "the picture of 'f' has no name",
    '<figure class="diagram" id="f"><svg role="img" aria-label="n"></svg></figure>': "the figure 'f' has no caption",
}


@pytest.mark.parametrize("markup", FAULTS)
def test_a_planted_fault_of_a_page_is_found(markup: str) -> None:
    found = list(pages.problems("a", _PAGE.format(markup), ("/build/folder",)))
    assert f"a: {FAULTS[markup]}" in found


def test_a_page_without_head_is_found() -> None:
    found = list(pages.problems("a", "<html><body><article><h1>T</h1></article></body></html>"))
    assert found == ["a: no language", "a: no title", "a: no description"]


def test_missing_parts_are_found() -> None:
    assert list(pages.required(_PAGE.format(""), "topic")) == [
        "lacks its card",
        "lacks a diagram",
        "lacks a worked number or a table",
        "lacks sources",
        "lacks connections",
        "lacks three questions",
    ]
    assert list(pages.required(_PAGE.format(""), "chapter")) == ["lacks its card or its map"]
