"""A server for tests that answers as a real one: gzip, the headers of _headers, a page for wrong addresses."""

from __future__ import annotations

import fnmatch
import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def rules(site: Path) -> list[tuple[str, dict[str, str]]]:
    """Reads _headers: what each pattern adds, and with a leading ! takes away."""
    found: list[tuple[str, dict[str, str]]] = []
    path = site / "_headers"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if not line.startswith(" "):
            found.append((line, {}))
        else:
            name, _, value = line.strip().partition(":")
            found[-1][1][name.strip()] = value.strip()
    return found


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, answers: list[tuple[str, dict[str, str]]], **named: Any) -> None:
        self.answers = answers
        super().__init__(*arguments, **named)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        """Answers with gzip, the headers of the file, and 404.html where there is nothing."""
        path = Path(self.translate_path(self.path))
        status = 200
        if path.is_dir():
            if not self.path.split("?")[0].endswith("/"):
                self.send_response(301)
                self.send_header("Location", self.path + "/")
                self.end_headers()
                return
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", 404
        data = gzip.compress(path.read_bytes(), 6)
        fields = {"Content-Type": self.guess_type(str(path)), "Content-Encoding": "gzip"}
        for pattern, values in self.answers:
            if fnmatch.fnmatch(self.path.split("?")[0], pattern):
                fields = {k: v for k, v in fields.items() if f"! {k}" not in values}
                fields |= {k: v for k, v in values.items() if not k.startswith("!")}
        self.send_response(status)
        for name, value in {**fields, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serves a folder at the root of an address, which it yields."""
    handler = functools.partial(_Handler, directory=str(folder), answers=rules(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
