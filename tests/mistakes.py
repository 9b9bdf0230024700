"""Small guides with planted mistakes, many to a build, and what the real pipeline says of them."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.helpers import NAV, ROOT, SmallGuide

ROWS: Sequence[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/mistakes.yml").read_text(encoding="utf-8"))
_PAGE = "---\nsummary: A case.\nreviewed: 2026-01-02\n---\n\n# Case {}\n\n{}\n"


@dataclass(frozen=True)
class Run:
    """What building a guide gave: exit code, the lines of its problems, everything it printed, its folder."""

    code: int
    said: list[str]
    printed: str
    root: Path


def group_of(row: Mapping[str, Any]) -> str:
    """Returns the name of the build in which a row takes part."""
    return str(row.get("group", "right" if "shows" in row else "wrong"))


def text_of(body: Any) -> str:
    """Returns the text of a body, which long ones give as a piece and how often it stands there."""
    return body if isinstance(body, str) else str(body["piece"]) * int(body["times"]) + str(body.get("end", ""))


def page_of(row: Mapping[str, Any]) -> str:
    """Returns the name of the row's own page."""
    return f"reference/{str(row['id']).lower()}.md"


def plant(root: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes a small guide with the mistakes of the rows, each on a page of its own where it can be."""
    guide = SmallGuide(root)
    nav: list[Any] = ["reference/index.md", "reference/a-z.md"]
    for page in nav:  # the frame of every page links to these
        guide.write(f"docs/{page}", _PAGE.format(page, "Text."))
    for row in rows:
        page = page_of(row)
        if "body" in row or "page" in row:
            text = row["page"] if "page" in row else _PAGE.format(row["id"], text_of(row["body"]))
            guide.write(f"docs/{page}", text)
            nav += [] if row.get("outside") else [page]
        nav += row.get("nav", [])
    whole = copy.deepcopy(NAV)
    whole[2]["Reference"] += nav
    guide.configure(whole)
    for row in rows:
        guide.change(row.get("change", {}))
        for path in row.get("delete", []):
            (root / path).unlink()
        for path, text in row.get("files", {}).items():
            guide.write(path, text)
        for path, (old, byte) in row.get("bytes", {}).items():
            data = (root / path).read_bytes()
            assert old.encode() in data
            (root / path).write_bytes(data.replace(old.encode(), bytes([byte]), 1))
        for path, target in row.get("links", {}).items():
            (root / path).symlink_to(target)


def build(root: Path, *options: str, environment: Mapping[str, str] | None = None) -> Run:
    """Builds a guide as make build does."""
    command = [sys.executable, "-m", "macros.building", *options]
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **(environment or {})}
    run = subprocess.run(
        command, cwd=root, env=variables, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    printed = run.stdout + run.stderr
    said = re.findall(r"^(?:ERROR|WARNING) +-  (.*)$", printed, re.MULTILINE)
    return Run(run.returncode, said, printed, root)


def expected(row: Mapping[str, Any], root: Path) -> list[str]:
    """Returns the lines that a row expects.

    Those that begin with a number or a colon are about its own page; {first:x} and {last:x} are lines of mkdocs.yml.
    """
    own = f"docs/{page_of(row)}"
    lines = []

    def number(match: re.Match[str]) -> str:
        config = (root / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
        found = [at for at, line in enumerate(config, start=1) if match[2] in line]
        return str(found[0 if match[1] == "first" else -1])

    for line in row.get("says", []):
        line = re.sub(r"\{(first|last):([^}]+)\}", number, line)
        lines.append(f"{own}:{line}" if re.match(r"\d+: ", line) else f"{own}{line}" if line[0] == ":" else line)
    return lines
