"""Sequence diagrams: Mermaid's drawing is walked once and every piece that is known is painted anew."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from macros.render.paint import MARGIN, line_end
from macros.render.svg import DrawingError, Picture, classes, element, local, move_path, numbers, text, words
from macros.render.theme import ACTOR_HEIGHT, ACTOR_WIDTH, BASELINE, FONT_SIZE, text_width

_SKIPPED = {"title", "desc", "style", "defs", "linearGradient", "filter", "symbol", "marker"}
_RECTS = {"actor": "node", "note": "note", "activation0": "active", "activation1": "active", "activation2": "active"}
_LINES = {"actor-line": "life", "messageLine0": "edge", "messageLine1": "edge", "loopLine": "frame"}
_ENDS = {"arrowhead": "arrow", "crosshead": "cross", "filled-head": "open"}
# Where the middle of the words lies, relative to the y that Mermaid gives them.
_TEXTS = {
    "actor": 0.0,
    "messageText": FONT_SIZE - 1.5,
    "noteText": FONT_SIZE - 1.5,
    "labelText": -3.0,
    "loopText": -BASELINE,
    "sectionTitle": -BASELINE,
}
_PLATED = {"messageText", "loopText", "sectionTitle"}


def read(svg: ET.Element, prefix: str) -> Picture:
    """Return the picture of a sequence diagram; raises DrawingError for a piece that is not understood."""
    reader = _Reader(prefix)
    reader.walk(svg)
    if not reader.boxes:
        raise DrawingError("nothing: the diagram has no messages")
    left, top = min(b[0] for b in reader.boxes) - MARGIN, min(b[1] for b in reader.boxes) - MARGIN
    width, height = max(b[2] for b in reader.boxes) + MARGIN - left, max(b[3] for b in reader.boxes) + MARGIN - top
    defs = element("defs")
    defs.extend(line_end(prefix, name) for name in sorted(reader.ends))
    layers = [reader.back, reader.middle, reader.front]
    body = ([defs] if len(defs) else []) + [part for layer in layers for part in layer]
    return Picture((left, top, width, height), body, reader.actors)


class _Reader:
    """Collects the pieces in three layers (life lines; boxes and lines; words) and the room they take."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.back: list[ET.Element] = []
        self.middle: list[ET.Element] = []
        self.front: list[ET.Element] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.ends: set[str] = set()
        self.actors = 0
        self.note = 0.0  # how wide the words of the note are that is being read

    def walk(self, parent: ET.Element) -> None:
        """Paint every known piece below `parent`."""
        for child in parent:
            tag, names = local(child), classes(child)
            if tag in _SKIPPED:
                continue
            if tag == "g" and "actor-man" in names:
                self._person(child)
            elif tag == "g":
                if child.get("data-et") == "note":
                    self.note = max(text_width(words(line)) for line in child if local(line) == "text")
                self.actors += child.get("data-et") == "participant"
                self.walk(child)
            elif tag == "rect":
                self._rect(child, names)
            elif tag == "line":
                self._line(child, names)
            elif tag == "text":
                self._text(child, names)
            elif tag == "polygon" and "labelBox" in names:
                self.middle.append(element("polygon", "tab", points=child.get("points", "")))
            elif tag == "path" and {"messageLine0", "messageLine1"} & set(names):
                self._loop(child, names)
            else:
                raise DrawingError(f"a <{tag}> that no rule draws; use plain participants, actors, notes and frames")

    def _keep(self, left: float, top: float, right: float, bottom: float) -> None:
        self.boxes.append((left, top, right, bottom))

    def _person(self, man: ET.Element) -> None:
        """Paint an `actor` as a rounded box in the row of the participants: the stick figure needs more height."""
        label = next(child for child in man if local(child) == "text")
        line, x = words(label), float(label.get("x", 0))
        half = max(ACTOR_WIDTH, text_width(line) + 24) / 2
        self.actors += 1
        self._keep(x - half, 0, x + half, ACTOR_HEIGHT)
        self.middle.append(element("rect", "human", x=x - half, y=0, width=2 * half, height=ACTOR_HEIGHT, rx=16))
        self.front.append(text([line], x, ACTOR_HEIGHT / 2))

    def _rect(self, rect: ET.Element, names: list[str]) -> None:
        role = next((_RECTS[name] for name in names if name in _RECTS), "")
        if not role:
            raise DrawingError("a colored background; leave out `rect` and `box`, colors follow the theme")
        x, y, width, height = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        if role == "note":  # Mermaid leaves no margin beside the longest line
            wider = max(self.note + 14 - width, 0.0)
            x, width = x - wider / 2, width + wider
        self._keep(x, y, x + width, y + height)
        shape = element("rect", role, x=x, y=y, width=width, height=height)
        if role == "node":
            shape.set("rx", "4")
        self.middle.append(shape)

    def _line(self, line: ET.Element, names: list[str]) -> None:
        x1, y1, x2, y2 = (float(line.get(name, 0)) for name in ("x1", "y1", "x2", "y2"))
        self._keep(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        if "sequencenumber" in line.get("marker-start", ""):
            self.front.append(element("circle", "head", cx=x1, cy=y1, r=8.5))
            return
        role = next((_LINES[name] for name in names if name in _LINES), "")
        if not role:
            raise DrawingError("a line that no rule draws")
        if role == "life" and ACTOR_HEIGHT < y1 < 2.5 * ACTOR_HEIGHT:
            y1 = ACTOR_HEIGHT  # Mermaid leaves room for the feet of a stick figure
        shape = element("line", role, x1=x1, y1=y1, x2=x2, y2=y2)
        if "messageLine1" in names or (role == "frame" and "dasharray" in line.get("style", "")):
            shape.set("stroke-dasharray", "4 4")
        self._set_ends(line, shape)
        (self.back if role == "life" else self.middle).append(shape)

    def _loop(self, path: ET.Element, names: list[str]) -> None:
        """Paint a message from a participant to itself."""
        d = path.get("d", "")
        values = numbers(d)
        self._keep(min(values[0::2]), min(values[1::2]), max(values[0::2]), max(values[1::2]))
        shape = element("path", "edge", d=move_path(d, 0, 0))
        if "messageLine1" in names:
            shape.set("stroke-dasharray", "4 4")
        self._set_ends(path, shape)
        self.middle.append(shape)

    def _set_ends(self, source: ET.Element, shape: ET.Element) -> None:
        for at in ("marker-start", "marker-end"):
            found = re.search(r"#merman-([\w-]+)", source.get(at, ""))
            if not found:
                continue
            if found[1] not in _ENDS:
                raise DrawingError("a half arrow; use ->>, -->>, -), --), -x or --x")
            end = _ENDS[found[1]]
            self.ends.add(end)
            shape.set(at, f"url(#{self.prefix}-{end})")

    def _text(self, node: ET.Element, names: list[str]) -> None:
        name = next((name for name in names if name in _TEXTS), "")
        x, y = float(node.get("x", 0)), float(node.get("y", 0))
        line = words(node)
        if not line:
            return
        if "sequenceNumber" in names:
            self.front.append(text([line], x, y - 4.5, "number", font_size="11"))
            return
        tspan = next((child for child in node if child.get("dy")), None)
        middle = y + _TEXTS.get(name, -BASELINE) + (float(tspan.get("dy", 0)) if tspan is not None else 0.0)
        half = text_width(line) / 2
        self._keep(x - half, middle - 9, x + half, middle + 9)
        if name in _PLATED:
            self.front.append(element("rect", "plate", x=x - half - 3, y=middle - 9, width=2 * half + 6, height=18))
        self.front.append(text([line], x, middle))
