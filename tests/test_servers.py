"""Configurations of servers from one source, and the compressed copies beside a release."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from macros.release import policy, servers
from tests.helpers import ROOT


@pytest.mark.parametrize("name", servers.TEMPLATES)
def test_a_configuration_is_filled_in(name: str) -> None:
    template = (ROOT / "servers" / name).read_text(encoding="utf-8")
    text = servers.fill(template, name, "default-src 'none'", Path("/srv/guide"), "127.0.0.1:8080", "/guide/")
    assert not re.search(r"@[A-Z]+@", text)
    for header, value in policy.answers("default-src 'none'").items():
        assert f'{header} "{value}"' in text
    assert "/srv/guide" in text
    assert "127.0.0.1:8080" in text
    assert not any("\\$" in line for line in text.splitlines())


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/", True),
        ("/topics/caching/", True),
        ("/topics/caching", True),
        ("/assets/x.0123abcd.min.js", True),
        ("/pdf/chapter-3-key-areas.pdf", True),
        ("/.env", False),
        ("/a/.git/config.txt", False),
        ("/_headers", False),
        ("/x.map", False),
        ("/index.html.gz", False),
        ("/index.html~", False),
        ("/A.html", False),
        ("//index.html", False),
        ("/../x.html", False),
        ("/a b/", False),
        ("/x.html\n", False),
    ],
)
def test_what_is_served_is_a_list(path: str, known: bool) -> None:
    pattern = servers.SERVED.replace("@SUFFIXES@", "css|html|js|pdf").removesuffix("$")
    assert bool(re.fullmatch(pattern, path)) == known


def test_copies_are_compressed_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.html", "b.css", "c.png", "d.txt"):
        (tmp_path / name).write_text("x" if name == "d.txt" else "word " * 200, encoding="utf-8")
    assert servers.compress(tmp_path) == 2
    first = (tmp_path / "a.html.gz").read_bytes()
    assert gzip.decompress(first) == (tmp_path / "a.html").read_bytes()
    servers.compress(tmp_path)
    assert (tmp_path / "a.html.gz").read_bytes() == first
    assert sorted(path.name for path in tmp_path.glob("*.gz")) == ["a.html.gz", "b.css.gz"]
