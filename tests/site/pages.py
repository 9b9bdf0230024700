"""What every built page must hold to: language, title, headings, ids, names, and no trace of broken source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from macros.estimates.steps import STEPS

#: What is left over when Markdown, a macro or a formula was not understood, outside code.
TRACES = (
    "{{",
    "{%",
    "}}",
    "Macro Rendering Error",
    "Macro Syntax Error",
    "Traceback",
    "no such element",
    "[^",
    "][",
    "!!!",
    "???",
    "**",
    "$$",
    "{ #",
    "{: ",
    "```",
    ":material-",
    "guide-error",
)


def problems(name: str, text: str, forbidden: tuple[str, ...] = ()) -> Iterator[str]:
    """Yields what is wrong with one built page; forbidden are words such as the folder of the build."""
    tree = LexborHTMLParser(text)
    yield from (f"{name}: {what}" for what in _structure(tree))
    yield from (f"{name}: {what}" for what in _names(tree))
    for word in forbidden:
        if word and word in text:
            yield f"{name}: holds '{word}'"
    if 'class="guide-error"' in text:
        yield f"{name}: holds a placeholder of a mistake"
    content = tree.css_first("article") or tree.body
    if content is None:
        return
    for code in content.css("code, pre, script, style, math"):
        code.decompose()
    prose = content.text(separator=" ")
    for trace in TRACES:
        if trace in prose:
            around = prose[max(0, prose.index(trace) - 30) : prose.index(trace) + 30]
            yield f"{name}: holds '{trace}' in '{' '.join(around.split())}'"


def _structure(tree: LexborHTMLParser) -> Iterator[str]:
    html = tree.css_first("html")
    if not html or not html.attributes.get("lang"):
        yield "no language"
    title = tree.css_first("title")
    if not title or not title.text(strip=True):
        yield "no title"
    if not tree.css_first('meta[name="description"][content]'):
        yield "no description"
    headings = tree.css("article h1, article h2, article h3, article h4, article h5, article h6")
    levels = [int((node.tag or "h0")[1]) for node in headings]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} H1"
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield f"heading level {before} is followed by {after}"
    ids = [node.attributes.get("id") or "" for node in tree.css("[id]")]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the id '{twice}' stands twice"


def _names(tree: LexborHTMLParser) -> Iterator[str]:
    for image in tree.css("img"):
        if not (image.attributes.get("alt") or "").strip():
            yield f"an image without alternative text: {image.attributes.get('src')}"
    for figure in tree.css("figure.diagram"):
        svg = figure.css_first("svg")
        if svg is None:
            yield f"the figure '{figure.attributes.get('id')}' has no picture"
        elif svg.attributes.get("role") != "img" or not (
            svg.attributes.get("aria-labelledby") or svg.attributes.get("aria-label")
        ):
            yield f"the picture of '{figure.attributes.get('id')}' has no name"
        if not figure.css_first("figcaption"):
            yield f"the figure '{figure.attributes.get('id')}' has no caption"
    for link in tree.css("article a[href]"):
        if not (link.text(strip=True) or link.attributes.get("aria-label") or link.attributes.get("title")):
            yield f"a link without text to '{link.attributes.get('href')}'"
    for tag in ("script", "iframe", "object", "embed"):
        if tree.css_first(f"article {tag}"):
            yield f"a {tag} in the text"
    yield from _forms(tree)
    for node in tree.css("article *"):
        handlers = [key for key in node.attributes if key.startswith("on")]
        if handlers:
            yield f"a {node.tag} with {handlers[0]}"


def _forms(tree: LexborHTMLParser) -> Iterator[str]:
    """Calculators and the planner, as their macros write them, are the only forms; nothing is sent."""
    calculators = set()
    for form in tree.css("article form"):
        attributes = form.attributes
        if attributes.get("class") == "planner" and not {"action", "method", "target", "onsubmit"} & set(attributes):
            yield from _planner(form)
            form.decompose()
            continue
        known = attributes.get("class") == "calculator" and attributes.get("data-calculator") in STEPS
        if not known or {"action", "method", "target", "onsubmit"} & set(attributes):
            yield "a form that is no calculator in the text"
            continue
        calculators.add(form.mem_id)
        for field in form.css("input"):
            own = field.attributes.get("id")
            if field.attributes.get("type") != "text" or not form.css_first(f'label[for="{own}"]'):
                yield f"the field '{own}' of a calculator has no label or another type than text"
    for tag in ("input", "select", "textarea", "button", "output"):
        for node in tree.css(f"article {tag}"):
            parent = node.parent
            while parent is not None and parent.mem_id not in calculators:
                parent = parent.parent
            if parent is None or tag != "input":
                yield f"{'an' if tag[0] in 'io' else 'a'} {tag} in the text"


def _planner(form: LexborNode) -> Iterator[str]:
    """The planner's fields are switched off until its script runs, and each has a label; its groups have legends."""
    if "disabled" not in (form.css_first("fieldset") or form).attributes:
        yield "the planner can be used before its script runs"
    for group in form.css("fieldset"):
        if not group.css_first("legend"):
            yield "a group of the planner has no legend"
    for field in form.css("input, select, textarea, button, output"):
        own = field.attributes.get("id")
        known = field.tag == "select" or field.attributes.get("type") in ("text", "date", "checkbox")
        if not known or not form.css_first(f'label[for="{own}"]'):
            yield f"the field '{own}' of the planner has no label or is of a kind it does not use"


def required(text: str, kind: str, cites: bool = True) -> Iterator[str]:
    """Yields the parts that a built page of this kind lacks: what its readers rely on.

    A deep dive that only sets exercises cites nothing, so it has no list of sources.
    """
    tree = LexborHTMLParser(text)
    if kind == "topic":
        wanted = {
            "its card": ".guide-card .guide-summary",
            "a diagram": "figure.diagram svg",
            "a worked number or a table": "article .admonition.estimate, article table",
            "sources": "#sources",
            "connections": "#connections",
        }
        for what, selector in wanted.items():
            if not tree.css_first(selector) and (cites or what != "sources"):
                yield f"lacks {what}"
        if len(tree.css("details.question")) < 3:
            yield "lacks three questions"
    if kind == "case":
        card = tree.css_first(".guide-card")
        if card is None or "The crux:" not in card.text() or "min" not in card.text():
            yield "lacks its crux and minutes"
        if not tree.css_first("h2#whiteboard.one-page"):
            yield "lacks its printable whiteboard"
        if len(tree.css("figure.diagram svg")) < 2 or len(tree.css("details.question")) < 10:
            yield "lacks two diagrams or ten questions"
    if kind == "chapter" and not (tree.css_first(".guide-card") and tree.css_first("figure.diagram svg")):
        yield "lacks its card or its map"


def words(text: str) -> int:
    """Returns the number of words of a built page's own text, without lists of sources and connections."""
    tree = LexborHTMLParser(text)
    article = tree.css_first("article")
    if article is None:
        return 0
    for node in article.css("svg, script, math, pre"):
        node.decompose()
    return len(re.findall(r"[A-Za-z0-9][\w'-]*", article.text(separator=" ")))
