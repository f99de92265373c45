"""The places of a force as a resident looks for them: by name, address, area or postcode."""

import re

from release.measures import Area
from release.reader import Reader

SEARCHED = ("address", "postcode", "covers")
LIMIT = 80


def reading_order(area: Area) -> list[tuple[int, str]]:
    """By name, numbers by their size: the 2nd District stands before the 10th."""
    parts = re.split(r"([0-9]+)", area.name.casefold())
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def stations(reader: Reader) -> list[Area]:
    """The places that have no parts, by name. The force itself is none."""
    parents = {a.parent for a in reader.areas.values()}
    leaves = [a for a in reader.areas.values() if a.id not in parents and a.parent]
    return sorted(leaves, key=reading_order)


def by_parent(reader: Reader, found: list[Area]) -> list[tuple[Area, list[Area]]]:
    """Stations under the area that they are part of, in the order of the release."""
    groups = [(a, [s for s in found if s.parent == a.id]) for a in reader.areas.values()]
    return [(parent, inside) for parent, inside in groups if inside]


def parts(reader: Reader, area: Area) -> list[Area]:
    """The areas directly inside another, by name."""
    inside = [a for a in reader.areas.values() if a.parent == area.id]
    return sorted(inside, key=reading_order)


def way_up(reader: Reader, area: Area) -> list[Area]:
    """The areas around one, from the outside in, without the force as a whole."""
    found: list[Area] = []
    parent = reader.areas.get(area.parent)
    while parent is not None and parent.parent and parent not in found:
        found.insert(0, parent)
        parent = reader.areas.get(parent.parent)
    return found


def closed(reader: Reader, area: Area) -> bool:
    """Whether the place was given up before this release was published."""
    return bool(area.valid_to) and area.valid_to < reader.release.published[:10]


def search(reader: Reader, wanted: str) -> list[Area]:
    """Stations whose name, address, postcode, covered areas or district hold every word."""
    words = wanted[:LIMIT].casefold().split()
    together = "".join(words)
    return [
        s
        for s in stations(reader)
        if all(w in _text(reader, s) for w in words)
        or (len(together) > 2 and together in _text(reader, s).replace(" ", ""))
    ]


def _text(reader: Reader, area: Area) -> str:
    parent = reader.areas.get(area.parent)
    fields = [area.name, parent.name if parent else ""]
    fields += [area.card.get(name, "") for name in SEARCHED]
    return " ".join(fields).casefold()
