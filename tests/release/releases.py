"""Drafts of a handful of numbers, and what a release of them says."""

from functools import cache
from typing import Any

import pandas as pd

from release.draft import KEY, SHOWN, Draft
from release.measures import Measure
from release.reader import Reader
from release.releases import Releases
from tests.factory import FORCE, areas, catalogue_measures

Numbers = dict[tuple[str, str], float]


def draft(numbers: Numbers, force: str = "testshire", **documents: dict[str, Any]) -> Draft:
    """One happy index per (area, month)."""
    rows = [
        {
            "measure": "happy_index", "frequency": "month", "area": area, "breakdown": "",
            "category": "", "period": period, "numerator": value, "denominator": 1000.0,
            "value": value / 10, "lower": None, "upper": None, "status": "normal", "note": "",
        }
        for (area, period), value in numbers.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=KEY + SHOWN)
    return Draft((_happy_index(),), areas(), frame, {"force": {force: FORCE}, **documents})


@cache
def _happy_index() -> Measure:
    return next(m for m in catalogue_measures() if m.id == "happy_index")


def says(reader: Reader) -> Numbers:
    return {(o.area, o.period): o.numerator or 0.0 for o in reader.observations()}


def history(url: str) -> list[tuple[str, int, int, int]]:
    """Id, added, revised and removed of every release, oldest first."""
    return [(r.id, r.added, r.revised, r.removed) for r in reversed(Releases(url).all())]


FIRST: Numbers = {
    ("testshire", "2026-01"): 101.0,
    ("district_north", "2026-01"): 102.0,
    ("district_south", "2026-01"): 103.0,
}
SECOND: Numbers = FIRST | {("testshire", "2026-02"): 204.5, ("district_north", "2026-01"): 202.0}
SECOND.pop(("district_south", "2026-01"))
THIRD: Numbers = SECOND | {("testshire", "2026-03"): 305.0}
