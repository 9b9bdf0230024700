"""Finds a Chromium, or gets one: the distribution's package where this is Debian or Ubuntu as root, else Playwright's.

The one without windows comes first: it opens a page in half the time of the whole browser, which loads pages of its
own for each window. CHROMIUM names one that lies elsewhere. With --install, says which one will be used, or what to
do, and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    if _packaged():
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", SHELL, "fonts-liberation")
        if not find():  # Ubuntu has no such package
            _apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation")
        if find():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def _packaged() -> bool:
    """Whether the distribution's packages can be installed: on Debian or Ubuntu, as root."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(  # noqa: S603
        ["apt-get", *arguments],  # noqa: S607
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def main() -> None:
    """Prints the browser that the tests will use, after installing one if there is none and it was asked for."""
    path = find()
    slow = _packaged() and "CHROMIUM" not in os.environ and path is not None and not path.endswith(SHELL)
    if (path is None or slow) and "--install" in sys.argv:
        print("Installing a Chromium without windows: the tests take half the time")
        install()
        path = find()
    if path is None:
        sys.exit(ADVICE)
    print(f"Browser: {path}")


if __name__ == "__main__":
    main()
