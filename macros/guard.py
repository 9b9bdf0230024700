"""Makes a page's Markdown ready for Jinja: code stays as written, block macros keep the column of their call."""

from __future__ import annotations

import re

from .guide import source

_OPENING = re.compile(r"\{(?:[{%]|##)")
_RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
_INDENTED_CALL = re.compile(r"^(?P<indent> +)(?P<call>\{\{(?:(?!\}\}).)*\}\})[ ]*$", re.MULTILINE | re.DOTALL)


def protect(text: str) -> str:
    """Returns a page's body in which braces inside code and formulas are text for Jinja; lines stay the same.

    What the author put between raw and endraw is left alone, since it is protected already.
    """
    prose = source.without_code(text)
    bare = source.without_math(prose)
    # Raw blocks are looked for outside code, where they are tags and not samples of tags.
    raw = [match.span() for match in _RAW.finditer(prose)]
    hidden = [m.span() for m in _RAW.finditer(text) if m.start() in {start for start, _ in raw}]
    pieces = []
    last = 0
    for match in _OPENING.finditer(text):
        start = match.start()
        in_code = bare[start] == " "
        if in_code and not any(begin <= start < end for begin, end in hidden):
            pieces += [text[last:start], f"{{{{ '{match[0]}' }}}}"]
            last = match.end()
    return "".join([*pieces, text[last:]])


def keep_columns(text: str) -> str:
    """Returns the text in which a macro alone on an indented line indents all lines it writes; lines stay the same."""

    def wrap(match: re.Match[str]) -> str:
        width = len(match["indent"])
        return f"{match['indent']}{{% filter indent({width}) %}}{match['call']}{{% endfilter %}}"

    return _INDENTED_CALL.sub(wrap, text)
