"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.fixtures import address, browser, printed, visit
from tests.helpers import ROOT, SmallGuide

#: Here and nowhere else, so that there is one of each: a second synchronous Playwright cannot start in one process.
__all__ = ["address", "browser", "printed", "visit"]


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Names once more, as the very last lines, what failed: logs are often cut to their end."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for kind in ("failed", "error"):
        for report in getattr(reporter, "stats", {}).get(kind, []):
            print(f"{kind}: {report.nodeid}")


@pytest.fixture
def small(tmp_path: Path) -> SmallGuide:
    """A small guide without problems, in a folder of its own."""
    return SmallGuide(tmp_path)


@pytest.fixture(scope="session")
def site() -> Path:
    """The built guide."""
    folder = ROOT / "site"
    if not (folder / "index.html").exists():
        pytest.skip("the guide is not built: run make build")
    return folder
