"""Mermaid to SVG: what is drawn, what is refused and in which words."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from macros.render import theme
from macros.render.diagrams import DiagramError, draw

WORDS = "\n  accTitle: The loop\n  accDescr: A request is ranked and its outcome trains the next model.\n"
FLOW = "flowchart TB" + WORDS
LOOP = (
    FLOW
    + """
  subgraph online["Online path, 200 ms"]
    user["User request"]:::human -->|"query, 5 ms"| gw["Gateway"]
    gw -->|"user id"| ret["Candidate retrieval"]:::model
    ret -->|"500 ids"| rank["Ranker"]:::model
    fs[("Online feature store")]:::store -->|"features, 8 ms"| rank
    rank -->|"top 20"| pol["Policy and re-rank"]:::policy
    pol --> ok{"Enough left?"}
    ok -->|"no"| fall["Popular items"]:::risk
  end
  subgraph offline["Offline path, daily"]
    bus["Event stream"]:::stream --> log[("Event log")]:::store
    log -->|"impressions"| join["Label join"]
    join -->|"examples"| train["Trainer"]:::model
    train -->|"candidate"| gate["Offline gate"]:::policy
    gate --> reg[("Registry")]:::store
  end
  ok -->|"yes, impression"| bus
  user -.->|"clicks, hours late"| bus
  reg ==>|"model v42"| rank
  log -->|"aggregates"| fs
"""
)
SEQUENCE = (
    "sequenceDiagram"
    + WORDS
    + """  autonumber
  actor user as User
  participant gw as Gateway
  participant rk as Ranker
  user->>+gw: query, p < 5 ms
  gw-)rk: score 500 candidates
  Note over gw,rk: budget 200 ms
  alt in time
    rk-->>gw: scores
  else late
    gw->>gw: popular items
  end
  rk-xgw: heartbeat
  gw-->>-user: page
"""
)
STATES = (
    "stateDiagram-v2"
    + WORDS
    + """  [*] --> Shadow
  Shadow --> Live: parity holds
  state Live {
    [*] --> Stable
    Stable --> Watch: drift
  }
  state c <<choice>>
  Live --> c
  c --> Retired: newer wins
  Retired --> [*]
  note right of Shadow: no traffic
"""
)
ALL = pytest.mark.parametrize("source", [LOOP, SEQUENCE, STATES], ids=["flowchart", "sequence", "states"])
NOT_FOR_PAGES = (
    "is not for pages: colors follow the theme, write a class such as `:::store` after a node"
    " (store, model, policy, stream, human, risk)"
)
VANISHES = "would vanish: Mermaid takes it for HTML, and only <br/> is allowed"
SHAPES = 'is not a shape of the guide: write `["..."]`, `[("...")]` for a store or `{"..."}` for a decision'


def tags(svg: str) -> Iterator[ET.Element]:
    """Yield every element of a picture, which fails unless it is well-formed."""
    return ET.fromstring(svg).iter()


@ALL
def test_is_light_and_needs_no_style(source: str) -> None:
    figure = draw(source, prefix="p")
    assert not re.search(r"<style|style=|data-|<script|foreignObject|var\(|merman|<(?!svg)[^>]*xmlns", figure.svg)
    assert not re.search(r"\d\.\d\d", figure.svg), "numbers have one decimal"
    assert len(figure.svg) < 20_000
    assert len(gzip.compress(figure.svg.encode())) < 4_096


@ALL
def test_every_color_belongs_to_the_palette(source: str) -> None:
    known = {"none", theme.INK} | {c for paint in theme.PAINTS.values() for c in (paint.fill, paint.stroke)}
    used = {tag.get(name, "none") for tag in tags(draw(source, prefix="p").svg) for name in ("fill", "stroke")}
    assert used <= known


@ALL
def test_is_named_described_and_sized(source: str) -> None:
    figure = draw(source, prefix="p")
    root = next(tags(figure.svg))
    assert (root.get("role"), root.get("aria-labelledby"), root.get("aria-describedby")) == ("img", "p-t", "p-d")
    assert (figure.name, figure.description) == (
        "The loop",
        "A request is ranked and its outcome trains the next model.",
    )
    assert [(child.get("id"), child.text) for child in list(root)[:2]] == [
        ("p-t", figure.name),
        ("p-d", figure.description),
    ]
    assert float(root.get("width", 0)) == figure.width
    assert float(root.get("height", 0)) == figure.height


@ALL
def test_ids_are_prefixed_and_two_pictures_share_none(source: str) -> None:
    pictures = [draw(source, prefix=prefix).svg for prefix in ("one", "two")]
    for prefix, svg in zip(("one", "two"), pictures, strict=True):
        ids = [tag.get("id") for tag in tags(svg) if tag.get("id")]
        assert len(ids) == len(set(ids))
        assert all(str(name).startswith(f"{prefix}-") for name in ids)
        assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(ids)


@ALL
def test_is_the_same_in_another_process(source: str) -> None:
    code = f"from macros.render.diagrams import draw; print(draw({source!r}, prefix='p').svg, end='')"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert other.stdout == draw(source, prefix="p").svg


def test_nodes_are_counted() -> None:
    assert [draw(source, prefix="p").nodes for source in (LOOP, SEQUENCE, STATES)] == [14, 3, 9]


def test_words_stay_together_and_break_where_the_source_breaks_them() -> None:
    svg = draw(FLOW + 'a["Wide and deep<br/>ranker, p < 5"] -->|"two words"| b["#quot;b#quot; & c"]', prefix="p").svg
    assert [tag.text for tag in tags(svg) if tag.tag.endswith(("text", "tspan")) and tag.text] == [
        *("Wide and deep", "ranker, p < 5"),
        *('"b" & c', "two words"),
    ]


def test_each_class_is_painted_and_told_apart_without_color() -> None:
    svg = draw(LOOP, prefix="p").svg
    for name in (*theme.NODE_CLASSES, "node", "cluster", "edge", "head"):
        assert f'class="d-{name}"' in svg, name
    assert theme.PAINTS["model"].width > theme.PAINTS["node"].width
    assert theme.PAINTS["risk"].dash
    assert '<rect class="d-human" fill="#fbe8ef" stroke="#a93762" stroke-width="1.3"' in svg
    assert svg.count('class="d-policy"') == 4, "a bar beside each policy box"
    assert svg.count('class="d-stream"') == 2, "bars inside the stream box"


def test_arrowheads_enter_cylinders_from_straight_above_or_below() -> None:
    """Mermaid's ELK turns the last piece of these edges sideways."""
    source = FLOW + "\n".join(f'n{i}["Node {i}"] --> s[("Store")]' for i in range(3))
    paths = re.findall(r'<path d="([^"]*)" marker-end', draw(source, prefix="p", layout="elk").svg)
    assert len(paths) == 3
    for path in paths:
        values = [float(value) for value in re.findall(r"-?[\d.]+", path)]
        assert abs(values[-2] - values[-4]) <= 0.1


def test_layouts() -> None:
    elk, dagre = (draw(LOOP, prefix="p", layout=layout).svg for layout in ("elk", "dagre"))
    assert elk != dagre
    assert draw(LOOP, prefix="p").svg == elk, "dagre would be wider than the column"
    with pytest.raises(DiagramError, match=r"^`tree` is not a layout: write one of auto, elk, dagre$"):
        draw(LOOP, prefix="p", layout="tree")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", None, "the diagram is empty"),
        ("  \n%% only a remark\n", None, "the diagram is empty"),
        (
            "flowchart TB\naccDescr: x\na --> b",
            None,
            "the diagram has no name: write `accTitle: ...` as its second line",
        ),
        (
            "flowchart TB\naccTitle: x\na --> b",
            None,
            "the diagram has no description: write `accDescr: ...`,"
            " one to three sentences for readers who cannot see it",
        ),
        (FLOW, None, "Mermaid drew nothing: the diagram has no nodes"),
        (FLOW + 'a["x" --> b', 4, 'Mermaid cannot read line 4, `a["x" --> b`: unterminated node label (missing `]`)'),
        (
            FLOW + "subgraph s\na --> b",
            None,
            'Mermaid cannot read the diagram: unexpected end of input; expected "end"',
        ),
        (FLOW + 'a["x"]:::stor', 4, "`:::stor` is not a node class, did you mean `:::store`?"),
        (
            FLOW + 'a["x"]:::zzz',
            4,
            "`:::zzz` is not a node class, there are store, model, policy, stream, human, risk",
        ),
        (FLOW + "a --> b\nclassDef x fill:#f00", 5, f"`classDef` {NOT_FOR_PAGES}"),
        (FLOW + "a --> b\n  style a fill:#f00", 5, f"`style` {NOT_FOR_PAGES}"),
        (FLOW + "a --> b\nlinkStyle 0 stroke:#f00", 5, f"`linkStyle` {NOT_FOR_PAGES}"),
        (FLOW + 'a --> b\nclick a href "https://example.com"', 5, f"`click` {NOT_FOR_PAGES}"),
        ('%%{init: {"theme": "dark"}}%%\n' + FLOW + "a --> b", 1, f"`%%{{init` {NOT_FOR_PAGES}"),
        ("---\ntitle: x\n---\n" + FLOW + "a --> b", 1, f"`---` {NOT_FOR_PAGES}"),
        (FLOW + 'a(("x")) --> b', 4, f"`((` {SHAPES}"),
        (FLOW + 'a@{ img: "https://example.com/x.png" }', 4, f"`@{{` {SHAPES}"),
        (FLOW + 'a["List<int>"]', 4, f"`<int>` {VANISHES}"),
        (FLOW + 'a["x <script>alert(1)</script>"]', 4, f"`<script>` {VANISHES}"),
        (
            FLOW + "\n".join(f"n{i} --> n{i + 1}" for i in range(20)),
            None,
            "21 nodes are too many for one picture, at most 20: split it or leave out what the text does not need",
        ),
        (
            "pie" + WORDS + '"a": 3',
            1,
            "`pie` is not a kind of diagram here, the guide draws flowchart, sequenceDiagram, stateDiagram-v2",
        ),
        ("flowchar TB", 1, "`flowchar` is not a kind of diagram here, did you mean `flowchart`?"),
        (
            "sequenceDiagram" + WORDS + "rect rgb(200, 0, 0)\na->>b: x\nend",
            None,
            "Mermaid drew a colored background; leave out `rect` and `box`, colors follow the theme",
        ),
        (
            "sequenceDiagram" + WORDS + "a-|\\b: x",
            None,
            "Mermaid drew a half arrow; use ->>, -->>, -), --), -x or --x",
        ),
    ],
)
def test_what_is_refused(source: str, line: int | None, message: str) -> None:
    with pytest.raises(DiagramError) as caught:
        draw(source, prefix="p")
    assert str(caught.value) == message
    assert caught.value.line == line
