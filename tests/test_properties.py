"""What holds for any input: nothing raises, problems name a line that exists, cycles are found, code stays code."""

from __future__ import annotations

import html
import itertools
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros.guide import frontmatter, graph, limits, page_checks, pages
from macros.guide.errors import guess
from macros.render import safety

pytestmark = pytest.mark.xdist_group("properties")
# The same inputs each time: a red test must be about the change, not about luck.
many = settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
_MARKS = "# ## ``` ~~~ ` ** * _ | |---| - 1. > !!! ??? {{ }} {% %} {## ##} $ $$ [ ] ( ) < > <b> </b> <!-- --> \\ \" ' :"
_MARKS += " --- === [x](y) ![x](y) [x][y] [^1] {#a} { .b } javascript: https://x.example topic( card()"
_PIECES = st.sampled_from([*_MARKS.split(), " ", "\t", "\r", "\0", "\ufeff", "\u202e", "\xe9"])
texts = st.lists(st.one_of(_PIECES, st.text(max_size=6), st.sampled_from(["\n", "\n\n", " ", "    "]))).map("".join)
words = st.text(alphabet="abc-", min_size=1, max_size=3)


@many
@given(texts)
def test_any_page_is_read_and_checked(text: str) -> None:
    data = ("---\nsummary: X.\nreviewed: 2026-01-02\n---\n\n# T\n\n" + text).encode("utf-8")
    _check_bytes(data)


@many
@given(st.binary(max_size=300))
def test_any_bytes_are_read_and_checked(data: bytes) -> None:
    _check_bytes(data)


def _check_bytes(data: bytes) -> None:
    folder = Path(_scratch())
    path = folder / "page.md"
    path.write_bytes(data)
    page = pages.read(path, folder)
    lines = data.count(b"\n") + 1
    for problem in [*page.problems, *frontmatter.check(page.meta, page.kind, page.file), *page_checks.run(page)]:
        assert 0 <= problem.line <= lines + 1
        assert "\n" not in str(problem)
    assert len(page.prose) == len(page.text)
    assert len(page.plain) == len(page.text)
    assert page.plain.count("\n") == page.text.count("\n")


_folder: list[str] = []


def _scratch() -> str:
    return _folder[0]


@pytest.fixture(scope="module", autouse=True)
def _make_scratch(tmp_path_factory: pytest.TempPathFactory) -> None:
    _folder[:] = [str(tmp_path_factory.mktemp("properties"))]


_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@many
@given(
    st.dictionaries(st.one_of(st.sampled_from(sorted(frontmatter.TYPES)), st.text(max_size=8)), _values, max_size=6),
    st.sampled_from(sorted(frontmatter.REQUIRED)),
)
def test_any_front_matter_is_checked(values: dict[str, object], kind: str) -> None:
    """Each key that is unknown or ill-typed is named, and so is each that is missing."""
    text = yaml.safe_dump(values, allow_unicode=True) if values else ""
    meta, body = frontmatter.split(f"---\n{text}---\n\n# T\n", "docs/x.md")
    problems = list(frontmatter.check(meta, kind, "docs/x.md"))
    assert all(1 <= problem.line <= text.count("\n") + 2 for problem in problems)
    if meta.problems:
        return
    assert body == "\n# T\n"
    said = "\n".join(str(problem) for problem in problems)
    for key in frontmatter.REQUIRED[kind] - set(meta.values):
        assert f"no '{key}'" in said
    for key in set(meta.values) - set(frontmatter.TYPES):
        assert repr(key) in said or key in said


@many
@given(st.dictionaries(words, st.lists(words, max_size=4), max_size=8))
def test_a_cycle_is_found_if_there_is_one(needs: dict[str, list[str]]) -> None:
    found = graph.cycle(needs)
    if found:
        assert found[0] == found[-1]
        assert all(after in needs[before] for before, after in itertools.pairwise(found))
    else:
        left = {key: set(values) for key, values in needs.items()}
        while ready := [key for key, values in left.items() if not values & set(left)]:
            for key in ready:
                del left[key]
        assert not left


@many
@given(st.lists(st.tuples(words, st.lists(words, max_size=3)), max_size=8), st.permutations(range(8)))
def test_a_graph_of_any_pages_is_whole(made: list[tuple[str, list[str]]], order: list[int]) -> None:
    found = []
    for name, needs in made:
        values = {"needs": needs, "summary": "X."}
        meta = frontmatter.FrontMatter(values, dict.fromkeys(values, 2), 5)
        found.append(pages.Page(f"basics/{name}.md", "", meta, ""))
    paths = [page.path for page in found]
    built = graph.build(found, [paths[number] for number in order if number < len(paths)])
    assert set(built.pages) == {page.id for page in found}
    for start, targets in built.needs.items():
        assert all(target in built.pages and start in built.needed_by[target] for target in targets)
    numbers = [number for number in built.numbers.values() if "." in number]
    assert len(numbers) == len(set(numbers))


@many
@given(texts)
def test_no_markup_passes_unseen(text: str) -> None:
    """What is said to be safe holds no script, handler, frame or other scheme, read by another parser."""
    if not list(safety.problems(text)):
        assert not re.search(r"<(script|iframe|object|embed|style)\b", text, re.IGNORECASE)
    assert list(safety.problems(html.escape(text))) == []


@many
@given(st.text(max_size=200), st.integers(0, 500_000))
def test_limits_name_a_line(text: str, size: int) -> None:
    found = limits.refusal(text, size, "docs/x.md")
    assert found is None or found.line <= text.count("\n") + 1
    assert (found is not None) >= (size > limits.MAX_BYTES)


@many
@given(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=5))
def test_a_guess_is_one_of_the_known(word: str, known: list[str]) -> None:
    found = guess(word, known)
    assert found == "" or any(found == f"did you mean '{one}'?" for one in known)
