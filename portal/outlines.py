"""Outlines with fewer points: neighbours keep sharing their border, because what two outlines share
is simplified once for both.

The lines between the points at which borders meet are thinned out after Douglas and Peucker (1973):
no point that is left out lies farther from the new line than the tolerance.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = list[Point]

GRID = 4
"""Steps in one unit of the drawing to which points are moved before, so that borders which are all
but the same become the same."""

COARSEST = 100
SMALLEST = 4
"""Points of a closed ring that encloses anything: the first one comes again at its end."""


def simplified(rings: Sequence[Ring], most: int) -> list[Ring]:
    """The rings in their order with at most about ``most`` points together; one that becomes a dot
    has none left."""
    snapped = [_snapped(ring) for ring in rings]
    meetings = _meetings(snapped)
    lines = [_lines(ring, meetings) for ring in snapped]
    tolerance = 0.5
    while True:
        thin = [_joined(parts, tolerance) for parts in lines]
        if sum(map(len, thin)) <= most or tolerance > COARSEST:
            return thin
        tolerance *= 1.5


def _snapped(ring: Ring) -> Ring:
    """On the grid, closed, without the same point twice in a row."""
    points = [(round(x * GRID) / GRID, round(y * GRID) / GRID) for x, y in ring]
    kept = [p for n, p in enumerate(points) if not n or p != points[n - 1]]
    closed = kept if not kept or kept[0] == kept[-1] else [*kept, kept[0]]
    return closed if len(closed) >= SMALLEST else []


def _meetings(rings: Sequence[Ring]) -> set[Point]:
    """The points where more than two lines meet."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for a, b in pairwise(ring):
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    return {point for point, others in beside.items() if len(others) > 2}


def _lines(ring: Ring, meetings: set[Point]) -> list[Ring]:
    """A ring cut where borders meet; one without begins at its lowest point, whoever draws it."""
    if not ring:
        return []
    around = ring[:-1]
    start = next((n for n, p in enumerate(around) if p in meetings), around.index(min(around)))
    turned = [*around[start:], *around[: start + 1]]
    cuts = [n for n, p in enumerate(turned) if p in meetings or n in (0, len(turned) - 1)]
    return [turned[a : b + 1] for a, b in pairwise(cuts)]


def _joined(lines: Sequence[Ring], tolerance: float) -> Ring:
    kept = [p for line in lines for p in _thinned(line, tolerance)[:-1]]
    return [*kept, kept[0]] if len(kept) >= SMALLEST - 1 else []


def _thinned(line: Ring, tolerance: float) -> Ring:
    """A line in the same form from whichever end it is read."""
    if line[0] > line[-1]:
        return _thinned(line[::-1], tolerance)[::-1]
    kept = {0, len(line) - 1, *_kept(line, tolerance)}
    return [line[n] for n in sorted(kept)]


def _kept(line: Ring, tolerance: float) -> Iterator[int]:
    """The points that must stay between the two ends."""
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        away = [_distance(p, line[first], line[last]) for p in line[first + 1 : last]]
        if away and max(away) > tolerance:
            middle = first + 1 + away.index(max(away))
            yield middle
            spans += [(first, middle), (middle, last)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line between two others, or to the one point that both are."""
    wide, high = end[0] - start[0], end[1] - start[1]
    length = math.hypot(wide, high)
    if not length:
        return math.dist(point, start)
    return abs(wide * (start[1] - point[1]) - (start[0] - point[0]) * high) / length
