"""Times the book against a cold build of the site: make bench-pdf. Prints ratios, since clocks here are noisy."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

WORK = Path("build/bench")


def _time(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", *command], check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - start


def main() -> None:
    """Builds the site and prints everything into a folder of its own, twice, and takes the faster of each."""
    shutil.rmtree(WORK, ignore_errors=True)
    site, press = str(WORK / "site"), WORK / "press"
    build = min(_time("mkdocs", "build", "--strict", "--site-dir", site) for _ in range(2))
    times = []
    for _ in range(2):
        shutil.rmtree(press, ignore_errors=True)
        times.append(_time("macros.printing", "--site", site, "--output", str(press), "--only", "book"))
    pages = json.loads((press / "manifest.json").read_text(encoding="utf-8"))["files"]["book"]["pages"]
    fastest = min(times)
    print(f"book: {pages} pages, {fastest / build:.1f} times a cold build of the site, {pages / fastest:.0f} pages/s")
    shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
