"""Words as the index and the box cut them: the same on both sides, stems, and how far spellings are apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.search.test_index import CASES

pytestmark = [pytest.mark.site, pytest.mark.browser]
Visit = Callable[..., Page]


def test_both_halves_cut_words_alike(visit: Visit, address: str) -> None:
    page = visit("")
    page.add_script_tag(url=f"{address}assets/javascripts/search-words.js")
    found: list[Any] = page.evaluate("(texts) => texts.map((text) => Words.words(text))", [c["text"] for c in CASES])
    assert found == [case["words"] for case in CASES]


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("drift", "drift", 0),
        ("drfit", "drift", 0.8),
        ("calibraton", "calibration", 1),
        ("moniter", "monitor", 0.8),
        ("pq", "xyz", 3),
    ],
)
def test_the_distance_of_spellings(visit: Visit, address: str, one: str, other: str, distance: float) -> None:
    page = visit("")
    page.add_script_tag(url=f"{address}assets/javascripts/search-words.js")
    assert page.evaluate("([a, b]) => Words.distance(a, b, 2, false)", [one, other]) == distance


def test_inflections_share_a_stem(visit: Visit, address: str) -> None:
    page = visit("")
    page.add_script_tag(url=f"{address}assets/javascripts/search-words.js")
    groups = [
        ["calibrate", "calibrated", "calibration", "calibrating"],
        ["cache", "caches", "cached", "caching"],
        ["ship", "shipped", "shipping"],
        ["latency", "latencies"],
        ["quantize", "quantized", "quantization"],
        ["embed", "embeds", "embedded", "embedding"],
        ["speed", "speeds"],
        ["experiment", "experiments", "experimentation"],
        ["segment", "segments", "segmentation"],
    ]
    for group in groups:
        assert len(set(page.evaluate("(all) => all.map(Words.stem)", group))) == 1, group
    for one, other in (("drift", "draft"), ("rank", "range"), ("precision", "precondition"), ("speed", "special")):
        stems = page.evaluate("(all) => all.map(Words.stem)", [one, other])
        assert stems[0] != stems[1]
