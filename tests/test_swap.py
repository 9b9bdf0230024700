"""Swapping a finished folder in: readers see the old one or the new one, and the old one can be taken back."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.release import served, swap
from macros.release.__main__ import assemble

pytestmark = pytest.mark.xdist_group("faults")


def _version(folder: Path, name: str, word: str, count: int = 40) -> Path:
    made = folder / name
    for number in range(count):
        path = made / f"p{number}/index.html"
        path.parent.mkdir(parents=True)
        path.write_text(f'<meta charset="utf-8">{word}' + "x" * 2000 + "</html>", encoding="utf-8")
    (made / "index.html").write_text(f'<meta charset="utf-8">{word}</html>', encoding="utf-8")
    return made


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[[Path], list[str]]]:
    """Starts a reader that reads three files again and again; returns what it saw that no reader should see."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(folder: Path) -> list[str]:
        wrong: list[str] = []

        def read() -> None:
            newest = ""
            for name in itertools.cycle(("index.html", "p0/index.html", "p39/index.html")):
                if stop.is_set():
                    return
                try:
                    text = (folder / name).read_text(encoding="utf-8")
                except OSError as error:
                    wrong.append(f"{name}: {error}")
                    continue
                version = text.removeprefix('<meta charset="utf-8">')[:4]
                if not text.endswith("</html>") or version < newest:
                    wrong.append(f"{name}: {version} after {newest}")
                newest = max(newest, version)

        threads.append(threading.Thread(target=read))
        threads[-1].start()
        return wrong

    yield start
    stop.set()
    for thread in threads:
        thread.join()


def test_a_reader_sees_no_missing_file_and_no_older_one(tmp_path: Path, watched: Callable[[Path], list[str]]) -> None:
    site = _version(tmp_path, "site", "v000")
    wrong = watched(site)
    for number in range(1, 40):
        swap.swap(_version(tmp_path, "next", f"v{number:03}"), site)
    assert wrong == []


def test_the_reader_notices_a_swap_in_two_steps(
    tmp_path: Path, watched: Callable[[Path], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with a pair of renames there is a gap, which a slow second step makes wide."""
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    real = Path.rename

    def slow(path: Path, other: Path) -> Path:
        time.sleep(0.02)
        return real(path, other)

    monkeypatch.setattr(Path, "rename", slow)
    site = _version(tmp_path, "site", "v000")
    wrong = watched(site)
    swap.swap(_version(tmp_path, "next", "v001"), site)
    time.sleep(0.05)
    assert wrong
    assert (site / "index.html").read_text(encoding="utf-8").startswith('<meta charset="utf-8">v001')


def test_a_failed_second_step_takes_the_first_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    site, new = _version(tmp_path, "site", "v000"), _version(tmp_path, "next", "v001")
    real = Path.rename

    def rename(path: Path, other: Path) -> Path:
        if path == new:
            raise OSError(5, "Input/output error")
        return real(path, other)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(swap.SwapError, match="it is what it was"):
        swap.swap(new, site)
    assert "v000" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_release_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    if not at_once:
        monkeypatch.setattr(swap, "exchange", lambda one, other: False)
    release = tmp_path / "release"
    for number in (1, 2):
        shutil.rmtree(tmp_path / "site", ignore_errors=True)
        assemble(_version(tmp_path, "site", f"v00{number}"), tmp_path / "press", tmp_path / "aside", release)
    for expected in ("v001", "v002"):
        swap.back(release)
        assert expected in (release / "p0/index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "release.aside").exists()


def test_there_may_be_nothing_to_go_back_to(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "macros.release.swap", "back", "release"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == "There is no release.old to go back to\n"


def test_documents_are_renewed_together(tmp_path: Path) -> None:
    press = tmp_path / "press"
    press.mkdir()
    (press / "book.pdf").write_text("one", encoding="utf-8")

    def fail() -> None:
        with swap.renewed(press, tmp_path / "next") as aside:
            (aside / "book.pdf").write_text("half", encoding="utf-8")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["press"]
    assert (press / "book.pdf").read_text(encoding="utf-8") == "one"
    with swap.renewed(press, tmp_path / "next") as aside:
        (aside / "book.epub").write_text("two", encoding="utf-8")
    assert sorted(path.name for path in press.iterdir()) == ["book.epub", "book.pdf"]
    assert [path.name for path in tmp_path.iterdir()] == ["press"]


@pytest.mark.parametrize(
    "name",
    ["x.map", ".env", "a/index.html~", "a/.git/config", "a/x.bak", "a/b c.html", "A.html", "x.gz", "x.map.gz", "noext"],
)
def test_what_is_not_on_the_list_is_not_served(tmp_path: Path, name: str) -> None:
    for known in ("index.html", "a/index.html.gz", "_headers", "assets/x.0123abcd.min.js", "sitemap.xml.gz"):
        (tmp_path / known).parent.mkdir(exist_ok=True)
        (tmp_path / known).write_text("x", encoding="utf-8")
    served.check(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(served.ForbiddenFileError, match="nothing was published"):
        served.check(tmp_path)


def test_a_link_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("/etc/hostname")
    with pytest.raises(served.ForbiddenFileError, match=r"a\.html is a symbolic link"):
        served.check(tmp_path)
