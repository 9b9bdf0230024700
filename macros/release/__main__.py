"""Assembles a release aside and swaps it in: python -m macros.release site build/press build/release release."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from macros.release import downloads, policy, served, servers, swap


def assemble(site: Path, press: Path, aside: Path, target: Path) -> str:
    """Assembles a release: the built site aside, then documents, policy and headers, then all of it to its place.

    Returns the security policy. Readers see the old release until the new one is whole; it is kept beside it as
    <target>.old until the next time.
    """
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(site, aside)
    downloads.add(aside, press)
    rules = policy.apply(aside)
    servers.compress(aside)
    served.check(aside)
    swap.swap(aside, target)
    return rules


if __name__ == "__main__":
    try:
        with swap.locked(Path("build")):
            site, press, aside, target = map(Path, sys.argv[1:5])
            rules = assemble(site, press, aside, target)
            servers.write(Path("servers"), Path("build/servers"), rules, target)
    except swap.BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(swap.BUSY)
    except (policy.UnsafePageError, downloads.MissingPageError, served.ForbiddenFileError, OSError) as error:
        sys.exit(str(error))
