"""What holds for any argument of a macro and any sample of code."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros import guard, sandbox
from macros.estimates.registry import FORMULAS
from tests.helpers import SmallGuide
from tests.test_properties import many, texts, words

pytestmark = pytest.mark.xdist_group("properties")


@many
@given(texts)
def test_code_is_never_a_template(text: str) -> None:
    code = text.replace("`", "").replace("\r", "").replace("\0", "").strip("\n")
    made = sandbox.environment(None, "{##", "##}")
    fenced = f"Text.\n\n```text\n{code}\n```\n"
    # Jinja takes one line end from the end of a template.
    assert made.from_string(guard.protect(fenced)).render(page=_PAGE) == fenced.removesuffix("\n")


_PAGE = SimpleNamespace(file=SimpleNamespace(src_uri="index.md"))


arguments = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.none(), words)


@pytest.fixture(scope="module")
def rendering(tmp_path_factory: pytest.TempPathFactory) -> SmallGuide:
    return SmallGuide(tmp_path_factory.mktemp("rendering"))


@settings(many, max_examples=60)
@given(
    name=st.sampled_from(["topic", "term", "cite", "number", "fact", "show", "topic_map", "calculator"]),
    given_=st.lists(arguments, max_size=3),
    named=st.dictionaries(st.sampled_from(["text", "ref", "unit", "key", "x"]), arguments, max_size=2),
)
def test_a_macro_takes_any_arguments(
    rendering: SmallGuide, name: str, given_: list[object], named: dict[str, object]
) -> None:
    """What it cannot use becomes a problem with a line and a placeholder, never an exception."""
    parts = [_literal(value) for value in given_] + [f"{key}={_literal(value)}" for key, value in named.items()]
    text, problems = rendering.render("index.md", f"Before {{{{ {name}({', '.join(parts)}) }}}} after")
    assert text.startswith("Before ")
    assert text.endswith(" after")
    assert all(line.startswith("docs/index.md:6: ") for line in problems)
    assert ("guide-error" not in text) or problems


@settings(many, max_examples=80)
@given(data=st.data())
def test_an_estimate_takes_any_numbers(rendering: SmallGuide, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FORMULAS)))
    keys = sorted(FORMULAS[name].arguments)
    number = st.one_of(st.floats(), st.integers(), st.sampled_from([0, 1, -1, 1e308, 1e-308, 2**62, 0.5]))
    values = {key: data.draw(number) for key in keys}
    call = ", ".join(f"{key}={_literal(value)}" for key, value in values.items())
    text, problems = rendering.render("index.md", f"Before {{{{ value.{name}({call}) }}}} after")
    assert text.endswith(" after"), (text, problems)
    assert ("guide-error" not in text) or problems


def _literal(value: object) -> str:
    """A value as Jinja reads it."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return '("1e999" | float)' if value == value else '("nan" | float)'
    return (
        repr(value)
        if not isinstance(value, str)
        else '"' + "".join(c for c in value if c.isalnum() or c in "-# .") + '"'
    )
