"""Flowcharts and state diagrams drawn: the graph that was read becomes SVG elements, back to front."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from macros.render import routes
from macros.render.graphs import Edge, Graph, Group, Label, Node
from macros.render.svg import Box, DrawingError, element, marker, num, rounded, shorten, text, toward
from macros.render.theme import text_width

MARGIN = 8.0
_GAP = 4.0  # a line stops this far before its node so that it does not blunt the arrowhead


def paint(graph: Graph, prefix: str, *, curved: bool) -> list[ET.Element]:
    """Return the elements of a graph. `curved` keeps Mermaid's own curves (dagre) instead of rounded right angles."""
    edges = element("g", "edge")
    used: set[str] = set()
    for edge in graph.edges:
        edges.append(_edge(edge, prefix, used, curved))
    body = [element("defs"), element("g"), edges, element("g"), element("g"), element("g")]
    groups = sorted(graph.groups, key=lambda group: -group.width * group.height)
    body[0].extend(line_end(prefix, name) for name in sorted(used))
    body[1].extend(_group(group) for group in groups)
    body[3].extend(_node(node) for node in graph.nodes)
    body[4].extend(_label(label, groups) for label in graph.labels)
    body[5].extend(_title(group, graph) for group in groups if group.title)
    return [part for part in body if len(part)]


def extent(graph: Graph) -> Box:
    """Return (left, top, width, height) of everything, with a margin."""
    boxes = [routes.node_box(node) for node in graph.nodes]
    boxes += [
        (label.x - label.width / 2, label.y - 10, label.x + label.width / 2, label.y + 10) for label in graph.labels
    ]
    boxes += [(g.left, g.top, g.left + g.width, g.top + g.height) for g in graph.groups]
    boxes += [(x, y, x, y) for edge in graph.edges for x, y in edge.points]
    left, top = min(b[0] for b in boxes) - MARGIN, min(b[1] for b in boxes) - MARGIN
    return left, top, max(b[2] for b in boxes) + MARGIN - left, max(b[3] for b in boxes) + MARGIN - top


def line_end(prefix: str, name: str) -> ET.Element:
    """Return the line end `name`; arrows get one shape whatever Mermaid calls them."""
    if name == "open":
        return marker(f"{prefix}-open", "edge", element("path", "edge", d="M1 1l8 4-8 4"), 5.6)
    if name == "circle":
        return marker(f"{prefix}-circle", "head", element("circle", "head", cx=5, cy=5, r=4), 9)
    if name == "cross":
        return marker(f"{prefix}-cross", "edge", element("path", "edge", d="M1 1l8 8M9 1l-8 8"), 7)
    return marker(f"{prefix}-arrow", "head", element("path", "head", d="M0 .8L10 5L0 9.2z"), 5.6)


def _edge(edge: Edge, prefix: str, used: set[str], curved: bool) -> ET.Element:
    points = list(edge.points)
    ends = [{"point": "arrow", "barb": "arrow"}.get(name, name) for name in edge.ends]
    if ends[1] == "arrow":
        points[-1] = toward(points[-1], points[-2], _GAP)
    if ends[0] == "arrow":
        points[0] = toward(points[0], points[1], _GAP)
    if curved and edge.ends[1] == "barb":  # state diagrams: Mermaid draws to the border and moves the arrowhead back
        edge.curve = shorten(edge.curve, _GAP)
    path = element("path", d=edge.curve if curved else rounded(points))
    if edge.dashed:
        path.set("stroke-dasharray", "4 4")
    if edge.thick:
        path.set("stroke-width", "2.6")
    for at, name in zip(("start", "end"), ends, strict=True):
        if name:
            used.add(name)
            path.set(f"marker-{at}", f"url(#{prefix}-{name})")
    return path


def _node(node: Node) -> ET.Element:
    """Return a node: its outline, what marks its class besides the color, and its label."""
    group = element("g", transform=f"translate({num(node.x)} {num(node.y)})")
    group.set("class", "d-box")
    group.extend(_outline(node))
    if node.lines:
        group.append(text(node.lines, 0, node.label_y))
    return group


def _outline(node: Node) -> list[ET.Element]:
    """Return the outline of a node around (0, 0)."""
    w, h, role = node.width, node.height, node.role
    left, top = -w / 2, -h / 2
    if node.shape == "rect":
        radius = {"human": min(16.0, h / 2), "policy": 0.0}.get(role, float(node.data or 0) or 4.0)
        shapes = [element("rect", role, x=left, y=top, width=w, height=h)]
        if radius:
            shapes[0].set("rx", num(radius))
        if role == "stream":
            bars = f"M{num(left + 6)} {num(top)}v{num(h)}M{num(-left - 6)} {num(top)}v{num(h)}"
            shapes.append(element("path", role, d=bars))
        if role == "policy":
            shapes.append(element("path", role, d=f"M{num(left + 3)} {num(top)}v{num(h)}", stroke_width="4"))
        return shapes
    if node.shape == "cylinder":
        ry = float(node.data)
        arc, lid = f"a{num(w / 2)} {num(ry)} 0 0 ", f"M{num(left)} {num(top + ry)}"
        # The lid runs right to left, so that both parts turn the same way and the overlap stays filled.
        d = f"{lid}{arc}1 {num(w)} 0v{num(h - 2 * ry)}{arc}1 {num(-w)} 0zm{num(w)} 0{arc}1 {num(-w)} 0"
        return [element("path", role, d=d)]
    if node.shape == "diamond":
        return [element("path", role, d=f"M0 {num(top)}L{num(-left)} 0L0 {num(-top)}L{num(left)} 0z")]
    if node.shape == "polygon":
        return [element("polygon", role, points=node.data)]
    if node.shape == "circle":
        return [element("circle", role, r=w / 2)]
    if node.shape == "bar":
        return [element("rect", "head", x=left, y=top, width=w, height=h, rx=2)]
    if node.shape == "start":
        return [element("circle", "head", r=w / 2)]
    if node.shape == "end":
        return [element("circle", "edge", r=w / 2), element("circle", "head", r=w / 2 - 3.5)]
    raise DrawingError(f"a {node.shape} that no rule draws")


def _label(label: Label, groups: list[Group]) -> ET.Element:
    """Return an edge label on a plate of the color behind it: the page's, or the group's that holds it."""
    left, top, right, bottom = routes.label_box(label)
    inside = any(
        g.left < left and right < g.left + g.width and g.top < top and bottom < g.top + g.height for g in groups
    )
    part = element("g", transform=f"translate({num(label.x)} {num(label.y)})")
    part.set("class", "d-label")
    height = max(label.height, 18.0)
    role = "plate-in" if inside else "plate"
    part.append(element("rect", role, x=-label.width / 2 - 1, y=-height / 2, width=label.width + 2, height=height))
    part.append(text(label.lines, 0, 0))
    return part


def _group(group: Group) -> ET.Element:
    return element("rect", "cluster", x=group.left, y=group.top, width=group.width, height=group.height, rx=6)


def _title(group: Group, graph: Graph) -> ET.Element:
    """Return a group's title on a plate, at the first place along the top where no line runs through it."""
    width = max(text_width(line) for line in group.title)
    middle = group.top + 15
    left = group.left + 12
    for step in range(int(max(group.width - width - 24, 0)) // 8 + 1):
        box = (left + 8 * step - 4, middle - 9, left + 8 * step + width + 4, middle + 9)
        if not any(routes.runs_through(edge, box) for edge in graph.edges):
            left += 8 * step
            break
    part = element("g")
    part.set("class", "d-label")
    part.append(element("rect", "plate-in", x=left - 3, y=middle - 9, width=width + 6, height=18))
    part.append(text(group.title, left, middle, "title", text_anchor="start"))
    return part
