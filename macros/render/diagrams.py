"""Mermaid in, SVG out, while the guide is built: no script for the reader, colors that follow the theme.

`draw` turns one diagram into a Figure, `fence` and `validate` are what pymdownx.superfences calls for a Mermaid block.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

import mmdr
from markupsafe import escape

from macros.render import graphs, paint, reporting, routes, sequences
from macros.render.svg import Box, DrawingError, Picture, document, words
from macros.render.theme import ENGINES, MAX_NODES, MAX_WIDTH, NODE_CLASSES, front_matter

KINDS = ("flowchart", "sequenceDiagram", "stateDiagram-v2")
LAYOUTS = ("auto", "elk", "dagre")
OPTIONS = ("caption", "id", "layout")
_OWN_STYLE = re.compile(r"\s*(classDef\b|class\b|style\b|linkStyle\b|click\b|%%\{\s*\w+|---\s*$)")
_OTHER_SHAPE = re.compile(r"\w\s*(\[\[|\(\(|\{\{|\[/|\[\\|@\{)")
_TAG = re.compile(r"(?<!<)<(?!br\s*/?>)[A-Za-z/!][^\s>]*>?")
_COMMENT = re.compile(r"\s*%%(?!\{)")
_QUOTED = re.compile(r'"[^"]*"')
_CLASS = re.compile(r":::\s*([\w-]+)")
_ID = re.compile(r"[a-z0-9-]+")


class DiagramError(ValueError):
    """A diagram that cannot be drawn. The message is one line; `line` counts inside the fence, from 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        """Take the message and, where it is known, the line that is at fault."""
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Figure:
    """A finished picture: the SVG, its name and description, its natural size in pixels and how many nodes it has."""

    svg: str
    name: str
    description: str
    width: float
    height: float
    nodes: int


@lru_cache(maxsize=512)
def draw(source: str, *, prefix: str, layout: str = "auto", max_nodes: int = MAX_NODES) -> Figure:
    """Return the picture of a Mermaid source.

    `prefix` begins every id in the SVG and must be unique on the page. `layout` is "elk", "dagre" or "auto", which
    draws all of them and takes the one with the smallest `routes.penalty`. `max_nodes` is the limit for graphs.
    Raises DiagramError for everything that keeps the picture from being drawn or from being read.
    """
    if not _ID.fullmatch(prefix):
        raise DiagramError(f"`{prefix}` is not an id: write small letters, digits and hyphens only")
    if layout not in LAYOUTS:
        raise DiagramError(f"`{layout}` is not a layout: write one of {', '.join(LAYOUTS)}")
    kind = check(source)
    root = _render(source, "elk")
    name, description = _words(root)
    try:
        if kind == "sequenceDiagram":
            picture = sequences.read(root, prefix)
        else:
            picture = _graph(source, root, prefix, layout, max_nodes)
    except DrawingError as problem:
        raise DiagramError(f"Mermaid drew {problem}") from None
    width, height = picture.box[2], picture.box[3]
    if width > MAX_WIDTH:
        raise DiagramError(
            f"the picture is {width:,.0f} px wide and at most {MAX_WIDTH:,} fit: make it narrower"
            " (flowchart TB, at most 4 nodes side by side, labels broken with <br/>) or split it"
        )
    svg = document(prefix, name, description, picture.box, picture.body)
    return Figure(svg, name, description, round(width, 1), round(height, 1), picture.nodes)


def _graph(source: str, root: ET.Element, prefix: str, layout: str, max_nodes: int) -> Picture:
    """Return the best of the layouts that `layout` allows; `root` is what "elk" gave already."""
    candidates: list[tuple[float, int, graphs.Graph, bool, Box]] = []
    for name in (name for name in ENGINES if layout == "auto" or name.startswith(layout)):
        graph = graphs.read(root if name == "elk" else _render(source, name))
        if not graph.nodes:
            raise DrawingError("nothing: the diagram has no nodes")
        if len(graph.nodes) > max_nodes:
            raise DiagramError(
                f"{len(graph.nodes)} nodes are too many for one picture, at most {max_nodes}:"
                " split it or leave out what the text does not need"
            )
        curved = name == "dagre"
        if not curved:
            routes.mend(graph)
        box = paint.extent(graph)
        candidates.append((routes.penalty(graph, box[2], box[3], curved=curved), len(candidates), graph, curved, box))
    _, _, graph, curved, box = min(candidates, key=lambda candidate: candidate[:2])
    return Picture(box, paint.paint(graph, prefix, curved=curved), len(graph.nodes))


def check(source: str) -> str:
    """Return the kind of a diagram; raises DiagramError for what can be refused without drawing."""
    lines = source.splitlines()
    first = next((index for index, line in enumerate(lines) if line.strip() and not _COMMENT.match(line)), None)
    if first is None:
        raise DiagramError("the diagram is empty")
    kind = {"graph": "flowchart", "stateDiagram": "stateDiagram-v2"}.get(word := lines[first].split()[0], word)
    for number, line in enumerate(lines, 1):
        bare = _QUOTED.sub('""', line)
        if found := _OWN_STYLE.match(bare):
            raise DiagramError(
                f"`{found[1].strip()}` is not for pages: colors follow the theme, write a class such as"
                f" `:::store` after a node ({', '.join(NODE_CLASSES)})",
                number,
            )
        if found := _TAG.search(line):
            raise DiagramError(
                f"`{found[0]}` would vanish: Mermaid takes it for HTML, and only <br/> is allowed", number
            )
        if kind == "flowchart" and (found := _OTHER_SHAPE.search(bare)):
            raise DiagramError(
                f'`{found[1]}` is not a shape of the guide: write `["..."]`,'
                ' `[("...")]` for a store or `{"..."}` for a decision',
                number,
            )
        for name in _CLASS.findall(bare):
            if name not in NODE_CLASSES:
                guess = difflib.get_close_matches(name, NODE_CLASSES, 1, 0.5)
                hint = f"did you mean `:::{guess[0]}`?" if guess else f"there are {', '.join(NODE_CLASSES)}"
                raise DiagramError(f"`:::{name}` is not a node class, {hint}", number)
    if kind not in KINDS:
        guess = difflib.get_close_matches(kind, KINDS, 1)
        hint = f"did you mean `{guess[0]}`?" if guess else f"the guide draws {', '.join(KINDS)}"
        raise DiagramError(f"`{kind}` is not a kind of diagram here, {hint}", first + 1)
    return kind


def _render(source: str, layout: str) -> ET.Element:
    """Return Mermaid's drawing as a tree; raises DiagramError with line and reason for a syntax error."""
    try:
        return ET.fromstring(mmdr.render(front_matter(layout) + source).svg())  # noqa: S314 (our own renderer's)
    except ValueError as error:
        reason = _reason(error)
    line = _faulty_line(source, reason)
    where = f" line {line}, `{source.splitlines()[line - 1].strip()}`" if line else " the diagram"
    raise DiagramError(f"Mermaid cannot read{where}: {reason}", line)


def _reason(error: Exception) -> str:
    """Return what Mermaid says on one line, without the name of its parser."""
    reason = re.sub(r"^Diagram parse error \([^)]*\): ", "", " ".join(str(error).split()))
    return reason[:1].lower() + reason[1:]


def _faulty_line(source: str, reason: str) -> int | None:
    """Return the first line up to which the source already fails for the same reason: Mermaid does not tell it."""
    lines = source.splitlines()
    for count in range(1, len(lines) + 1):
        try:
            mmdr.render("\n".join(lines[:count]) + "\n").svg()
        except ValueError as error:
            if _reason(error) == reason and not reason.startswith(("no mermaid", "unexpected end of input")):
                return count
    return None


def _words(root: ET.Element) -> tuple[str, str]:
    """Return name and description; raises DiagramError if one is missing."""
    found = {tag: words(part) for tag in ("title", "desc") if (part := root.find(f"{{*}}{tag}")) is not None}
    if not found.get("title"):
        raise DiagramError("the diagram has no name: write `accTitle: ...` as its second line")
    if not found.get("desc"):
        raise DiagramError(
            "the diagram has no description: write `accDescr: ...`,"
            " one to three sentences for readers who cannot see it"
        )
    return found["title"], found["desc"]


def validate(language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: object) -> bool:
    """Accept every option of a Mermaid fence.

    superfences turns a refused fence into a plain code block without a word, so `fence` reports unknown options.
    """
    options.update(inputs)
    return True


def fence(source: str, language: str, class_name: str, options: Mapping[str, Any], md: object, **kwargs: Any) -> str:
    """Return the HTML of a Mermaid fence: figure, picture, caption and description.

    `options` holds `caption` and `id`, and may hold `layout`. Raises nothing, because superfences would swallow it:
    a problem is reported and leaves a visible placeholder.
    """
    options = {**options, **({"id": kwargs["id_value"]} if kwargs.get("id_value") else {})}
    try:
        return _figure(source, options)
    except DiagramError as error:
        reporting.report(str(error), needle=source, line=error.line)
        message = str(error)
    except Exception as error:  # a fault of ours or of mmdr: still a message with a page, not a lost picture
        message = f"the diagram could not be drawn ({type(error).__name__}: {' '.join(str(error).split())})"
        reporting.report(message, needle=source, line=None)
    return f'<div class="guide-error" role="alert">{escape(message)}</div>'


def _figure(source: str, options: Mapping[str, Any]) -> str:
    """Return the figure of a fence; raises DiagramError."""
    for name in options:
        if name not in OPTIONS:
            guess = difflib.get_close_matches(name, OPTIONS, 1)
            hint = f", did you mean `{guess[0]}`?" if guess else f": there are {', '.join(OPTIONS)}"
            raise DiagramError(f"`{name}` is not an option of a diagram{hint}")
    for name in ("caption", "id"):
        if not str(options.get(name, "")).strip():
            raise DiagramError(f'the diagram has no {name}: write ```` ```mermaid caption="..." id="..." ````')
    prefix = str(options["id"])
    figure = draw(source, prefix=prefix, layout=str(options.get("layout", "auto")))
    # The description stands once in the page, as a paragraph: search indexes it (the picture itself is excluded),
    # every screen reader can walk through it word by word, and the SVG refers to it by the id its <desc> had. With
    # both, some screen readers would read the same sentences twice.
    svg, _, rest = figure.svg.partition("<desc ")
    svg += rest.partition("</desc>")[2]
    return (
        f'<figure class="diagram" id="{prefix}">'
        f'<div class="diagram-scroll" role="region" tabindex="0" aria-label="{escape(figure.name)}, diagram"'
        f" data-search-exclude>{svg}</div>"
        f"<figcaption>{escape(str(options['caption']).strip())}</figcaption>"
        f'<p class="diagram-description" id="{prefix}-d">{escape(figure.description)}</p>'
        "</figure>"
    )
