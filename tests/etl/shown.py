"""Shown observations made by hand, for what is worked out from them."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from etl.shown import Shown
from release.draft import KEY, SHOWN
from release.measures import Area, Measure

COMMON = {
    "title": "T", "definition": "D", "why_it_matters": "W", "caution": "C", "theme": "station",
    "unit": "%", "direction": "higher", "finest_area": "station", "factor": 100,
    "kind": "percent", "protection": "events", "frequencies": ["month", "quarter", "year"],
    "owner": "O", "next_review": "2027-01-01", "numerator": {"record": "r"},
    "denominator": {"record": "r"},
}  # fmt: skip
NAMES = [f"s{n:02d}" for n in range(12)]
AREAS = (
    Area(id="f", name="F", level="force"),
    Area(id="d", name="D", level="district", parent="f"),
    *(Area(id=name, name=name, level="station", parent="d") for name in NAMES),
)


def measure(**fields: Any) -> Measure:
    base = {**COMMON, "id": "m"}
    if fields.get("kind") == "count":
        base |= {"denominator": None, "factor": 1}
    return Measure(**{**base, **fields})


def cell(area: str, period: str, value: float | None, **fields: Any) -> dict[str, Any]:
    """One observation of the measure ``m``, hidden where the value is None."""
    frequency = "year" if len(period) == 4 else "quarter" if "Q" in period else "month"
    row = dict.fromkeys(SHOWN) | {
        "note": "",
        "status": "normal" if value is not None else "suppressed",
    }
    key = {"measure": "m", "frequency": frequency, "area": area, "breakdown": "", "category": ""}
    return key | {"period": period} | row | {"value": value} | fields


def share(
    area: str, period: str, x: float | None, n: float | None, **fields: Any
) -> dict[str, Any]:
    """One observation of a share."""
    value = None if x is None or n is None else 100 * x / n
    return cell(area, period, value, numerator=x, denominator=n, **fields)


def months(*values: float | None, area: str = "s00", **fields: Any) -> list[dict[str, Any]]:
    """A series of months from 2024-01 on."""
    return [cell(area, month(n), value, **fields) for n, value in enumerate(values)]


def month(n: int) -> str:
    return f"{2024 + n // 12}-{n % 12 + 1:02d}"


def shown(of: Measure, rows: Iterable[dict[str, Any]], areas: tuple[Area, ...] = AREAS) -> Shown:
    frame = pd.DataFrame(list(rows), columns=KEY + SHOWN)
    numbers = ["numerator", "denominator", "value", "lower", "upper"]
    return Shown(frame.astype(dict.fromkeys(numbers, "float64")), {of.id: of}, areas, {})
