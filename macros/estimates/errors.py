"""The one error of this package."""

from __future__ import annotations


class EstimateError(ValueError):
    """A calculation that cannot be done; the message names the argument and what it may be."""
