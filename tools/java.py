"""Finds a Java, which the EPUB checker runs on, or gets one: the distribution's package where this is Debian as root.

JAVA_HOME names one that lies elsewhere. With --install, says which one will be used, or what to do, and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ADVICE = "No Java was found and none could be installed: install one (11 or newer), or set JAVA_HOME"


def find() -> str | None:
    """Returns the path of a Java that starts, or None."""
    home = os.environ.get("JAVA_HOME")
    path = str(Path(home) / "bin/java") if home else shutil.which("java")
    if path is None:
        return None
    try:
        run = subprocess.run([path, "-version"], capture_output=True, timeout=60, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if run.returncode == 0 else None


def install() -> None:
    """Tries to get a Java; failures are silent, since find() says afterwards whether there is one."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "default-jre-headless"]):
            command = ["apt-get", *step]
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603


def main() -> None:
    """Prints the Java that the tests will use, after installing one if there is none and it was asked for."""
    path = find()
    if path is None and "--install" in sys.argv:
        print("No Java found, installing one")
        install()
        path = find()
    if path is None:
        sys.exit(ADVICE)
    print(f"Java: {path}")


if __name__ == "__main__":
    main()
