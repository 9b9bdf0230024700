"""Markdown cannot run code, and code samples are never templates."""

from __future__ import annotations

import html
import re
from pathlib import Path

import jinja2
import pytest
from jinja2.sandbox import SandboxedEnvironment
from selectolax.lexbor import LexborHTMLParser

from macros import sandbox
from tests.helpers import SmallGuide
from tests.mistakes import Run, build, page_of, plant

pytestmark = pytest.mark.xdist_group("sandbox")
#: Known ways out of Jinja, each of which would make a file named canary, or tell of the machine.
ESCAPES = (
    "{{ cycler.__init__.__globals__.os.popen('touch canary').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ lipsum.__globals__['os'].popen('touch canary').read() }}",
    "{{ joiner.__init__.__globals__.__builtins__.open('canary', 'w') }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').system('touch canary') }}",
    "{{ config.items() }}",
    "{{ environment }}",
    "{{ git.author }}",
    "{{ topic.__globals__['os'].system('touch canary') }}",
    "{{ topic.__wrapped__.__globals__ }}",
    "{{ topic.guide_macro.__class__ }}",
    "{{ value.__class__.__init__.__globals__ }}",
    "{{ estimate._run.__globals__ }}",
    "{{ calc.__getattr__('replicas').__globals__ }}",
    "{{ calc.replicas.__closure__ }}",
    '{{ "x" | attr("__class__") }}',
    '{{ "{0.__class__}".format(1) }}',
    '{{ "%s" % topic }}',
    '{{ ["x"] | map("upper") | list }}',
    "{% set x = namespace() %}{{ x.__class__.__init__.__globals__ }}",
    "{{ page.file.__class__.__init__.__globals__ }}",
    "{{ page.file.abs_src_path }}",
    "{{ range.__class__ }}",
    "{{ dict.__subclasses__() }}",
    "{{ [].append(1) }}",
    "{{ (1).__class__ }}",
    '{% include "/etc/hostname" %}',
    '{% include "../../../../etc/hostname" %}',
    '{% import "os" as x %}{{ x }}',
    '{% extends "/etc/hostname" %}',
    "{% macro m() %}x{% endmacro %}{{ m.__globals__ }}",
    '{{ topic("caching", text="".__class__) }}',
    '{{ "x".ljust(1000000000) }}',
    "{{ 2 ** 100000 ** 2 }}",
    "{{ [0] * 1000000000 }}",
    "{{ super() }}",
)
#: Samples of code as authors paste them; none of it may reach Jinja.
SAMPLES = {
    "helm": 'image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"',
    "go": "{{- range $i, $e := .Items -}}\n  {{ $e }}\n{{- end -}}",
    "actions": "run: echo ${{ secrets.TOKEN }} ${{ github.event.inputs['x'] }}",
    "jinja": "{% for row in rows %}\n  {{ row.name }}\n{% endfor %}\n{# a comment #}",
    "unbalanced": "{% if x %}\n{{ y\n}} {% endwhatever",
    "raw": "{% raw %}{{ x }}{% endraw %}",
    "own comment": "{## gone? ##} {##",
    "handlebars": "{{#each items}}{{{this}}}{{/each}}",
    "vue": '<p :class="{a: b}">{{ message | upper }}</p>',
    "latex": r"\frac{{a}}{b} \newcommand{\x}[1]{{#1}}",
    "quotes": "{{ '{{' }} {{ \"{%\" }} {{ '{##' }}",
    "css": "a{#x} b{%y} {{}} {%%} {###}",
    "python": 'f"{{{x}}}" and {"a": {"b": 1}}',
}


def _wait_free(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n"))


@pytest.fixture(scope="module")
def escaped(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One build of a page for each escape."""
    root = tmp_path_factory.mktemp("escapes")
    plant(root, [{"id": f"E{number:02}", "body": escape} for number, escape in enumerate(ESCAPES)])
    return build(root)


@pytest.mark.parametrize("number", range(len(ESCAPES)), ids=ESCAPES)
def test_an_escape_fails_with_file_and_line(escaped: Run, number: int) -> None:
    place = f"docs/{page_of({'id': f'E{number:02}'})}:8: macro error: "
    assert [line for line in escaped.said if line.startswith(place)]


def test_no_escape_does_or_tells_anything(escaped: Run) -> None:
    assert escaped.code == 1
    assert list(escaped.root.rglob("canary")) == []
    assert not Path("canary").exists()
    host = Path("/etc/hostname")
    pages = "".join(
        path.read_text(encoding="utf-8") for path in (escaped.root / "build/next/reference").rglob("*.html")
    )
    for word in ("&lt;class", "<class", "object at 0x", str(escaped.root), "__builtins__"):
        assert word not in re.sub(r'<span class="guide-error">.*?</span>', "", pages), word
    if host.exists() and len(host.read_text(encoding="utf-8").strip()) > 4:
        assert host.read_text(encoding="utf-8").strip() not in pages


def test_the_escapes_work_where_nothing_holds_them(tmp_path: Path) -> None:
    """The control: in plain Jinja a file is made, and in Jinja's own sandbox some of the rest still works."""
    canary = tmp_path / "canary"
    text = ESCAPES[0].replace(".popen('touch canary').read()", f".system('touch {canary}')")
    jinja2.Environment(autoescape=False).from_string(text).render()
    assert canary.exists()
    assert SandboxedEnvironment().from_string('{{ "x".ljust(100000) }}').render() == "x".ljust(100000)


def test_the_sandbox_offers_macros_and_little_else() -> None:
    made = sandbox.environment(None, "{##", "##}")
    assert set(made.globals) == {"range", "dict", "namespace"}
    assert not set(made.filters) & {"attr", "map", "random", "format", "xmlattr", "pprint", "tojson", "safe"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> LexborHTMLParser:
    """One page with every sample in a fence, in a fence of a list, and its first line as inline code."""
    guide = SmallGuide(tmp_path_factory.mktemp("samples"))
    parts = []
    for text in SAMPLES.values():
        inside = "\n".join(f"    {line}" for line in ["```text", *text.split("\n"), "```"])
        parts += [f"```text\n{text}\n```", f"- An item:\n\n{inside}", f"So `` {text.split(chr(10))[0]} `` it is."]
    guide.change({"docs/index.md": {"Welcome.": "\n\n".join(parts)}})
    run = build(guide.root)
    assert run.said == []
    assert run.code == 0, run.printed
    return LexborHTMLParser((guide.root / "site/index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_code_sample_comes_out_letter_for_letter(samples: LexborHTMLParser, name: str) -> None:
    number = list(SAMPLES).index(name)
    blocks = [_wait_free(node.text()) for node in samples.css("article pre code")]
    assert blocks[2 * number] == SAMPLES[name]
    assert blocks[2 * number + 1] == SAMPLES[name]
    inline = [html.unescape(node.text()) for node in samples.css("article p code")]
    assert inline[number] == SAMPLES[name].split("\n")[0].strip()
