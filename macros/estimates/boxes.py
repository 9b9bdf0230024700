"""An estimate as Markdown: inputs, formula, the formula with numbers, result."""

from __future__ import annotations

import re
from collections.abc import Callable

from .errors import EstimateError
from .formatting import is_exact, show, shown, tex_number
from .registry import Formula, Values, find

INDENT = "    "
APPROXIMATELY = r"\approx"


def value_text(name: str, arguments: Values) -> str:
    """The result of the formula `name`, rounded and with its unit: "1,740 requests"."""
    formula = find(name)
    return show(formula.function(**arguments), formula.unit)


def box(name: str, arguments: Values, *, title: str = "", so: str = "") -> str:
    """An `estimate` admonition: a table of the inputs, the formula, the formula with the numbers put in, the result.

    `title` (default: what the result is called) and `so` (a closing sentence: what follows from the number) may hold
    inline Markdown but no line break, no `<` and no Jinja delimiter. The block starts at column 0 and has no last line
    break.
    """
    formula = find(name)
    heading = _one_line("title", title) or formula.result
    values = formula.check(arguments)
    result = formula.function(**values)
    rows = [
        f"| {arg.label} | ${arg.symbol}$ | {_input(values[key], arg.unit)} |" for key, arg in formula.arguments.items()
    ]
    meanings = ", and ".join(f"${symbol}$ is {meaning}" for symbol, meaning in formula.where.items())
    body = (
        "\n".join(["| Input | Symbol | Value |", "| --- | --- | --- |", *rows]),
        f"$$\n{general_tex(formula)}\n$$",
        meanings and f"Here {meanings}.",
        f"$$\n{worked_tex(formula, values, result)}\n$$",
        f"{formula.result}: **{show(result, formula.unit)}**.",
        _one_line("so", so),
    )
    lines = "\n\n".join(part for part in body if part).split("\n")
    quoted = heading.replace('"', "&quot;")
    return "\n".join([f'!!! estimate "{quoted}"', "", *(line and INDENT + line for line in lines)])


def general_tex(formula: Formula) -> str:
    """The formula in symbols: L = \\lambda \\, W."""
    symbols = {name: argument.symbol for name, argument in formula.arguments.items()}
    right = _fill(formula.tex, symbols.__getitem__, product=r"\,")
    return f"{formula.symbol} = {right}"


def worked_tex(formula: Formula, values: Values, result: float) -> str:
    """The formula with the numbers put in, in base units, and the result: L = 35{,}000 \\times 0.05 = 1{,}750."""
    stages = [formula.worked(values) if formula.worked else (formula.tex, values)]
    stages += [formula.then(values)] if formula.then else []
    tex = formula.symbol
    for template, numbers in stages:
        written = {key: tex_number(number) for key, number in numbers.items()}
        tex += f" {_sign(*numbers.values())} {_fill(template, written.__getitem__)}"
    final = shown(result, formula.unit)
    in_full = is_exact(result) and final == shown(result, formula.unit, exact=True)
    given = [x for _, numbers in stages for x in numbers.values()]
    return f"{tex} {_sign(*given) if in_full else APPROXIMATELY} {final.tex()}"


def _fill(template: str, text: Callable[[str], str], product: str = r"\times") -> str:
    """The template with each [name] replaced; a power of ten that is itself raised to a power gets parentheses."""

    def put(match: re.Match[str]) -> str:
        new = text(match[1])
        return rf"\left({new}\right)^" if match[2] and "10^" in new else new + match[2]

    return re.sub(r"\[(\w+)\](\^?)", put, template.replace("*", product))


def _sign(*numbers: float) -> str:
    return "=" if all(is_exact(x) for x in numbers) else APPROXIMATELY


def _input(value: float | tuple[float, ...], unit: str) -> str:
    many = value if isinstance(value, tuple) else (value,)
    return ", ".join(show(each, unit, exact=True) for each in many)


def _one_line(name: str, text: object) -> str:
    if not isinstance(text, str):
        raise EstimateError(f"{name} must be text, not {text!r}")
    for bad in ("\n", "\r", "<", "{{", "{%", "{#"):
        if bad in text:
            raise EstimateError(f"{name} must be one line of plain text, without {bad!r}")
    return text.strip()
