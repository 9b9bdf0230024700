"""Lines between nodes: mended where Mermaid's layout leaves them crooked, and counted to compare two layouts."""

from __future__ import annotations

from itertools import combinations, pairwise

from macros.render.graphs import Edge, Graph, Label, Node
from macros.render.svg import Box, Point
from macros.render.theme import COLUMN_WIDTH, FONT_SIZE

GAP = 22.0  # between two things above each other: room for an arrowhead and a rounded corner


def mend(graph: Graph) -> None:
    """Tidy an ELK layout in place: square ends, no needless bends, no more height than the words and arrows need."""
    for edge in graph.edges:
        edge.points = _simplify(edge.points)
        if len(edge.points) > 1:
            edge.points = _square_end(edge.points, graph.nodes)
            edge.points = _square_end(edge.points[::-1], graph.nodes)[::-1]
        _open_loop(edge, graph)
    for edge in graph.edges:
        edge.points = _straight_end(edge, graph)
        edge.points = edge.points[::-1]
        edge.points = _straight_end(edge, graph)[::-1]
    _spread(graph.labels)
    _compact(graph)


def _simplify(points: list[Point]) -> list[Point]:
    """Return the points without repeats and without those on a straight line between their neighbors."""
    out: list[Point] = []
    for point in points:
        if out and abs(out[-1][0] - point[0]) < 0.5 and abs(out[-1][1] - point[1]) < 0.5:
            continue
        if len(out) > 1:
            (ax, ay), (bx, by) = out[-2], out[-1]
            if abs((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) < 1.0:
                out.pop()
        out.append(point)
    return out


def _node_at(point: Point, nodes: list[Node]) -> Node | None:
    """Return the node on whose border or inside which a point lies."""
    x, y = point
    return next((n for n in nodes if abs(n.x - x) <= n.width / 2 + 2 and abs(n.y - y) <= n.height / 2 + 2), None)


def _touches(points: list[Point], node: Node) -> bool:
    """Tell whether a line starts or ends at a node."""
    return any(_node_at(point, [node]) is node for point in (points[0], points[-1]))


def _square_end(points: list[Point], nodes: list[Node]) -> list[Point]:
    """Return the points with the last one on the outline straight above or below the one before.

    Mermaid aims the last piece of an edge at the middle of a cylinder, which turns the arrowhead sideways.
    """
    node = _node_at(points[-1], nodes)
    if node is None:
        return points
    kept = list(points)
    while len(kept) > 2 and abs(kept[-2][1] - node.y) < node.height / 2 + 2 and _node_at(kept[-2], [node]):
        kept.pop()
    (px, py), (ex, _) = kept[-2], kept[-1]
    if abs(px - ex) > 30 or abs(px - node.x) > node.width / 2 - 2 or abs(py - node.y) <= node.height / 2:
        return points
    return [*kept[:-1], (px, outline_y(node, px, above=py < node.y))]


def _straight_end(edge: Edge, graph: Graph) -> list[Point]:
    """Return the points without a small step just before the last node, if there is room to enter it further aside."""
    points = edge.points
    if len(points) < 4:
        return points
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[-4:]
    node = _node_at(points[-1], graph.nodes)
    if node is None or abs(x0 - x1) > 1 or abs(x2 - x3) > 1 or abs(y1 - y2) > 1 or (y1 - y0) * (y3 - y2) <= 0:
        return points
    if abs(x0 - x3) > 28 or abs(x0 - node.x) > node.width / 2 - 14:
        return points
    low, high = min(x0, x3) - 10, max(x0, x3) + 10
    for other in graph.edges:
        ends = (other.points[0], other.points[-1]) if other is not edge else (points[0],)
        if any(low < x < high and abs(y - y3) < node.height / 2 for x, y in ends):
            return points
    path = (min(x0, x3) - 4, min(y2, y3), max(x0, x3) + 4, max(y2, y3) - 1)
    others = [node_box(n) for n in graph.nodes if n is not node] + [label_box(label) for label in graph.labels]
    if any(_overlap(path, box) for box in others):
        return points
    return [*points[:-3], (x0, outline_y(node, x0, above=y2 < y3))]


def _open_loop(edge: Edge, graph: Graph) -> None:
    """Open an edge from a node to itself, which ELK draws 5 px high, and keep its label beside it."""
    points = edge.points
    node = _node_at(points[0], graph.nodes)
    if node is None or len(points) != 4 or _node_at(points[-1], [node]) is None or abs(points[1][0] - points[2][0]) > 1:
        return
    x, y = points[1][0], (points[1][1] + points[2][1]) / 2
    rise = min(9.0, node.height / 2 - 6) * (1 if points[2][1] > points[1][1] else -1)
    edge.points = [(points[0][0], y - rise), (x, y - rise), (x, y + rise), (points[3][0], y + rise)]
    for label in graph.labels:
        if abs(label.x - x) <= label.width / 2 + 4 and abs(label.y - y) <= node.height / 2:
            label.x = x + (label.width / 2 + 4) * (1 if x > node.x else -1)


def _spread(labels: list[Label]) -> None:
    """Move labels that nearly touch a few pixels apart; each stays on its own line."""
    for a, b in combinations(sorted(labels, key=lambda label: label.x), 2):
        gap = (b.x - b.width / 2) - (a.x + a.width / 2)
        if abs(a.y - b.y) < FONT_SIZE and -4 < gap < 10:
            a.x -= (10 - gap) / 2
            b.x += (10 - gap) / 2


def _compact(graph: Graph) -> None:
    """Take out height where nothing but upright lines passes: ELK gives every label a layer with wide margins."""
    spans = [node_box(node)[1::2] for node in graph.nodes] + [label_box(label)[1::2] for label in graph.labels]
    spans += [(group.top - 4, group.top + 16) for group in graph.groups]
    spans += [(group.top + group.height - 4, group.top + group.height + 4) for group in graph.groups]
    for edge in graph.edges:
        for (_, y1), (_, y2) in pairwise(edge.points[1:]):
            if abs(y1 - y2) < 1:
                spans.append((y1 - 2, y1 + 2))
    spans.sort()
    cuts: list[tuple[float, float]] = []  # (from this y on, move up by so much in total)
    reach, total = spans[0][1], 0.0
    for top, bottom in spans:
        if top - reach > GAP:
            total += top - reach - GAP
            cuts.append((top, total))
        reach = max(reach, bottom)

    def up(y: float) -> float:
        return y - next((cut for at, cut in reversed(cuts) if y >= at - 0.01), 0.0)

    for node in graph.nodes:
        node.y = up(node.y)
    for label in graph.labels:
        label.y = up(label.y)
    for group in graph.groups:
        bottom = up(group.top + group.height)
        group.top = up(group.top)
        group.height = bottom - group.top
    for edge in graph.edges:
        edge.points = [(x, up(y)) for x, y in edge.points]


def outline_y(node: Node, x: float, *, above: bool) -> float:
    """Return where the outline of `node` lies straight above or below its middle line at `x`."""
    share = min(abs(x - node.x) / (node.width / 2), 1.0)
    reach = node.height / 2
    if node.shape == "diamond":
        reach *= 1 - share
    elif node.shape == "cylinder":
        ry = float(node.data)
        reach -= ry * (1 - (1 - share * share) ** 0.5)
    elif node.shape in ("circle", "start", "end"):
        reach *= (1 - share * share) ** 0.5
    return node.y - reach if above else node.y + reach


def penalty(graph: Graph, width: float, height: float, *, curved: bool) -> float:
    """Return how far a layout is from what a careful person would draw; the smaller one of two is chosen.

    Wider than the text column costs most, because the reader has to scroll; then words that cover other words or that
    a foreign line runs through; then crossings, then bends, then size. Curves start with a handicap: right angles look
    calmer and their arrowheads point straight at their node.
    """
    lines = [_simplify(edge.points) for edge in graph.edges]
    boxes = [label_box(label) for label in graph.labels]
    overlaps = sum(_overlap(a, b) for a, b in combinations(boxes, 2))
    tight = sum(_overlap(a, (b[0] - 6, b[1], b[2] + 6, b[3])) for a, b in combinations(boxes, 2))
    overlaps += sum(_overlap(box, node_box(node)) for box in boxes for node in graph.nodes)
    struck = sum(max(0, sum(_runs_through(line, box) for line in lines) - 1) for box in boxes)
    through = sum(_runs_through(line, node_box(n, 3)) for line in lines for n in graph.nodes if not _touches(line, n))
    crossings = sum(_crossings(a, b) for a, b in combinations(lines, 2))
    bends = sum(len(line) - 2 for line in lines)
    curves = 400 if curved else 0
    wide = max(0.0, width - COLUMN_WIDTH)
    faults = 300 * (overlaps + through) + 40 * tight + 120 * struck + 60 * crossings + 12 * bends
    return 4 * wide + faults + curves + width / 4 + height / 4


def label_box(label: Label) -> Box:
    """Return the rectangle of an edge label as (left, top, right, bottom)."""
    half, rise = label.width / 2, max(label.height - 4, FONT_SIZE) / 2
    return label.x - half, label.y - rise, label.x + half, label.y + rise


def node_box(node: Node, margin: float = 0.0) -> Box:
    """Return the rectangle around a node, `margin` wider on each side."""
    half_width, half_height = node.width / 2 + margin, node.height / 2 + margin
    return node.x - half_width, node.y - half_height, node.x + half_width, node.y + half_height


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _runs_through(line: list[Point], box: Box) -> bool:
    """Tell whether a polyline touches a box."""
    return any(_enters(a, b, box) for a, b in pairwise(line))


def _enters(a: Point, b: Point, box: Box) -> bool:
    """Tell whether the piece from a to b has a point in the box: its part inside is cut down side by side."""
    first, last = 0.0, 1.0
    for start, end, low, high in ((a[0], b[0], box[0], box[2]), (a[1], b[1], box[1], box[3])):
        if abs(end - start) < 1e-9:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / (end - start), (high - start) / (end - start)))
        first, last = max(first, near), min(last, far)
    return first < last


def runs_through(edge: Edge, box: Box) -> bool:
    """Tell whether an edge passes over a rectangle."""
    return _runs_through(edge.points, box)


def _crossings(one: list[Point], two: list[Point]) -> int:
    return sum(_cross(a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(two))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
