"""Real servers on loopback, with the configurations of servers/ filled in for a small release."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from macros.release.servers import TEMPLATES, fill
from tests.helpers import ROOT
from tools.servers import ADVICE, find

PREFIX = "/guide/"


@dataclass(frozen=True)
class Answer:
    """What a server said: status, headers by lower-case name, body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def free_port() -> int:
    """Returns a port on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """Asks once, following nothing and decoding nothing; the path goes out as it is written."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def configuration(server: str, rules: str, root: Path, port: int, prefix: str = PREFIX) -> str:
    """Returns the text that the server is started with."""
    name = TEMPLATES[0] if server == "nginx" else TEMPLATES[1]
    template = (ROOT / "servers" / name).read_text(encoding="utf-8")
    return fill(template, name, rules, root, f"127.0.0.1:{port}", prefix)


@contextmanager
def running(server: str, text: str, port: int, folder: Path) -> Iterator[None]:
    """Runs a server with a configuration until the block ends."""
    program = find(server)
    assert program, f"{server} {ADVICE}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{server}.conf"
    if server == "nginx":
        # Who is not root, and who runs beside others, keeps its own files.
        own = f"daemon off;\npid {folder}/pid;\n" + ("user root;\n" if folder.owner() == "root" else "")
        kept = "".join(f"    {what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi"))
        kept += "".join(f"    {what}_temp_path {folder}/{what};\n" for what in ("uwsgi", "scgi"))
        path.write_text(own + text.replace("http {\n", "http {\n" + kept, 1), encoding="utf-8")
        command = [program, "-p", str(folder), "-e", "stderr", "-c", str(path)]
    else:
        path.write_text(text, encoding="utf-8")
        command = [program, "run", "--adapter", "caddyfile", "--config", str(path)]
    log = folder / f"{server}.log"
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            _wait(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(encoding="utf-8")) from error
            time.sleep(0.05)
