"""The drop-in fork of MkDocs builds the guide unchanged."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT, SmallGuide

pytestmark = [
    pytest.mark.properdocs,
    pytest.mark.skipif(
        not importlib.util.find_spec("properdocs"), reason="properdocs is not installed: make test-system"
    ),
]


def _build(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml", "--site-dir", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_properdocs_builds_the_guide(tmp_path: Path) -> None:
    run = _build(ROOT, tmp_path / "site")
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "site/key-areas/monitoring-and-evaluation/index.html").read_text(encoding="utf-8")
    assert "3.4 Monitoring and evaluation" in page
    assert 'figure class="diagram"' in page
    assert "question-level" in page


def test_properdocs_reports_a_mistake_with_file_and_line(small: SmallGuide, tmp_path: Path) -> None:
    small.change({"docs/index.md": {"Welcome.": "See [below](#nowhere)."}})
    run = _build(small.root, tmp_path / "out")
    assert run.returncode != 0
    assert "docs/index.md:8: a link '#nowhere', but there is no such anchor on this page" in run.stderr
