"""Where the places of a force lie, as places on a flat drawing.

The outlines and points are the force's own, in longitude and latitude. The drawing keeps distances
alike in both directions around its middle (equirectangular, scaled by the cosine of the latitude);
over one force nobody sees the difference from a better projection.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from portal import places
from portal.outlines import Point, Ring, simplified
from portal.spreading import spread
from release.measures import Area
from release.reader import Reader

WIDE = 1000
"""Units across the drawing."""

RATIOS = {"tall": 1.25, "even": 1.0, "broad": 0.8, "wide": 0.62}
"""Height of the drawing over its width; assets/map.css has a class ``map-<name>`` for each."""

POINTS = 900
"""Points of all outlines together: a drawing of some 10 kB."""

ROOM = 0.04
"""Of the drawing, free on each side, so that no mark is cut off."""

FAR = 0.5
"""A point farther outside the outlines than this part of their size is a mistake: left out."""

APART = 84
"""Units between two marks: 24 pixels on a page of 320, so that a finger finds each."""

STEPS = 24
"""Rows and columns of places that are tried for a name."""

LETTER, HALF_LINE, CLEAR = 18, 16, 26
"""Of a name, in units: a letter across, half a line down and the space around it, where the map is
420 pixels wide."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A drawing ``WIDE`` across and ``height`` down, in one of the shapes of RATIOS. ``outlines``
    are those of areas by id, ``spots`` where stations stand, ``names`` where there is room for the
    name of an area that has parts."""

    shape: str
    height: float
    outlines: dict[str, list[Ring]]
    spots: dict[str, Point]
    names: dict[str, Point]


@lru_cache(4)
def ground(reader: Reader) -> Ground | None:
    """The outlines of a release with its stations; None where it does not say where they lie."""
    known = {
        id_: list(rings_of(body))
        for id_, body in reader.documents("boundary").items()
        if id_ in reader.areas and reader.areas[id_].parent
    }
    leaves = places.stations(reader)
    spots = {s.id: p for s in leaves if (p := spot_of(s, known.get(s.id, [])))}
    outlines = [(id_, ring) for id_, rings in known.items() for ring in rings]
    laid = _laid(outlines, spots)
    if laid is None:
        return None
    for id_, rings in laid.outlines.items():
        taken = [*laid.spots.values(), *laid.names.values()]
        if id_ not in spots and (at := room(rings, reader.areas[id_].name, taken)):
            laid.names[id_] = at
    return laid


def rings_of(geometry: Any) -> Iterator[Ring]:
    """The rings of a GeoJSON Polygon or MultiPolygon; nothing of another thing."""
    kind, parts = geometry.get("type"), geometry.get("coordinates") or []
    for polygon in [parts] if kind == "Polygon" else parts if kind == "MultiPolygon" else []:
        for ring in polygon:
            yield [(float(p[0]), float(p[1])) for p in ring]


def spot_of(station: Area, own: list[Ring]) -> Point | None:
    """Longitude and latitude of a station, by its card or in the middle of its own outline."""
    try:
        lon, lat = float(station.card["longitude"]), float(station.card["latitude"])
    except (KeyError, ValueError):
        return _middle(max(own, key=len)) if own else None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _middle(ring: Ring) -> Point:
    box = Box.around(ring)
    return (box.west + box.east) / 2, (box.south + box.north) / 2


@dataclass(frozen=True, slots=True)
class Box:
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> "Box":
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def corners(self) -> list[Point]:
        return [(self.west, self.south), (self.east, self.north)]

    def near(self, point: Point) -> bool:
        """Whether a point lies inside or not far outside."""
        x, y = FAR * (self.east - self.west), FAR * (self.north - self.south)
        return (
            self.west - x <= point[0] <= self.east + x
            and self.south - y <= point[1] <= self.north + y
        )


class Projection:
    """From longitude and latitude to a place on the drawing, north up."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._narrow = math.cos(math.radians((box.south + box.north) / 2))
        across, down = (box.east - box.west) * self._narrow, box.north - box.south
        self.shape = min(RATIOS, key=lambda name: abs(math.log(RATIOS[name] * across / down)))
        self.height = WIDE * RATIOS[self.shape]
        self._scale = (1 - 2 * ROOM) * min(WIDE / across, self.height / down)
        self._left = (WIDE - across * self._scale) / 2
        self._top = (self.height - down * self._scale) / 2

    def lie(self, point: Point) -> Point:
        x = self._left + (point[0] - self._box.west) * self._narrow * self._scale
        return x, self._top + (self._box.north - point[1]) * self._scale


def _laid(outlines: list[tuple[str, Ring]], spots: dict[str, Point]) -> Ground | None:
    """The drawing without its names. None where there is no outline, no station or no extent."""
    corners = [p for _id, ring in outlines for p in ring]
    box = Box.around(corners) if corners else None
    near = {id_: p for id_, p in spots.items() if box and box.near(p)}
    if box is None or not near or box.west == box.east or box.south == box.north:
        return None
    flat = Projection(Box.around([*box.corners, *near.values()]))
    thin = simplified([[flat.lie(p) for p in ring] for _id, ring in outlines], POINTS)
    by_area: dict[str, list[Ring]] = {}
    for (id_, _ring), ring in zip(outlines, thin, strict=True):
        if ring:
            by_area.setdefault(id_, []).append([_whole(p) for p in ring])
    apart = spread(tuple(_whole(flat.lie(p)) for p in near.values()), APART)
    shown = dict(zip(near, apart, strict=True))
    return Ground(flat.shape, flat.height, by_area, shown, {})


def _whole(point: Point) -> Point:
    """A unit is less than a pixel."""
    return round(point[0]), round(point[1])


def room(rings: list[Ring], name: str, taken: list[Point]) -> Point | None:
    """Where a name lies clear of every mark and every other name: as near to the middle of the
    largest outline as that allows. It reaches over the border where nothing else is clear."""
    ring = max(rings, key=len)
    box = Box.around(ring)
    across, down = (box.east - box.west) / STEPS, (box.north - box.south) / STEPS
    wide = LETTER * len(name) / 2
    tried = [
        (box.west + across * column, box.south + down * row)
        for row in range(1, STEPS)
        for column in range(1, STEPS)
    ]
    inside = [p for p in tried if _holds(ring, p) and wide < p[0] < WIDE - wide]
    middle = _middle(ring)

    def better(p: Point) -> tuple[float, bool, float]:
        clear = min((_apart(p, other, wide) for other in taken), default=CLEAR)
        whole = all(_holds(ring, (p[0] + side, p[1])) for side in (-wide, wide))
        return min(clear, CLEAR), whole, -math.dist(p, middle)

    best = max(inside, key=better, default=None)
    return _whole(best) if best else None


def _apart(name: Point, other: Point, wide: float) -> float:
    """How far a mark is from the words around a point."""
    return math.hypot(
        max(abs(name[0] - other[0]) - wide, 0), max(abs(name[1] - other[1]) - HALF_LINE, 0)
    )


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a line from a point to the east crosses the border an odd number of times."""
    x, y = point
    crossed = 0
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed += 1
    return crossed % 2 == 1
