"""The calculators in a real browser: the same results as Python, no impossible output, state in the address, paper."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from macros.estimates import FORMULAS, EstimateError, calculate, show
from macros.estimates.registry import Arg
from macros.estimates.steps import STEPS, worked

pytestmark = [pytest.mark.browser, pytest.mark.site]
Visit = Callable[..., Page]
PAGE = "reference/estimation/"
#: Of these random inputs at least 1,000 a calculator can be computed; the rules of the sample size refuse most.
INPUTS = {"sample_size_proportion": 3600}


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all tests that do not mind what others typed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(address + PAGE)
    expect(opened.locator(".calculator-link")).to_have_count(len(STEPS))
    yield opened
    context.close()


def _random(rng: random.Random, arg: Arg) -> float:
    """A number within the argument's range: often ordinary, sometimes at its edge or of an absurd size."""
    if arg.range.holds(0.5) and not arg.range.holds(2):
        edges = [x for x in (0, 1, 1e-9, 1e-4, 0.5, 0.999999) if arg.range.holds(x)]
        return rng.choice(edges) if rng.random() < 0.15 else rng.uniform(1e-6, 1 - 1e-6) ** rng.choice([1, 1, 3])
    if arg.range.whole:
        return rng.choice([1, 2, rng.randrange(1, 10), rng.randrange(1, 200), rng.randrange(1, 100_000)])
    size = rng.choice([rng.uniform(-3, 12), rng.uniform(0, 6), rng.uniform(-30, 30)])
    value = float(f"{10**size:.{rng.choice([0, 1, 2, 12])}e}")
    return max(value, 1) if not arg.range.holds(0.5) else value


def _expected(name: str, values: dict[str, float]) -> list[tuple[float, str]] | None:
    try:
        return [(value, show(value, step.unit)) for step, value in worked(name, values)]
    except EstimateError:
        return None


@pytest.mark.parametrize("name", STEPS)
def test_the_script_agrees_with_python_on_random_inputs(page: Page, name: str) -> None:
    rng = random.Random(name)
    arguments = FORMULAS[name].arguments
    given = [{key: _random(rng, arg) for key, arg in arguments.items()} for _ in range(INPUTS.get(name, 1400))]
    found: list[dict[str, Any]] = page.evaluate(
        """([name, given]) => {
            const form = document.querySelector(`form[data-calculator="${name}"]`);
            return given.map((values) => guideCalculators.compute(form, values));
        }""",
        [name, given],
    )
    computed = 0
    for values, answer in zip(given, found, strict=True):
        expected = _expected(name, values)
        assert ("error" in answer) == (expected is None), (values, answer)
        if expected is None:
            continue
        computed += 1
        for step, (value, text) in zip(answer["steps"], expected, strict=True):
            assert step["value"] == pytest.approx(value, rel=1e-12, abs=1e-15), (values, step)
            if step["value"] == value:
                assert step["text"] == text, (values, step)
        assert answer["steps"][-1]["value"] == pytest.approx(calculate(name, values), rel=1e-9, abs=1e-12)
    assert computed >= 1000


def test_numbers_are_written_as_in_python(page: Page) -> None:
    """Rounding ties, borders between units and singulars; the random inputs meet few of them."""
    rng = random.Random(6)
    values = [0, 1, 1125, 1135, 112.5, 0.1125, 999.5, 999_500, 1e6, 1e15, 99_950_000, 119.96, 59.99, 0.99995, 1 - 1e-12]
    values += [rng.randrange(1, 4000) / 2 for _ in range(500)] + [10 ** rng.uniform(-12, 18) for _ in range(1500)]
    for unit in ("", "requests", "bytes", "bytes/day", "bytes per token", "s", "days", "FLOP", "FLOP/s", "devices"):
        found = page.evaluate("([all, unit]) => all.map((x) => guideCalculators.show(x, unit))", [values, unit])
        assert found == [show(value, unit) for value in values], unit
    shares = [value for value in values if value <= 1] + [rng.random() ** 8 for _ in range(500)]
    shares += [1 - rng.random() ** 8 for _ in range(500)]
    found = page.evaluate("(all) => all.map((x) => guideCalculators.show(x, 'fraction'))", shares)
    assert found == [show(value, "fraction") for value in shares]


@pytest.mark.parametrize("name", STEPS)
def test_the_script_writes_the_printed_example_again(page: Page, name: str) -> None:
    page.reload()
    form = page.locator(f'form[data-calculator="{name}"]')
    result = form.locator(".calculator-result")
    printed = re.sub(r"\s+", " ", result.inner_text())
    form.locator("button").click()  # back to the example, computed by the script
    page.wait_for_timeout(20)
    assert re.sub(r"\s+", " ", result.inner_text()) == printed
    assert "must" not in printed


TYPED = [
    "", " ", "abc", "-1", "0", "1", "1.5", "0.5", "5%", "150%", "1,000", "1,5", "1e3", "1e999", "-0", "1e-400", ".",
    "NaN", "Infinity", "0x10", "1 000", "٣", "1e", "--1", "1_000", "%", "1/0", "1e308", "\u2212" + "1",
]  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_no_field_takes_what_python_refuses(page: Page, name: str) -> None:
    """Everything is typed into every field; the rest of the form keeps its example."""
    found: list[dict[str, Any]] = page.evaluate(
        """([name, all]) => {
            const form = document.querySelector(`form[data-calculator="${name}"]`);
            return [...form.querySelectorAll("input")].flatMap((input) => {
                const example = input.value;
                const answers = all.map((typed) => {
                    input.value = typed;
                    input.dispatchEvent(new Event("input", { bubbles: true }));
                    return {
                        key: input.name, typed,
                        percent: "percent" in input.dataset,
                        invalid: input.getAttribute("aria-invalid") === "true",
                        error: form.querySelectorAll(".calculator-error").length === 1,
                        text: form.querySelector(".calculator-result").textContent,
                    };
                });
                input.value = example;
                return answers;
            });
        }""",
        [name, TYPED],
    )
    example = {
        key: float((page.locator(f'form[data-calculator="{name}"] input[name="{key}"]').input_value()).replace(",", ""))
        for key in FORMULAS[name].arguments
    }
    assert len(found) == len(example) * len(TYPED)
    for answer in found:
        assert not re.search(r"NaN|undefined|Infinity|null", answer["text"]), answer
        number = _as_number(answer["typed"], answer["percent"])
        assert answer["error"] == (number is None or _expected(name, {**example, answer["key"]: number}) is None), (
            answer
        )
        assert answer["invalid"] >= (number is None), answer


def _as_number(typed: str, percent: bool) -> float | None:
    text = re.sub(r"\s", "", typed).replace("\u2212", "-")
    share = text.endswith("%")
    text = text.removesuffix("%")
    if (share and not percent) or not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?", text, re.ASCII):
        return None
    if not re.search(r"\d", text.partition("e")[0]):
        return None
    number = float(text.replace(",", "")) / (100 if share else 1)
    return number if math.isfinite(number) else None


def test_an_error_names_the_field_and_its_range(page: Page) -> None:
    form = page.locator('form[data-calculator="fan_out_tail"]')
    form.locator('input[name="slow_fraction"]').fill("1.2")
    form.locator('input[name="calls"]').fill("2.5")
    expect(form.locator(".calculator-result")).to_have_text(
        "Slow calls must be between 0 and 1. Parallel calls per request must be a whole number at least 1."
    )
    sample = page.locator('form[data-calculator="sample_size_proportion"]')
    sample.locator('input[name="minimum_effect"]').fill("96%")
    expect(sample.locator(".calculator-result")).to_have_text("Baseline and effect together must be below 1.")


def test_a_calculation_can_be_shared(visit: Visit) -> None:
    page = visit(PAGE)
    form = page.locator('form[data-calculator="replicas"]')
    form.locator('input[name="rate_per_s"]').fill("70,000")
    form.locator('input[name="target_utilization"]').fill("50%")
    expect(form.locator(".calculator-final")).to_have_text("Replicas needed: 875 replicas")
    assert form.locator(".calculator-link").get_attribute("href") == page.url
    again = visit(PAGE + "?" + page.url.partition("?")[2])
    shared = again.locator('form[data-calculator="replicas"]')
    expect(shared.locator(".calculator-final")).to_have_text("Replicas needed: 875 replicas")
    expect(shared.locator('input[name="rate_per_s"]')).to_have_value("70,000")
    expect(shared).to_be_in_viewport()
    other = again.locator('form[data-calculator="storage"] .calculator-final')
    expect(other).to_have_text("Storage: 135 TB")
    shared.locator("button").click()
    expect(shared.locator(".calculator-final")).to_have_text("Replicas needed: 365 replicas")
    assert "70" not in again.url.partition("?")[2]


def test_an_address_cannot_inject(visit: Visit) -> None:
    page = visit(PAGE + "?calculator=replicas&rate_per_s=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&latency_s=NaN")
    result = page.locator('form[data-calculator="replicas"] .calculator-result')
    expect(result).to_contain_text("Request rate: write a number such as")
    assert result.locator("img").count() == 0


def test_without_scripts_the_example_reads(visit: Visit) -> None:
    page = visit(PAGE, script=False)
    form = page.locator('form[data-calculator="replicas"]')
    expect(form.locator(".calculator-final")).to_have_text("Replicas needed: 365 replicas")
    expect(form.get_by_label("Request rate")).to_have_value("35,000")
    assert form.locator("input").first.evaluate("(input) => input.readOnly")
    expect(page.locator(".calculator-link")).to_have_count(0)


def test_the_example_is_on_paper(visit: Visit) -> None:
    page = visit(PAGE)
    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = re.sub(r"\s+", "", "".join(sheet.get_textpage().get_text_range() for sheet in printed))
    assert "Replicasneeded:365replicas" in text
    assert "Linktothiscalculation" not in text


def test_only_this_page_loads_the_script(visit: Visit, page: Page) -> None:
    """The build may put a hash into the names."""
    script = 'script[src*="javascripts/calculators."]'
    assert page.locator(script).count() == 1
    form = page.locator("form.calculator").first
    assert form.evaluate("(form) => getComputedStyle(form).borderTopStyle") == "solid"
    assert visit("reference/numbers/").locator(script).count() == 0
