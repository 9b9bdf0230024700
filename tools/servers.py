"""Finds the servers and the load generator that the tests of publishing run, or gets them where this is Debian as root.

With --install, says which ones will be used, or what to do, and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

#: Program -> Debian package.
PROGRAMS = {"nginx": "nginx-light", "caddy": "caddy", "wrk": "wrk"}
ADVICE = "was not found and could not be installed: install it, or put it on the PATH"


def find(name: str) -> str | None:
    """Returns the path of a program, or None; servers often lie where only root looks."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def install(names: list[str]) -> None:
    """Tries to get programs, without starting them as services; failures are silent, since find() tells afterwards."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        packages = [PROGRAMS[name] for name in names]
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            command = ["apt-get", *step]
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603


def main() -> None:
    """Prints the programs that the tests will use, after installing what is missing if it was asked for."""
    missing = [name for name in PROGRAMS if not find(name)]
    if missing and "--install" in sys.argv:
        print(f"Installing {', '.join(missing)}")
        install(missing)
    for name in PROGRAMS:
        path = find(name)
        if path is None:
            sys.exit(f"{name} {ADVICE}")
        print(f"Server: {path}")


if __name__ == "__main__":
    main()
