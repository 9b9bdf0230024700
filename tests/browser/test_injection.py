"""What an address or a damaged store can carry into a page: twelve payloads by every way, and none may run."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from macros.release.__main__ import assemble
from tests.browser.servers import serve
from tests.browser.test_robustness import KEYS

pytestmark = [pytest.mark.browser, pytest.mark.site, pytest.mark.xdist_group("injection")]
TOPIC = "key-areas/monitoring-and-evaluation/"
RUN = "window.pwned=1"
PAYLOADS = {
    "image": f"<img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}>",
    "script": f"<script>{RUN}</script>",
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "attribute": f'" autofocus onfocus={RUN} x="',
    "address": f"javascript:{RUN}",
    "template": "{{constructor.constructor('" + RUN + "')()}}${" + RUN + "}",
    "entities": f"&lt;img src=x onerror={RUN}&gt;&#60;img src=x onerror={RUN}&#62;",
    "long": "a" * 20_000,
    "pattern": "(" * 30 + "a+" + ")+" * 30 + "$",
    "controls": f"\u0000\u202e\u2028<b>{RUN}",
    "style": f"</style><style>@import'//x.example'</style><a href=javascript:{RUN}>x",
}
#: What no page has by itself and a payload could bring.
INJECTED = (
    "img[onerror], svg[onload], iframe, object, embed, base, [onfocus], [onclick], a[href^='javascript:'], body style,"
    " head style"
)


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A release of the built site on a local server."""
    folder = tmp_path_factory.mktemp("injection")
    assemble(site, folder / "press", folder / "aside", folder / "release")
    with serve(folder / "release") as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


def _store(payload: str) -> str:
    """A script that puts a payload under every key, plain, as JSON and inside of JSON."""
    values = json.dumps([payload, json.dumps(payload), json.dumps({"color": {"scheme": payload}, "index": payload})])
    return f"""for (const store of [localStorage, sessionStorage]) {{
        const values = {values};
        {json.dumps(KEYS)}.forEach((key, at) => {{
            for (const name of ['/' + '.' + key, '/guide/.' + key, key]) store.setItem(name, values[at % 3]);
        }});
    }}"""


def _problems(page: Page, errors: list[str]) -> list[str]:
    found = [error for error in errors if "404" not in error]
    if page.evaluate("window.pwned"):
        found.append("it ran")
    brought = page.locator(INJECTED)
    found += [brought.nth(at).evaluate("node => node.outerHTML.slice(0, 200)") for at in range(brought.count())]
    return found


def _open(context: BrowserContext, address: str) -> tuple[Page, list[str], float]:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def dismiss(dialog: Dialog) -> None:
        errors.append("a dialog")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    start = time.monotonic()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, errors, time.monotonic() - start


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_that_an_address_or_a_store_carries_runs(context: BrowserContext, address: str, name: str) -> None:
    """By query, highlight, hash and path, typed into the search box, and from every key of both stores."""
    payload = PAYLOADS[name]
    # A server refuses lines of more than 64 kB; the browser writes three signs for each that it must.
    coded = quote(payload, safe="")[:20_000]
    by_query, errors, took = _open(context, f"{address}{TOPIC}?q={coded}&h={coded}#{coded}")
    assert _problems(by_query, errors) == []
    assert took < 30
    field = by_query.get_by_role("textbox", name="Search")
    field.fill(payload[:500])
    by_query.wait_for_timeout(300)
    assert _problems(by_query, errors) == []
    by_query.add_init_script(_store(payload))
    by_query.goto(address + TOPIC)
    by_query.wait_for_load_state("networkidle")
    assert _problems(by_query, errors) == []
    by_path, errors, _ = _open(context, f"{address}{coded[:200]}/")
    assert _problems(by_path, errors) == []


def test_a_payload_that_runs_is_noticed(browser: Browser, tmp_path: Path) -> None:
    """The control: a page that writes its query into itself, without a policy."""
    script = "document.body.innerHTML = decodeURIComponent(location.search.slice(3))"
    (tmp_path / "index.html").write_text(f"<body><script>{script}</script></body>", encoding="utf-8")
    made = browser.new_context()
    with serve(tmp_path) as address:
        page, errors, _ = _open(made, f"{address}?q={quote(PAYLOADS['image'], safe='')}")
        page.wait_for_function("window.pwned")
        found = _problems(page, errors)
    made.close()
    assert "it ran" in found
    assert any("onerror" in line for line in found)
