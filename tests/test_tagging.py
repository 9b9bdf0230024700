"""The structure tree of a PDF: named in reading order, whatever the browser's process counted."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from macros.press.tagging import improve


def _table(start: int) -> bytes:
    """A PDF with a table of one header and one cell, their names counted from a number as a browser does."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    header, cell = f"node{start + 7:08d}", f"node{start:08d}"
    head = pdf.make_indirect(Dictionary(S=Name.TH, ID=String(header), A=Dictionary(O=Name.Table, Scope=Name.Column)))
    body = pdf.make_indirect(Dictionary(S=Name.TD, ID=String(cell), A=Array([Dictionary(Headers=[String(header)])])))
    table = pdf.make_indirect(Dictionary(S=Name.Table, K=Array([head, body])))
    named = Dictionary(Limits=[cell, header], Names=[String(cell), body, String(header), head])
    pdf.Root.StructTreeRoot = Dictionary(K=table, IDTree=Dictionary(Kids=[pdf.make_indirect(named)]))
    improve(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def test_names_do_not_depend_on_what_the_process_counted() -> None:
    assert _table(80) == _table(11419)


def test_a_cell_still_knows_its_header() -> None:
    with pikepdf.open(io.BytesIO(_table(80))) as pdf:
        tree = pdf.Root.StructTreeRoot
        head, body = tree.K.K
        assert [str(name) for name in body.A[0].Headers] == [str(head.ID)]
        found = pikepdf.NameTree(tree.IDTree)
        assert found[str(head.ID)].S == Name.TH
        assert found[str(body.ID)].S == Name.TD
