"""What the guide is built with and where: locked packages, their bill, workflows that may do little, ages of pages."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers import ROOT, SmallGuide
from tools import review, sbom

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the bill is made of."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_bill_lists_every_locked_package_once(project: Path) -> None:
    made = sbom.bill(project)
    listed = [(one["name"], one["version"]) for one in made["components"]]
    pinned = {
        (re.sub(r"[-_.]+", "-", name).lower(), version)
        for path in (ROOT / "requirements").glob("*.txt")
        for name, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;\\]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == pinned
    assert {"mkdocs", "mkdocs-material", "playwright", "pikepdf"} <= {name for name, _ in listed}


def test_the_bill_has_the_form_of_cyclonedx(project: Path) -> None:
    made = sbom.bill(project)
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    references = [one["bom-ref"] for one in made["components"]] + [made["metadata"]["component"]["bom-ref"]]
    assert len(references) == len(set(references))
    for one in made["components"]:
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@[\w.!+-]+", one["purl"])
        assert one["scope"] in ("required", "excluded")
    for one in made["dependencies"]:
        assert {one["ref"], *one["dependsOn"]} <= set(references)
    assert not re.search(r"https?:", json.dumps(made))


def test_the_bill_is_the_same_each_time_and_follows_the_locks(project: Path) -> None:
    first = json.dumps(sbom.bill(project))
    assert json.dumps(sbom.bill(ROOT)) == first
    path = project / "requirements/site.txt"
    path.write_text(re.sub(r"^(mkdocs)==\S+", r"\1==9.9.9", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    assert json.dumps(sbom.bill(project)) != first


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("requests", "site.txt: 'requests' pins nothing"),
        ("requests>=2", "site.txt: 'requests>=2' pins nothing"),
        ("requests==2.0", "site.txt: requests has no checksum"),
        ("git+ssh://x.example/y", "site.txt: 'git+ssh://x.example/y' pins nothing"),
        ("--index-url x", "site.txt: '--index-url x' pins nothing"),
    ],
)
def test_what_is_not_locked_is_noticed(project: Path, line: str, message: str) -> None:
    with (project / "requirements/site.txt").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(sbom.LockError, match=re.escape(message)):
        sbom.bill(project)


def test_only_locked_packages_are_installed() -> None:
    for path in (ROOT / "Makefile", ROOT / ".ci/run", *WORKFLOWS):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if re.search(r"\bpip install\b", line):
                assert "--require-hashes" in line or "--no-deps" in line, line


def _problems(text: str) -> Iterator[str]:
    """Yields what a workflow may do that it need not."""
    made: dict[Any, Any] = yaml.safe_load(text)
    if made.get("permissions") != {"contents": "read"}:
        yield "the workflow may do more than read"
    # YAML reads a bare `on` as a truth value.
    triggers = made.get("on", made.get(True, {}))
    names = {triggers} if isinstance(triggers, str) else set(triggers)
    if names & {"pull_request_target", "workflow_run", "issue_comment"}:
        yield "strangers start it with the rights of the project"
    for name, job in made["jobs"].items():
        steps = job.get("steps", [])
        if "timeout-minutes" not in job and any("run" in step for step in steps):
            yield f"{name} has no time limit"
        writes = any(value == "write" for value in job.get("permissions", {}).values())
        if writes and any("run" in step or "checkout" in step.get("uses", "") for step in steps):
            yield f"{name} may write and runs code of the pages"
        for step in steps:
            uses = step.get("uses", "")
            if uses and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses):
                yield f"{uses} is not pinned"
            if "checkout" in uses and step.get("with", {}).get("persist-credentials") is not False:
                yield f"{name} leaves its credentials on the disk"
            run = step.get("run", "")
            if re.search(r"\$\{\{\s*github\.(?:event\.(?!repository\.name)|head_ref)", run):
                yield f"{name} puts words of strangers into a shell"
            if re.search(r"\bsecrets\.", str(step)) and "pull_request" in names:
                yield f"{name} gives secrets to changes of strangers"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_what_it_must_and_no_more(path: Path) -> None:
    assert list(_problems(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("permissions:\n  contents: read", "permissions: write-all", "the workflow may do more than read"),
        ("permissions:\n  contents: read\n", "", "the workflow may do more than read"),
        ("  pull_request:\n", "  pull_request_target:\n", "strangers start it with the rights of the project"),
        ("    timeout-minutes: 40\n", "", "test has no time limit"),
        ("persist-credentials: false", "persist-credentials: true", "test leaves its credentials on the disk"),
        (
            "run: make test\n",
            "run: echo ${{ github.event.pull_request.title }}\n",
            "test puts words of strangers into a shell",
        ),
        ("run: make test\n", "run: x ${{ secrets.KEY }}\n", "test gives secrets to changes of strangers"),
        (
            "    timeout-minutes",
            "    permissions: {contents: write}\n    timeout-minutes",
            "test may write and runs code of the pages",
        ),
    ],
)
def test_a_workflow_that_may_do_more_is_noticed(old: str, new: str, message: str) -> None:
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    assert old in text
    assert message in list(_problems(text.replace(old, new, 1)))


def test_an_action_that_is_not_pinned_is_noticed() -> None:
    text = (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    text = re.sub(r"checkout@[0-9a-f]{40}", "checkout@v4", text, count=1)
    assert "actions/checkout@v4 is not pinned" in list(_problems(text))


@pytest.mark.parametrize(
    ("today", "lines"),
    [
        (datetime.date(2026, 12, 1), ["Nothing is due before 2026-12-15"]),
        (datetime.date(2026, 12, 25), ["docs/basics/caching.md:3: due in 8 days; reviewed 2026-01-02"]),
        (datetime.date(2027, 1, 12), ["docs/basics/caching.md:3: due for 10 days; reviewed 2026-01-02"]),
    ],
)
def test_what_is_due_for_review_is_listed(small: SmallGuide, today: datetime.date, lines: list[str]) -> None:
    for path in sorted((small.root / "docs").rglob("*.md")):
        if path.stem != "caching":
            path.write_text(path.read_text("utf-8").replace("2026-01-02", "2026-11-01"), "utf-8")
    assert review.report(small.root, today, 365) == lines


def test_a_fact_past_its_time_is_listed(small: SmallGuide) -> None:
    small.change({"data/numbers.yml": {"shelf_life_years: 100": "shelf_life_years: 1"}})
    lines = review.report(small.root, datetime.date(2026, 1, 10), 3650)
    assert lines == ["data/numbers.yml:1: due for 10 days; 'speed' is of 2024 and good for 1 year"]
