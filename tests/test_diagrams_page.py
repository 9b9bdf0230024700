"""Diagrams on a page: what a fence leaves there, and the colors of the stylesheet."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest

from macros.render import diagrams, reporting, theme

DIAGRAM = """flowchart TB
  accTitle: A & B
  accDescr: p < 5 leads to "another" & more.
  a["x"] --> b["y"]
"""
CSS = (Path(__file__).parent.parent / "docs/assets/stylesheets/diagrams.css").read_text(encoding="utf-8")
TEXTS_ON = {
    "--d-text": (*(f"--d-{name}-fill" for name in (*theme.NODE_CLASSES, "node", "note", "cluster", "tab")), "--d-page"),
    "--d-title": ("--d-cluster-fill",),
    "--d-number": ("--d-edge",),
}
LINES_ON_PAGE = (
    *(f"--d-{name}-stroke" for name in (*theme.NODE_CLASSES, "node", "note")),
    *("--d-edge", "--d-frame"),
)


@pytest.fixture
def reports() -> Iterator[list[tuple[str, str, int | None]]]:
    """Collect what is reported as (message, needle, line)."""
    found: list[tuple[str, str, int | None]] = []

    def take(message: str, *, needle: str, line: int | None = None) -> None:
        found.append((message, needle, line))

    reporting.set_handler(take)
    yield found
    reporting.set_handler(None)


def render(header: str, source: str = DIAGRAM) -> str:
    """Return the HTML of a page with one fence."""
    fence = {"name": "mermaid", "class": "mermaid", "format": diagrams.fence, "validator": diagrams.validate}
    return markdown.markdown(
        f"```mermaid {header}\n{source}```\n",
        extensions=["pymdownx.superfences"],
        extension_configs={"pymdownx.superfences": {"custom_fences": [fence]}},
    )


def test_a_figure_with_caption_name_and_one_description(reports: list[object]) -> None:
    html = render('caption="What <b>flows</b> & why." id="two-planes"')
    assert reports == []
    before, svg, after = re.split(r"(<svg .*</svg>)", html)
    assert before == (
        '<figure class="diagram" id="two-planes"><div class="diagram-scroll" role="region" tabindex="0"'
        ' aria-label="A &amp; B, diagram" data-search-exclude>'
    )
    assert after == (
        "</div><figcaption>What &lt;b&gt;flows&lt;/b&gt; &amp; why.</figcaption>"
        '<p class="diagram-description" id="two-planes-d">p &lt; 5 leads to &#34;another&#34; &amp; more.</p></figure>'
    )
    assert '<title id="two-planes-t">A &amp; B</title>' in svg
    assert "<desc" not in svg
    assert 'aria-describedby="two-planes-d"' in svg
    assert "style=" not in html


def test_a_layout_can_be_forced(reports: list[object]) -> None:
    assert "<svg" in render('caption="c" id="x" layout="dagre"')
    assert reports == []


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ('id="x"', 'the diagram has no caption: write ```` ```mermaid caption="..." id="..." ````'),
        ('caption="c"', 'the diagram has no id: write ```` ```mermaid caption="..." id="..." ````'),
        ('caption="c" id="Two Planes"', "`Two Planes` is not an id: write small letters, digits and hyphens only"),
        ('caption="c" id="x&quot;&gt;"', "`x&quot;&gt;` is not an id: write small letters, digits and hyphens only"),
        ('caption="c" id="x" layout="tree"', "`tree` is not a layout: write one of auto, elk, dagre"),
        ('capton="c" id="x"', "`capton` is not an option of a diagram, did you mean `caption`?"),
        ('caption="c" id="x" scale="9"', "`scale` is not an option of a diagram: there are caption, id, layout"),
    ],
)
def test_a_wrong_header_is_reported(header: str, message: str, reports: list[tuple[str, str, int | None]]) -> None:
    html = render(header)
    assert reports == [(message, DIAGRAM.rstrip("\n"), None)]
    assert html.startswith('<div class="guide-error" role="alert">')
    assert "<svg" not in html


def test_a_wrong_diagram_is_reported_with_its_line(reports: list[tuple[str, str, int | None]]) -> None:
    source = DIAGRAM + '  b --> c["<script>alert(1)</script>"]\n'
    html = render('caption="c" id="x"', source)
    message = "`<script>` would vanish: Mermaid takes it for HTML, and only <br/> is allowed"
    assert reports == [(message, source.rstrip("\n"), 5)]
    assert html == f'<div class="guide-error" role="alert">{message.replace("<", "&lt;").replace(">", "&gt;")}</div>'


def test_a_fault_of_ours_is_reported_too(
    reports: list[tuple[str, str, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken\nrenderer")

    monkeypatch.setattr(diagrams, "draw", fail)
    message = "the diagram could not be drawn (RuntimeError: broken renderer)"
    assert render('caption="c" id="x"') == f'<div class="guide-error" role="alert">{message}</div>'
    assert [report[0] for report in reports] == [message]


def test_without_a_handler_problems_are_errors_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    reporting.report("something is wrong", needle="x")
    assert caplog.record_tuples == [("mkdocs.plugins.guide", 40, "something is wrong")]


def palette(css: str) -> dict[str, str]:
    """Return the custom properties of the first block in `css`; a fallback counts where the theme has the last word."""
    block = css[css.index("{") + 1 : css.index("}")]
    found = re.findall(r"(--d-[\w-]+):\s*(?:var\([^,]*,\s*)?(#[0-9a-f]{6})", block)
    assert len(found) == block.count("--d-")
    return dict(found)


LIGHT = palette(CSS[CSS.index(":root") :])
DARK = palette(CSS[CSS.index('[data-md-color-scheme="slate"]') :])


def test_the_stylesheet_repeats_the_colors_in_the_pictures() -> None:
    shared = {"active": "node", "cluster": "", "tab": "", "frame": "", "life": ""}
    for role, paint in theme.PAINTS.items():
        if paint.fill != "none":
            names = (f"--d-{role}-fill", f"--d-{role}", *(["--d-edge"] if role == "head" else []))
            names += ("--d-page",) if role == "plate" else ("--d-cluster-fill",) if role == "plate-in" else ()
            assert paint.fill in [LIGHT.get(name) for name in names], role
        if paint.stroke != "none":
            base = shared.get(role, role)
            names = (f"--d-{base}-stroke", f"--d-{base}") if base else ("--d-frame",)
            assert paint.stroke in [LIGHT.get(name) for name in names], role
    assert LIGHT.keys() == DARK.keys()
    assert set(re.findall(r"var\((--d-[\w-]+)", CSS)) == LIGHT.keys()


def test_every_role_has_a_rule() -> None:
    rules = set(re.findall(r"\.(d-[\w-]+)", CSS))
    assert {f"d-{role}" for role in theme.PAINTS if role != "text"} <= rules


def test_dark_is_for_screens_only() -> None:
    assert CSS.index("@media screen {") < CSS.index('[data-md-color-scheme="slate"]') < CSS.index("@media print")
    assert CSS.count("slate") == 1


def luminance(color: str) -> float:
    """Return the relative luminance of `#rrggbb` as WCAG defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colors."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(colors: dict[str, str]) -> None:
    for text, grounds in TEXTS_ON.items():
        for ground in grounds:
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    for line in LINES_ON_PAGE:
        assert contrast(colors[line], colors["--d-page"]) >= 3, line
        assert contrast(colors[line], colors["--d-cluster-fill"]) >= 3, line


def test_the_dark_page_is_the_one_of_the_theme() -> None:
    parts = colorsys.hls_to_rgb(225 / 360, 0.14, 0.15)
    assert DARK["--d-page"] == "#" + "".join(f"{int(part * 255):02x}" for part in parts)
