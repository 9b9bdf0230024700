"""How a release is served: nginx and Caddy configurations and the _headers file, from one source."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from pathlib import Path

from macros.release import policy, served

TEMPLATES = ("nginx.conf", "Caddyfile")
#: What a path may look like, in the syntax that both servers read; anything else is not there.
SERVED = (
    r"^/(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*"
    r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\.(?:@SUFFIXES@)|[a-z0-9]+(?:[_-][a-z0-9]+)*)?$"
)


def compress(site: Path) -> int:
    """Writes a compressed copy beside each file that gets smaller; returns how many. The bytes are always the same."""
    count = 0
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix in served.COMPRESSED:
            data = path.read_bytes()
            small = gzip.compress(data, 9, mtime=0)
            if len(small) < len(data):
                path.with_name(path.name + ".gz").write_bytes(small)
                count += 1
    return count


def fill(template: str, name: str, rules: str, root: Path, address: str, prefix: str = "/") -> str:
    """Returns a configuration.

    Takes the template's text and name, the policy, the folder of the release, the address to listen at such as
    "127.0.0.1:8080", and the path under which the guide is published, with slashes at both ends.
    """
    nginx = name == "nginx.conf"
    values: Mapping[str, str] = {
        "HEADERS": "\n".join(
            f'        add_header {key} "{value}" always;' if nginx else f'\t\t{key} "{value}"'
            for key, value in policy.answers(rules).items()
        ),
        "TYPES": "\n".join(_types(nginx)),
        "HASHED": policy.HASHED,
        "SERVED": SERVED.replace("@SUFFIXES@", "|".join(sorted(suffix[1:] for suffix in served.TYPES))),
        "ADDRESS": address,
        "PREFIX": prefix,
        "ROOT": str(root),
    }
    return re.sub(r"@([A-Z]+)@", lambda match: values.get(match[1], match[0]), template)


def _types(nginx: bool) -> list[str]:
    if nginx:
        return [f"        {kind} {suffix[1:]};" for suffix, kind in served.TYPES.items()]
    # Caddy knows the others by itself, or asks the system, which may say otherwise elsewhere.
    lines = []
    for suffix, kind in served.TYPES.items():
        letters = "; charset=utf-8" if suffix in served.COMPRESSED else ""
        lines.append(f"\t\t@{suffix[1:]} path *{suffix}")
        lines.append(f'\t\theader @{suffix[1:]} Content-Type "{kind}{letters}"')
    return lines


def write(templates: Path, target: Path, rules: str, root: Path, address: str = "127.0.0.1:8080") -> None:
    """Writes both configurations for a release into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name in TEMPLATES:
        text = (templates / name).read_text(encoding="utf-8")
        (target / name).write_text(fill(text, name, rules, root.resolve(), address), encoding="utf-8")
