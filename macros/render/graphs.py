"""Flowcharts and state diagrams: Mermaid's layout is read into nodes, edges, labels and groups, mended and drawn anew.

Only positions, sizes and words are taken over. Everything visible is painted here, so no color, style or script of the
source can reach the page, and whatever is not understood is refused instead of passed on.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from macros.render.svg import DrawingError, Point, classes, local, move_path, num, numbers, offset, path_box, words
from macros.render.theme import NODE_CLASSES, text_width

_END = re.compile(r"_end-\d+$")
_CYLINDER = re.compile(r"M0,(?P<ry>[\d.]+) a(?P<rx>[\d.]+),[\d.]+ 0,0,0 .* l0,(?P<h>[\d.]+) a")


@dataclass
class Node:
    """A box: its middle, its size, its outline (`rect`, `cylinder`, `diamond`, ...) and the lines of its label."""

    x: float
    y: float
    width: float
    height: float
    shape: str
    role: str
    lines: list[str]
    label_y: float = 0.0
    data: str = ""  # radius, path or points of the outline, relative to the middle


@dataclass
class Edge:
    """A line with its bends, from node to node; `ends` names the marker at start and end."""

    points: list[Point]
    curve: str
    ends: tuple[str, str]
    dashed: bool = False
    thick: bool = False


@dataclass
class Label:
    """Words on an edge, around their middle."""

    x: float
    y: float
    width: float
    height: float
    lines: list[str]


@dataclass
class Group:
    """A box around nodes."""

    left: float
    top: float
    width: float
    height: float
    title: list[str]


@dataclass
class Graph:
    """What Mermaid laid out."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def read(svg: ET.Element) -> Graph:
    """Return the graph that Mermaid drew; raises DrawingError for a picture that is not understood."""
    graph = Graph()
    _walk(svg, 0.0, 0.0, graph)
    for group in graph.groups:
        _widen(group, graph.labels)
    return graph


def _widen(group: Group, labels: list[Label]) -> None:
    """Widen a group to hold the labels that Mermaid lets stick out of its side."""
    right, bottom = group.left + group.width, group.top + group.height
    for label in labels:
        if group.left < label.x < right and group.top < label.y < bottom:
            group.left = min(group.left, label.x - label.width / 2 - 8)
            right = max(right, label.x + label.width / 2 + 8)
    group.width = right - group.left


def _walk(parent: ET.Element, dx: float, dy: float, graph: Graph) -> None:
    """Read the children of `parent`. Dagre nests one root in another, hence the running shift."""
    for child in parent:
        names = classes(child)
        if local(child) in ("title", "desc", "style", "defs", "marker", "linearGradient", "filter"):
            continue
        if local(child) == "path" and child.get("data-edge"):
            _add_edge(child, dx, dy, graph)
            continue
        if local(child) != "g":
            raise DrawingError(f"a <{local(child)}> that no rule draws")
        x, y = offset(child)
        x, y = x + dx, y + dy
        if "node" in names:
            graph.nodes.append(_node(child, x, y, names))
        elif "cluster" in names or "statediagram-cluster" in names:
            _add_group(child, x, y, graph)
        elif "edgeLabel" in names:
            _add_label(child, x, y, graph)
        elif "note-cluster" not in names:
            _walk(child, x, y, graph)


def label_lines(element: ET.Element) -> list[str]:
    """Return the lines of a label: Mermaid writes one tspan a word inside one a line."""
    lines = []
    for text in _all(element, "text"):
        rows = list(text) or [text]
        lines += [words(row) for row in rows]
    return [line for line in lines if line]


def _all(element: ET.Element, tag: str) -> Iterator[ET.Element]:
    return (child for child in element.iter() if local(child) == tag)


def _add_edge(path: ET.Element, dx: float, dy: float, graph: Graph) -> None:
    names = classes(path)
    if "edge-thickness-invisible" in names:
        return
    raw = json.loads(base64.b64decode(path.get("data-points", "W10=")))
    points = [(point["x"] + dx, point["y"] + dy) for point in raw]
    ends = [
        re.sub(r".*[_-](point|circle|cross|barb).*", r"\1", path.get(f"marker-{at}", "")) for at in ("start", "end")
    ]
    dashed = bool({"edge-pattern-dotted", "edge-pattern-dashed"} & set(names))
    curve = move_path(path.get("d", ""), dx, dy)
    graph.edges.append(Edge(points, curve, (ends[0], ends[1]), dashed, "edge-thickness-thick" in names))


def _add_label(group: ET.Element, x: float, y: float, graph: Graph) -> None:
    lines = label_lines(group)
    for rect in _all(group, "rect"):
        if lines:  # Mermaid measures them up to 15 px too narrow
            width, height = max(map(text_width, lines)) + 4, float(rect.get("height", 0))
            graph.labels.append(Label(x, y, width, height, lines))
        return


def _add_group(group: ET.Element, x: float, y: float, graph: Graph) -> None:
    rect = next(_all(group, "rect"))
    left, top, width, height = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
    title = label_lines(group)
    wider = max([width, *(text_width(line) + 28 for line in title)]) - width
    graph.groups.append(Group(left + x - wider / 2, top + y, width + wider, height, title))


def _node(group: ET.Element, x: float, y: float, names: list[str]) -> Node:
    """Return the node of one group; its outline is the first shape in it, its label the words."""
    role = next((name for name in names if name in NODE_CLASSES), "node")
    role = "note" if "statediagram-note" in names else role
    lines = label_lines(group)
    label_y = 0.0
    for child in group:
        if "label" in classes(child) and len(list(_all(child, "text"))) == 1:
            label_y = offset(child)[1] + len(lines) * 16.5 / 2
    if _END.search(group.get("id", "")) and not lines:
        return Node(x, y, 14, 14, "end", role, [])
    for shape in group.iter():
        tag = local(shape)
        dx, dy = offset(shape)
        if tag == "rect":
            width, height = float(shape.get("width", 0)), float(shape.get("height", 0))
            return Node(x, y, width, height, "rect", role, lines, label_y, shape.get("rx", ""))
        if tag == "circle":
            size = 2 * float(shape.get("r", 0))
            return Node(
                x, y, size, size, "start" if "state-start" in classes(shape) else "circle", role, lines, label_y
            )
        if tag == "polygon":
            values = numbers(shape.get("points", ""))
            xs, ys = [v + dx for v in values[0::2]], [v + dy for v in values[1::2]]
            data = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(xs, ys, strict=True))
            kind = "diamond" if len(xs) == 4 and len(set(ys)) == 3 else "polygon"
            return Node(x, y, max(xs) - min(xs), max(ys) - min(ys), kind, role, lines, label_y, data)
        if tag == "path":
            return _path_node(shape, x, y, role, lines, label_y)
        if tag not in ("g", "line"):
            break
    raise DrawingError("a node shape that no rule draws")


def _path_node(shape: ET.Element, x: float, y: float, role: str, lines: list[str], label_y: float) -> Node:
    """Return a node whose outline Mermaid draws as a path: a cylinder, a pill, a note, or a sign without words."""
    d = shape.get("d", "")
    found = _CYLINDER.match(d)
    if found:
        ry = float(found["ry"])
        # Mermaid leaves 2 px beside the words of a cylinder; there is room for more on both sides.
        width = max([2 * float(found["rx"]), *(text_width(line) + 16 for line in lines)])
        return Node(x, y, width, float(found["h"]) + 2 * ry, "cylinder", role, lines, label_y, f"{ry}")
    left, top, right, bottom = path_box(d)
    width, height = right - left, bottom - top
    if lines:
        return Node(x, y, width, height, "rect", role, lines, label_y, "0" if role == "note" else num(height / 2))
    return Node(x, y, width, height, "bar" if width > 40 else "diamond", role, lines)
