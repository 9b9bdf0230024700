"""A small guide for tests: a dict of files that is read, checked, rendered or really built."""

from __future__ import annotations

import logging
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

import macros
from macros import desk, guard, sandbox

ROOT = Path(__file__).resolve().parent.parent

_TOPIC = """\
---
summary: You can {what}.
reviewed: 2026-01-02
outline: "{number}"
needs: [{needs}]
---

# {title}

{{{{ card() }}}}

## Why interviewers ask it {{ #why }}

{text}

```mermaid caption="A picture." id="{id}-picture"
flowchart TB
  accTitle: A picture
  accDescr: One box leads to another.
  a["One"] -->|"data"| b["Two"]
```

## Check yourself {{ #check-yourself }}

??? question "mid · One?" {{ #q-one }}
    Answer one.

??? question "senior · Two?" {{ #q-two }}
    Answer two.

??? question "staff · Three?" {{ #q-three }}
    Answer three.

{{{{ sources() }}}}

{{{{ connections() }}}}
"""


def topic(page_id: str, number: str, needs: str = "", text: str = "Some text.", what: str = "do it") -> str:
    """Returns the text of a topic page that holds to the contract."""
    title = page_id.replace("-", " ").capitalize()
    return _TOPIC.format(id=page_id, number=number, needs=needs, text=text, what=what, title=title)


#: The smallest guide without problems. Line 14 of a topic is its text.
SEED: Mapping[str, str] = {
    "docs/index.md": "---\nsummary: A guide.\nreviewed: 2026-01-02\n---\n\n# Home\n\nWelcome.\n",
    "docs/basics/index.md": (
        "---\nsummary: The basics.\nreviewed: 2026-01-02\n---\n\n# Basics\n\n{{ card() }}\n\n"
        '{{ chapter_contents() }}\n\n{{ topic_map("basics") }}\n'
    ),
    "docs/basics/caching.md": topic("caching", "1.1", text='Keep it near {{ term("ttl") }} {{ cite("doe-2020") }}.'),
    "docs/basics/sharding.md": topic("sharding", "1.2", "caching", 'After {{ topic("caching#why", "caching") }}.'),
    "docs/reference/glossary.md": (
        "---\nsummary: Terms.\nreviewed: 2026-01-02\n---\n\n# Glossary\n\n{{ glossary() }}\n"
    ),
    "docs/reference/numbers.md": (
        '---\nsummary: Numbers.\nreviewed: 2026-01-02\n---\n\n# Numbers\n\nSee {{ number("speed") }}.\n\n'
        "{{ number_table() }}\n"
    ),
    "docs/reference/sources.md": (
        "---\nsummary: Sources.\nreviewed: 2026-01-02\n---\n\n# Sources\n\n{{ all_sources() }}\n"
    ),
    "data/glossary.yml": (
        "ttl:\n  term: TTL\n  expansion: time to live\n  definition: How long a copy may be used.\n  owner: caching\n"
    ),
    "data/numbers.yml": (
        "speed:\n  label: Speed of a disk\n  value: 2000000000\n  unit: bytes/s\n  year: 2024\n"
        "  source: doe-2020\n  use: Estimates.\n  shelf_life_years: 100\n"
    ),
    "data/sources.bib": (
        "@article{doe-2020,\n  author = {Doe, Jane and Roe, Richard},\n  title = {{Copies}},\n"
        "  journal = {Journal of Copies},\n  year = {2020},\n  doi = {10.1000/182}\n}\n"
    ),
}
NAV: list[Any] = [
    "index.md",
    {"Basics": ["basics/index.md", "basics/caching.md", "basics/sharding.md"]},
    {"Reference": ["reference/glossary.md", "reference/numbers.md", "reference/sources.md"]},
]


@dataclass
class Outcome:
    """What a real build gave: the lines of its errors, whether it was stopped, and the folder of the site."""

    errors: list[str]
    aborted: bool
    site: Path

    def html(self, path: str) -> str:
        """Returns a built file's text."""
        return (self.site / path).read_text(encoding="utf-8")


class SmallGuide:
    """A guide in a folder of its own, made of SEED and what a test changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in SEED.items():
            self.write(path, text)
        self.configure()

    def write(self, path: str, content: str | bytes) -> None:
        """Writes a file below the guide's root; None as content is not allowed: see remove."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def configure(self, nav: list[Any] | None = None) -> None:
        """Writes mkdocs.yml: the real one with the small guide's navigation."""
        text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        head = text[: text.index("\nnav:")].replace("macros/hook.py", str(ROOT / "macros/hook.py"))
        head = head.replace("custom_dir: overrides", f"custom_dir: {ROOT / 'overrides'}")
        head = re.sub(r"\nwatch:\n(  - .*\n)+", "\n", head)
        self.write("mkdocs.yml", head + "\n" + yaml.safe_dump({"nav": nav or NAV}, sort_keys=False))
        # mkdocs-macros looks for the package beside mkdocs.yml.
        if not (self.root / "macros").exists():
            (self.root / "macros").symlink_to(ROOT / "macros", target_is_directory=True)
        for path in (ROOT / "docs/assets").glob("*s*/*s"):
            self.write(str(path.relative_to(ROOT)), "")
        self.write("docs/assets/images/card.png", "")
        self.write("docs/assets/images/favicon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")

    def change(self, changes: Mapping[str, Any]) -> None:
        """Applies a test case: path -> new text, or {old: new} replacements, or None to delete; nav as 'nav'."""
        for path, change in changes.items():
            if path == "nav":
                self.configure(change)
            elif change is None:
                (self.root / path).unlink()
            elif isinstance(change, Mapping):
                text = (self.root / path).read_text(encoding="utf-8")
                for old, new in change.items():
                    assert old in text, f"{path} does not hold {old!r}"
                    text = text.replace(old, new, 1)
                self.write(path, text)
            else:
                self.write(path, textwrap.dedent(change))

    def problems(self) -> list[str]:
        """Reads and checks the guide; returns its problems as an author sees them."""
        return [str(problem) for problem in desk.lay(self.root).problems]

    def render(self, path: str, markdown: str) -> tuple[str, list[str]]:
        """Renders Markdown with macros as if it stood on a page; returns the result and the problems of rendering."""
        at = desk.lay(self.root)
        before = {str(problem) for problem in at.problems}
        at.page = desk.page_at(path)
        environment = sandbox.environment(jinja2.BaseLoader(), "{##", "##}")
        for name, function in macros.MACROS.items():
            environment.globals[name] = desk.checked(name, function)
        environment.globals.update(macros.numbers_in_text.NAMESPACES)
        sandbox.MACRO_NAMES.update(environment.globals)
        text = guard.keep_columns(guard.protect(markdown))
        page = SimpleNamespace(file=SimpleNamespace(src_uri=path))
        result = environment.from_string(text).render(page=page)
        return result, [str(problem) for problem in at.problems if str(problem) not in before]

    def build(self) -> Outcome:
        """Really builds the guide, strictly."""
        site = self.root / "site"
        lines: list[str] = []

        class Collect(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if record.levelno >= logging.WARNING:
                    lines.append(record.getMessage())

        handler = Collect()
        logger = logging.getLogger("mkdocs")
        logger.addHandler(handler)
        config = load_config(str(self.root / "mkdocs.yml"), strict=True, site_dir=str(site))
        aborted = False
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        except Abort:
            aborted = True
        finally:
            logger.removeHandler(handler)
            config.plugins.on_shutdown()
        return Outcome(lines, aborted, site)
