"""Marks on a map that would lie upon each other, moved apart as little as that takes."""

import math
from collections.abc import Iterable

Point = tuple[float, float]
ROUNDS = 40
"""As many times each pair is looked at; a town of a dozen stations needs some ten."""


def spread(spots: tuple[Point, ...], least: float) -> tuple[Point, ...]:
    """The same points, each ``least`` or more from every other; those that lie apart stay."""
    found = list(spots)
    for _round in range(ROUNDS):
        close = [pair for pair in _pairs(len(found)) if _near(found, *pair, least * 0.99)]
        if not close:
            break
        for a, b in close:
            found[a], found[b] = _apart(found[a], found[b], least, a)
    return tuple((round(x), round(y)) for x, y in found)


def _pairs(count: int) -> Iterable[tuple[int, int]]:
    return ((a, b) for a in range(count) for b in range(a + 1, count))


def _near(found: list[Point], a: int, b: int, least: float) -> bool:
    return math.dist(found[a], found[b]) < least


def _apart(one: Point, other: Point, least: float, turn: int) -> tuple[Point, Point]:
    """Both moved by half of what is missing; points in one place go by ``turn``."""
    far = math.dist(one, other)
    if far >= least:
        return one, other
    angle = math.atan2(other[1] - one[1], other[0] - one[0]) if far else float(turn)
    x, y = (part(angle) * (least - far) / 2 for part in (math.cos, math.sin))
    return (one[0] - x, one[1] - y), (other[0] + x, other[1] + y)
