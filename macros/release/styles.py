"""Style sheets: several made one, without comments and without rules for what no page shows. Text in, text out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_STYLE_ATTRIBUTE = re.compile(r"\sstyle=\"([^\"]*)\"")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_CLASS_ATTRIBUTE = re.compile(r"\bclass=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")


def squeeze(css: str) -> str:
    """Returns the style sheet without comments, line breaks and indentation."""
    text = _COMMENT.sub("", css)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return re.sub(r"\n?([{};,])\n?", r"\1", text).replace("\n", " ").replace(";}", "}").strip()


def classes(html: str) -> set[str]:
    """Returns the classes of a page's elements."""
    return {name for groups in _CLASS_ATTRIBUTE.findall(html) for value in groups for name in value.split()}


def words(script: str) -> set[str]:
    """Returns what could be a class in a script: every word, and the beginnings that a script completes itself."""
    return set(_WORD.findall(script))


def lift(html: str, rules: dict[str, str]) -> str:
    """Returns the page with classes in place of style attributes, which a strict policy forbids; notes their rules.

    Takes the page and the rules noted so far, class to declarations, and adds to them.
    """

    def tag(match: re.Match[str]) -> str:
        found = _STYLE_ATTRIBUTE.search(match[0])
        if not found:
            return match[0]
        name = "s-" + hashlib.sha256(found[1].encode("utf-8")).hexdigest()[:8]
        rules[name] = found[1]
        rest = match[0].replace(found[0], "", 1)
        if ' class="' in rest:
            return rest.replace(' class="', f' class="{name} ', 1)
        return re.sub(r"^<[\w-]+", lambda start: f'{start[0]} class="{name}"', rest)

    return _TAG.sub(tag, html)


def prune(css: str, used: set[str]) -> str:
    """Returns the style sheet without selectors that need a class which is not used, or text from right to left.

    A class also counts as used where a used word ends in - or _ and begins it: scripts put such names together.
    What stands in parentheses never decides, since :not(.x) holds where .x is not.
    """
    stems = tuple(word for word in used if word.endswith(("-", "_")) and len(word) > 3)

    def known(name: str) -> bool:
        return name in used or name.startswith(stems)

    def keeps(selector: str) -> bool:
        bare = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", selector))
        return "[dir=rtl]" not in bare and all(known(name) for name in _CLASS.findall(_without_strings(bare)))

    def render(text: str) -> Iterator[str]:
        for head, body in _blocks(text):
            if body is None:
                yield head
            elif head.startswith(("@media", "@supports")):
                inner = "".join(render(body))
                if inner:
                    yield f"{head}{{{inner}}}"
            elif head.startswith("@"):
                yield f"{head}{{{body}}}"
            else:
                left = [selector for selector in _split(head) if keeps(selector)]
                if left:
                    yield f"{','.join(left)}{{{body}}}"

    return "".join(render(css))


def _without_strings(text: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'|\[[^\]]*\]", "", text)


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yields (head, body) of the blocks on the outermost level; statements such as @charset have no body."""
    depth, start, opened, quote = 0, 0, 0, ""
    for at, sign in enumerate(css):
        if quote:
            quote = "" if sign == quote and css[at - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1
        elif sign == ";" and depth == 0:
            yield css[start : at + 1], None
            start = at + 1


def _split(selectors: str) -> list[str]:
    """Splits at the commas outside of parentheses."""
    parts, depth = [""], 0
    for sign in selectors:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
