"""Builds that are killed, fail, meet each other or run out of room: readers keep the last whole site."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from macros.release import swap
from tests.helpers import SmallGuide
from tests.mistakes import build

pytestmark = pytest.mark.xdist_group("faults")
_KILL = """
import os, signal, sys
sys.argv = ["building"]
from macros import building
module, _, name = {name!r}.rpartition(".")
owner = eval("building." + module) if module else building
real = getattr(owner, name)
def replaced(*arguments, **named):
    if {before}:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, name, replaced)
building.main()
"""


def checksum(folder: Path) -> str:
    """One checksum over names and contents of all files of a folder, "" when there is none."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest() if folder.exists() else ""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small guide that was built once."""
    root = tmp_path_factory.mktemp("faults") / "guide"
    SmallGuide(root)
    run = build(root)
    assert run.code == 0, run.printed
    return root


@pytest.fixture
def guide(first: Path, tmp_path: Path) -> SmallGuide:
    """A copy of it."""
    root = tmp_path / "guide"
    shutil.copytree(first, root, symlinks=True)
    made = SmallGuide.__new__(SmallGuide)
    made.root = root
    return made


def _change(guide: SmallGuide, word: str) -> None:
    path = guide.root / "docs/index.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Welcome", word), encoding="utf-8")


def test_what_is_up_to_date_is_not_built_again(guide: SmallGuide) -> None:
    for path in guide.root.rglob("*"):
        assert ".old" not in path.name
    shutil.copystat(guide.root / "docs/index.md", guide.root / "docs/index.md")
    run = build(guide.root)
    assert run.code == 0
    again = build(guide.root)
    assert again.printed == "site is up to date\n"
    changed = build(guide.root, environment={"SITE_URL": "https://other.example/"})
    assert "up to date" not in changed.printed
    assert "https://other.example/" in (guide.root / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups")
def test_a_kill_at_any_moment_leaves_a_whole_site(guide: SmallGuide) -> None:
    """Killed before and after each step: what stands there is the old site or, after the swap, the new one."""
    old = checksum(guide.root / "site")
    moments = [
        ("check_settings", True, False),
        ("run_mkdocs", False, False),
        ("assets.pack", False, False),
        ("served.check", False, False),
        ("swap.exchange", True, False),
        ("swap.exchange", False, True),
    ]
    for number, (name, before, swapped) in enumerate(moments):
        _change(guide, "Welcome again")
        code = _KILL.format(name=name, before=before)
        run = subprocess.run([sys.executable, "-c", code], cwd=guide.root, capture_output=True, check=False)
        assert run.returncode == -signal.SIGKILL, (name, run.stderr)
        assert (checksum(guide.root / "site") != old) == swapped, name
        assert ("Welcome again" in (guide.root / "site/index.html").read_text(encoding="utf-8")) == swapped, number
    assert build(guide.root).code == 0
    assert "Welcome again" in (guide.root / "site/index.html").read_text(encoding="utf-8")


def test_a_kill_in_the_middle_of_writing_stops_the_child_too(guide: SmallGuide) -> None:
    old = checksum(guide.root / "site")
    _change(guide, "Welcome again")
    command = [sys.executable, "-m", "macros.building"]
    with subprocess.Popen(command, cwd=guide.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not (guide.root / "build/next/index.html").exists():
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()
    assert checksum(guide.root / "site") == old
    with _eventually_free(guide.root / "build"):
        pass
    assert build(guide.root).code == 0


@contextmanager
def _eventually_free(folder: Path) -> Iterator[None]:
    """Takes the lock as soon as the killed build's child is gone, which holds it until then."""
    for attempt in itertools.count():
        try:
            with swap.locked(folder):
                yield
            return
        except swap.BusyError:
            assert attempt < 100
            time.sleep(0.05)


def test_a_mistake_leaves_the_last_site(guide: SmallGuide) -> None:
    old = checksum(guide.root / "site")
    guide.change({"docs/index.md": {"Welcome.": '{{ topic("cachng") }}'}})
    run = build(guide.root)
    assert run.code == 1
    assert run.said == ["docs/index.md:8: unknown topic 'cachng'; did you mean 'caching'?"]
    assert checksum(guide.root / "site") == old


def test_a_build_has_an_end(guide: SmallGuide) -> None:
    old = checksum(guide.root / "site")
    _change(guide, "Welcome again")
    run = build(guide.root, "--seconds", "0")
    assert run.code == 1
    assert run.printed == "The build took more than 0 seconds: look for a page that is too large\n"
    assert checksum(guide.root / "site") == old


def test_a_second_build_leaves_the_first_alone(guide: SmallGuide) -> None:
    with swap.locked(guide.root / "build"):
        run = build(guide.root)
    assert run.code == swap.BUSY
    assert run.printed == "Another build is running in this folder: wait for it\n"


def test_two_builds_at_once(guide: SmallGuide) -> None:
    _change(guide, "Welcome again")
    command = [sys.executable, "-m", "macros.building"]
    many = [subprocess.Popen(command, cwd=guide.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in "ab"]
    for process in many:
        process.communicate()
    assert sorted(process.returncode for process in many) in ([0, swap.BUSY], [0, 0])
    assert "Welcome again" in (guide.root / "site/index.html").read_text(encoding="utf-8")


def test_a_target_that_cannot_be_written(guide: SmallGuide) -> None:
    old = checksum(guide.root / "site")
    shutil.rmtree(guide.root / "build")
    (guide.root / "build").write_text("a file in the way", encoding="utf-8")
    run = build(guide.root)
    assert run.code == 1
    assert run.printed == "build cannot be written (File exists): nothing was built\n"
    assert checksum(guide.root / "site") == old
