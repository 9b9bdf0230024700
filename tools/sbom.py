"""Lists what the guide is built with as a CycloneDX bill of materials: make sbom writes build/sbom.cdx.json.

Made from the lock files alone, so that it is the same on every machine and on every day.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

#: Lock file -> scope of what only it brings: the site is made with the first, documents with the second.
LOCKS = {"site": "required", "press": "required", "test": "excluded", "properdocs": "excluded", "system": "excluded"}
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class LockError(ValueError):
    """A lock file that does not lock; the message names file and line."""


def read(path: Path) -> dict[tuple[str, str], list[str]]:
    """Reads a lock file; returns checksums by normalized name and version, of which there may be one per Python.

    Raises LockError for a line that pins nothing, and for a pin without checksums.
    """
    found: dict[tuple[str, str], list[str]] = {}
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        match = _PIN.match(line)
        if not match:
            raise LockError(f"{path.name}: '{line.strip()[:60]}' pins nothing")
        hashes = sorted(_HASH.findall(line))
        if not hashes:
            raise LockError(f"{path.name}: {match['name']} has no checksum")
        found[re.sub(r"[-_.]+", "-", match["name"]).lower(), match["version"]] = hashes
    return found


def bill(root: Path) -> dict[str, Any]:
    """Returns the bill of materials of the project in a folder."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    components: dict[str, dict[str, Any]] = {}
    for lock, scope in LOCKS.items():
        for (name, version), hashes in sorted(read(root / f"requirements/{lock}.txt").items()):
            address = f"pkg:pypi/{name}@{version}"
            components.setdefault(
                address,
                {
                    "type": "library",
                    "bom-ref": address,
                    "name": name,
                    "version": version,
                    "scope": scope,
                    "purl": address,
                    # A package has several files, and any of them may be installed.
                    "properties": [{"name": "guide:sha256", "value": value} for value in hashes]
                    + [{"name": "guide:lock", "value": lock}],
                },
            )
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [components[address] for address in sorted(components)],
        "dependencies": [{"ref": project["name"], "dependsOn": sorted(components)}],
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(made, sort_keys=True))
    return {**made, "serialNumber": f"urn:uuid:{number}"}


def main() -> None:
    """Writes the bill; says in one line what is not locked."""
    root, target = Path.cwd(), Path("build/sbom.cdx.json")
    try:
        made = bill(root)
    except LockError as error:
        sys.exit(str(error))
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{target}: {len(made['components'])} components")


if __name__ == "__main__":
    main()
