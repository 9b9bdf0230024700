"""The Jinja in which pages run: sandboxed, and every mistake becomes a problem with file and line.

These are all the places that reach into mkdocs-macros: PRIVATE names them, and a test fails when one is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jinja2
import jinja2.nodes
import mkdocs_macros.plugin
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from mkdocs.structure.pages import Page as MkDocsPage

from .desk import Written, report, template_line
from .guide.errors import guess

#: What a page may call, for guesses; filled where the macros are registered.
MACRO_NAMES: set[str] = set()

#: What Jinja brings that a page may use besides the macros. No chance, no time, nothing of the machine.
BUILT_IN = frozenset({"range", "dict", "namespace"})
FILTERS = frozenset(
    [
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "filesizeformat",
        "first",
        "float",
        "indent",
        "int",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "max",
        "min",
        "replace",
        "round",
        "sort",
        "string",
        "sum",
        "title",
        "trim",
        "unique",
        "upper",
    ]
)
LARGEST = 100_000

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


@dataclass(frozen=True)
class _File:
    src_uri: str


class ThisPage:
    """What a template knows of its page: where its file lies."""

    __slots__ = ("file",)

    def __init__(self, path: str) -> None:
        self.file = _File(path)


class PageTemplate(jinja2.Template):
    """A page's template: of all that mkdocs-macros hands over it is told which page it is, and nothing else."""

    def render(self, *arguments: Any, **variables: Any) -> str:
        """Renders the page; the configuration, the environment and the file system stay outside."""
        path = variables["page"].file.src_uri
        return super().render(page=ThisPage(path))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja that calls macros and computes with small numbers, and does nothing else."""

    template_class = PageTemplate
    intercepted_binops = frozenset({"*", "**", "%"})

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, estimate functions and three built-in names may be called; methods of values may not."""
        if isinstance(obj, ReportingUndefined):
            return True  # it reports itself
        built_in = (range, dict, jinja2.utils.Namespace, safe_range)
        return getattr(obj, "guide_macro", False) is True or any(obj is one for one in built_in)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Computes, unless the result would fill the memory or take hours."""
        numbers = all(isinstance(value, int | float) for value in (left, right))
        if not numbers and not isinstance(left, jinja2.Undefined) and not isinstance(right, jinja2.Undefined):
            raise SecurityError(f"{operator} with text")
        # Powers of fractions overflow at once; powers of whole numbers grow until the memory is full.
        whole = isinstance(left, int) and isinstance(right, int)
        if operator == "**" and whole and (abs(left) > LARGEST or abs(right) > 100):
            raise SecurityError("a power of this size")
        return super().call_binop(context, operator, left, right)


def shown(value: Any) -> Any:
    """Returns what a pair of braces prints; a macro without its parentheses, None or a list is reported."""
    if isinstance(value, jinja2.Undefined):
        return value
    if isinstance(value, Written) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, str):
        if "<" in value:
            if not template_line():
                raise jinja2.nodes.Impossible
            return report("macro error: braces put HTML together", "write Markdown", template_line())
        return value
    if not template_line():  # a constant: Jinja tries it while compiling, and again with a line
        raise jinja2.nodes.Impossible
    name = getattr(value, "__name__", "") or type(value).__name__
    if getattr(value, "guide_macro", False) or callable(value):
        return report(f"macro error: '{name}' is not called", "put parentheses after it", template_line())
    return report(f"macro error: braces print text or a number, not {name}", "call a macro in them", template_line())


def environment(loader: jinja2.BaseLoader | None, comment_start: str, comment_end: str) -> jinja2.Environment:
    """Returns the sandboxed Jinja of the guide's pages, without macros."""
    new = Sandbox(
        loader=loader,
        finalize=shown,
        undefined=ReportingUndefined,
        optimized=False,  # an expression computed while compiling has no line
        comment_start_string=comment_start,
        comment_end_string=comment_end,
    )
    new.globals = {name: value for name, value in new.globals.items() if name in BUILT_IN}
    new.filters = {name: value for name, value in new.filters.items() if name in FILTERS}
    return new


def install(plugin: Any) -> None:
    """Takes the mkdocs-macros plugin, configured; replaces its Jinja environment and its error page."""
    if not isinstance(plugin._env, ImmutableSandboxedEnvironment):
        old = plugin._env
        new = environment(old.loader, old.comment_start_string, old.comment_end_string)
        new.globals.update({name: value for name, value in plugin.macros.items() if name in MACRO_NAMES})
        plugin._env = new
    mkdocs_macros.plugin.format_error = error_page  # type: ignore[assignment,attr-defined]


def error_page(error: Exception, markdown: str, page: MkDocsPage) -> str:
    """Notes what stopped a page's template; returns the page's Markdown below a visible placeholder."""
    line = _raised_at(error)
    message, hint = f"{type(error).__name__}: {error}", ""
    if isinstance(error, jinja2.TemplateSyntaxError):
        line, message = error.lineno, (error.message or "syntax error").rstrip(".")
        hint = "look for an unbalanced brace; code samples belong in backticks"
        if message.startswith("No filter named"):
            hint = guess(message.split("'")[1], FILTERS) or f"there are {', '.join(sorted(FILTERS))}"
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
