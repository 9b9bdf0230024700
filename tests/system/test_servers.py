"""The configurations of servers/ in the real servers: headers, redirects, what is served and what is not, load."""

from __future__ import annotations

import gzip
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from macros.release import policy, served
from macros.release.__main__ import assemble
from tests.browser.servers import rules as rules_of
from tests.helpers import SmallGuide
from tests.mistakes import build
from tests.system.servers import PREFIX, Answer, ask, configuration, free_port, running
from tools.servers import ADVICE, find

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("servers")]
#: What lies in the folder by mistake, and must not be found there.
SECRETS = (".env", ".git/config", "x.map", "assets/old.css~", "index.html.bak", "notes.docx", "Upper.html", "key.pem")


@dataclass(frozen=True)
class Server:
    """A running server: its name, its port, the folder it serves, the policy of the release."""

    name: str
    port: int
    root: Path
    rules: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Asks for a path below the guide's."""
        return ask(self.port, PREFIX + path, method, **headers)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small release and its policy, with secrets left in its folder."""
    root = tmp_path_factory.mktemp("servers")
    SmallGuide(root / "guide")
    run = build(root / "guide", environment={"SITE_URL": "https://guide.example/guide/"})
    assert run.code == 0, run.printed
    target = root / "release"
    rules = assemble(root / "guide/site", root / "press", root / "aside", target)
    for name in SECRETS:
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text("secret", encoding="utf-8")
    (root / "outside.html").write_text("secret", encoding="utf-8")
    return target, rules


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def server(
    request: pytest.FixtureRequest, release: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    root, rules = release
    port = free_port()
    text = configuration(request.param, rules, root, port)
    with running(request.param, text, port, tmp_path_factory.mktemp(request.param)):
        yield Server(request.param, port, root, rules)


def test_every_answer_carries_the_same_headers(server: Server) -> None:
    expected = {name.lower(): value for name, value in policy.answers(server.rules).items()}
    statuses = set()
    for path in ("", "basics/caching/", "basics/caching", "nosuch/", "x.map", "404.html", "sitemap.xml", "index.md"):
        answer = server.ask(path)
        statuses.add(answer.status)
        found = {name: answer.headers.get(name) for name in expected}
        assert found == expected, (path, answer.status)
    assert statuses >= {200, 404}
    assert statuses & {301, 308}


def test_the_headers_file_says_the_same(server: Server) -> None:
    for path in ("index.html", *[p.relative_to(server.root).as_posix() for p in server.root.glob("assets/**/*.css")]):
        fields: dict[str, str] = {}
        for pattern, values in rules_of(server.root):
            if pattern in ("/*", f"/{path}"):
                fields |= {name.lower(): value for name, value in values.items() if not name.startswith("!")}
        answer = server.ask(path)
        assert answer.status == 200
        assert {name: answer.headers.get(name) for name in fields} == fields, path


def test_a_folder_leads_to_its_slash(server: Server) -> None:
    for path in ("basics/caching", "basics", "basics/print"):
        answer = server.ask(path)
        assert answer.status in (301, 308), path
        assert re.sub(r"^http://[^/]+", "", answer.headers["location"]) == f"{PREFIX}{path}/"
        assert server.ask(f"{path}/").status == 200


def test_only_what_is_on_the_list_is_served(server: Server) -> None:
    for name in (*SECRETS, "_headers", "sitemap.xml.gz", "index.html.gz", "assets/", "%2eenv", "x%2emap"):
        answer = server.ask(name)
        assert answer.status in (403, 404) or name == "assets/", name
        assert answer.status != 200, name
        assert b"secret" not in answer.body, name
    for path in ("../outside.html", "%2e%2e/outside.html", "..%2foutside.html", "assets/../../outside.html"):
        answer = server.ask(path)
        assert answer.status in (301, 308, 400, 403, 404), path
        assert b"secret" not in answer.body, path
    assert ask(server.port, "/").status == 404
    assert ask(server.port, "/etc/hostname").status == 404


def test_every_file_of_a_release_is_served_with_its_type(server: Server) -> None:
    kinds = set()
    for path in sorted(server.root.rglob("*")):
        name = path.relative_to(server.root).as_posix()
        if path.is_file() and name not in SECRETS and path.suffix in served.TYPES:
            answer = server.ask(name)
            assert answer.status == 200, name
            assert answer.body == path.read_bytes(), name
            kind, _, letters = answer.headers["content-type"].partition(";")
            assert kind == served.TYPES[path.suffix], (name, answer.headers)
            if path.suffix in served.COMPRESSED - {".svg"}:
                assert letters.strip() == "charset=utf-8", (name, answer.headers)
            kinds.add(path.suffix)
    assert kinds >= {".html", ".css", ".js", ".json", ".txt", ".xml", ".md", ".svg", ".png"}


def test_a_wrong_address_gives_the_page_for_it(server: Server) -> None:
    page = (server.root / "404.html").read_bytes()
    for path in ("nosuch/", "nosuch.html", "basics/nosuch", "x.map", "nosuch.css", "nosuch.md"):
        answer = server.ask(path)
        assert answer.status == 404
        assert answer.body == page
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_only_names_with_a_hash_are_kept_for_ever(server: Server) -> None:
    kept = changing = 0
    for path in sorted(server.root.rglob("*")):
        name = path.relative_to(server.root).as_posix()
        if path.is_file() and path.suffix in served.TYPES and name not in SECRETS:
            lifetime = server.ask(name).headers["cache-control"]
            hashed = bool(re.search(r"\.[0-9a-f]{8}\.", name))
            assert lifetime == ("public, max-age=31536000, immutable" if hashed else "no-cache"), name
            kept, changing = kept + hashed, changing + (not hashed)
    assert kept > 1
    assert changing > 10
    assert server.ask("assets/nosuch.0123abcd.css").headers["cache-control"] != ""


def test_what_was_compressed_is_sent_as_it_lies_there(server: Server) -> None:
    compressed = sorted(server.root.rglob("*.html.gz"))
    assert compressed
    for path in compressed:
        name = path.relative_to(server.root).as_posix().removesuffix(".gz")
        small = server.ask(name, Accept_Encoding="gzip")
        assert small.headers["content-encoding"] == "gzip"
        assert small.body == path.read_bytes()
        assert gzip.decompress(small.body) == (server.root / name).read_bytes()
        assert "accept-encoding" in small.headers["vary"].lower()
        whole = server.ask(name)
        assert "content-encoding" not in whole.headers
        assert whole.body == gzip.decompress(small.body)


def test_what_a_reader_has_is_not_sent_again(server: Server) -> None:
    first = server.ask("basics/caching/")
    again = server.ask("basics/caching/", If_None_Match=first.headers["etag"])
    assert again.status == 304
    assert again.body == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_answered(server: Server, method: str) -> None:
    answer = server.ask("", method, Content_Length="0")
    assert answer.status in (400, 405)
    head = server.ask("", "HEAD")
    assert head.status == 200
    assert head.body == b""


def test_the_server_does_not_tell_its_version(server: Server) -> None:
    for path in ("", "nosuch/", "basics"):
        assert not re.search(r"\d", server.ask(path).headers.get("server", ""))


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_header_that_is_left_out_is_noticed(name: str, release: tuple[Path, str], tmp_path: Path) -> None:
    """The control: nginx leaves headers out of errors unless it is told; from Caddy one is taken away."""
    root, rules = release
    port = free_port()
    text = configuration(name, rules, root, port)
    left_out = text.replace(" always;", ";") if name == "nginx" else re.sub(r"\t\tReferrer-Policy.*\n", "", text)
    assert left_out != text
    with running(name, left_out, port, tmp_path):
        server = Server(name, port, root, rules)
        assert "content-security-policy" in server.ask("").headers
        with pytest.raises(AssertionError):
            test_every_answer_carries_the_same_headers(server)


def _requests_per_second(port: int, path: str) -> float:
    wrk = find("wrk")
    assert wrk, f"wrk {ADVICE}"
    command = [wrk, "-t", "1", "-c", "32", "-d", "2s", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in run.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    assert found
    return float(found[1])


def test_compressing_beforehand_pays(release: tuple[Path, str], tmp_path: Path) -> None:
    root, rules = release
    speeds = {}
    for name, change in {"before": ("", ""), "on the fly": ("gzip_static on;", "gzip on; gzip_comp_level 6;")}.items():
        port = free_port()
        text = configuration("nginx", rules, root, port)
        assert change[0] in text
        with running("nginx", text.replace(*change, 1) if change[0] else text, port, tmp_path / name.replace(" ", "-")):
            speeds[name] = max(_requests_per_second(port, PREFIX + "basics/caching/") for _ in range(2))
    ratio = speeds["before"] / speeds["on the fly"]
    print(f"a page of {len((root / 'basics/caching/index.html').read_bytes())} bytes: {ratio:.1f} times as many")
    assert ratio > 1.5, speeds
