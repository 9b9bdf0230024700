"""Calculations in steps: what a calculator shows between the inputs and the result, said as a candidate would say it.

A step is an arithmetic expression over the arguments and the steps before it. It is kept as a tree of lists such as
["/", ["*", "a", "b"], 2], which Python runs here and the calculators' script runs in the browser, so that a formula
stands in one place. The last step is the result of the estimate function of that name; tests hold all three together.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from .errors import EstimateError
from .registry import Formula, Values, find, round_up

Tree = float | str | list["Tree"]

OPERATIONS: Mapping[str, Callable[..., float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "up": round_up,
    "quantile": NormalDist().inv_cdf,
}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}


@dataclass(frozen=True)
class Step:
    """A name for later steps, how it is said, the expression, the unit of its value."""

    name: str
    label: str
    expression: str
    unit: str


@dataclass(frozen=True)
class Steps:
    """The steps of a formula, and rules: expressions that must be above 0, each with what is said otherwise."""

    steps: tuple[Step, ...]
    rules: tuple[tuple[str, str], ...] = ()


STEPS: dict[str, Steps] = {
    "replicas": Steps(
        (
            Step("busy", "Requests in flight = rate × latency", "rate_per_s * latency_s", "requests"),
            Step("room", "Room in a replica = slots × utilization", "concurrency * target_utilization", "requests"),
            Step("result", "Replicas = in flight / room, rounded up", "up(busy / room)", "replicas"),
        )
    ),
    "storage": Steps(
        (
            Step("daily", "New data = events × bytes", "events_per_day * bytes_per_event", "bytes/day"),
            Step("kept", "One copy = new data × days kept", "daily * days", "bytes"),
            Step("result", "Storage = one copy × copies", "kept * copies", "bytes"),
        )
    ),
    "fan_out_tail": Steps(
        (
            Step("fast", "A call is fast = 1 - slow", "1 - slow_fraction", "fraction"),
            Step("all_fast", "All calls are fast = that to the power of the calls", "fast ^ calls", "fraction"),
            Step("result", "At least one is slow = 1 - all fast", "1 - all_fast", "fraction"),
        )
    ),
    "embedding_table": Steps(
        (
            Step("row", "Weights of a row = dimensions × bytes", "dimensions * bytes_per_value", "bytes"),
            Step("full", "Row with optimizer state", "row + optimizer_bytes_per_row", "bytes"),
            Step("result", "Table = rows × full row", "rows * full", "bytes"),
        )
    ),
    "hnsw_index": Steps(
        (
            Step("vector", "A vector = dimensions × bytes", "dimensions * bytes_per_value", "bytes"),
            Step("edges", "Its links = 2 lists × links × 4 bytes", "8 * links", "bytes"),
            Step("result", "Index = vectors × (vector + links)", "vectors * (vector + edges)", "bytes"),
        )
    ),
    "training_days": Steps(
        (
            Step("compute", "Compute = 6 × parameters × tokens", "6 * parameters * tokens", "FLOP"),
            Step("speed", "Delivered = devices × peak × utilization", "devices * flops_per_s * utilization", "FLOP/s"),
            Step("result", "Days = compute / delivered / 86,400", "compute / (86400 * speed)", "days"),
        )
    ),
    "kv_cache": Steps(
        (
            Step(
                "pair",
                "Key and value of a head = 2 × dimensions × bytes",
                "2 * head_dimension * bytes_per_value",
                "bytes",
            ),
            Step("token", "A token = layers × heads × that", "layers * kv_heads * pair", "bytes per token"),
            Step("result", "Cache = tokens × a token", "tokens * token", "bytes"),
        )
    ),
    "llm_fleet": Steps(
        (
            Step("decode", "Decode of a request = tokens × step / batch", "output_tokens * step_s / batch", "s"),
            Step("each", "Device time of a request = prefill + decode", "prefill_s + decode", "s"),
            Step(
                "result",
                "Devices = rate / utilization × device time, rounded up",
                "up(rate_per_s / target_utilization * each)",
                "devices",
            ),
        )
    ),
    "sample_size_proportion": Steps(
        (
            Step(
                "z",
                "z = quantile of 1 - significance / 2, plus quantile of power",
                "quantile(1 - significance / 2) + quantile(power)",
                "",
            ),
            Step("changed", "Rate with the effect", "baseline + minimum_effect", "fraction"),
            Step(
                "variance",
                "Variances of both arms = p (1 - p), added",
                "baseline * (1 - baseline) + changed * (1 - changed)",
                "",
            ),
            Step(
                "result",
                "Users = z² × variances / effect², rounded up",
                "up(z ^ 2 * variance / minimum_effect ^ 2)",
                "users per arm",
            ),
        ),
        (
            ("1 - (baseline + minimum_effect)", "Baseline and effect together must be below 1"),
            ("power - significance", "The power must be above the significance level"),
        ),
    ),
    "precision_at_base_rate": Steps(
        (
            Step("true", "True alarms = recall × prevalence", "recall * prevalence", "fraction"),
            Step(
                "false",
                "False alarms = false positive rate × (1 - prevalence)",
                "false_positive_rate * (1 - prevalence)",
                "fraction",
            ),
            Step("result", "Precision = true / all alarms", "true / (true + false)", "fraction"),
        ),
        (("recall * prevalence + false_positive_rate * (1 - prevalence)", "Nothing is flagged with these rates"),),
    ),
}


def tree(expression: str) -> Tree:
    """The expression as nested lists; SyntaxError for anything but + - * / ^, the functions, names and numbers."""
    return _tree(ast.parse(expression.replace("^", "**"), mode="eval").body)


def _tree(node: ast.expr) -> Tree:
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return [_SIGNS[type(node.op)], _tree(node.left), _tree(node.right)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OPERATIONS:
        return [node.func.id, *(_tree(argument) for argument in node.args)]
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    raise SyntaxError(f"a step cannot hold {ast.unparse(node)!r}")


def run(part: Tree, values: Mapping[str, float]) -> float:
    """The value of a tree with these values of its names."""
    if isinstance(part, list):
        return OPERATIONS[str(part[0])](*(run(each, values) for each in part[1:]))
    return values[part] if isinstance(part, str) else part


def worked(name: str, arguments: Values) -> list[tuple[Step, float]]:
    """Each step of the formula `name` with its value; EstimateError for arguments that cannot be computed."""
    formula = formula_in_steps(name)
    # Floats only, as in the browser: a whole number beyond their range would be computed here and not there.
    values = {key: float(value) for key, value in formula.check(arguments).items()}
    for rule, message in STEPS[name].rules:
        if not run(tree(rule), values) > 0:
            raise EstimateError(message)
    found = []
    for step in STEPS[name].steps:
        try:
            values[step.name] = float(run(tree(step.expression), values))
        except ArithmeticError:
            values[step.name] = math.inf
        if not math.isfinite(values[step.name]):
            raise EstimateError(f"{name}() cannot be computed: a number is too large or too small")
        found.append((step, values[step.name]))
    return found


def formula_in_steps(name: str) -> Formula:
    """The formula of that name, which must have steps; EstimateError otherwise."""
    if find(name).name not in STEPS:
        raise EstimateError(f"{name}() has no calculator; there are {', '.join(STEPS)}")
    return find(name)
