"""Builds the guide aside and puts it in its place when it is whole: python -m macros.building

Whatever happens on the way, a mistake, a kill, a full disk, site/ stays the last whole one. Exits with 0, with 75
when another build is running, else with 1.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from .bibliography import read_sources
from .guide import library, nav, settings
from .release import assets, served, swap

WORK = Path("build")
SOURCES = ("mkdocs.yml", "docs", "data", "macros", "overrides", "requirements")
#: What else changes the site.
VARIABLES = ("SITE_URL", "REPO_URL", "SOURCE_DATE_EPOCH")
SECONDS = 600
MEMORY = 8 * 2**30
_PDEATHSIG = 1


class BuildError(RuntimeError):
    """The build did not end well; the message is for people, "" when everything was said already."""


def stamp(root: Path) -> str:
    """Returns a checksum over names, times and sizes of all that the site is made of; deleted files change it too."""
    digest = hashlib.sha256(repr([os.environ.get(name) for name in VARIABLES]).encode())
    for name in SOURCES:
        top = root / name
        for path in sorted([top, *top.rglob("*")] if top.is_dir() else [top]):
            if path.suffix == ".pyc" or path.name == "__pycache__" or not path.exists():
                continue
            status = path.stat()
            # The time of a folder changes with what is written beside its sources.
            own = (status.st_mtime_ns, status.st_size) if path.is_file() else ()
            digest.update(repr((path.relative_to(root).as_posix(), own)).encode())
    return digest.hexdigest()


def check_settings(root: Path) -> None:
    """Says what is wrong with mkdocs.yml, and with the rest, where MkDocs would stop at the first fault of the file."""
    config = root / "mkdocs.yml"
    if not [*nav.read(config)[1], *settings.check(config)]:
        return
    sources, problems = read_sources(root)
    guide = library.load(root, {key: source.line for key, source in sources.items()})
    found = sorted([*guide.problems, *problems])
    for problem in found:
        print(f"ERROR   -  {problem}", file=sys.stderr)
    raise BuildError(f"Aborted with {len(found)} problem{'s' if len(found) > 1 else ''} in the guide")


def run_mkdocs(site: Path, seconds: int, lock: int) -> None:
    """Builds into the folder, strictly, with an end to time and memory. The child holds the lock too.

    Raises BuildError.
    """

    def limit() -> None:
        # Should this process be killed, the kernel kills the child with it.
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > MEMORY:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))

    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    set_limit = limit if sys.platform == "linux" else None
    with subprocess.Popen(command, start_new_session=True, preexec_fn=set_limit) as process:  # noqa: S603
        try:
            if process.wait(timeout=seconds):
                raise BuildError("")
        except subprocess.TimeoutExpired as error:
            raise BuildError(
                f"The build took more than {seconds} seconds: look for a page that is too large"
            ) from error
        finally:
            # Also when this process is told to stop: what it started stops with it.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def build(target: Path, seconds: int = SECONDS) -> bool:
    """Builds the guide of the working folder into the target; returns False when it is up to date already."""
    root = Path.cwd()
    with swap.locked(WORK) as lock:
        state, note = stamp(root), WORK / "site.stamp"
        if (target / "index.html").exists() and note.exists() and note.read_text(encoding="utf-8") == state:
            return False
        check_settings(root)
        aside = WORK / "next"
        shutil.rmtree(aside, ignore_errors=True)
        run_mkdocs(aside, seconds, lock)
        assets.pack(aside)
        served.check(aside)
        note.unlink(missing_ok=True)
        swap.swap(aside, target)
        shutil.rmtree(swap.old_of(target), ignore_errors=True)
        note.write_text(state, encoding="utf-8")
    return True


def main() -> None:
    """Reads the arguments and builds; says in one line why it did not."""
    parser = argparse.ArgumentParser(description="Build the guide.")
    parser.add_argument("--site", type=Path, default=Path("site"))
    parser.add_argument("--seconds", type=int, default=SECONDS)
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    try:
        if not build(arguments.site, arguments.seconds):
            print(f"{arguments.site} is up to date")
    except swap.BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(swap.BUSY)
    except (BuildError, served.ForbiddenFileError, OSError) as error:
        told = str(error) if not isinstance(error, OSError) or isinstance(error, swap.SwapError) else _plain(error)
        sys.exit(told or 1)


def _plain(error: OSError) -> str:
    return f"{error.filename or 'A file'} cannot be written ({error.strerror}): the site is what it was"


if __name__ == "__main__":
    main()
