"""Which areas lie in which, in one geography or in several that overlap. Pure.

An area lies in its ``parent`` and in every area of ``within``: a second geography, such as council
wards beside police districts, divides the same places in another way.
"""

from collections import defaultdict
from collections.abc import Iterable

from release.measures import Area

Partition = tuple[str, tuple[str, ...]]
"""A whole and areas that together are the whole, none in two of them."""


def above(area: Area) -> tuple[str, ...]:
    """The areas in which an area lies directly."""
    return tuple(filter(None, (area.parent, *area.within)))


def ancestors(areas: Iterable[Area]) -> dict[str, frozenset[str]]:
    """Every area with itself and all areas in which it lies."""
    direct = {a.id: above(a) for a in areas}
    found: dict[str, frozenset[str]] = {}

    def of(id_: str) -> frozenset[str]:
        if id_ not in found:
            found[id_] = frozenset([id_]).union(*(of(up) for up in direct.get(id_, ())))
        return found[id_]

    for id_ in direct:
        of(id_)
    return found


def partitions(areas: Iterable[Area]) -> list[Partition]:
    """Every way in which areas make up another one: its children of one level, with the places that
    lie in none of them. Two geographies give two."""
    known = list(areas)
    level = {a.id: a.level for a in known}
    up = ancestors(known)
    children: dict[str, list[str]] = defaultdict(list)
    for area in known:
        for whole in above(area):
            children[whole].append(area.id)
    places = [a.id for a in known if a.id not in children]
    found = []
    for whole, inside in children.items():
        for finer in dict.fromkeys(level[c] for c in inside):
            parts = [c for c in inside if level[c] == finer]
            rest = [p for p in places if whole in up[p] and not up[p] & {*parts}]
            found.append((whole, (*parts, *rest)))
    return found


def batches(some: Iterable[Partition]) -> list[dict[str, str]]:
    """The partitions as few maps from part to whole, each part and whole once in a map."""
    maps: list[dict[str, str]] = []
    for whole, parts in some:
        for one in maps:
            if whole not in one.values() and not any(p in one for p in parts):
                one.update(dict.fromkeys(parts, whole))
                break
        else:
            maps.append(dict.fromkeys(parts, whole))
    return maps
