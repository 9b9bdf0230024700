"""The order of the pages, read from the navigation of mkdocs.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from .errors import Problem

#: Folders whose pages are not chapters of the outline and carry no number.
UNNUMBERED = frozenset({"cases", "reference"})


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: its path below docs/ and its line in mkdocs.yml."""

    path: str
    line: int


class TolerantLoader(yaml.SafeLoader):
    """Reads mkdocs.yml without running it: a tag that only MkDocs knows becomes text."""


TolerantLoader.add_multi_constructor("", lambda loader, suffix, node: f"{suffix} {getattr(node, 'value', '')}")


def read(config: Path) -> tuple[list[Entry], list[Problem]]:
    """Takes the path of mkdocs.yml; returns the pages of its navigation in order, and what is wrong with it."""
    name = config.name
    try:
        root = yaml.compose(config.read_text(encoding="utf-8"), Loader=TolerantLoader)
    except UnicodeDecodeError:
        return [], [Problem(name, 0, "not UTF-8", "save the file as UTF-8")]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return [], [Problem(name, line, f"YAML does not parse: {error.problem}")]
    entries: list[Entry] = []
    for key, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if key.value == "nav":
            _collect(value, entries)
    problems = []
    first: dict[str, int] = {}
    for entry in entries:
        if entry.path in first:
            what = f"nav lists '{entry.path}' a second time"
            problems.append(Problem(name, entry.line, what, f"it stands at line {first[entry.path]} already"))
        first.setdefault(entry.path, entry.line)
    return entries, problems


def _collect(node: yaml.Node, entries: list[Entry]) -> None:
    if isinstance(node, yaml.ScalarNode):
        if node.value.endswith(".md"):
            entries.append(Entry(node.value, node.start_mark.line + 1))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _collect(item, entries)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            _collect(value, entries)
