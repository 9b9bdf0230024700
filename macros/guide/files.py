"""The files below docs/: all of them are published, so all of them are known kinds with portable names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from .errors import Problem

#: What may lie below docs/.
SUFFIXES = frozenset({".md", ".css", ".js", ".svg", ".png", ".webp", ".woff2"})
MAX_BYTES = 500_000
_NAME = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
_FOLDER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Names that Windows keeps for devices, whatever follows the dot.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})
_ACTIVE = re.compile(r"<script|<foreignObject|\son[a-z]+\s*=|(?:href|src)\s*=\s*[\"'](?!#|data:image/)", re.IGNORECASE)


def check(docs: Path) -> Iterator[Problem]:
    """Yields what is wrong with the files below docs/, pages' own names and texts aside."""
    for folder, folders, names in os.walk(docs):
        here = Path(folder)
        where = f"docs/{here.relative_to(docs).as_posix()}/".replace("/./", "/")
        for name in sorted(folders):
            if (here / name).is_symlink():
                yield _link(f"{where}{name}")
            elif not _FOLDER.fullmatch(name):
                yield Problem(f"{where}{name}", 0, f"the folder '{name}' is not lower-case words joined by hyphens")
        for name in sorted(names):
            yield from _of_file(here / name, f"{where}{name}")


def harmful(problems: Iterator[Problem]) -> bool:
    """Whether one of the problems is that a file is none: reading it could hang, or publish what lies elsewhere."""
    return any(problem.message.startswith(("a symbolic link", "no ordinary file")) for problem in problems)


def _link(file: str) -> Problem:
    return Problem(file, 0, "a symbolic link", "put the file itself here")


def _of_file(path: Path, file: str) -> Iterator[Problem]:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        yield _link(file)
        return
    if not stat.S_ISREG(status.st_mode):
        yield Problem(file, 0, "no ordinary file", "take it out of docs/")
        return
    if path.suffix not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        yield Problem(file, 0, "a file of this kind is not published", f"take it out of docs/, which holds {kinds}")
        return
    if path.suffix == ".md":
        return
    if path.stem.split(".")[0].lower() in DEVICES:
        yield Problem(file, 0, f"Windows cannot have a file named '{path.name}'", "rename it")
    if not _NAME.fullmatch(path.name):
        yield Problem(file, 0, f"the name '{path.name}' is not lower-case words joined by hyphens", "rename it")
    if status.st_size > MAX_BYTES:
        yield Problem(file, 0, f"the file has {status.st_size // 1000} kB", f"at most {MAX_BYTES // 1000}")
    if path.suffix == ".svg":
        text = path.read_text(encoding="utf-8", errors="replace")
        if match := _ACTIVE.search(text):
            line = text.count("\n", 0, match.start()) + 1
            yield Problem(file, line, f"a picture with '{match[0].strip()}'", "pictures run nothing and load nothing")
