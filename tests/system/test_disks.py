"""A disk that gets full, and one that cannot be written: needs root, since small disks are mounted for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import ROOT, SmallGuide
from tests.mistakes import build
from tests.test_faults import checksum

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("disks")]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of its own, 16 MB."""
    if os.geteuid() != 0:
        pytest.fail("mounting a disk needs root: run make test-system as root")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def guide(disk: Path) -> SmallGuide:
    """A small guide on it that was built once, and then changed."""
    made = SmallGuide(disk / "guide")
    run = build(made.root)
    assert run.code == 0, run.printed
    made.change({"docs/index.md": {"Welcome.": "Welcome again."}})
    return made


def _fill(disk: Path, leave: int) -> Path:
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.write(b"\0" * (shutil.disk_usage(disk).free - leave))
    return filler


@pytest.mark.parametrize("leave", [0, 300_000, 1_500_000])
def test_a_full_disk_leaves_the_last_site(disk: Path, guide: SmallGuide, leave: int) -> None:
    old = checksum(guide.root / "site")
    filler = _fill(disk, leave)
    run = build(guide.root)
    assert run.code == 1
    assert "No space left on device" in run.printed
    assert checksum(guide.root / "site") == old
    filler.unlink()
    again = build(guide.root)
    assert again.code == 0, again.printed
    assert "Welcome again" in (guide.root / "site/index.html").read_text(encoding="utf-8")


def test_a_full_disk_leaves_the_last_release(disk: Path) -> None:
    command = [sys.executable, "-m", "macros.release", "site", "press", "build/release", "release"]
    shutil.copytree(ROOT / "servers", disk / "servers")
    (disk / "site").mkdir()
    (disk / "site/index.html").write_text('<meta charset="utf-8">' + "x" * 3_000_000, encoding="utf-8")
    subprocess.run(command, cwd=disk, check=True)
    old = checksum(disk / "release")
    _fill(disk, 1_000_000)
    run = subprocess.run(command, cwd=disk, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "No space left on device" in run.stderr
    assert "Traceback" not in run.stderr
    assert checksum(disk / "release") == old


def test_a_disk_that_cannot_be_written(disk: Path, guide: SmallGuide) -> None:
    old = checksum(guide.root / "site")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    run = build(guide.root)
    assert run.code == 1
    assert run.printed == "build cannot be written (Read-only file system): nothing was built\n"
    assert checksum(guide.root / "site") == old


def test_a_site_on_a_disk_of_its_own_is_not_touched(disk: Path, guide: SmallGuide) -> None:
    """A folder that another disk is mounted on cannot be exchanged: said in one line, and nothing is lost."""
    site = guide.root / "site"
    kept = guide.root / "kept"
    site.rename(kept)
    site.mkdir()
    subprocess.run(["mount", "--bind", str(kept), str(site)], check=True)
    try:
        old = checksum(site)
        run = build(guide.root)
        assert run.code == 1
        assert "site cannot be replaced (Device or resource busy): it is what it was" in run.printed
        assert checksum(site) == old
    finally:
        subprocess.run(["umount", str(site)], check=True)
