"""Which station each experience point belongs to. Pure: a tree in, a code list out."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """A node of the tree; ``parent`` is empty at the top, ``group`` is false where presses are."""

    id: str
    name: str
    parent: str
    group: bool


@dataclass(frozen=True)
class Resolved:
    """``areas`` maps each experience point to its area; the lists say by id what does not fit."""

    areas: dict[str, str]
    unmapped: list[str]
    orphans: list[str]
    cycles: list[str]
    absent: list[str]
    repeated: list[str]


def resolve(points: Iterable[Point], stations: Mapping[str, str]) -> Resolved:
    """Each experience point belongs to its nearest ancestor (or itself) that is in ``stations``.

    Orphans name a parent that is not in the tree (the top of what a token may see does so),
    cycles are nodes that are their own ancestors, absent are stations that the tree has not,
    repeated are ids with more than one place (the first counts). Nothing is guessed.
    """
    listed = list(points)
    by_id: dict[str, Point] = {}
    for point in listed:
        by_id.setdefault(point.id, point)
    parents = {point.id: point.parent for point in by_id.values()}
    found = _nearest(parents, stations)
    leaves = [point.id for point in by_id.values() if not point.group]
    return Resolved(
        areas={id_: area for id_ in leaves if (area := found[id_])},
        unmapped=[id_ for id_ in leaves if not found[id_]],
        orphans=[id_ for id_, parent in parents.items() if parent and parent not in parents],
        cycles=_cycles(parents),
        absent=[id_ for id_ in stations if id_ not in parents],
        repeated=sorted({point.id for point in listed if by_id[point.id] != point}),
    )


def _nearest(parents: Mapping[str, str], stations: Mapping[str, str]) -> dict[str, str]:
    """Node → area of the nearest mapped node upwards; empty where there is none."""
    found = {id_: area for id_, area in stations.items() if id_ in parents}
    for start in parents:
        way, end = _upwards(start, parents, found)
        found.update(dict.fromkeys(way, found.get(end, "")))
    return found


def _cycles(parents: Mapping[str, str]) -> list[str]:
    """Nodes that come back to themselves, in the order of the tree."""
    done: dict[str, None] = {}
    circle: set[str] = set()
    for start in parents:
        way, end = _upwards(start, parents, done)
        if end in way:
            circle.update(way[way.index(end) :])
        done.update(dict.fromkeys(way))
    return [id_ for id_ in parents if id_ in circle]


def _upwards(
    start: str, parents: Mapping[str, str], known: Container[str]
) -> tuple[list[str], str]:
    """The nodes from ``start`` upwards, and the first that is known, outside or came before."""
    way, node = dict[str, None](), start
    while node in parents and node not in known and node not in way:
        way[node] = None
        node = parents[node]
    return list(way), node
