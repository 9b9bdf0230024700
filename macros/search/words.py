"""Words as the search sees them; search-words.js sees the same, and tests/search/words.yml holds both to it."""

from __future__ import annotations

import re
import unicodedata

#: Words too common to be worth a place in the index; a query made of nothing else looks in titles and headings.
STOP = frozenset(
    re.findall(
        r"\S+",
        """
        a about am an and any are arent as at be been before both but by can cannot cant could couldnt did didnt do does
        doesnt doing dont each for from get had hadnt has hasnt have havent her his how i id if ill im in into is isnt
        it its ive just lets me my no nor not of on only or our own s should shouldnt so some such t than that thats the
        their them then theres these they theyre this those to too us very was wasnt we were werent what whats when
        where which while who whos why will with wont would wouldnt you your youre
        """,
    )
)
#: Words of questions that say little about the topic; they count less, but they are in the index.
WEAK = frozenset(
    re.findall(
        r"\S+",
        """
        actually again all already always answer anything approach ask bad basics best better case choose come concept
        decide define definition difference different enough ever every everything example explain explained explanation
        find first give go going good happen happens help here issue issues keep know like long look looking lot make
        makes many matter mean means method methods more most much must need new now number often ok one other over
        overview part people possible problem problems put question quick quickly really right same say see set show
        simple someone something start still take technique techniques tell thing things think time tips turn tutorial
        two under until up use used using versus vs want way well work works wrong yet
        """,
    )
)
_APOSTROPHE = re.compile("[\u2018\u2019\u02bc\u00b4`]")
_POSSESSIVE = re.compile(r"(?<=[^\W_])'s\b")
#: A/B, I/O, M/M/1: parts of one or two characters mean something only together.
_CHAIN = re.compile(r"(?<![^\W_])[^\W_]{1,2}(?:[/&-][^\W_]{1,2})+(?![^\W_])")
#: A number with a decimal point is one word; everything that is neither letter nor digit parts words.
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")


def fold(text: str) -> str:
    """Returns text in lower case, without accents and typographic variants."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    return _POSSESSIVE.sub("", _APOSTROPHE.sub("'", text)).replace("'", "")


def words(text: str) -> list[str]:
    """Returns the words of a text in order; "A/B" gives a, b and ab, "exactly-once" its two parts."""
    folded = fold(text)
    joined = [re.sub(r"[/&-]", "", chain) for chain in _CHAIN.findall(folded)]
    return [*_WORD.findall(folded), *joined]
