"""Small helpers for reading and writing SVG: numbers, paths, elements. Nothing here knows Mermaid."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from macros.render.theme import BASELINE, COLUMN_WIDTH, FONT, FONT_SIZE, INK, LINE_HEIGHT, PAINTS

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class DrawingError(ValueError):
    """Mermaid drew something that has no place in the guide's pictures; the message completes "Mermaid drew ..."."""


@dataclass(frozen=True)
class Picture:
    """What is to be shown: its box (left, top, width, height), its elements and how many nodes it has."""

    box: Box
    body: list[ET.Element]
    nodes: int


_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")


def num(value: float) -> str:
    """Return `value` with at most one decimal, without a trailing zero or a negative zero."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text in ("-0", "-0.0") else text


def numbers(text: str) -> list[float]:
    """Return every number in an attribute such as `points`, `viewBox` or `transform`."""
    return [float(token) for token in _NUMBER.findall(text)]


def local(element: ET.Element) -> str:
    """Return an element's tag without its namespace."""
    return element.tag.rpartition("}")[2]


def classes(element: ET.Element) -> list[str]:
    """Return the class names of an element."""
    return element.get("class", "").split()


def words(element: ET.Element) -> str:
    """Return the text in an element on one line; Mermaid leaves its own entities (`#quot;`) half decoded."""
    return html.unescape(" ".join("".join(element.itertext()).split()))


def offset(element: ET.Element) -> Point:
    """Return the shift of `transform="translate(x, y)"`, the only transform that Mermaid writes around what we keep."""
    values = numbers(element.get("transform", ""))
    return (values[0], values[1] if len(values) > 1 else 0.0) if values else (0.0, 0.0)


def move_path(d: str, dx: float, dy: float) -> str:
    """Return path data shifted by (dx, dy) and rounded; relative commands only get rounded."""
    out: list[str] = []
    command, index = "M", 0
    for token in _TOKEN.findall(d):
        if token.isalpha():
            command, index = token, 0
            out.append(token)
            continue
        value = float(token)
        if command in "MLCQST":
            value += dx if index % 2 == 0 else dy
        elif command == "H":
            value += dx
        elif command == "V":
            value += dy
        elif command == "A" and index % 7 >= 5:
            value += dx if index % 7 == 5 else dy
        text = num(value)
        out.append(text if out[-1].isalpha() or text.startswith("-") else " " + text)
        index += 1
    return "".join(out)


def path_box(d: str) -> Box:
    """Return (left, top, right, bottom) of a path of absolute M, L, C, Q commands, control points included."""
    values = numbers(d)
    return min(values[0::2]), min(values[1::2]), max(values[0::2]), max(values[1::2])


def rounded(points: Sequence[Point], radius: float = 7.0) -> str:
    """Return path data for a polyline whose corners are rounded, less where a segment is short."""
    out = [f"M{num(points[0][0])} {num(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        first, second = _distance(before, corner), _distance(corner, after)
        cut = min(radius, first / 2, second / 2)
        if cut < 0.5:
            out.append(f"L{num(corner[0])} {num(corner[1])}")
            continue
        x1, y1 = toward(corner, before, cut)
        x2, y2 = toward(corner, after, cut)
        out.append(f"L{num(x1)} {num(y1)}Q{num(corner[0])} {num(corner[1])} {num(x2)} {num(y2)}")
    out.append(f"L{num(points[-1][0])} {num(points[-1][1])}")
    return "".join(out)


def shorten(d: str, length: float) -> str:
    """Return path data that ends in a straight piece, that piece made `length` shorter."""
    values = numbers(d)
    end, before = (values[-2], values[-1]), (values[-4], values[-3])
    x, y = toward(end, before, min(length, max(_distance(end, before) - 0.5, 0.0)))
    return f"{d.rpartition('L')[0]}L{num(x)} {num(y)}"


def toward(start: Point, target: Point, length: float) -> Point:
    """Return the point `length` away from `start` in the direction of `target`."""
    distance = _distance(start, target) or 1.0
    return (
        start[0] + (target[0] - start[0]) * length / distance,
        start[1] + (target[1] - start[1]) * length / distance,
    )


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def element(tag: str, role: str = "", **attributes: str | float) -> ET.Element:
    """Return an SVG element, painted as `role` (a key of PAINTS) says.

    The role becomes the class `d-<role>`, which the stylesheet colors per theme, and plain presentation attributes for
    readers without the stylesheet. Underscores in attribute names stand for hyphens.
    """
    node = ET.Element(tag)
    if role:
        node.set("class", f"d-{role}")
        paint = PAINTS[role]
        if tag != "text":
            node.set("fill", paint.fill)
            if paint.stroke != "none":
                node.set("stroke", paint.stroke)
                node.set("stroke-width", f"{paint.width:g}")
            if paint.dash:
                node.set("stroke-dasharray", paint.dash)
        elif paint.fill != INK:
            node.set("fill", paint.fill)
    for name, value in attributes.items():
        node.set(name.replace("_", "-"), value if isinstance(value, str) else num(value))
    return node


def text(lines: Sequence[str], x: float, y: float, role: str = "text", **attributes: str) -> ET.Element:
    """Return a text element of centered lines whose middle is at (x, y)."""
    first = y - (len(lines) - 1) * LINE_HEIGHT / 2 + BASELINE
    node = element("text", role, x=x, y=first, **attributes)
    if role == "text":
        del node.attrib["class"]
    if node.get("x") == "0":
        del node.attrib["x"]
    if len(lines) == 1:
        node.text = lines[0]
        return node
    del node.attrib["y"]
    for index, line in enumerate(lines):
        row = ET.SubElement(node, "tspan", {"x": num(x), "y": num(first + index * LINE_HEIGHT)})
        row.text = line
    return node


def marker(name: str, role: str, shape: ET.Element, tip: float) -> ET.Element:
    """Return a line end called `name`: `shape` in a 10 by 10 box whose point `tip` lies on the end of the line."""
    node = element("marker", id=name, viewBox="0 0 10 10", refX=tip, refY="5")
    # auto-start-reverse lets one marker serve both ends of a line.
    node.attrib.update(markerUnits="userSpaceOnUse", markerWidth="9", markerHeight="9", orient="auto-start-reverse")
    node.append(shape)
    shape.set("class", f"d-{role}")
    return node


def document(prefix: str, title: str, description: str, box: Sequence[float], body: Iterable[ET.Element]) -> str:
    """Return the finished SVG: named, described, with its natural size, and nothing outside presentation attributes."""
    left, top, width, height = box
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    # A picture a little wider than the column may shrink to it, as long as its words keep 11 px; see diagrams.css.
    wide = COLUMN_WIDTH < width <= COLUMN_WIDTH * FONT_SIZE / 11
    root.attrib.update(
        {
            "class": "d-svg d-wide" if wide else "d-svg",
            "aria-labelledby": f"{prefix}-t",
            "aria-describedby": f"{prefix}-d",
        }
    )
    root.attrib.update({"viewBox": f"{num(left)} {num(top)} {num(width)} {num(height)}"})
    root.attrib.update({"width": num(width), "height": num(height), "fill": INK, "text-anchor": "middle"})
    root.attrib.update({"font-family": FONT, "font-size": str(FONT_SIZE)})
    ET.SubElement(root, "title", {"id": f"{prefix}-t"}).text = title
    ET.SubElement(root, "desc", {"id": f"{prefix}-d"}).text = description
    root.extend(body)
    # ElementTree escapes every ">" of text and attributes, so " />" can only be the end of an empty element.
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")
