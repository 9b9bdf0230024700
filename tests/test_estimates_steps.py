"""Steps of calculators: they end where the estimate function ends, and say no more than they can compute."""

from __future__ import annotations

import json
import random
from html import unescape
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from macros.estimates import FORMULAS, EstimateError, calculate
from macros.estimates.steps import STEPS, run, tree, worked
from tests.helpers import SmallGuide
from tests.test_estimates_values import EXAMPLES


def test_there_are_ten_calculators_with_real_formulas() -> None:
    assert len(STEPS) == 10
    assert set(STEPS) <= set(FORMULAS)


@pytest.mark.parametrize("name", STEPS)
def test_the_last_step_is_the_result(name: str) -> None:
    rng = random.Random(name)
    for _ in range(300):
        values = {key: _near(rng, EXAMPLES[name][key]) for key in EXAMPLES[name]}
        try:
            result = calculate(name, values)
        except EstimateError:
            continue
        step, value = worked(name, values)[-1]
        assert step.unit == FORMULAS[name].unit
        assert value == pytest.approx(result, rel=1e-12)


def _near(rng: random.Random, value: float) -> float:
    if isinstance(value, int) and value > 1:
        return rng.randrange(1, 2 * value)
    return min(value * rng.uniform(0.2, 1.5), 0.999) if value < 1 else value * rng.uniform(0.2, 1.5)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_uses_only_arguments_and_earlier_steps(name: str) -> None:
    known = set(FORMULAS[name].arguments)
    for step in STEPS[name].steps:
        assert _names(tree(step.expression)) <= known, step
        assert step.name not in known, step
        known.add(step.name)
    for rule, _ in STEPS[name].rules:
        assert _names(tree(rule)) <= set(FORMULAS[name].arguments)


def _names(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*(_names(each) for each in part[1:]))
    return {part} if isinstance(part, str) else set()


def test_what_a_step_may_hold() -> None:
    assert tree("up(a / 2) ^ 2") == ["^", ["up", ["/", "a", 2]], 2]
    assert run(tree("up(a / 2) ^ 2"), {"a": 3}) == 4
    for bad in ("a.b", "open(a)", "'x'", "a if b else c", "-a", "a % 2", "0.5 * a"):
        with pytest.raises(SyntaxError):
            tree(bad)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("replicas", {"latency_s": 0}, "latency_s must be above 0, not 0"),
        ("sample_size_proportion", {"minimum_effect": 0.9}, "Baseline and effect together must be below 1"),
        ("precision_at_base_rate", {"recall": 0, "false_positive_rate": 0}, "Nothing is flagged with these rates"),
        (
            "storage",
            {"events_per_day": 1e300, "bytes_per_event": 1e300},
            "storage() cannot be computed: a number is too large or too small",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(name: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EstimateError) as refusal:
        worked(name, {**EXAMPLES[name], **changes})
    assert str(refusal.value) == message


CALL = '{{ calculator("fan_out_tail", slow_fraction=0.01, calls=100) }}'


def test_the_form(small: SmallGuide) -> None:
    text, problems = small.render("index.md", CALL)
    assert problems == []
    assert text.startswith("$$\nP = 1 - (1 - p)^{n}\n$$\n\n$p$: slow calls; $n$: parallel calls per request.\n\n<form ")
    form = LexborHTMLParser(text).css_first("form")
    assert form is not None
    for field in form.css("input"):
        own = field.attributes["id"]
        assert form.css_first(f'label[for="{own}"]')
        assert form.css_first(f"#{field.attributes['aria-describedby']}")
    values = [(field.attributes["name"], field.attributes["value"]) for field in form.css("input")]
    assert values == [("slow_fraction", "0.01"), ("calls", "100")]
    hints = [node.text() for node in form.css(".calculator-hint")]
    assert hints == ["fraction, between 0 and 1", "calls, whole, at least 1"]
    final = form.css_first(".calculator-final")
    assert final
    assert final.text() == "Requests with at least one slow call: 63.4%"
    steps = json.loads(unescape(form.attributes["data-steps"] or ""))
    assert steps[0] == ["fast", "A call is fast = 1 - slow", ["-", 1, "slow_fraction"], "fraction"]


def test_a_form_survives_the_build(small: SmallGuide) -> None:
    small.change({"docs/index.md": {"Welcome.": f"{CALL}\n\nAfter."}})
    outcome = small.build()
    assert outcome.errors == []
    html = outcome.html("index.html")
    tree = LexborHTMLParser(html)
    assert len(tree.css("article form.calculator input")) == 2
    assert tree.css_first("article > p:last-of-type") is not None
    assert 'href="assets/stylesheets/calculators.css"' in html
    assert 'src="assets/javascripts/calculators.js" defer' in html
    assert "calculators" not in outcome.html("basics/caching/index.html")
