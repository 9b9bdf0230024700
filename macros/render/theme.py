"""How diagrams look: the settings Mermaid lays out with, the node classes, and the colors written into the SVG.

The colors here are the light palette. They are written as presentation attributes so that a picture without the
stylesheet (EPUB, feed readers) still looks right; docs/assets/stylesheets/diagrams.css repeats them as custom
properties and adds the dark ones. A test holds both files to the same values and to the contrast that is promised.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Arial, 'Liberation Sans', Arimo, Helvetica, sans-serif"
FONT_SIZE = 15
LINE_HEIGHT = 17.0
BASELINE = 5.3  # from the middle of a line to the baseline of 15 px Arial, so that capitals look centered
NODE_CLASSES = ("store", "model", "policy", "stream", "human", "risk")
ACTOR_WIDTH, ACTOR_HEIGHT = 110.0, 40.0
MAX_NODES = 20
MAX_WIDTH = 1000
COLUMN_WIDTH = 688  # the text column of the theme on a wide screen: wider pictures scroll


# Advance widths of Arial (Helvetica, Liberation Sans) in thousandths of the size; Mermaid measures with the same.
_WIDTHS = {
    **dict.fromkeys("ijl", 222),
    **dict.fromkeys(" !,./:;I[\\]ft", 278),
    **dict.fromkeys("()-`r", 333),
    **dict.fromkeys("Jckvsxyz", 500),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **{"'": 191, '"': 355, "*": 389, "^": 469, "{": 334, "|": 260, "}": 334, "%": 889, "W": 944, "@": 1015},
}


def text_width(line: str, size: float = FONT_SIZE) -> float:
    """Return how wide a line of text is in the diagram font; characters outside ASCII count as a digit's width."""
    return sum(_WIDTHS.get(character, 556) for character in line) * size / 1000


@dataclass(frozen=True)
class Paint:
    """Fill, border and line style of one role."""

    fill: str = "none"
    stroke: str = "none"
    width: float = 1.3
    dash: str = ""


INK = "#1b212c"
PAGE = "#ffffff"
PAINTS: dict[str, Paint] = {
    "node": Paint("#f2f4f7", "#566072"),
    "store": Paint("#e2f2ee", "#1d7566"),
    "model": Paint("#ece8fb", "#5f45b0", 2.5),
    "policy": Paint("#fdf2d9", "#8a5c00"),
    "stream": Paint("#e1effb", "#1b6aa3"),
    "human": Paint("#fbe8ef", "#a93762"),
    "risk": Paint("#fde8e4", "#b23620", 1.5, "6 3"),
    "cluster": Paint("#f9fafc", "#7c8798", 1.0),
    "note": Paint("#fff9e3", "#8f7420", 1.0),
    "edge": Paint("none", "#475164", 1.3),
    "head": Paint("#475164"),
    "life": Paint("none", "#7c8798", 1.0, "4 4"),
    "frame": Paint("none", "#7c8798", 1.0),
    "tab": Paint("#e9ecf1", "#7c8798", 1.0),
    "active": Paint("#dde2ea", "#566072", 1.0),
    "plate": Paint(PAGE),
    "plate-in": Paint("#f9fafc"),
    "text": Paint(INK),
    "title": Paint("#434c5c"),
    "number": Paint("#ffffff"),
}

_CONFIG = """\
---
config:
  theme: base
  look: classic
  htmlLabels: false
  handDrawnSeed: 1
  layout: {layout}
  elk: {{nodePlacementStrategy: {placement}}}
  flowchart:
    {{htmlLabels: false, wrappingWidth: 220, padding: 12, minNodeWidth: 64, curve: basis,
      nodeSpacing: 36, rankSpacing: 44}}
  sequence:
    {{mirrorActors: false, width: {width:g}, height: {height:g}, actorMargin: 36, boxMargin: 8, noteMargin: 8,
      messageMargin: 30, actorFontSize: 15, messageFontSize: 15, noteFontSize: 15}}
  state: {{htmlLabels: false, nodeSpacing: 40, rankSpacing: 44}}
  themeVariables: {{fontFamily: Arial, fontSize: 15px}}
---
"""

# Every way to lay a graph out, by name: Mermaid's engine and, for ELK, how it aligns nodes between layers.
ENGINES: dict[str, tuple[str, str]] = {
    "elk": ("elk", "BRANDES_KOEPF"),
    "elk-straight": ("elk", "NETWORK_SIMPLEX"),
    "dagre": ("dagre", "BRANDES_KOEPF"),
}


def front_matter(layout: str) -> str:
    """Return the settings that stand before a diagram's source; `layout` is a key of ENGINES."""
    engine, placement = ENGINES[layout]
    return _CONFIG.format(layout=engine, placement=placement, width=ACTOR_WIDTH, height=ACTOR_HEIGHT)
