"""Puts a finished folder in the place of another in one step, so that readers see the old one or the new one.

python -m macros.release.swap back release  takes the release before the last one back.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
#: What a second build exits with: the number that sysexits.h gives to "try again later".
BUSY = 75


class SwapError(OSError):
    """The folder cannot be put in its place; the message is one line that names the cure."""


class BusyError(SwapError):
    """Another build holds the lock."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Holds the lock of the project while something is built in it; raises BusyError when another build does.

    Takes the folder for what is not finished; yields the lock's file. The lock goes with the last process that has
    it, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SwapError(f"{folder} cannot be written ({error.strerror}): nothing was built") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield handle
    except BlockingIOError as error:
        raise BusyError("Another build is running in this folder: wait for it") from error
    finally:
        os.close(handle)


def old_of(target: Path) -> Path:
    """Returns where the folder before the last swap is kept."""
    return target.with_name(target.name + ".old")


def exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step; returns False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    result = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if result == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def swap(new: Path, target: Path) -> None:
    """Puts a finished folder in the place of the target; what stood there is kept beside it as <target>.old.

    Raises SwapError when the system refuses; the target is then what it was.
    """
    old = old_of(target)
    try:
        if not target.exists():
            new.rename(target)
            return
        if exchange(new, target):
            shutil.rmtree(old, ignore_errors=True)
            new.rename(old)
            return
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
    except OSError as error:
        raise SwapError(f"{target} cannot be replaced ({error.strerror}): it is what it was") from error


def back(target: Path) -> None:
    """Takes the kept folder back; the one that stood there is kept, so that twice back is nothing done."""
    old = old_of(target)
    if not old.is_dir():
        raise SwapError(f"There is no {old} to go back to")
    if target.exists() and exchange(old, target):
        return
    aside = target.with_name(target.name + ".aside")
    if target.exists():
        target.rename(aside)
    old.rename(target)
    if aside.exists():
        aside.rename(old)


@contextlib.contextmanager
def renewed(target: Path, aside: Path) -> Iterator[Path]:
    """Yields a copy of a folder to work in; it takes the folder's place when the work ends well, else it is gone."""
    shutil.rmtree(aside, ignore_errors=True)
    try:
        if target.exists():
            shutil.copytree(target, aside)
        else:
            aside.mkdir(parents=True)
        yield aside
        swap(aside, target)
        shutil.rmtree(old_of(target), ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


if __name__ == "__main__":
    try:
        if sys.argv[1:2] != ["back"] or len(sys.argv) != 3:
            sys.exit("usage: python -m macros.release.swap back FOLDER")
        with locked(Path("build")):
            back(Path(sys.argv[2]))
        print(f"{sys.argv[2]} is the one before the last again")
    except BusyError as error:
        print(error, file=sys.stderr)
        sys.exit(BUSY)
    except SwapError as error:
        sys.exit(str(error))
