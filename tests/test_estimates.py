"""The public face of the estimates: refusals, metadata, boxes and how they render."""

from __future__ import annotations

import math
import re
from typing import Any

import markdown
import pytest
from math_core import LatexToMathML

from macros.estimates import FORMULAS, EstimateError, box, calculate, value_text
from macros.estimates.boxes import general_tex, worked_tex
from tests.test_estimates_values import CASES, EXAMPLES

NUMERIC = [(f.name, name) for f in FORMULAS.values() for name, argument in f.arguments.items() if not argument.many]
LISTS = [(f.name, name) for f in FORMULAS.values() for name, argument in f.arguments.items() if argument.many]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, -1, 10**400, "3", True, None, [1], 1j], ids=repr)
@pytest.mark.parametrize(("name", "argument"), NUMERIC)
def test_an_impossible_number_is_refused_by_name_and_range(name: str, argument: str, bad: object) -> None:
    if bad == -1 and FORMULAS[name].arguments[argument].range.holds(-1):
        bad = "-1"  # a score or a correlation may be negative
    with pytest.raises(EstimateError) as refusal:
        calculate(name, {**EXAMPLES[name], argument: bad})
    assert str(refusal.value).startswith(f"{argument} must be ")
    assert FORMULAS[name].arguments[argument].range.words in str(refusal.value)


@pytest.mark.parametrize("bad", [[], "0.5", 0.5, None, [0.5, math.nan], [0.5, -1], [0.5, True], {0.5: 1}], ids=repr)
@pytest.mark.parametrize(("name", "argument"), LISTS)
def test_an_impossible_list_is_refused(name: str, argument: str, bad: object) -> None:
    with pytest.raises(EstimateError, match=rf"^{argument}(\[\d\])? must be "):
        calculate(name, {**EXAMPLES[name], argument: bad})


MESSAGES: list[tuple[str, dict[str, Any], str]] = [
    ("mm1_response", {"utilization": 1.2}, "utilization must be at least 0 and below 1, not 1.2"),
    ("mm1_response", {"utilization": 1}, "utilization must be at least 0 and below 1, not 1"),
    ("in_flight", {"latency_s": 0}, "latency_s must be above 0, not 0"),
    ("in_flight", {"latency_s": "3"}, "latency_s must be a number above 0, not '3'"),
    ("in_flight", {"latency_s": math.nan}, "latency_s must be a finite number above 0, not nan"),
    ("fan_out_tail", {"calls": 2.5}, "calls must be a whole number at least 1, not 2.5"),
    ("fan_out_tail", {"slow_fraction": 1.01}, "slow_fraction must be between 0 and 1, not 1.01"),
    ("series_availability", {"availabilities": [0.9, 2]}, "availabilities[1] must be between 0 and 1, not 2"),
    ("series_availability", {"availabilities": []}, "availabilities must be a list of numbers between 0 and 1, not []"),
    ("psi", {"actual": [0.5, 0.5]}, "actual must have as many bins as expected, 4, not 2"),
    ("psi", {"actual": [0.2, 0.2, 0.2, 0.2]}, "actual must add up to 1, not 0.8"),
    ("sample_size_proportion", {"minimum_effect": 0.9}, "baseline + minimum_effect must be below 1"),
    ("sample_size_proportion", {"power": 0.05}, "power must be above significance"),
    (
        "checkpoint_interval",
        {"checkpoint_s": 36_000},
        "checkpoint_s must be below mean_time_between_failures_s",
    ),
    (
        "prevalence_margin",
        {"samples": 40},
        "samples must hold at least 5 expected positives and 5 negatives, not 2",
    ),
    (
        "precision_at_base_rate",
        {"recall": 0, "false_positive_rate": 0},
        "nothing is flagged with this prevalence, recall and false_positive_rate",
    ),
    ("logq_correction", {"score": "a"}, "score must be a number of any sign, not 'a'"),
    ("cuped_variance", {"correlation": 1.2}, "correlation must be between -1 and 1, not 1.2"),
    ("average_precision", {"hits": [1, 2]}, "hits[1] must be a whole number 0 or 1, not 2"),
    ("average_precision", {"relevant": 1}, "relevant must be at least the 2 relevant items in hits, not 1"),
    ("zero_memory", {"stage": 4}, "stage must be a whole number between 0 and 3, not 4"),
    ("ndcg_linear", {"grades": [0, 0]}, "grades must hold one above 0: without a relevant item every order is as good"),
    ("inverse_propensity", {"target": [0.5]}, "target must be as long as rewards, 4, not 1"),
    (
        "self_normalized_propensity",
        {"target": [0, 0, 0, 0]},
        "target must hold one chance above 0: the new policy takes none of the logged actions",
    ),
    ("calibration_error", {"observed": [0.5]}, "observed must have as many bins as counts, 3, not 1"),
    ("calibration_error", {"counts": [0, 0, 0]}, "counts must hold one above 0"),
    (
        "sequences_per_node",
        {"weight_bytes": 8e10},
        "weight_bytes must be at most memory_bytes x usable_fraction: the weights do not fit",
    ),
    ("minimum_detectable_effect", {"power": 0.04}, "power must be above significance"),
    ("selection_ratio", {"lower_rate": 0.6}, "lower_rate must be at most higher_rate"),
    (
        "implied_false_positive_rate",
        {"precision": 0.1},
        "precision is too low for this prevalence: the false positive rate would be 3.09",
    ),
    ("replicas", {"rate": 5}, "replicas() has no argument 'rate'; did you mean 'rate_per_s'?"),
    ("average_rate", {"zzz": 5}, "average_rate() has no argument 'zzz'; known are events_per_day"),
]


@pytest.mark.parametrize(("name", "changes", "message"), MESSAGES)
def test_message(name: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EstimateError) as refusal:
        calculate(name, {**EXAMPLES[name], **changes})
    assert str(refusal.value) == message


def test_missing_arguments_and_unknown_names() -> None:
    with pytest.raises(EstimateError, match=r"^replicas\(\) needs 'latency_s' and 'concurrency'$"):
        calculate("replicas", {"rate_per_s": 1, "target_utilization": 0.6})
    with pytest.raises(EstimateError, match=r"^there is no estimate function 'replica'; did you mean 'replicas'\?$"):
        value_text("replica", {})
    with pytest.raises(EstimateError, match="keyword arguments only"):
        FORMULAS["average_rate"].function(5)


STRUCTURE = {
    "frac",
    "left",
    "right",
    "lceil",
    "rceil",
    "lfloor",
    "rfloor",
    "lvert",
    "rvert",
    "sqrt",
    "sum",
    "prod",
    "ln",
    "log",
    "max",
    "min",
    "text",
    "bar",
    "dots",
    "ge",
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=lambda f: f.name)
def test_every_symbol_is_explained(formula: Any) -> None:
    symbols = [formula.symbol, *(argument.symbol for argument in formula.arguments.values())]
    assert len(set(symbols)) == len(symbols)
    assert formula.result
    for argument in formula.arguments.values():
        assert argument.label
        assert argument.symbol
    assert set(re.findall(r"\[(\w+)\]", formula.tex)) == set(formula.arguments)
    rest = re.sub(r"\[\w+\]|\\text\{[^}]*\}", " ", formula.tex)
    indices = {"i"} if re.search(r"\\(sum|prod)_i", rest) else set()
    loose = set(re.findall(r"\\([A-Za-z]+)", rest)) - STRUCTURE
    loose |= set(re.findall(r"(?<![\\A-Za-z])[A-Za-z]", rest)) - indices
    explained = {word for symbol in formula.where for word in re.findall(r"[A-Za-z]+|\\([A-Za-z]+)", symbol) or symbol}
    assert loose <= explained | {symbol.lstrip("\\(") for symbol in formula.where} | {s[0] for s in formula.where}


@pytest.mark.parametrize(("name", "arguments"), [(name, arguments) for name, arguments, _, _ in CASES])
def test_every_formula_and_step_is_tex_that_can_be_drawn(name: str, arguments: dict[str, Any]) -> None:
    formula, draw = FORMULAS[name], LatexToMathML()
    values = formula.check(arguments)
    for tex in (general_tex(formula), worked_tex(formula, values, formula.function(**arguments))):
        assert "[" not in tex
        assert "*" not in tex
        assert draw.convert_with_local_state(tex, displaystyle=True).startswith("<math")
    for argument in formula.arguments.values():
        draw.convert_with_local_state(argument.symbol, displaystyle=False)


def render(text: str) -> str:
    math_block = {"generic": True}
    extensions = ["admonition", "tables", "attr_list", "md_in_html", "pymdownx.arithmatex", "pymdownx.details"]
    return markdown.markdown(text, extensions=extensions, extension_configs={"pymdownx.arithmatex": math_block})


@pytest.mark.parametrize("name", FORMULAS)
def test_a_box_renders(name: str) -> None:
    html = render(f"Before.\n\n{box(name, EXAMPLES[name], so='So it is.')}\n\nAfter.")
    body = html[html.index('<div class="admonition estimate">') : html.rindex("</div>")]
    assert "$" not in html
    assert body.count("<table>") == 1
    assert body.count('<div class="arithmatex">') == 2
    assert body.count("<tr>") == 1 + len(FORMULAS[name].arguments)
    assert f"<strong>{value_text(name, EXAMPLES[name])}</strong>" in body
    assert "<p>So it is.</p>" in body
    assert html.endswith("<p>After.</p>")


def test_quotes_in_a_title_do_not_break_the_box() -> None:
    html = render(box("in_flight", EXAMPLES["in_flight"], title='The "hot" path', so='Call it "hot".'))
    assert re.search(r'<p class="admonition-title">The (&quot;|")hot(&quot;|") path</p>', html)
    assert "<p>Call it" in html


@pytest.mark.parametrize("bad", ["two\nlines", "a {{ macro }}", "a {% tag %}", "a <b>tag</b>", 5, None])
@pytest.mark.parametrize("where", ["title", "so"])
def test_what_a_title_may_not_hold(where: str, bad: Any) -> None:
    with pytest.raises(EstimateError, match=f"^{where} must be "):
        box("in_flight", EXAMPLES["in_flight"], **{where: bad})


def test_golden_box() -> None:
    arguments = {"rate_per_s": 34_722.22222222222, "latency_s": 0.05, "concurrency": 8, "target_utilization": 0.6}
    text = box("replicas", arguments, title="Replicas for the ranker", so="At 80% the tail doubles.")
    assert text == GOLDEN_REPLICAS


def test_golden_box_with_defaults_and_explained_symbols() -> None:
    assert box("sample_size_proportion", {"baseline": 0.1, "minimum_effect": 0.01}) == GOLDEN_SAMPLE_SIZE


GOLDEN_REPLICAS = r"""!!! estimate "Replicas for the ranker"

    | Input | Symbol | Value |
    | --- | --- | --- |
    | Request rate | $\lambda$ | 34,700 requests/s |
    | Latency of a request | $W$ | 50 ms |
    | Requests a replica serves at once | $c$ | 8 requests |
    | Target utilization | $u$ | 60% |

    $$
    R = \left\lceil \frac{\lambda \, W}{c \, u} \right\rceil
    $$

    $$
    R \approx \left\lceil \frac{34{,}700 \times 0.05}{8 \times 0.6} \right\rceil \approx \left\lceil \frac{1{,}740}{4.8} \right\rceil \approx 362\text{ replicas}
    $$

    Replicas needed: **362 replicas**.

    At 80% the tail doubles."""  # noqa: E501

GOLDEN_SAMPLE_SIZE = r"""!!! estimate "Sample size"

    | Input | Symbol | Value |
    | --- | --- | --- |
    | Baseline rate | $p_1$ | 10% |
    | Minimum effect, absolute | $\delta$ | 1 percentage point |
    | Significance level, two-sided | $\alpha$ | 5% |
    | Power | $1 - \beta$ | 80% |

    $$
    n = \left\lceil \left(z_{1 - \alpha / 2} + z_{1 - \beta}\right)^2 \, \frac{p_1 \, (1 - p_1) + p_2 \, (1 - p_2)}{\delta^2} \right\rceil
    $$

    Here $p_2$ is $p_1 + \delta$, and $z_q$ is the $q$ quantile of the standard normal distribution.

    $$
    n \approx \left\lceil (1.96 + 0.842)^2 \times \frac{0.1 \times (1 - 0.1) + 0.11 \times (1 - 0.11)}{0.01^2} \right\rceil \approx 14{,}749\text{ users per arm}
    $$

    Sample size: **14,749 users per arm**."""  # noqa: E501
