"""YAML as this guide takes it: no duplicate keys, no anchors, and the line of every key is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from .errors import Problem


@dataclass
class Mapping:
    """A YAML mapping: its values, the line of each key, and what was wrong with it."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses what is legal YAML but a mistake here; a float may be written 9.89e14."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are not used here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "the key is no plain word", key_node.start_mark)
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_mapping(text: str, file: str, first_line: int = 1) -> Mapping:
    """Parses a YAML mapping strictly.

    Takes the text, the file's name for messages and the line on which the text starts there.
    Returns the mapping; what is wrong is in its problems, never raised.
    """
    result = Mapping()
    if "\x00" in text:
        result.problems.append(Problem(file, first_line, "YAML does not parse: it holds a NUL character"))
        return result
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return result
        if not isinstance(node, yaml.MappingNode):
            result.problems.append(Problem(file, first_line, "expected 'key: value' lines, not a list or a bare value"))
            return result
        values = loader.construct_document(node)
        result.values = {str(key): value for key, value in values.items()}
        result.lines = {
            str(name): key.start_mark.line + first_line for name, (key, _) in zip(values, node.value, strict=True)
        }
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first_line if mark else first_line
        what = (error.problem or error.context or "unknown error").rstrip(".")
        hint = "indent with spaces" if "\\t" in what else 'put the value in quotes if it holds ": "'
        known = what.startswith(("the key", "anchors", "could not determine a constructor"))
        result.problems.append(Problem(file, line, f"YAML does not parse: {what}", "" if known else hint))
    except RecursionError:
        result.problems.append(Problem(file, first_line, "YAML does not parse: it is nested too deeply"))
    except (ValueError, yaml.YAMLError) as error:  # a date such as 2026-13-40, a control character
        line = first_line + _faulty(text)
        result.problems.append(Problem(file, line, f"YAML does not parse: {error}".splitlines()[0]))
    finally:
        loader.dispose()
    return result


def _faulty(text: str) -> int:
    """Returns the line, from 0, of the first value that cannot be made, such as a day that no month has."""
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
            try:
                loader.construct_object(value, deep=True)
            except ValueError:
                return int(key.start_mark.line)
    except (ValueError, yaml.YAMLError):
        pass  # a control character: it has no line
    finally:
        loader.dispose()
    return 0
