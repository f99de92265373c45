"""Draws forces/anyshire/boundaries.geojson: ``python -m etl.demo.boundaries``. Run it again only
where a station moves; the result is committed.

Each place that is nearest to a station is its area (Voronoi), cut off at the coast and the county
border. Straight lines are bent a little, the same way seen from both sides, so that neighbours
meet exactly and a district is the sum of its stations.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.spatial import Voronoi  # type: ignore[import-untyped, unused-ignore]

from etl.demo.world import FORCE, code_list

Point = tuple[float, float]
Ring = list[Point]
CENTRE = (2.12, 54.775)
REACH = (0.56, 0.27)
"""Half the width and the height of the county, degrees."""


def main() -> None:
    """Write the file from areas.csv and stations.csv."""
    areas = {row["id"]: row for row in code_list("areas.csv") if row["level"] == "station"}
    stations = code_list("stations.csv")
    seeds = [(float(row["longitude"]), float(row["latitude"])) for row in stations]
    cells = dict(zip((row["id"] for row in stations), _cells(seeds), strict=True))
    parts: dict[str, list[Ring]] = {}
    for id_, cell in cells.items():
        owner = areas[id_]["successor"] or id_
        for area in (areas[owner]["parent"], owner):
            parts.setdefault(area, []).append(cell)
    features = [_feature(id_, _merged(rings)) for id_, rings in sorted(parts.items())]
    text = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    path = FORCE / "boundaries.geojson"
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n', "utf-8")


def _feature(id_: str, ring: Ring) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"id": id_}, "geometry": geometry}


def _county() -> Ring:
    """The outline of the county, anticlockwise."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    wave = 1 + 0.05 * np.sin(3 * turn + 1) + 0.04 * np.sin(5 * turn) + 0.02 * np.sin(11 * turn)
    east, north = np.cos(turn) * wave * REACH[0], np.sin(turn) * wave * REACH[1]
    return [(CENTRE[0] + x, CENTRE[1] + y) for x, y in zip(east, north, strict=True)]


def _cells(seeds: list[Point]) -> list[Ring]:
    """What is nearest to each seed within the county; rings anticlockwise, four decimals."""
    far = [(CENTRE[0] + dx, CENTRE[1] + dy) for dx in (-9, 0, 9) for dy in (-9, 0, 9) if dx or dy]
    diagram = Voronoi(np.array([*seeds, *far]))
    cells = []
    for n in range(len(seeds)):
        corners = diagram.vertices[diagram.regions[diagram.point_region[n]]]
        turn = np.arctan2(*(corners - corners.mean(axis=0)).T[::-1])
        ring = _clipped(_county(), [(x, y) for x, y in corners[np.argsort(turn)]])
        cells.append([(round(float(x), 4), round(float(y), 4)) for x, y in ring])
    return cells


def _clipped(ring: Ring, convex: Ring) -> Ring:
    """The part of a ring inside a convex one (Sutherland and Hodgman)."""
    for a, b in _edges(convex):
        kept: Ring = []
        for p, q in _edges(ring):
            here, there = _side(a, b, p), _side(a, b, q)
            if here >= 0:
                kept.append(p)
            if here * there < 0:
                share = here / (here - there)
                kept.append((p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])))
        ring = kept
    return ring


def _side(a: Point, b: Point, p: Point) -> float:
    """Positive to the left of the line from a to b."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def _edges(ring: Ring) -> list[tuple[Point, Point]]:
    return [(p, q) for p, q in zip(ring, [*ring[1:], ring[0]], strict=True) if p != q]


def _merged(rings: Iterable[Ring]) -> Ring:
    """The outline of neighbouring rings: an edge that two of them share disappears."""
    edges = Counter(edge for ring in rings for edge in _edges(ring))
    outer = {p: q for p, q in edges if (q, p) not in edges}
    start = point = min(outer)
    outline: Ring = []
    while not outline or point != start:
        following = outer.pop(point)
        outline += _bent(point, following)
        point = following
    if outer:
        raise ValueError("an area must be of one piece")
    return [*outline, start]


def _bent(p: Point, q: Point) -> Ring:
    """The way from p to q without its end, bent in the same places from either side."""
    a, b = min(p, q), max(p, q)
    length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    shape = np.random.default_rng([round(v * 10000) for v in (*a, *b)])
    steps = max(1, round(length / 0.03))
    between = [
        _shifted(a, b, n / steps, 0.12 * length / steps * shape.normal()) for n in range(1, steps)
    ]
    return [p, *(between if p == a else between[::-1])]


def _shifted(a: Point, b: Point, share: float, aside: float) -> Point:
    """A point on the way from a to b, moved ``aside`` degrees."""
    across, up = b[0] - a[0], b[1] - a[1]
    length = float(np.hypot(across, up))
    x, y = a[0] + share * across, a[1] + share * up
    return round(x - aside * up / length, 4), round(y + aside * across / length, 4)


if __name__ == "__main__":
    main()
