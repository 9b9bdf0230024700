"""The house itself: its layers, its size, what it installs, how it is built."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

PYTHON = sorted([*ROOT.glob("macros/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/*.py")])
FAMILIES = {"crossrefs", "glossary", "citations", "facts", "questions", "numbers_in_text"}


def _imports(path: Path) -> set[str]:
    """The modules that a file imports, as absolute names."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def test_data_flows_one_way() -> None:
    """pages -> graph -> checks -> macros -> Markdown -> render -> HTML -> press."""
    for path in ROOT.glob("macros/**/*.py"):
        room = path.relative_to(ROOT / "macros").parts[0].removesuffix(".py")
        imports = _imports(path)
        ours = {name.split(".")[1] for name in imports if name.startswith("macros.")}
        others = {name.split(".")[0] for name in imports} - {"macros"} - sys.stdlib_module_names
        if room == "guide":
            assert ours <= {"guide"}, path
            assert others <= {"yaml"}, path
        if room in ("render", "estimates", "press"):
            assert ours <= {room}, path
        assert "hook" not in ours, f"{path}: nothing imports the hook"
        if room not in ("__init__", "hook", "sandbox"):
            assert not {name for name in others if name.startswith("mkdocs")}, f"{path}: mkdocs stays in the hook"


def test_the_layer_test_can_fail(tmp_path: Path) -> None:
    path = ROOT / "macros" / "guide" / "graph.py"
    assert "macros.guide.pages" in _imports(path)


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_every_dependency_has_its_reason() -> None:
    """A comment stands above each, or above the first of a run of stubs."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|\w+) = \[\n((?:    .*\n)+)\]", text.partition("[tool.")[0], re.MULTILINE)
    assert len(lists) == 6
    for block in lists:
        before = ""
        for line in (line.strip() for line in block.splitlines()):
            stub = line.startswith(('"types-', "]"))
            assert line.startswith("#") or before.startswith("#") or stub, f"say why {line}"
            before = line


@pytest.mark.parametrize("name", ["site", "press", "test", "properdocs", "system"])
def test_what_is_installed_is_locked(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9_.-]+)==\S+(.*)$", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) > 20
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert not re.search(r"https?:|file:|--index|--find-links", text)


def test_no_build_hides_its_warnings() -> None:
    """-q lets broken links pass a strict build, -v skips anchors, --dirty leaves wrong pages."""
    texts = [ROOT / "Makefile", ROOT / ".ci/run", *ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("tools/*.py")]
    # The comparison builds a page that is not of this guide, on stock Material.
    texts.remove(ROOT / "tools/bench_page.py")
    builds = 0
    for path in [*texts, *ROOT.glob("macros/**/*.py")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"mkdocs[\"', ]+build[\"' ]", line):
                builds += 1
                assert not re.search(r"[\s\"'](-q|-v|--quiet|--verbose|--no-strict|--dirty)\b", line), f"{path}: {line}"
                assert "--strict" in line, f"{path}: {line}"
    assert builds > 0


def test_the_project_does_not_name_a_registry_or_this_machine() -> None:
    run = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in run.stdout.split():
        path = ROOT / name
        if path.suffix in (".png", ".woff2", ".ttf") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for word in ("pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", str(ROOT.parent) + "/"):
            assert len(word) < 4 or word not in text, f"{name} names {word}"


def test_preflight_refuses_an_old_python() -> None:
    text = (
        (ROOT / "tools/preflight.py").read_text(encoding="utf-8").replace("NEEDED = (3, 11, 5)", "NEEDED = (99, 0, 0)")
    )
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert run.stderr.startswith("The guide needs Python 3.11.5 or newer")
    assert run.stderr.count("\n") == 1
