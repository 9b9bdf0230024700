"""The theme's templates that are replaced here: when the theme changes one, somebody must look at ours."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from tests.helpers import ROOT

#: Template -> checksum of Material's own file when ours was written from it.
UPSTREAM = {
    "404.html": "80c93494b5432b1b",
    "base.html": "8536d352b0093623",
    "main.html": "9948b55a7bc979c3",
    "partials/header.html": "8cf3fb15bcf969ff",
    "partials/javascripts/base.html": "d6113712bc4deb30",
    "partials/javascripts/content.html": "3722e156f0f6339d",
    "partials/nav.html": "af33f6e032f632eb",
    "partials/search.html": "bfd556535abcddb9",
}


def _checksum(name: str) -> str:
    data = (files("material") / "templates" / name).read_bytes()
    return hashlib.sha256(data).hexdigest()[:16]


@pytest.mark.parametrize("name", UPSTREAM)
def test_the_theme_has_not_changed_what_is_replaced(name: str) -> None:
    assert _checksum(name) == UPSTREAM[name], f"compare Material's {name} with ours, then note its checksum"


def test_every_replaced_template_is_watched() -> None:
    ours = {path.relative_to(ROOT / "overrides").as_posix() for path in (ROOT / "overrides").rglob("*.html")}
    theirs = {name for name in ours if (files("material") / "templates" / name).is_file()}
    assert theirs | {"base.html"} == set(UPSTREAM)
