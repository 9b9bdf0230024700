"""What the source of the guide must hold to: one function a rule, each yields what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from . import frontmatter, graph, page_checks
from .data import GLOSSARY, NAMES, NUMBERS, Names, Number, Term
from .errors import Problem, guess
from .graph import Graph
from .nav import Entry
from .pages import RESERVED, Page

BIBLIOGRAPHY = "data/sources.bib"
#: Words of what a reader types; more is a text.
LONGEST_ASKED = 12


@dataclass(frozen=True)
class Material:
    """All that is checked together: pages, navigation, graph, data, and the bibliography's keys with their lines."""

    pages: Sequence[Page]
    nav: Sequence[Entry]
    graph: Graph
    terms: Mapping[str, Term]
    numbers: Mapping[str, Number]
    citations: Mapping[str, int]
    names: Mapping[str, Names] = field(default_factory=dict)
    asked: Mapping[str, Names] = field(default_factory=dict)

    def known(self, macro: str) -> Mapping[str, object]:
        """Returns what the first argument of a macro may name."""
        tables: Mapping[str, Mapping[str, object]] = {
            "topic": self.graph.pages,
            "term": self.terms,
            "cite": self.citations,
            "number": self.numbers,
            "fact": self.numbers,
        }
        return tables[macro]


def run(material: Material) -> list[Problem]:
    """Runs every check and returns all problems, unsorted."""
    problems = [problem for rule in RULES for problem in rule(material)]
    for page in material.pages:
        problems.extend(page.problems)
        problems.extend(page_checks.run(page))
    return problems


def check_front_matter(material: Material) -> Iterator[Problem]:
    """Keys, types and values of every page's front matter."""
    for page in material.pages:
        if not page.refused:
            yield from frontmatter.check(page.meta, page.kind, page.file)


def check_ids(material: Material) -> Iterator[Problem]:
    """Ids are unique in the guide and none is reserved."""
    first: dict[str, Page] = {}
    for page in material.pages:
        if page.id in RESERVED and page.kind != "home":
            yield Problem(page.file, 0, f"the id '{page.id}' is reserved", "rename the file")
        if page.id in first:
            what = f"the id '{page.id}' is taken by {first[page.id].file}"
            yield Problem(page.file, 0, what, "ids are file stems, unique in the guide: rename the file")
        first.setdefault(page.id, page)


def check_nav(material: Material) -> Iterator[Problem]:
    """Every page is in the navigation and every entry has its page."""
    if not material.nav:  # it could not be read, which is said already
        return
    paths = {page.path for page in material.pages}
    listed = {entry.path for entry in material.nav}
    for page in material.pages:
        if page.path not in listed:
            yield Problem(page.file, 0, "the page is not in the nav of mkdocs.yml", f"add '- {page.path}'")
    for entry in material.nav:
        if entry.path not in paths:
            yield Problem(
                "mkdocs.yml", entry.line, f"nav names '{entry.path}', which does not exist", guess(entry.path, paths)
            )


def check_numbers_of_sections(material: Material) -> Iterator[Problem]:
    """The outline number in the front matter agrees with the page's place in the navigation."""
    for page in material.pages:
        stated = page.meta.values.get("outline")
        counted = material.graph.numbers.get(page.id)
        if isinstance(stated, str) and counted and stated != counted:
            what = f"outline says {stated}, but the nav makes it {counted}"
            yield Problem(page.file, page.meta.lines["outline"], what, "move the page in the nav or mend the number")


def check_needs(material: Material) -> Iterator[Problem]:
    """needs, related and part_of name pages that exist; needs make no cycle."""
    known = material.graph.pages
    for page in material.pages:
        parent = page.meta.values.get("part_of")
        named = {"needs": page.ids("needs"), "related": page.ids("related")}
        named["part_of"] = [parent] if isinstance(parent, str) else []
        for key, ids in named.items():
            for other in ids:
                line = page.meta.lines[key]
                if other == page.id:
                    yield Problem(page.file, line, f"'{other}' names itself in {key}")
                elif other not in known:
                    yield Problem(page.file, line, f"unknown topic '{other}' in {key}", guess(other, known))
                elif key != "related" and known[other].kind != "topic":
                    yield Problem(page.file, line, f"'{other}' in {key} is not a topic but a {known[other].kind} page")
    round_trip = graph.cycle(material.graph.needs)
    if round_trip:
        page = known[round_trip[0]]
        line = page.meta.lines.get("needs", 1)
        yield Problem(page.file, line, f"needs make a cycle: {' -> '.join(round_trip)}", "drop one of the needs")


def check_calls(material: Material) -> Iterator[Problem]:
    """What macros name exists: topics and their anchors, terms, citations, numbers."""
    for page in material.pages:
        for call in page.calls:
            if call.name not in ("topic", "term", "cite", "number", "fact"):
                continue
            named = call.arguments if call.name == "cite" else call.arguments[:1]
            for key in named:
                if not isinstance(key, str):
                    what = f"{call.name}() takes a literal key in quotes"
                    yield Problem(page.file, call.line, what, f'write {call.name}("...")')
                else:
                    yield from _check_key(material, page, call.name, key, call.line)


def _check_key(material: Material, page: Page, macro: str, key: str, line: int) -> Iterator[Problem]:
    known = material.known(macro)
    what = {"cite": "citation", "fact": "number"}.get(macro, macro)
    key, _, anchor = key.partition("#") if macro == "topic" else (key, "", "")
    if key not in known:
        yield Problem(page.file, line, f"unknown {what} '{key}'", guess(key, known))
    elif anchor and not material.graph.pages[key].refused:
        target = material.graph.pages[key]
        anchors = {reference.key for reference in target.anchors}
        if anchor not in anchors:
            hint = guess(anchor, anchors) or f"give the heading there an id: {{ #{anchor} }}"
            yield Problem(page.file, line, f"'{key}' has no anchor '{anchor}'", hint)


def check_data(material: Material) -> Iterator[Problem]:
    """Terms name their page, facts their source; a term, fact or source that nobody uses is left out of the guide."""
    used = {
        m: {r.key for page in material.pages for r in page.mentions(*m.split())}
        for m in ("term", "number fact", "cite")
    }
    for term in material.terms.values():
        if term.owner not in material.graph.pages:
            hint = guess(term.owner, material.graph.pages)
            yield Problem(GLOSSARY, term.line, f"unknown topic '{term.owner}' as owner of '{term.key}'", hint)
        if term.key not in used["term"]:
            yield Problem(
                GLOSSARY,
                term.line,
                f"no page uses the term '{term.key}'",
                f'use {{{{ term("{term.key}") }}}} or delete it',
            )
    for number in material.numbers.values():
        if number.source not in material.citations:
            hint = guess(number.source, material.citations)
            yield Problem(NUMBERS, number.line, f"unknown citation '{number.source}' as source of '{number.key}'", hint)
        if number.key not in used["number fact"]:
            yield Problem(NUMBERS, number.line, f"no page uses the number '{number.key}'", "use it or delete it")
    sources = used["cite"] | {number.source for number in material.numbers.values()}
    for key, line in material.citations.items():
        if key not in sources:
            yield Problem(BIBLIOGRAPHY, line, f"no page cites '{key}'", "cite it or delete it")


def check_names(material: Material) -> Iterator[Problem]:
    """Other names belong to sections that exist, and no section has the same one twice."""
    for entry in material.names.values():
        if not entry.anchor:
            yield Problem(NAMES, entry.line, f"'{entry.key}' names no section", "names of pages are their 'aliases'")
        yield from _check_place(material, entry)
        seen: set[str] = set()
        for name in entry.names:
            if name.casefold() in seen:
                yield Problem(NAMES, entry.line, f"'{entry.key}' has the name '{name}' twice")
            seen.add(name.casefold())


def check_asked(material: Material) -> Iterator[Problem]:
    """What readers ask leads to one place that exists, and is as short as what people type."""
    places: dict[str, str] = {}
    for entry in material.asked.values():
        yield from _check_place(material, entry)
        for asked in entry.names:
            other = places.get(asked.casefold())
            if other:
                hint = "keep it once, at the place that answers it best"
                yield Problem(entry.file, entry.line, f"'{entry.key}' is asked '{asked}', and so is '{other}'", hint)
            places[asked.casefold()] = entry.key
            if len(asked.split()) > LONGEST_ASKED:
                yield Problem(
                    entry.file, entry.line, f"'{asked}' is longer than {LONGEST_ASKED} words", "people type less"
                )


def _check_place(material: Material, entry: Names) -> Iterator[Problem]:
    page = material.graph.pages.get(entry.page)
    if page is None:
        hint = guess(entry.page, material.graph.pages)
        yield Problem(entry.file, entry.line, f"unknown topic '{entry.page}' in '{entry.key}'", hint)
        return
    anchors = {reference.key for reference in page.anchors}
    if entry.anchor and entry.anchor not in anchors:
        hint = guess(entry.anchor, anchors)
        yield Problem(entry.file, entry.line, f"'{entry.page}' has no anchor '{entry.anchor}'", hint)


RULES: Sequence[Callable[[Material], Iterator[Problem]]] = (
    check_front_matter,
    check_ids,
    check_nav,
    check_numbers_of_sections,
    check_needs,
    check_calls,
    check_data,
    check_names,
    check_asked,
)
