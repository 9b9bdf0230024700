"""What readers ask: questions with the section that answers each, for queries in words that the guide does not use."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..guide.data import Names
from .words import STOP, WEAK, words

#: What a word that says little counts; search-rank.js has the same.
LITTLE = 0.1


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


def weights(asked: Sequence[Question]) -> list[float]:
    """Returns how much each question says: the sum of log(1 + n / (1 + df)) of its words, each in df of n questions."""
    often = Counter(word for question in asked for word in question.words)
    worth = {
        word: math.log(1 + len(asked) / (1 + count)) * (LITTLE if word in WEAK else 1) for word, count in often.items()
    }
    # In a fixed order: a sum of floats depends on it.
    return [sum(worth[word] for word in sorted(question.words)) for question in asked]
