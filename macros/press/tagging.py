"""What Chromium leaves untagged in a PDF, put right for assistive technology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

_TEXT = frozenset({"Tj", "TJ", "'", '"'})
_PATH = frozenset({"m", "l", "c", "v", "y", "re", "h"})
_PAINT = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n"})


def improve(pdf: pikepdf.Pdf) -> None:
    """Marks page furniture as artifacts, describes links, unties figures that only hold a figure, and renames cells."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    for page in pdf.pages:
        marked = list(_marked(pikepdf.parse_content_stream(page)))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(marked))
        for note in page.get("/Annots", []):
            if note.get("/Subtype") == "/Link" and "/Contents" not in note:
                note.Contents = pikepdf.String(_description(note, numbers))
    tree = pdf.Root.StructTreeRoot
    elements = list(_elements(tree))
    for element in elements:
        if element.get("/S") == "/Figure" and "/Alt" not in element:
            element.S = pikepdf.Name.Div
    _rename(tree, elements)


def _rename(tree: pikepdf.Object, elements: list[pikepdf.Dictionary]) -> None:
    """Names elements in reading order: Chromium's names count what its process made, which varies with timing."""
    named = [element for element in elements if "/ID" in element]
    names = {str(element.ID): f"node{number:08d}" for number, element in enumerate(named, start=1)}
    for element in named:
        element.ID = pikepdf.String(names[str(element.ID)])
    for element in elements:
        attributes: Any = element.get("/A", [])
        for attribute in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
            if "/Headers" in attribute:
                attribute.Headers = pikepdf.Array([pikepdf.String(names[str(name)]) for name in attribute.Headers])
    if named:
        pairs = [part for element in named for part in (element.ID, element)]
        tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(pairs))


def _marked(instructions: Iterable[Any]) -> Iterator[Any]:
    """Wraps what is painted outside all tags: running titles, page numbers and backgrounds, which are furniture."""
    depth = 0
    path: list[Any] = []
    open_, close = _instruction("BMC", pikepdf.Name.Artifact), _instruction("EMC")
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            depth += 1
        elif operator == "EMC":
            depth -= 1
        if depth or operator == "EMC":
            yield instruction
        elif operator in _PATH or operator in ("W", "W*"):
            path.append(instruction)  # a path and what paints it stand together
        elif operator in _PAINT:
            yield from (open_, *path, instruction, close)
            path = []
        elif operator in _TEXT or operator in ("Do", "sh"):
            yield from (open_, instruction, close)
        else:
            yield instruction


def _instruction(operator: str, *operands: Any) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(operator))


def _description(note: pikepdf.Object, numbers: dict[tuple[int, int], int]) -> str:
    action = note.get("/A")
    if action is not None and "/URI" in action:
        return str(action.URI)
    target = note.get("/Dest") if action is None else action.get("/D")
    if isinstance(target, pikepdf.Array) and target[0].objgen in numbers:
        return f"page {numbers[target[0].objgen]}"
    return "another place in this document"


def _elements(node: Any) -> Iterator[pikepdf.Dictionary]:
    """Goes over the elements of the structure tree in reading order, its root first."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary) and ("/S" in node or "/K" in node):
        yield node
        if "/K" in node:
            yield from _elements(node.K)
