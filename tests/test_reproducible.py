"""Two builds give the same bytes: in other folders, time zones, languages, hash seeds, and on other days."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from macros.release.__main__ import assemble
from tests.helpers import ROOT, SmallGuide
from tests.mistakes import build

pytestmark = pytest.mark.xdist_group("reproducible")
EPOCH = "1767225600"
#: Two worlds; the clock of the second runs forty days ahead.
WORLDS: tuple[Mapping[str, str], Mapping[str, str]] = (
    {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": EPOCH},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242", "LC_ALL": "C", "SOURCE_DATE_EPOCH": EPOCH},
)
#: Python reads this before anything else: all its clocks run ahead.
_CLOCK = """
import datetime, time
_ahead = 40 * 86400
_time = time.time
time.time = lambda: _time() + _ahead
time.time_ns = lambda: int(time.time() * 1e9)
_gmtime, _localtime = time.gmtime, time.localtime
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
class _Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
datetime.datetime = _Datetime
"""


def world(number: int, folder: Path) -> dict[str, str]:
    """The variables of one of the worlds; the second has its clock in a folder of its own."""
    variables = dict(WORLDS[number])
    if number:
        clock = folder / "clock"
        clock.mkdir(parents=True, exist_ok=True)
        (clock / "sitecustomize.py").write_text(_CLOCK, encoding="utf-8")
        variables["PYTHONPATH"] = str(clock)
    return variables


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """The names of files that differ or stand in one folder only."""
    first, second = files(one), files(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _built(folder: Path, environment: Mapping[str, str]) -> Path:
    SmallGuide(folder)
    run = build(folder, environment=environment)
    assert run.code == 0, run.printed
    return folder / "site"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site and release of the first world."""
    root = tmp_path_factory.mktemp("one")
    site = _built(root / "guide", world(0, root))
    assemble(site, root / "press", root / "aside", root / "release")
    return root


def test_two_builds_give_the_same_bytes(first: Path, tmp_path: Path) -> None:
    second = tmp_path / "a/longer folder"
    site = _built(second / "guide", world(1, tmp_path))
    assert differing(first / "guide/site", site) == []
    assert len(files(site)) > 50
    assemble(site, second / "press", second / "aside", second / "release")
    assert differing(first / "release", second / "release") == []


def test_the_clock_of_the_second_world_matters(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the variable that fixes the day, the other day shows."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    variables = world(1, tmp_path)
    del variables["SOURCE_DATE_EPOCH"]
    site = _built(tmp_path / "guide", variables)
    assert "sitemap.xml" in differing(first / "guide/site", site)


@pytest.mark.system
def test_two_releases_of_the_guide_give_the_same_bytes(tmp_path: Path) -> None:
    """The guide itself with its PDFs and its e-book, made twice from copies of what git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for number, name in enumerate(("one", "the other")):
        copy = tmp_path / name
        for path in filter(None, listed.split("\0")):
            if (ROOT / path).is_file():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, copy / path)
        variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **world(number, tmp_path)}
        for command in (
            ["macros.building"],
            ["macros.printing"],
            ["macros.binding"],
            ["macros.release", "site", "build/press", "build/release", "release"],
        ):
            run = subprocess.run(
                [sys.executable, "-m", *command], cwd=copy, env=variables, capture_output=True, text=True, check=False
            )
            assert run.returncode == 0, run.stdout + run.stderr
    assert differing(tmp_path / "one/release", tmp_path / "the other/release") == []
    made = files(tmp_path / "one/release")
    assert sum(name.endswith(".pdf") for name in made) > 5
    assert "pdf/book.epub" in made
