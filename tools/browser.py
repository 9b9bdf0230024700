"""Finds a Chromium, or gets one: the distribution's package where this is Debian or Ubuntu as root, else Playwright's.

CHROMIUM names one that lies elsewhere. With --install, says which one will be used, or what to do, and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "No Chromium was found and none could be installed: install one, or set CHROMIUM=/path/to/chromium"


def works(path: str) -> bool:
    """Whether a program answers as a browser: on some systems the name is only a stub that asks for a snap."""
    try:
        run = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0 and b"hrom" in run.stdout


def find() -> str | None:
    """Returns the path of a Chromium that starts, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if works(named) else None
    for path in filter(None, map(shutil.which, NAMES)):
        if works(path):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and works(path) else None


def install() -> None:
    """Tries to get a Chromium; failures are silent, since find() says afterwards whether there is one."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            command = ["apt-get", *step]
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if find():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    """Prints the browser that the tests will use, after installing one if there is none and it was asked for."""
    path = find()
    if path is None and "--install" in sys.argv:
        print("No Chromium found, installing one")
        install()
        path = find()
    if path is None:
        sys.exit(ADVICE)
    print(f"Browser: {path}")


if __name__ == "__main__":
    main()
