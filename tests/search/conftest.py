"""The fixtures of the browser tests, for the search."""

from tests.browser.conftest import address, browser, visit

__all__ = ["address", "browser", "visit"]
