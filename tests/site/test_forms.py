"""Forms in built pages: calculators pass, everything else that takes input is found."""

from __future__ import annotations

import pytest

from tests.site import pages

_PAGE = """<!doctype html><html lang="en"><head><title>T</title><meta name="description" content="D"></head>
<body><article><h1 id="top">T</h1>{}</article></body></html>"""
FAULTS = {
    "<form><p>x</p></form>": "a form that is no calculator in the text",
    '<form class="calculator" data-calculator="nosuch"></form>': "a form that is no calculator in the text",
    '<form class="calculator" data-calculator="replicas" action="x/"></form>': "a form that is no calculator in the text",
    '<form class="calculator" data-calculator="replicas"><input id="i" type="text"></form>': (
        "the field 'i' of a calculator has no label or another type than text"
    ),
    '<form class="calculator" data-calculator="replicas"><label for="i">x</label><input id="i" type="file"></form>': (
        "the field 'i' of a calculator has no label or another type than text"
    ),
    '<form class="calculator" data-calculator="replicas"><select></select></form>': "a select in the text",
    '<p><input type="text"></p>': "an input in the text",
    '<form class="planner" action="x/"></form>': "a form that is no calculator in the text",
    '<form class="planner"><fieldset><legend>x</legend></fieldset></form>': (
        "the planner can be used before its script runs"
    ),
    '<form class="planner"><fieldset disabled></fieldset></form>': "a group of the planner has no legend",
    '<form class="planner"><fieldset disabled><legend>x</legend><input id="i" type="date"></fieldset></form>': (
        "the field 'i' of the planner has no label or is of a kind it does not use"
    ),
    '<form class="planner"><fieldset disabled><legend>x</legend><button id="b">x</button></fieldset></form>': (
        "the field 'b' of the planner has no label or is of a kind it does not use"
    ),
    "<p><button>x</button></p>": "a button in the text",
}


def test_a_calculator_is_no_fault() -> None:
    field = '<label for="i">x</label><input id="i" type="text">'
    markup = f'<form class="calculator" data-calculator="replicas"><p>{field}</p></form>'
    assert list(pages.problems("a", _PAGE.format(markup))) == []


def test_the_planner_is_no_fault() -> None:
    field = '<label for="i">x</label><input id="i" type="date"><label for="s">x</label><select id="s"></select>'
    markup = f'<form class="planner"><fieldset disabled><legend>x</legend>{field}</fieldset></form>'
    assert list(pages.problems("a", _PAGE.format(markup))) == []


@pytest.mark.parametrize("markup", FAULTS)
def test_a_planted_form_is_found(markup: str) -> None:
    assert f"a: {FAULTS[markup]}" in list(pages.problems("a", _PAGE.format(markup)))
