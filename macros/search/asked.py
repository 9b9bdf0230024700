"""What readers ask: questions with the section that answers each, for queries in words that the guide does not use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..guide.data import Names
from .words import STOP, words


@dataclass(frozen=True)
class Question:
    """What a reader asks: the number of the section that answers it in the whole guide, and its telling words."""

    section: int
    words: frozenset[str]


def questions(places: Iterable[tuple[str, str]], asked: Mapping[str, Names]) -> list[Question]:
    """Lists what readers ask in the order of the sections that answer it.

    Takes id of the page and anchor of each section in their order (a page's start has no anchor), and what is asked.
    """
    found = []
    for number, (page, anchor) in enumerate(places):
        known = asked.get(f"{page}#{anchor}" if anchor else page)
        telling = [frozenset(words(text)) - STOP for text in known.names] if known else []
        found += [Question(number, some) for some in telling if some]
    return found
