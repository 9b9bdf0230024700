"""The desk at which one build works: the guide as read, the bibliography, the problems found so far.

There is one desk a process, since MkDocs gives macros, fences and hooks no common object. It is laid anew
when a file of the guide changes, so that live reload shows what an author saved.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from .bibliography import Source, read_sources
from .guide import library
from .guide.errors import Problem, Problems, guess
from .guide.library import Guide
from .guide.pages import Page


class MacroError(ValueError):
    """A macro cannot do what the page asks: the problem in one line, and a guess at the fix."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass
class Desk:
    """What a build works with; page is the one being rendered."""

    root: Path
    guide: Guide
    sources: dict[str, Source]
    state: tuple[object, ...]
    problems: Problems = field(default_factory=Problems)
    page: Page | None = None
    terms_seen: set[tuple[str, str]] = field(default_factory=set)


_current: Desk | None = None


def desk() -> Desk:
    """Returns the desk of the running build; raises RuntimeError before one is laid."""
    if _current is None:
        raise RuntimeError("no build is running: call lay() first")
    return _current


def lay(root: Path) -> Desk:
    """Reads the guide below the project's root, unless no file changed since; the problems of rendering start anew."""
    global _current
    state = library.fingerprint(root)
    if _current is None or _current.root != root or _current.state != state:
        sources, problems = read_sources(root)
        guide = library.load(root, {key: source.line for key, source in sources.items()})
        guide = replace(guide, problems=tuple(sorted([*guide.problems, *problems])))
        _current = Desk(root, guide, sources, state)
    _current.problems = Problems(_current.guide.problems)
    _current.page = None
    _current.terms_seen = set()
    return _current


def page_at(path: str) -> Page | None:
    """Returns the page with this path below docs/, None when another one has taken its id."""
    return next((page for page in desk().guide.graph.pages.values() if page.path == path), None)


def here(context: Context) -> Page:
    """Returns the page on which the running macro stands."""
    # A page may set a variable of its own that is called page: the one given to the template is meant.
    found = page_at(context.parent["page"].file.src_uri)
    if found is None:  # a second page with the same id, reported already
        raise MacroError("the page is not in the graph", "give its file a name of its own")
    return found


def template_line() -> int:
    """Returns the line of the running template, counted in the page's body, or 0 outside a template."""
    frame = sys._getframe(1)
    while frame:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return int(template.get_corresponding_lineno(frame.f_lineno))
        if frame.f_back is None:
            break
        frame = frame.f_back
    return 0


def report(message: str, hint: str = "", line: int = 0) -> str:
    """Notes a problem on the page being rendered and returns a visible placeholder for it.

    Takes a line of the body as the template counts it, 0 when it is not known.
    """
    at = desk()
    page = at.page
    file = page.file if page else "mkdocs.yml"
    at.problems.add_new(Problem(file, line + _blank_lines_above(page) if line and page else 0, message, hint))
    return Written(f'<span class="guide-error">{escape(message)}</span>')


def _blank_lines_above(page: Page | None) -> int:
    """MkDocs takes away the front matter and the blank lines below it before macros see the page."""
    if page is None:
        return 0
    return page.meta.body_line - 1 + len(page.body) - len(page.body.lstrip("\n"))


class Written(str):
    """What a macro wrote: it may hold HTML, which text from the page's own expressions may not."""

    __slots__ = ()


def _texts(signature: inspect.Signature, bound: inspect.BoundArguments) -> Iterator[tuple[str, Any]]:
    """Yields name and value of the arguments that are to be text."""
    for name, value in bound.arguments.items():
        parameter = signature.parameters[name]
        if parameter.annotation in (str, "str"):
            many = value if parameter.kind is inspect.Parameter.VAR_POSITIONAL else [value]
            yield from ((name, one) for one in many)


def checked(name: str, function: Callable[..., str]) -> Callable[..., str]:
    """Wraps a macro so that wrong arguments and a MacroError become a problem with file and line, not an exception."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def macro(context: Context, *arguments: Any, **named: Any) -> str:
        try:
            bound = signature.bind(context, *arguments, **named)
        except TypeError as error:
            parameters = list(signature.parameters)[1:]
            wrong = next((key for key in named if key not in parameters), "")
            return report(f"{name}(): {error}", guess(wrong, parameters) if wrong else "", template_line())
        for parameter, value in _texts(signature, bound):
            if isinstance(value, Undefined):
                return str(value)  # it reports itself
            if not isinstance(value, str):
                what = f"{name}(): {parameter} must be text in quotes, not {value!r}"[:200]
                return report(what, "", template_line())
        try:
            result = function(context, *arguments, **named)
            return Written(result) if isinstance(result, str) else result
        except MacroError as error:
            return report(error.message, error.hint, template_line())

    macro.guide_macro = True  # type: ignore[attr-defined]  # the sandbox calls nothing without it
    return pass_context(macro)
