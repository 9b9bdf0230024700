"""What happens to a built site: styles made one and smaller, names with hashes, the policy's hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.release import assets, markdown, policy, styles

PRUNED = {
    "a rule for a class that no page has": (".gone{color:red}.here{color:blue}", ".here{color:blue}"),
    "one selector of two": (".gone,.here{a:b}", ".here{a:b}"),
    "a negation": (".here:not(.gone){a:b}", ".here:not(.gone){a:b}"),
    "a class inside a media query": ("@media print{.gone{a:b}.here{a:b}}", "@media print{.here{a:b}}"),
    "a media query that gets empty": ("@media print{.gone{a:b}}p{a:b}", "p{a:b}"),
    "text from right to left": ("[dir=rtl] .here{a:b}[dir=ltr] .here{a:b}", "[dir=ltr] .here{a:b}"),
    "braces in a picture": (':root{--x:url("a{.gone}b")}', ':root{--x:url("a{.gone}b")}'),
    "an animation": ("@keyframes gone{from{a:b}to{a:c}}", "@keyframes gone{from{a:b}to{a:c}}"),
    "a name that a script puts together": (".made--up{a:b}", ".made--up{a:b}"),
    "a statement": ('@charset "UTF-8";.here{a:b}', '@charset "UTF-8";.here{a:b}'),
}


@pytest.mark.parametrize("name", PRUNED)
def test_pruning(name: str) -> None:
    css, expected = PRUNED[name]
    assert styles.prune(css, {"here", "made--"}) == expected


def test_squeezing_keeps_what_a_space_means() -> None:
    assert styles.squeeze("/* c */\n.a .b,\n.c {\n  margin: 0 1px;\n}\n") == ".a .b,.c {margin: 0 1px}"


def test_a_style_attribute_becomes_a_class() -> None:
    rules: dict[str, str] = {}
    html = styles.lift('<p class="a" style="color:red">x</p><b style="color:red">', rules)
    (name,) = rules
    assert html == f'<p class="{name} a">x</p><b class="{name}">'
    assert rules[name] == "color:red"


def _site(folder: Path) -> Path:
    link = '<link rel="stylesheet" href="{0}assets/a.css">\n<link rel="stylesheet" href="{0}assets/b.css">'
    for path, text in {
        "index.html": link.format("") + '<p class="x"><script src="assets/own.js" defer></script>',
        "t/index.html": link.format("../"),
        "404.html": link.format("/g/"),
        "assets/a.css": ".x { a: b }",
        "assets/b.css": "p { c: d }",
        "assets/own.js": "1;\n//# sourceMappingURL=own.js.map\n",
        "assets/own.js.map": "{}",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_a_site_is_packed(tmp_path: Path) -> None:
    assets.pack(_site(tmp_path))
    names = sorted(path.name for path in (tmp_path / "assets").iterdir())
    css, script = names
    assert css.startswith("guide.")
    assert script.startswith("own.")
    assert (tmp_path / "assets" / css).read_text(encoding="utf-8") == ".x { a: b }p { c: d }"
    assert (tmp_path / "assets" / script).read_text(encoding="utf-8") == "1;\n"
    assert f'href="assets/{css}"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f'src="assets/{script}"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert f'href="../assets/{css}"' in (tmp_path / "t/index.html").read_text(encoding="utf-8")
    assert f'href="/g/assets/{css}"' in (tmp_path / "404.html").read_text(encoding="utf-8")


def test_only_scripts_that_run_are_hashed() -> None:
    html = '<script>a()</script><script type="application/json">{}</script><script src="x.js"></script>'
    # echo -n "a()" | openssl dgst -sha256 -binary | base64
    assert policy.hashes(html) == {"'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"}


def test_markdown_lies_beside_the_pages(tmp_path: Path) -> None:
    markdown.publish(tmp_path, {"a/b.md": "\n# T\n\nText.\n\n"})
    assert (tmp_path / "a/b.md").read_text(encoding="utf-8") == "# T\n\nText.\n"
