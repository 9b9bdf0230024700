"""The macros of the guide, registered for mkdocs-macros. This is the only file that knows that plugin's interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import (
    a_to_z,
    calculators,
    citations,
    crossrefs,
    desk,
    facts,
    glossary,
    guard,
    numbers_in_text,
    planner,
    questions,
    sandbox,
)

#: Every macro that a page may call, by the name under which it is called.
MACROS: Mapping[str, Callable[..., Any]] = {
    "topic": crossrefs.topic,
    "card": crossrefs.card,
    "connections": crossrefs.connections,
    "chapter_contents": crossrefs.chapter_contents,
    "contents": crossrefs.contents,
    "topic_map": crossrefs.topic_map,
    "topic_table": crossrefs.topic_table,
    "term": glossary.term,
    "glossary": glossary.glossary,
    "cite": citations.cite,
    "sources": citations.sources,
    "all_sources": citations.all_sources,
    "number": facts.number,
    "fact": facts.fact,
    "number_table": facts.number_table,
    "calculator": calculators.calculator,
    "planner": planner.planner,
    "plan_table": planner.plan_table,
    "plan_sizes": planner.plan_sizes,
    "role_table": planner.role_table,
    "show": numbers_in_text.show_value,
    "a_to_z": a_to_z.a_to_z,
    "question_count": questions.question_count,
    "question_list": questions.question_list,
}


def define_env(env: Any) -> None:
    """Registers the macros with mkdocs-macros' environment."""
    for name, function in MACROS.items():
        env.macro(desk.checked(name, function), name)
    for name, namespace in numbers_in_text.NAMESPACES.items():
        env.macro(namespace, name)
    sandbox.MACRO_NAMES.update(MACROS, numbers_in_text.NAMESPACES)


def on_pre_page_macros(env: Any) -> None:
    """Prepares a page: Jinja is sandboxed, code is protected from it, block macros keep their column."""
    sandbox.install(env)
    desk.desk().page = desk.page_at(env.page.file.src_uri)
    env.markdown = guard.keep_columns(guard.protect(env.markdown))
