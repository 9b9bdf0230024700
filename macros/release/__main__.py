"""Assembles a release aside and swaps it in: python -m macros.release site build/press build/release release."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from macros.release import downloads, policy


def assemble(site: Path, press: Path, aside: Path, target: Path) -> None:
    """Assembles a release: the built site aside, then documents, policy and headers, then all of it to its place.

    The old release stays whole until the new one is; it is kept beside it as <target>.old until the next time.
    """
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(site, aside)
    downloads.add(aside, press)
    policy.apply(aside)
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    aside.rename(target)


if __name__ == "__main__":
    try:
        assemble(*map(Path, sys.argv[1:5]))
    except (policy.UnsafePageError, downloads.MissingPageError) as error:
        sys.exit(str(error))
