"""The places of a force as a resident looks for them: by name, address, area or postcode."""

import re

from portal.language import _
from portal.searching import LIMIT, Matches, find, plain, shared
from release.measures import Area
from release.reader import Reader

__all__ = [
    "LIMIT", "Matches", "by_parent", "closed", "inside", "parts", "reading_order", "search",
    "stations", "way_up",
]  # fmt: skip


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


def inside(reader: Reader, area: Area) -> list[Area]:
    """The stations of an area, however deep; a station holds itself."""
    return [s for s in stations(reader) if area in (s, *_around(reader, s))]


def _around(reader: Reader, area: Area) -> list[Area]:
    """The areas that a place is part of, the force included."""
    found: list[Area] = []
    parent = reader.areas.get(area.parent)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = reader.areas.get(parent.parent)
    return found


def search(reader: Reader, wanted: str, among: list[Area] | None = None) -> Matches:
    """Stations by name, address, postcode, covered areas or district; closed ones come last. Words
    that tell none from another are left out; where no others are left, all are found."""
    known = stations(reader) if among is None else among
    in_use = sorted(known, key=lambda s: closed(reader, s))
    words = plain(wanted[:LIMIT]).split()
    telling = [w for w in words if w not in _noise(reader)]
    if words and not telling:
        return Matches(in_use, [])
    return find(in_use, " ".join(telling), _parents(reader, in_use))


def _noise(reader: Reader) -> frozenset[str]:
    """What a police station is called, and the words that all of them have."""
    everywhere = stations(reader)
    said = [_("police station"), _("Stations")]
    own = frozenset(plain(" ".join(said)).split())
    return own | shared(everywhere, _parents(reader, everywhere))


def _parents(reader: Reader, known: list[Area]) -> dict[str, str]:
    return {s.id: reader.areas[s.parent].name for s in known if s.parent in reader.areas}
