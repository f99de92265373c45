"""The code list that a tree of experience points suggests, beside the one that the force has."""

from collections.abc import Mapping, Sequence

from etl.fetch.tree import Point, Resolved
from etl.sources import Source

Codes = Mapping[str, Mapping[str, Mapping[str, str]]]


def proposed(
    points: Sequence[Point], resolved: Resolved, source: Source, codes: Codes
) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The rows of the proposal with their header (code, area, what the force's list has beside
    these, name), and by id what is new, moved, gone or does not fit.

    Beside the area, the force's own columns keep their values and are empty for a new code.
    """
    present = _present(source, codes)
    areas = present.get("area", {})
    beside = [column for column in present if column not in ("area", "name")]
    names = {point.id: point.name for point in points}
    rows = [
        [code, area, *(present[column].get(code, "") for column in beside), names[code]]
        for code, area in resolved.areas.items()
    ]
    changes = {
        "new": [code for code in resolved.areas if code not in areas],
        "moved": [c for c, area in resolved.areas.items() if areas.get(c, area) != area],
        "gone": [code for code in areas if code not in resolved.areas],
        "unmapped": resolved.unmapped,
        "orphans": resolved.orphans,
        "cycles": resolved.cycles,
        "absent": resolved.absent,
        "repeated": resolved.repeated,
    }
    return [["code", "area", *beside, "name"], *rows], changes


def _present(source: Source, codes: Codes) -> Mapping[str, Mapping[str, str]]:
    """The list in which the mapping looks up the area, as column → code → value."""
    origin = source.columns.get("area")
    return codes.get(origin.codes, {}) if origin and origin.codes else {}
