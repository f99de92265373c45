"""A whole is finished no sooner than the slowest of its shown parts. Pure, from shown numbers only.

The pace of all together hides the slowest: where one district stands still, the others' pace would
finish the force before it. So what was drawn on of a whole is held back by its parts: the areas
directly inside it, its groups, and the courses of a plan. A part without an end holds nothing back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from etl.projection import NOT_AT_THIS_PACE
from release.measures import Area
from release.vocabulary import TOTAL, frequency_of, period_end, period_of

WHOLE = (TOTAL, TOTAL)
Ends = tuple[str, str, str]
"""Finish, earliest, latest: periods, or not at this pace."""
Shares = tuple[float, float, float]
"""Middle, low and high of a period to come, in percent."""


@dataclass(frozen=True)
class Path:
    """One series drawn on. ``subject``: the course, or its ``measure`` where that is of several;
    ``group``: breakdown and category by which the staff are split. ``last`` and ``missing``: the
    newest period and how many do not hold the course then, of ``staff``."""

    measure: str
    subject: str
    area: str
    group: tuple[str, str]
    last: str
    missing: float
    staff: float
    ends: Ends
    coming: dict[str, Shares]


def held_back(paths: Sequence[Path], areas: Iterable[Area]) -> list[Path]:
    """The same paths in the same order, none of them ahead of its parts."""
    parents = {a.id: a.parent for a in areas}
    done: dict[int, Path] = {}
    order = sorted(range(len(paths)), key=lambda n: _height(paths[n], parents))
    for n in order:
        done[n] = _behind(paths[n], list(_parts(paths[n], done.values(), parents)))
    return [done[n] for n in range(len(paths))]


def _height(path: Path, parents: dict[str, str]) -> tuple[int, bool, bool]:
    """The deepest comes first; in a place groups before the whole, courses before the plan."""
    depth, area = 0, path.area
    while parents.get(area) and depth < len(parents):
        depth, area = depth + 1, parents[area]
    return -depth, path.group == WHOLE, path.subject == path.measure


def _parts(whole: Path, found: Iterable[Path], parents: dict[str, str]) -> Iterator[list[Path]]:
    """Each way to take a whole apart; under another measure the same course is one, too. Nobody
    stands in two parts of one list."""
    known = list(found)
    for measure in sorted({p.measure for p in known}):
        mine = [p for p in known if p.measure == measure and p.subject == whole.subject]
        yield [p for p in mine if p.area == whole.area and p.group == whole.group]
        yield [p for p in mine if parents.get(p.area) == whole.area and p.group == whole.group]
        if whole.group == WHOLE:
            inside = [p for p in mine if p.area == whole.area and p.group != WHOLE]
            for split in sorted({p.group[0] for p in inside}):
                yield [p for p in inside if p.group[0] == split]
    if whole.subject == whole.measure and whole.group == WHOLE:
        here = [p for p in known if p.area == whole.area and p.group == WHOLE]
        yield [p for p in here if p.measure == whole.measure and p.subject != whole.subject]


def _behind(path: Path, splits: list[list[Path]]) -> Path:
    frequency = frequency_of(path.last)
    ends = [path.ends]
    for part in (p for parts in splits for p in parts):
        own, earliest, latest = (
            e if e == NOT_AT_THIS_PACE else period_of(period_end(e).isoformat(), frequency)
            for e in part.ends
        )
        ends.append((own, earliest, latest))
    finish, earliest, latest = (max(each, key=_when) for each in zip(*ends, strict=True))
    coming = {
        period: _capped(shares, period, path, splits) for period, shares in path.coming.items()
    }
    return replace(path, ends=(finish, earliest, latest), coming=coming)


def _when(end: str) -> str:
    """What sorts ends by time; never is last."""
    return "9999" if end == NOT_AT_THIS_PACE else end


def _capped(shares: Shares, period: str, whole: Path, splits: list[list[Path]]) -> Shares:
    """Whoever does not hold the course in a part does not hold it in the whole. Parts are rounded
    by themselves and may add up to more: nothing falls below what is held now."""
    staff = whole.staff
    caps = [
        tuple(100 * (1 - sum(_missing(p, period, n) for p in parts) / staff) for n in range(3))
        for parts in splits
        if parts
    ]
    now = 100 * (1 - whole.missing / staff)
    middle, low, high = (max(min(each), now) for each in zip(shares, *caps, strict=True))
    return middle, low, high


def _missing(part: Path, period: str, end: int) -> float:
    """How many do not hold the course in a part at the end of a period: between two of its periods
    on the line from one to the other, beyond the last one as many as then."""
    day, before, then = period_end(period), period_end(part.last), part.missing
    for own, shares in part.coming.items():
        after, left = period_end(own), part.staff * (1 - shares[end] / 100)
        if day <= after:
            gone = max((day - before).days, 0) / (after - before).days
            return then + gone * (left - then)
        before, then = after, left
    return then
