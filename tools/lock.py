"""Compiles the requirement files under requirements/ from pyproject.toml: pinned, with hashes, without addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUTS = {
    "site": [],
    "press": ["--group", "press"],
    "test": ["--group", "test"],
    "properdocs": ["--group", "properdocs"],
    "system": ["--group", "system"],
}
COMMON = [
    *("--universal", "--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--python-version", "3.11.5", "--custom-compile-command", "make lock"),
]


def main() -> None:
    """Writes one file per purpose; the test and fork files keep the versions of the site's."""
    python = sys.executable
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)  # noqa: S603
    for name, groups in OUTPUTS.items():
        target = f"requirements/{name}.txt"
        constraint = [] if name == "site" else ["--constraint", "requirements/site.txt"]
        command = [python, "-m", "uv", "pip", "compile", "pyproject.toml", *COMMON, *groups, *constraint]
        subprocess.run([*command, "--output-file", target, "--quiet"], check=True, cwd=ROOT)  # noqa: S603


if __name__ == "__main__":
    main()
