"""The e-book on small pages: markup made XML, answers open, links between files, and what it refuses."""

from __future__ import annotations

import dataclasses
import datetime
import io
import re
import tomllib
import zipfile

import pytest

from macros.press import alttext
from macros.press.document import Chapter
from macros.press.epub import Book, bind, cover, pack, stylesheet
from macros.press.parts import PressError, Source
from macros.press.xhtml import tree
from macros.render.formulas import convert
from tests.epubs import altered, files_of, problems
from tests.helpers import ROOT

PUBLIC = "https://guide.example/"
MOMENT = datetime.datetime(2026, 1, 2, 3, 4, 6, tzinfo=datetime.UTC)


def _source(page_id: str, body: str, path: str = "", number: str = "1") -> Source:
    html = f"<!doctype html><body><nav>menu</nav><article><h1 id='page-title'>{page_id}</h1>{body}</article></body>"
    return Source(page_id, number, page_id.capitalize(), path or f"book/{page_id}/", html)


HOME = Source("home", "", "Home & more", "", "<article><h1>Home</h1><a href='book/two/#y'>two</a></article>")
TWO = _source("two", '<p id="y">Second.</p>', number="1.2")


def _book(body: str, two: Source = TWO) -> Book:
    chapter = Chapter(_source("book", "<p>Opening.</p>", "book/"), [_source("one", body, number="1.1"), two])
    return Book("A title: <below>", "A & B.", PUBLIC, MOMENT, HOME, [chapter], [("bodymatter", "Start", "book")])


def _bind(body: str) -> bytes:
    return bind(_book(body), lambda path: f"picture {path}".encode())


def _page(body: str) -> str:
    data = _bind(body)
    assert problems(data) == []
    return files_of(data)["EPUB/pages/one.xhtml"].decode()


CASES = {
    "an element without content is closed": ("<p>a<br>b</p><hr>", "<p>a<br/>b</p><hr/>"),
    "an empty element keeps its end": ("<table><tr><td></td></tr></table>", "<td></td>"),
    "signs of XML are escaped": ('<p title="a &quot;b&quot; &lt;c>">1 &lt; 2 &amp; 3</p>', ">1 &lt; 2 &amp; 3</p>"),
    "a named sign becomes itself": ("<p>a&nbsp;b</p>", "<p>a\u00a0b</p>"),
    "a comment is gone": ("<p>a<!-- b -- c -->d</p>", "<p>ad</p>"),
    "code keeps its lines": ("<pre><code>a\n  b</code></pre>", "<pre><code>a\n  b</code></pre>"),
    "an answer is open": (
        '<details class="question" id="q"><summary>Why?</summary><p>So.</p></details>',
        '<div class="box question short" id="one--q"><p class="box-title">Why?</p><p>So.</p></div>',
    ),
    "a picture in the text has its namespace": (
        '<p><svg viewBox="0 0 1 1"><path d="M0 0"></path></svg></p>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    ),
    "names in a picture keep their letters": (
        '<svg><linearGradient id="g"></linearGradient></svg>',
        '<linearGradient id="one--g"/>',
    ),
    "a link in a picture": (
        '<svg><use xlink:href="#g"/><g id="g"/></svg>',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
    ),
    "a description moves into the picture": (
        '<figure><svg aria-describedby="d"><title>N</title></svg><p id="d">A  leads to B.</p> <p>c</p></figure>',
        'aria-describedby="one--d"><title>N</title><desc id="one--d">A leads to B.</desc></svg> <p>c</p></figure>',
    ),
    "a formula says itself": (
        "<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>",
        '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="a / 2"><mfrac>',
    ),
    "what only the site reads is gone": (
        '<div role="group" tabindex="0" aria-label="x" class="s" data-a="1">a</div>',
        '<div class="s">a</div>',
    ),
    "a calculator is its worked example": (
        '<form class="c" id="f" autocomplete="off" aria-label="x"><label for="i">Rate</label> '
        '<input id="i" value="5" readonly> a second<button>x</button><p role="status">10</p></form>',
        '<div class="c" id="one--f"><span>Rate</span> <b id="one--i">5</b> a second<p>10</p></div>',
    ),
    "the planner is gone": ('<p>a</p><form class="planner" data-plan="{}"><p>x</p></form>', "<p>a</p></section>"),
    "a link to a page": ('<a href="../two/">a</a>', '<a href="two.xhtml">a</a>'),
    "a link to an anchor": ('<a class="b" href="../two/#y">a</a>', '<a class="b" href="two.xhtml#two--y">a</a>'),
    "a link on the page": ('<a href="#x">a</a><b id="x"></b>', '<a href="one.xhtml#one--x">a</a>'),
    "a link home": ('<a href="../../">a</a>', '<a href="home.xhtml">a</a>'),
    "a link to what the book leaves out": ('<a href="../print/">a</a>', '<a href="https://guide.example/book/print/">'),
    "a link outward": ('<a href="https://x.example/y">a</a>', '<a href="https://x.example/y" class="outward">a</a>'),
    "a picture in a file": ('<img src="../../a/b.PNG" alt="c">', '<img src="../pictures/a-b.PNG" alt="c"/>'),
    "furniture is gone": ('<p>a<a class="headerlink" href="#x">¶</a></p><script>1</script>', "<p>a</p></section>"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_page_becomes_a_file(name: str) -> None:
    body, expected = CASES[name]
    text = _page(body)
    assert expected in text
    assert "menu" not in text


REFUSED = {
    "a link that leads nowhere": ('<a href="../two/#z">a</a>', "a link leads to '#two--z', which"),
    "an id twice": ('<p id="x"></p><p id="x"></p>', "the id 'x' stands twice"),
    "a control character": ("<p>a\x0bb</p>", "is not XML: not well-formed"),
    "a picture from elsewhere": (
        '<img src="https://x.example/a.png">',
        "the picture 'https://x.ex",
    ),
    "a picture of another kind": (
        '<img src="a.tiff">',
        "the picture 'https://guide.example/book/one",
    ),
    "a picture with a space": (
        '<img src="a b.png">',
        "the picture 'book/one/a b.png' needs a name",
    ),
    "two pictures of one name": (
        '<img src="/a/b.png"><img src="/a-b.png">',
        "the pictures 'a-b.png' and 'a/b.png' would",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_bound_is_refused(name: str) -> None:
    body, message = REFUSED[name]
    with pytest.raises(PressError) as caught:
        _bind(body)
    assert str(caught.value).removeprefix("book/one/index.html: ").startswith(message)


FORMULAS = {
    r"x = \frac{a + b}{2}": "x = (a + b) / 2",
    r"\frac{p}{1-p} \cdot \frac{1-v}{v} (1-f)": "(p / (1 − p)) ⋅ ((1 − v) / v)(1 − f)",
    r"a - \frac{b}{c} = 1": "a − b / c = 1",
    r"\sum_{i=1}^{B} (a_i - e_i) \ln \frac{a_i}{e_i}": "∑_(i = 1)^B (a_i − e_i) ln (a_i / e_i)",
    r"\sqrt{2 c / v}": "√(2c / v)",
    r"\sqrt[3]{x}": "root(x, 3)",
    r"P(\hat{Y} = 1 \mid A)": "P(Y hat = 1 ∣ A)",
    r"e^{-\lambda t}": "e^(− λt)",
    r"x_{ij}^2": "x_ij^2",
    r"12{,}000 \times 0.04": "12,000 × 0.04",
    r"f(a, b)": "f(a, b)",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": "([a, b; c, d])",
    r"\text{mean} \approx 3": "mean ≈ 3",
}


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_in_a_line(tex: str) -> None:
    assert alttext.line(tree(convert(tex, display=False))[0]) == FORMULAS[tex]


def test_the_book_is_packed_as_the_standard_wants() -> None:
    data = _bind('<img src="b.png"><img src="../../a/b.svg">')
    assert data[30:58] == b"mimetypeapplication/epub+zip", "first, not compressed, nothing between name and content"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = archive.infolist()
        assert archive.read("EPUB/pictures/a-b.svg") == b"picture a/b.svg"
    names = [info.filename for info in found]
    assert names == ["mimetype", *sorted(names[1:])]
    assert {info.date_time for info in found} == {(2026, 1, 2, 3, 4, 6)}
    assert {info.external_attr >> 16 for info in found} == {0o100644}
    assert {info.create_system for info in found} == {3}


def test_a_date_before_containers_is_their_first() -> None:
    data = pack({"a": b"b"}, datetime.datetime.fromtimestamp(0, tz=datetime.UTC))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_package_says_what_the_book_is() -> None:
    package = files_of(_bind("<math><mi>x</mi></math>"))["EPUB/package.opf"].decode()
    assert "<dc:title>A title: &lt;below&gt;</dc:title>" in package
    assert "<dc:description>A &amp; B.</dc:description>" in package
    assert '<meta property="dcterms:modified">2026-01-02T03:04:06Z</meta>' in package
    assert 'href="pages/one.xhtml" media-type="application/xhtml+xml" properties="mathml"/>' in package
    assert 'href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>' in package
    assert "urn:uuid:000e5110-4204-5b6e-99dd-058d29b744f4" in package, "the same from edition to edition"


def test_the_cover_breaks_its_title() -> None:
    drawn = cover(dataclasses.replace(_book(""), title="A title of many & long words: <below>"))
    lines = re.findall(r"<text[^>]*>(.*)</text>", drawn)
    assert lines == ["A title of many", "&amp; long words", "&lt;below&gt;", "Edition of 2026-01-02"]


def test_the_stylesheet_belongs_to_the_package() -> None:
    assert ".box-title" in stylesheet()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["tool"]["setuptools"]["package-data"]["macros.press"]) >= {"*.css", "*.js"}


FAULTS = {
    "markup": ("pages/one.xhtml", b"</section>", b"", "pages/one.xhtml: is not XML: mismatched tag"),
    "file": ("pages/two.xhtml", None, b"", "pages/two.xhtml: in the manifest, not in the book"),
    "manifest": ("package.opf", b'href="style.css"', b'href="t.css"', "style.css: in the book, not in the"),
    "spine": ("package.opf", b'idref="page-two"', b'idref="page-x"', "page-two: a text that the spine leaves out"),
    "property": ("package.opf", b' properties="mathml"', b"", "page-one: holds mathml"),
    "link": ("pages/one.xhtml", b"two.xhtml#", b"six.xhtml#", "pages/one.xhtml: no file six.xhtml#two--y"),
    "anchor": ("pages/two.xhtml", b'"two--y"', b'"two--x"', "pages/one.xhtml: no anchor two.xhtml#two--y"),
    "id": ("pages/two.xhtml", b'"two--y"', b'"two"', "pages/two.xhtml: the id 'two' stands twice"),
    "id elsewhere": (
        "pages/two.xhtml",
        b'"two--y"',
        b'"one"',
        "pages/two.xhtml: the id 'one' stands in EPUB",
    ),
    "name": (
        "nav.xhtml",
        b'id="toc-title"',
        b'id="t"',
        "nav.xhtml: aria-labelledby names 'toc-title', which",
    ),
    "far": ("cover.xhtml", b'"cover.svg"', b'"https://x.example/"', "cover.xhtml: src leads out of the book"),
    "type": ("mimetype", b"epub", b"", "mimetype does not stand first"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen(name: str) -> None:
    path, old, new, message = FAULTS[name]
    data = _bind('<math><mi>x</mi></math><a href="../two/#y">a</a>')
    assert problems(data) == []
    path = path if path == "mimetype" else f"EPUB/{path}"
    broken = altered(data, path, lambda text: text.replace(old, new, 1) if old else b"")
    assert any(problem.removeprefix("EPUB/").startswith(message) for problem in problems(broken)), problems(broken)
