"""Turns what MkDocs says about links into problems of the guide, so that one sorted list holds everything."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

_LINK = re.compile(r"Doc file '(?P<file>[^']+)' contains (?P<what>an? .*?'(?P<target>[^']+)'.*)", re.DOTALL)
#: MkDocs' own words for what the guide's checks say with file and line.
_SAID_BETTER = (
    "The following pages exist in the docs directory",
    "A reference to '",
    "ERROR",
)
_LOGGERS = ("mkdocs.structure.pages", "mkdocs.structure.nav", "mkdocs.plugins.mkdocs_macros.util")


class _Translator(logging.Filter):
    """Takes warnings about links out of the log and hands them to the guide."""

    def __init__(self, note: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self.note = note

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        text = record.getMessage()
        match = _LINK.match(text)
        if match:
            message = " ".join(match["what"].split()).rstrip(".")
            message, _, hint = message.partition(" Did you mean ")
            self.note(match["file"], message.rstrip(".") + (f"; did you mean {hint}" if hint else ""), match["target"])
            return False
        return not any(words in text for words in _SAID_BETTER)


def install(note: Callable[[str, str, str], None]) -> None:
    """Takes what is called with file, message and target of each link that MkDocs complains of."""
    for name in _LOGGERS:
        for logger in (logging.getLogger(name), logging.getLogger(name.replace("mkdocs.", "properdocs.", 1))):
            for old in [f for f in logger.filters if isinstance(f, _Translator)]:
                logger.removeFilter(old)
            logger.addFilter(_Translator(note))
