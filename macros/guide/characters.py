"""What no text of the guide may hold, whatever its form: characters that readers do not see, remains, secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .errors import Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Spaces of other widths, joiners, marks of direction, tags: they look like nothing and change what is read.
_INVISIBLE = re.compile(
    "[\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_TYPOGRAPHIC = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": ", or two sentences", "…": "..."}
_MIXED = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
_CONFLICT = re.compile(r"^(<{7}|>{7}|\|{7})( |$)|^={7}$")
_REMAINS = re.compile(r"\b(TODO|FIXME|XXX|TBD|TKTK)\b|\b(?i:lorem ipsum)\b")
_SECRETS = (
    ("a private key", re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")),
    ("an access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{20,}|glpat-[\w-]{20})\b")),
)


def check(text: str, file: str) -> Iterator[Problem]:
    """Yields what is wrong with the characters of a text; the text is as read, line ends included."""
    if text.startswith("\ufeff"):
        yield Problem(file, 1, "the file starts with a byte order mark", "save it as UTF-8 without BOM")
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.endswith("\r"):
            yield Problem(file, number, "the line ends in CR LF", "save the file with LF line ends")
            break
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        yield from _of_line(line.removesuffix("\r"), file, number)


def prose(text: str, file: str) -> Iterator[Problem]:
    """Yields what a page's text holds besides that does not belong: typographic signs, remains, spaces at line ends."""
    for number, line in enumerate(text.split("\n"), start=1):
        for sign in dict.fromkeys(char for char in line if char in _TYPOGRAPHIC):
            yield Problem(file, number, f"the typographic sign '{sign}'", f"write {_TYPOGRAPHIC[sign]}")
        if match := _REMAINS.search(line):
            yield Problem(file, number, f"'{match[0]}' was left in", "finish it or take it out")
        if line != line.rstrip(" "):
            yield Problem(file, number, "spaces at the end of the line", "take them out; start a new paragraph instead")


def _of_line(line: str, file: str, number: int) -> Iterator[Problem]:
    for sign in _CONTROL.findall(line):
        yield Problem(file, number, f"a control character, U+{ord(sign):04X}", "take it out")
    if "\t" in line:
        yield Problem(file, number, "a tab", "indent with spaces")
    for sign in dict.fromkeys(_INVISIBLE.findall(line)):
        name = unicodedata.name(sign, "unnamed").lower()
        yield Problem(file, number, f"an invisible character, U+{ord(sign):04X} ({name})", "take it out")
    if match := _MIXED.search(line):
        other = next(char for char in match[0] if ord(char) > 127)
        name = unicodedata.name(other, "unnamed").lower()
        yield Problem(file, number, f"a word mixes alphabets: '{other}' is {name}", "type the word again")
    if not unicodedata.is_normalized("NFC", line):
        yield Problem(file, number, "letters with separate accents (not NFC)", "type the word again")
    if _CONFLICT.match(line):
        yield Problem(file, number, f"a merge conflict was left in: '{line[:7]}'", "choose one side")
    for what, pattern in _SECRETS:
        if pattern.search(line):
            yield Problem(file, number, f"what looks like {what}", "take it out, and revoke it if it was real")
