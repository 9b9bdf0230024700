"""Where the renderers say what is wrong: they know neither page nor line, so the hook installs a handler that does."""

from __future__ import annotations

import logging
from typing import Protocol


class Handler(Protocol):
    """What `set_handler` takes: called once per problem."""

    def __call__(self, message: str, *, needle: str, line: int | None = None) -> None:
        """Take one problem; `needle` and `line` mean what they mean in `report`."""


def _log(message: str, *, needle: str, line: int | None = None) -> None:
    """Log the problem as an error, which fails a strict build even where no hook is installed."""
    logging.getLogger("mkdocs.plugins.guide").error(message)


_handler: Handler = _log


def set_handler(handler: Handler | None) -> None:
    """Send every later problem to `handler`; None restores the default, which logs an error."""
    global _handler
    _handler = _log if handler is None else handler


def report(message: str, *, needle: str, line: int | None = None) -> None:
    """Report one problem of a page.

    `message` is one line that names problem and cure, `needle` the source text of the fence or formula by which page
    and line can be found, `line` the line inside that text, counted from 1. Returns nothing and raises nothing itself.
    """
    _handler(message, needle=needle, line=line)
