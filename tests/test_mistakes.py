"""What authors do wrong, through the real pipeline: each row is caught with file and line, or comes out right."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mistakes import ROWS, Run, build, expected, group_of, page_of, plant
from tests.site import pages
from tests.site.links import Site

GROUPS = sorted({group_of(row) for row in ROWS})
Built = Callable[[str], Run]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Builds the guide of a group, once."""

    @functools.cache
    def once(group: str) -> Run:
        root = tmp_path_factory.mktemp(group)
        plant(root, [row for row in ROWS if group_of(row) == group])
        return build(root)

    return once


def _rows() -> list[Any]:
    marks = {group: pytest.mark.xdist_group(f"mistakes-{group}") for group in GROUPS}
    return [pytest.param(row, id=f"{row['id']} {row['what']}", marks=marks[group_of(row)]) for row in ROWS]


@pytest.mark.parametrize("row", _rows())
def test_a_mistake_is_caught_or_comes_out_right(built: Built, row: dict[str, Any]) -> None:
    run = built(group_of(row))
    own = [line for line in run.said if re.match(rf"docs/{re.escape(page_of(row))}:", line)]
    lines = expected(row, run.root)
    assert [line for line in lines if line not in run.said] == []
    assert [line for line in own if line not in lines] == []
    if "shows" in row:
        _check_shown(run.root / "site", row)
    else:
        assert run.code == 1
        assert all(part in run.printed for part in row.get("prints", []))
        assert lines or row.get("prints"), "a row expects something"
        assert not (run.root / "site").exists(), "nothing is published"


def _check_shown(site: Path, row: dict[str, Any]) -> None:
    name = page_of(row).replace(".md", "/index.html")
    text = (site / name).read_text(encoding="utf-8")
    article = re.search(r"<article.*?</article>", text, re.DOTALL)
    assert article
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", article[0])).split())
    assert [part for part in row["shows"] if part not in words and part not in article[0]] == []
    assert list(pages.problems(name, text)) == []


@pytest.mark.parametrize("group", [pytest.param(g, marks=pytest.mark.xdist_group(f"mistakes-{g}")) for g in GROUPS])
def test_a_build_says_what_its_rows_expect_and_no_more(built: Built, group: str) -> None:
    run = built(group)
    wanted = {line for row in ROWS if group_of(row) == group for line in expected(row, run.root)}
    assert [line for line in run.said if line not in wanted] == []
    assert list(run.root.rglob("canary")) == []
    assert str(run.root) not in "\n".join(run.said), "a message names the folder of the build"
    if group == "right":
        assert run.code == 0
        assert Site(run.root / "site", "https://guide.example/").problems() == []


def test_every_row_is_there() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids))
    tried = (
        "M01 M02 M05 M06 M06b M06d M07 M08 M08c M08d M08e M08g M08h M09 M10b M11 M12 M13 M14b M15 M16 M17 M17b M17c M19"
    )
    tried += " F02 F03 F03d F03e F04 F04b F04c F05 F05b F06 F10 N01 N02 N03 N04 N05 N05b N06"
    tried += " L01 L02 L04 L04b L05 L05c L06 L07 L07b L08b L09 L09b L11 L12 L13 L14"
    tried += " X01 X01b X02 X02b X03 X03c X04 X05 X06 X07b X08 X08c X09 X10b X10c X12 X13b X14"
    tried += " D01 D01b D02 D02d D02e D02f D03 D03b D03c D04 D04c D05 D05b D05c D05d D05e D06b D07 D07b D07c D07d"
    tried += " D08 D08b D08c D09 D09b D10 D13 D14 D15 D16 D17 D18 D20 D21 D22"
    assert [row for row in tried.split() if row not in ids] == []
    assert len(ids) >= len(tried.split()) + 20
