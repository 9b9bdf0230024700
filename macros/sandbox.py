"""The Jinja in which pages run: sandboxed, and every mistake becomes a problem with file and line.

These are all the places that reach into mkdocs-macros: PRIVATE names them, and a test fails when one is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jinja2
import jinja2.nodes
import mkdocs_macros.plugin
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from mkdocs.structure.pages import Page as MkDocsPage

from .desk import report, template_line
from .guide.errors import guess

#: What a page may call, for guesses; filled where the macros are registered.
MACRO_NAMES: set[str] = set()

PRIVATE = ("_env", "_markdown", "_page", "variables", "macros", "filters", "render")


class ReportingUndefined(jinja2.StrictUndefined):
    """An unknown name: noted with its line, shown as a placeholder, so that the page keeps its other text."""

    def _note(self) -> str:
        line = template_line()
        if not line:  # Jinja tries constants while it compiles, when there is no line yet: let it try again later
            raise jinja2.nodes.Impossible
        if self._undefined_exception is SecurityError:
            what, hint = self._undefined_message.rstrip("."), "pages call macros, nothing else"
        elif self._undefined_obj is jinja2.utils.missing:
            what, hint = f"'{self._undefined_name}' is undefined", guess(str(self._undefined_name), MACRO_NAMES)
        else:
            what, hint = self._undefined_message, "look for a typo"
        return report(f"macro error: {what}", hint, line)

    def _used(self, *arguments: Any, **named: Any) -> ReportingUndefined:
        self._note()
        return self

    def __str__(self) -> str:  # type: ignore[override]
        return self._note()

    def __bool__(self) -> bool:  # type: ignore[override]
        self._note()
        return False

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        self._note()
        return iter(())

    def __getattr__(self, name: str) -> Any:
        # What Python and the sandbox ask of every object is not there; what a page asks is noted.
        if name.startswith("__") or name in ("unsafe_callable", "alters_data", "jinja_pass_arg"):
            raise AttributeError(name)
        return self._used()

    __call__ = __getitem__ = _used  # type: ignore[assignment]
    __slots__ = ()


def environment(loader: jinja2.BaseLoader | None, comment_start: str, comment_end: str) -> jinja2.Environment:
    """Returns the sandboxed Jinja of the guide's pages, without macros."""
    return ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=ReportingUndefined,
        optimized=False,  # an expression computed while compiling has no line
        comment_start_string=comment_start,
        comment_end_string=comment_end,
    )


def install(plugin: Any) -> None:
    """Takes the mkdocs-macros plugin, configured; replaces its Jinja environment and its error page."""
    if not isinstance(plugin._env, ImmutableSandboxedEnvironment):
        old = plugin._env
        new = environment(old.loader, old.comment_start_string, old.comment_end_string)
        new.globals.update(plugin.macros)
        new.filters.update(plugin.filters)
        plugin._env = new
    mkdocs_macros.plugin.format_error = error_page  # type: ignore[assignment,attr-defined]


def error_page(error: Exception, markdown: str, page: MkDocsPage) -> str:
    """Notes what stopped a page's template; returns the page's Markdown below a visible placeholder."""
    line = _raised_at(error)
    message, hint = f"{type(error).__name__}: {error}", ""
    if isinstance(error, jinja2.TemplateSyntaxError):
        line, message = error.lineno, error.message or "syntax error"
        hint = "look for an unbalanced brace; code samples belong in backticks"
    elif isinstance(error, SecurityError):
        message, hint = f"not allowed in a page: {error}", "pages call macros, nothing else"
    elif isinstance(error, jinja2.TemplateNotFound):
        message, hint = f"include of '{error.name}', which does not exist", "pages do not include files"
    placeholder = report(f"macro error: {message}", hint, line)
    return f"{placeholder}\n\n{markdown}"


def _raised_at(error: Exception) -> int:
    """The template line on which an exception started, 0 when no template was running."""
    line = 0
    trace = error.__traceback__
    while trace:
        # Jinja puts frames of its own into the traceback, whose lines are those of the template.
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
