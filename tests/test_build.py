"""Real builds of a small guide: what an author's mistakes give, all in one run, with file and line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.helpers import ROOT, SmallGuide, topic

MISTAKES: dict[str, tuple[dict[str, dict[str, str]], str]] = {
    "a link to a missing file": (
        {"docs/index.md": {"Welcome.": "See [it](assets/nosuch.svg)."}},
        "docs/index.md:8: a link 'assets/nosuch.svg', but the target is not found among documentation files",
    ),
    "a link to a missing anchor": (
        {"docs/index.md": {"Welcome.": "See [below](#nowhere)."}},
        "docs/index.md:8: a link '#nowhere', but there is no such anchor on this page",
    ),
    "an absolute link": (
        {"docs/index.md": {"Welcome.": "See [it](/basics/caching/)."}},
        "docs/index.md:8: an absolute link '/basics/caching/', it was left as is; did you mean 'basics/caching.md'?",
    ),
    "a link to a folder": (
        {"docs/index.md": {"Welcome.": "See [it](basics/caching/)."}},
        "docs/index.md:8: an unrecognized relative link 'basics/caching/', it was left as is; "
        "did you mean 'basics/caching.md'?",
    ),
}


def _fence(body: str, options: str = 'caption="C." id="f"') -> str:
    lines = "\n".join(f"  {line}" for line in body.split("\n"))
    return f"Text.\n\n```mermaid {options}\nflowchart TB\n  accTitle: T\n  accDescr: D.\n{lines}\n```"


MISTAKES["a Mermaid error"] = (
    {"docs/index.md": {"Welcome.": _fence('a["One"] --> b["Two"')}},
    "docs/index.md:14: Mermaid cannot read",
)
MISTAKES["a diagram without a name"] = (
    {"docs/index.md": {"Welcome.": _fence('a["One"] --> b["Two"]').replace("  accTitle: T\n", "")}},
    "docs/index.md:10: the diagram has no name: write `accTitle: ...` as its second line",
)
MISTAKES["a formula that does not parse"] = (
    {"docs/index.md": {"Welcome.": "Text.\n\nWith $\\frac{1$ in it."}},
    "docs/index.md:10: formula does not parse",
)
MISTAKES["an unbalanced brace"] = (
    {"docs/index.md": {"Welcome.": "Text {{ topic("}},
    "docs/index.md:8: macro error: unexpected 'end of template'",
)
MISTAKES["a block that is not closed"] = (
    {"docs/index.md": {"Welcome.": "Text.\n\n{% if true %}\nMore."}},
    "docs/index.md:10: macro error: Unexpected end of template",
)
MISTAKES["an include of a missing file"] = (
    {"docs/index.md": {"Welcome.": '{% include "nosuch.md" %}'}},
    "docs/index.md:8: macro error: include of 'nosuch.md', which does not exist",
)


def test_the_small_guide_builds(small: SmallGuide) -> None:
    outcome = small.build()
    assert outcome.errors == []
    assert not outcome.aborted
    page = outcome.html("basics/caching/index.html")
    assert "<h1" in page
    assert "1.1 Caching" in page
    assert '<details class="question" id="q-one">' in page
    assert "<svg" in page
    assert 'id="source-doe-2020"' in page
    assert 'href="../../reference/glossary/#ttl"' in page
    assert '<meta name="description" content="You can do it.">' in page


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_stops_the_build_with_file_and_line(small: SmallGuide, name: str) -> None:
    changes, message = MISTAKES[name]
    small.change(changes)
    outcome = small.build()
    assert outcome.aborted
    assert [line for line in outcome.errors if line.startswith(message)], outcome.errors


def test_three_mistakes_of_three_kinds_come_in_one_list(small: SmallGuide) -> None:
    small.change(
        {
            "docs/basics/sharding.md": {"needs: [caching]": "needs: [cachng]"},
            "docs/index.md": {"Welcome.": "See [below](#nowhere)."},
            "docs/basics/caching.md": {"Keep it": '{{ topic("shardng") }} Keep it'},
        }
    )
    outcome = small.build()
    assert outcome.aborted
    assert outcome.errors == [
        "docs/basics/caching.md:14: unknown topic 'shardng'; did you mean 'sharding'?",
        "docs/basics/sharding.md:5: unknown topic 'cachng' in needs; did you mean 'caching'?",
        "docs/index.md:8: a link '#nowhere', but there is no such anchor on this page",
    ]
    assert "Keep it near" in outcome.html("basics/caching/index.html"), "the page keeps its other text"


def test_a_page_that_is_not_utf8_does_not_stop_the_others(small: SmallGuide) -> None:
    small.write("docs/basics/caching.md", topic("caching", "1.1", text="Caf\xe9.").encode("latin-1"))
    outcome = small.build()
    assert outcome.aborted
    assert "docs/basics/caching.md:14: not UTF-8: byte 0xe9; save the file as UTF-8" in outcome.errors
    assert (outcome.site / "basics/sharding/index.html").exists()


def test_broken_front_matter_never_shows_up_as_text(small: SmallGuide) -> None:
    small.change({"docs/basics/caching.md": {"summary: You": "summary: Note: You"}})
    outcome = small.build()
    assert "docs/basics/caching.md:2: YAML does not parse" in "\n".join(outcome.errors)
    assert "reviewed:" not in outcome.html("basics/caching/index.html")


def test_code_samples_come_out_letter_for_letter(small: SmallGuide) -> None:
    code = "name: {{ .Values.name }}\n{% for x in y %}\nrun: ${{ github.sha }}\n{{#each a}}"
    small.change({"docs/index.md": {"Welcome.": f"Inline `{{{{ x }}}}`.\n\n```text\n{code}\n```"}})
    outcome = small.build()
    assert outcome.errors == []
    html = outcome.html("index.html")
    assert "<code>{{ x }}</code>" in html
    for line in code.split("\n"):
        assert line in html


def test_markdown_cannot_run_a_command(small: SmallGuide) -> None:
    canary = small.root / "canary"
    escape = f"{{{{ cycler.__init__.__globals__.os.popen('touch {canary}').read() }}}}"
    small.change({"docs/index.md": {"Welcome.": escape}})
    outcome = small.build()
    assert outcome.aborted
    assert outcome.errors[0].startswith("docs/index.md:8: macro error: access to attribute '__init__'")
    assert not canary.exists()


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_the_command_fails_on_a_mistake(small: SmallGuide, strict: list[str]) -> None:
    """The exit code is what CI sees; also without --strict, which an author may forget."""
    small.change({"docs/index.md": {"Welcome.": '{{ topic("cachng") }}'}})
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *strict],
        cwd=small.root,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    assert run.returncode != 0
    assert "docs/index.md:8: unknown topic 'cachng'; did you mean 'caching'?" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("address", "shown"), [("https://code.example/guide", True), ("", False), ("javascript:alert(1)", False)]
)
def test_a_problem_can_be_reported_where_the_source_is_public(
    small: SmallGuide, monkeypatch: pytest.MonkeyPatch, address: str, shown: bool
) -> None:
    monkeypatch.setenv("REPO_URL", address)
    page = small.build().html("basics/caching/index.html")
    assert (f'href="{address}/issues/new?title=basics/caching.md"' in page) == shown
    assert "javascript:alert" not in page


def test_a_changed_page_is_read_again(small: SmallGuide) -> None:
    """A preview builds again and again in one process."""
    assert small.build().errors == []
    small.change({"docs/basics/caching.md": {"# Caching": "# Caches and copies"}})
    outcome = small.build()
    assert outcome.errors == []
    assert "1.1 Caches and copies" in outcome.html("basics/sharding/index.html")


def test_the_real_configuration_is_what_the_tests_use() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "on_undefined: strict" in text
    assert "strict: true" not in text, "with it, a preview exits at the first mistake"
