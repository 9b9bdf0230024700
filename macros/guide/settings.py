"""What mkdocs.yml may hold that MkDocs and the theme would take in silence though it does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from .errors import Problem, guess
from .nav import TolerantLoader

#: Features of Material that the guide knows; an unknown one is taken without a word and stays off.
FEATURES = frozenset(
    {"content.code.copy", "search.highlight", "toc.follow"}
    | {f"navigation.{name}" for name in ("footer", "indexes", "sections", "top")}
)
KEYS = frozenset(
    [
        "site_name",
        "site_description",
        "site_author",
        "copyright",
        "site_url",
        "site_dir",
        "docs_dir",
        "use_directory_urls",
        "theme",
        "extra_css",
        "extra_javascript",
        "extra",
        "validation",
        "plugins",
        "hooks",
        "watch",
        "markdown_extensions",
        "nav",
    ]
)
#: Plugin -> the options that the guide sets.
PLUGINS = {
    "macros": frozenset(
        ["module_name", "on_undefined", "on_error_fail", "j2_comment_start_string", "j2_comment_end_string"]
    ),
    "search": frozenset({"separator"}),
}
THEME = frozenset({"name", "custom_dir", "language", "font", "favicon", "icon", "static_templates", "features"})

_HERE = "what is known stands in macros/guide/settings.py"


def check(config: Path) -> Iterator[Problem]:
    """Takes the path of mkdocs.yml; yields keys that stand twice, and words in `theme` that mean nothing."""
    name = config.name
    try:
        root = yaml.compose(config.read_text(encoding="utf-8"), Loader=TolerantLoader)
    except (yaml.YAMLError, UnicodeDecodeError):
        return  # said where the navigation is read
    if root is None:
        return
    yield from _twice(root, name)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if key.value not in KEYS:
            line = key.start_mark.line + 1
            yield Problem(name, line, f"unknown key '{key.value}'", guess(str(key.value), KEYS) or _HERE)
        elif key.value == "nav":
            yield from _of_nav(value, name)
        elif key.value == "plugins":
            yield from _of_plugins(value, name)
        elif key.value == "theme" and isinstance(value, yaml.MappingNode):
            yield from _of_theme(value, name)


def _twice(node: yaml.Node, name: str) -> Iterator[Problem]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if str(key.value) in seen:
                yield Problem(name, line, f"the key '{key.value}' stands twice", f"see line {seen[str(key.value)]}")
            seen.setdefault(str(key.value), line)
            yield from _twice(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item, name)


def _of_nav(nav: yaml.Node, name: str) -> Iterator[Problem]:
    """The navigation is lists of 'path.md', 'Title: path.md' and 'Title:' with a list below."""
    if not isinstance(nav, yaml.SequenceNode):
        yield Problem(name, nav.start_mark.line + 1, "nav must be a list", "write each entry as '- path.md'")
        return
    for item in nav.value:
        entries = item.value if isinstance(item, yaml.MappingNode) else [(None, item)]
        for _, value in entries:
            if isinstance(value, yaml.SequenceNode):
                yield from _of_nav(value, name)
            elif not isinstance(value, yaml.ScalarNode) or not value.value.endswith(".md"):
                line = value.start_mark.line + 1
                yield Problem(name, line, "an entry of nav is no page", "write '- path.md' or '- Title: path.md'")


def _of_plugins(plugins: yaml.Node, name: str) -> Iterator[Problem]:
    for item in plugins.value if isinstance(plugins, yaml.SequenceNode) else []:
        pairs = item.value if isinstance(item, yaml.MappingNode) else [(item, None)]
        for key, options in pairs:
            if key.value not in PLUGINS:
                line = key.start_mark.line + 1
                yield Problem(name, line, f"unknown plugin '{key.value}'", guess(str(key.value), PLUGINS) or _HERE)
                continue
            for option, _ in options.value if isinstance(options, yaml.MappingNode) else []:
                if option.value not in PLUGINS[key.value]:
                    line = option.start_mark.line + 1
                    hint = guess(str(option.value), PLUGINS[key.value]) or _HERE
                    yield Problem(name, line, f"unknown option '{option.value}' of {key.value}", hint)


def _of_theme(theme: yaml.MappingNode, name: str) -> Iterator[Problem]:
    for key, value in theme.value:
        line = key.start_mark.line + 1
        if key.value not in THEME:
            yield Problem(name, line, f"unknown theme option '{key.value}'", guess(str(key.value), THEME) or _HERE)
        elif key.value == "features":
            for item in value.value:
                if item.value not in FEATURES:
                    line = item.start_mark.line + 1
                    hint = guess(str(item.value), FEATURES) or _HERE
                    yield Problem(name, line, f"unknown theme feature '{item.value}'", hint)
