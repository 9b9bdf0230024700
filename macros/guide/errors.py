"""What is wrong with the guide: problems as data, apart from how they are shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: file as the author sees it ("docs/a.md"), line (0 = the whole file), what is wrong, a guess."""

    file: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}; {self.hint}" if self.hint else f"{place}: {self.message}"


class Problems:
    """The problems of one build, each once, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._found: set[Problem] = set(problems)

    def add(self, problem: Problem) -> None:
        """Takes a problem; the same one a second time changes nothing."""
        self._found.add(problem)

    def add_new(self, problem: Problem) -> None:
        """Takes a problem unless its file has the same message already, at any line.

        Rendering meets again what reading the source has found; there the line is the exact one.
        """
        if not any((p.file, p.message) == (problem.file, problem.message) for p in self._found):
            self._found.add(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Takes several problems."""
        self._found.update(problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._found))

    def __len__(self) -> int:
        return len(self._found)


def guess(word: str, known: Iterable[str]) -> str:
    """Returns "did you mean 'x'?" for the nearest of the known words, or "" when none is near."""
    words = {other.casefold(): other for other in sorted(set(known), reverse=True)}
    near = difflib.get_close_matches(word.casefold()[:100], sorted(words), n=1, cutoff=0.6)
    return f"did you mean '{words[near[0]]}'?" if near else ""
