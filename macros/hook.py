"""What must be an event of MkDocs, and nothing more: each event calls plain functions of the other rooms."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.nav import Section as NavSection
from mkdocs.structure.pages import Page as MkDocsPage

from macros import log_filter
from macros.desk import Desk, desk, lay, page_at
from macros.guide import files, frontmatter, source
from macros.guide.errors import Problem
from macros.guide.pages import Page
from macros.press.chapters import print_page
from macros.press.parts import PressError
from macros.printed import source_of
from macros.release import markdown as plain
from macros.render import reporting, safety, sheets, tables
from macros.search import index

log = logging.getLogger("mkdocs.plugins.guide")
_serving = False
#: How the checks of the source begin what they say of markup and addresses.
_MARKUP = ("raw HTML", "the address", "'", "braces")
#: The pages' Markdown after the macros, by the source's path.
_texts: dict[str, str] = {}


def on_startup(command: str, dirty: bool) -> None:
    """Remembers whether a preview runs, which survives every mistake."""
    global _serving
    _serving = command == "serve"


def on_pre_build(config: MkDocsConfig) -> None:
    """Reads and checks the guide before MkDocs reads it."""
    root = Path(config.config_file_path).parent
    at = lay(root)
    if files.harmful(files.check(root / "docs")):
        # Before MkDocs follows a link out of the guide, or waits for a pipe.
        _say(at)
        raise Abort("Aborted: docs/ holds what is no file")
    config.extra["print_folders"] = [chapter.folder for chapter, _ in at.guide.graph.printed()]
    _texts.clear()
    log_filter.install(_note_link)
    reporting.set_handler(_note_fence)


def on_page_read_source(page: MkDocsPage, config: MkDocsConfig) -> str | None:
    """Gives MkDocs the page's body alone where its bytes or front matter would stop the build or leak into the page."""
    found = page_at(page.file.src_uri)
    if found and (found.problems or any(frontmatter.check(found.meta, found.kind, found.file))):
        return found.body
    return None


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Puts the chapters' numbers into the navigation."""
    graph = desk().guide.graph
    for item in nav.items:
        if isinstance(item, NavSection):
            first = next((child for child in item.children if isinstance(child, MkDocsPage)), None)
            found = page_at(first.file.src_uri) if first else None
            if found and found.id in graph.numbers:
                item.title = graph.label(found.id)


@event_priority(-50)
def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """After the macros: puts the number before the title, and the summary into the page's description."""
    found = page_at(page.file.src_uri)
    desk().page = found
    if not found:
        return markdown
    page.meta["description"] = found.summary
    number = desk().guide.graph.numbers.get(found.id, "")
    heading = next((h for h in source.headings(source.without_code(markdown)) if h.level == 1), None)
    if not heading:
        return markdown
    lines = markdown.split("\n")
    # An id of its own, so that no figure or section of the page has the same by chance.
    title = f"{number} {heading.text}".strip()
    lines[heading.line - 1] = f"# {title} {{ #{heading.anchor or 'page-title'} }}"
    _texts[page.file.src_uri] = "\n".join([*lines[: heading.line - 1], f"# {title}", *lines[heading.line :]])
    return "\n".join(lines)


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Refuses what no page may show, puts tables into boxes that scroll and sheets onto pages of their own."""
    found = page_at(page.file.src_uri)
    if found:
        for message, needle in safety.problems(html):
            _note_markup(found, message, needle)
    return sheets.mark(tables.wrap(html))


def _note_fence(message: str, *, needle: str, line: int | None = None) -> None:
    """Takes a renderer's problem; finds the page and line of the fence or formula it is about."""
    at = desk()
    page = at.page
    if page is None:
        at.problems.add(Problem("docs", 0, message))
        return
    at.problems.add_new(Problem(page.file, _line_of(page, needle, line or 0), message))


def _note_markup(page: Page, message: str, needle: str) -> None:
    """Takes what the finished HTML of a page may not hold, unless its source was found to say so on that line."""
    offset = page.prose.lower().find(needle.lower()) if needle else -1
    line = source.line_of(page.prose, offset) if offset >= 0 else 0
    said = {p.line for p in desk().problems if p.file == page.file and p.message.startswith(_MARKUP)}
    if not said or (line and line not in said):
        desk().problems.add_new(Problem(page.file, line, message))


def _line_of(page: Page, needle: str, inside: int) -> int:
    for fence in page.fences:
        if fence.content.strip() == needle.strip():
            return fence.line + inside
    offset = page.text.find(needle)
    return source.line_of(page.text, offset) if offset >= 0 else 0


def _note_link(path: str, message: str, target: str) -> None:
    """Takes what MkDocs says of a link; finds its line in the source, since MkDocs knows none."""
    page = page_at(path)
    line = 0
    if page:
        offset = page.prose.find(target)
        line = source.line_of(page.prose, offset) if offset >= 0 else 0
    desk().problems.add_new(Problem(f"docs/{path}", line, message))


def _write_print_pages(config: MkDocsConfig) -> None:
    """Writes a page for printing beside each chapter and beside the cases."""
    site = Path(config.site_dir)
    for chapter, pages in desk().guide.graph.printed():
        try:
            sources = [source_of(desk().guide, page, site) for page in (chapter, *pages)]
            html = print_page(sources[0], sources[1:], config.extra["public_url"], config.site_name)
        except OSError as error:
            name = Path(error.filename or "").name
            desk().problems.add(Problem(chapter.file, 0, f"the chapter cannot be printed: {name} is missing"))
            continue
        except PressError as error:
            desk().problems.add(Problem(chapter.file, 0, f"the chapter cannot be printed: {error}"))
            continue
        target = site / sources[0].path / "print" / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html, encoding="utf-8")


def _say(at: Desk) -> None:
    for problem in at.problems:
        log.error(str(problem))


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Prints all problems of the build, sorted; a build with problems fails, a preview goes on."""
    plain.publish(Path(config.site_dir), _texts)
    at: Desk = desk()
    index.write(Path(config.site_dir), at.guide)
    _write_print_pages(config)
    _say(at)
    if len(at.problems) and not _serving and not config.strict:
        count = len(at.problems)
        raise Abort(f"Aborted with {count} problem{'s' if count > 1 else ''} in the guide")
