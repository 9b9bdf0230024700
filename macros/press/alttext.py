"""Formulas in a line of plain text, for readers and voices that do not know MathML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

#: Operators that stand free between what they join.
_SPACED = frozenset("=≈≠<>≤≥≪≫∼∝≡+−-±×÷·⋅/∣|∈∉⊂∪∩→←⇒⇔↦∑∏∫∧∨")
#: Beside these, brackets and nothing at all a fraction needs no brackets of its own.
_WEAK = frozenset("=≈≠<>≤≥≪≫∼∝≡+−-±∣|∈→⇒⇔↦,;()[]{}⌈⌉⌊⌋")
#: Signs without a shape: a function is applied, factors follow each other.
_INVISIBLE = {"\u2061": " ", "\u2062": " ", "\u2063": ",", "\u2064": " + "}
_ACCENTS = {"^": "hat", "ˆ": "hat", "¯": "bar", "‾": "bar", "~": "tilde", "˜": "tilde", "→": "vector", "˙": "dot"}
#: Elements that only hold a row.
_ROWS = frozenset({"mrow", "mstyle", "mpadded", "math"})
_ALONE = re.compile(r"[\w.,%]+|.|\([^()]*\)")


def line(formula: Element) -> str:
    """Returns a MathML element in a line of text, such as "x = (a + b) / 2"."""
    text = " ".join(_text(formula).split())
    return re.sub(r" (?=[)\],⌉⌋])|(?<=[(\[⌈⌊]) ", "", text)


def _text(element: Element) -> str:
    kids = list(element)
    match element.tag, len(kids):
        case "mi" | "mn" | "mtext" | "ms", _:
            return element.text or ""
        case "mo", _:
            return _operator(element)
        case "mspace", _:
            return " "
        case "mfrac", 2:
            return f"{_group(kids[0])} / {_group(kids[1])}"
        case "msqrt", _:
            return f"√({_row(kids)})"
        case "mroot", 2:
            return f"root({_text(kids[0])}, {_text(kids[1])})"
        case "mover", 2 if (kids[1].text or "").strip() in _ACCENTS:
            return f"{_group(kids[0])} {_ACCENTS[(kids[1].text or '').strip()]}"
        case "msub" | "munder", 2:
            return f"{_text(kids[0]).rstrip()}_{_group(kids[1])} "
        case "msup" | "mover", 2:
            return f"{_text(kids[0]).rstrip()}^{_group(kids[1])} "
        case "msubsup" | "munderover", 3:
            return f"{_text(kids[0]).rstrip()}_{_group(kids[1])}^{_group(kids[2])} "
        case "mtable", _:
            return "[" + "; ".join(", ".join(_text(cell).strip() for cell in row) for row in kids) + "]"
        case "semantics", _:
            return _row(kids[:1])
        case _:
            return _row(kids)


def _flat(kids: list[Element]) -> Iterator[Element]:
    for kid in kids:
        if kid.tag in _ROWS:
            yield from _flat(list(kid))
        else:
            yield kid


def _row(kids: list[Element]) -> str:
    """Joins neighbors; fractions among factors get brackets, and a name of several letters stands free."""
    flat = list(_flat(kids))
    out = ""
    for index, kid in enumerate(flat):
        text = _text(kid)
        beside = [flat[i] for i in (index - 1, index + 1) if 0 <= i < len(flat)]
        if kid.tag == "mfrac" and not all((one.text or "").strip() in _WEAK and one.tag == "mo" for one in beside):
            text = f"({text})"
        out += f" {text} " if kid.tag == "mi" and len(text) > 1 else text
    return out


def _operator(element: Element) -> str:
    sign = (element.text or "").strip()
    if sign in _SPACED:
        return f" {sign} "
    # A comma that is set close to what follows stands between thousands.
    spaced = sign in (",", ";", ":") and element.get("rspace") != "0"
    return f"{sign} " if spaced else _INVISIBLE.get(sign, sign)


def _group(element: Element) -> str:
    text = " ".join(_text(element).split())
    return text if _ALONE.fullmatch(text) else f"({text})"
