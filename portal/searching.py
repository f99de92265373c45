"""Finds a station by what a resident types: a name, a street, an area or a postcode, also mistyped.

Only what a station's public card says is looked at. Accents, case, order of words and the space in
a whole postcode do not matter. A postcode is compared by its parts (portal.postcodes): half a code
is never a match, as AY1 and AY11 are different places.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from portal.postcodes import Postcode, parse, spaced
from release.measures import Area

LIMIT = 80
"""Characters that are looked at."""

MOST_WORDS = 8
NEAR = 66
"""Of 100: how alike two words must be for one to be the other mistyped."""

HALF, AS_GOOD = 50, 15
"""Of 100: half the words must fit, and what is offered fits all but as well as the best."""

OFFERED = 5
"""Near ones that are offered at most."""

FIELDS = ("address", "postcode", "covers")


@dataclass(frozen=True, slots=True)
class Matches:
    """``exact`` hold every word, the closest first; ``near`` are what may have been meant where
    none holds the words as they are."""

    exact: list[Area]
    near: list[Area]


@dataclass(frozen=True, slots=True)
class _Entry:
    """The card of a station in the form in which it is compared."""

    phrases: tuple[str, ...]
    postcode: Postcode | None
    covered: tuple[Postcode, ...]
    words: frozenset[str]
    text: str
    joined: str


def plain(text: str) -> str:
    """ "Tanner’s Row, Ávila" → "tanners row avila"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    kept = re.sub(r"['’ʼ`]", "", bare.casefold())
    return " ".join(re.findall(r"[^\W_]+", kept))


def find(stations: Iterable[Area], wanted: str, around: dict[str, str]) -> Matches:
    """The stations that ``wanted`` may mean. ``around`` has the name of the area of each, by id."""
    query = plain(wanted[:LIMIT])
    if not query:
        return Matches([], [])
    entries = [(s, _entry(s, around.get(s.id, ""))) for s in stations]
    code = parse(query)
    if code:
        return Matches(_of_code(entries, code, query.split()), [])
    query = spaced(query)
    graded = [(_grade(entry, query), n, s) for n, (s, entry) in enumerate(entries)]
    found = sorted(g for g in graded if g[0] < NOTHING)
    exact = [s for _grade, _n, s in found]
    if found and found[0][0] < PARTS:
        return Matches(exact, [])
    others = [(s, entry) for s, entry in entries if s not in exact]
    return Matches(exact, _near(others, query.split()[:MOST_WORDS]))


def shared(stations: Iterable[Area], around: dict[str, str]) -> frozenset[str]:
    """The words, other than numbers and codes, that are on the card of every station."""
    cards = [_entry(s, around.get(s.id, "")).words for s in stations]
    common = frozenset.intersection(*cards) if len(cards) > 1 else frozenset()
    return frozenset(w for w in common if not _numbered(w))


WHOLE, NAMED, WORDS, BEGINNINGS, PARTS, NOTHING = range(6)
"""How closely a station matches: a whole field, words of its name, whole words, beginnings of
words, parts."""


def _of_code(entries: list[tuple[Area, _Entry]], code: Postcode, words: list[str]) -> list[Area]:
    """Those that cover a postcode or lie in it. An unknown one has no near ones: the code that is
    most like it is another place."""
    graded = [(_code_grade(entry, code, words), n, s) for n, (s, entry) in enumerate(entries)]
    return [s for grade, _n, s in sorted(graded, key=lambda g: g[:2]) if grade < NOTHING]


def _code_grade(entry: _Entry, code: Postcode, words: list[str]) -> int:
    if code.inward and code == entry.postcode:
        return WHOLE
    if any(known.holds(code) for known in entry.covered):
        return NAMED
    inside = entry.postcode is not None and entry.postcode.holds(code)
    return WORDS if inside or all(w in entry.words for w in words) else NOTHING


def _grade(entry: _Entry, query: str) -> int:
    joined, words = query.replace(" ", ""), query.split()
    if query in entry.phrases or joined in entry.phrases:
        return WHOLE
    if all(w in entry.words for w in words):
        return NAMED if all(w in entry.phrases[0].split() for w in words) else WORDS
    together = len(joined) > 2 and not _numbered(joined) and joined in entry.joined
    begun = all(any(_begins(w, known) for known in entry.words) for w in words)
    if begun or (together and len(words) > 1):
        return BEGINNINGS
    return PARTS if together or all(_within(w, entry) for w in words) else NOTHING


def _numbered(word: str) -> bool:
    return any(map(str.isdigit, word))


def _begins(word: str, known: str) -> bool:
    """Whether a known word may be meant by its beginning. One with a number is meant as it is; only
    22 is also the 22nd."""
    if not known.startswith(word):
        return False
    rest = known[len(word) :]
    return not _numbered(word) or not rest or (word.isdigit() and rest.isalpha())


def _within(word: str, entry: _Entry) -> bool:
    if _numbered(word):
        return any(_begins(word, known) for known in entry.words)
    return word in entry.text


def _near(entries: list[tuple[Area, _Entry]], words: list[str]) -> list[Area]:
    """Those whose words are most like the ones that were typed."""
    vocabulary = sorted({w for _s, entry in entries for w in entry.words})
    alike = [found for w in words if (found := dict(_alike(w, vocabulary)))]
    if not alike:
        return []
    scored = [(_likeness(entry, alike), s) for s, entry in entries]
    good = [(score, s) for score, s in scored if score >= HALF]
    best = max((score for score, _s in good), default=0.0)
    close = [(score, s) for score, s in good if score > best - AS_GOOD]
    return [s for _score, s in sorted(close, key=lambda c: (-c[0], c[1].name))][:OFFERED]


def _likeness(entry: _Entry, alike: list[dict[str, float]]) -> float:
    """0 to 100: how well each typed word is found among the words of a station, on average."""
    best = (max((one.get(w, 0.0) for w in entry.words), default=0.0) for one in alike)
    return sum(best) / len(alike)


def _alike(word: str, vocabulary: list[str]) -> Iterator[tuple[str, float]]:
    """The known words that a typed one may be. Two letters or a number have no near ones."""
    if len(word) < 3 or _numbered(word):
        yield from ((known, 100.0) for known in vocabulary if _begins(word, known))
        return
    for known, score, _n in process.extract(
        word, vocabulary, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None
    ):
        yield known, score


@lru_cache(2_000)
def _made(name: str, around: str, address: str, postcode: str, covers: str) -> _Entry:
    covered = tuple(plain(c) for c in covers.split("|"))
    named = tuple(p for p in (plain(name), plain(address), *covered) if p)
    text = " ".join((*named, plain(postcode), plain(around)))
    codes = tuple(code for c in covered if (code := parse(c)))
    squeezed = tuple(p.replace(" ", "") for p in named if not parse(p))
    phrases = (*named, plain(postcode), *squeezed)
    return _Entry(
        phrases, parse(plain(postcode)), codes, frozenset(text.split()), text, "|".join(squeezed)
    )


def _entry(station: Area, around: str) -> _Entry:
    address, postcode, covers = (station.card.get(name, "") for name in FIELDS)
    return _made(station.name, around, address, postcode, covers)
