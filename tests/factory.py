"""Small releases for tests: the real catalogue over a made-up force of two districts."""

import math
import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from release.draft import KEY, SHOWN, Draft
from release.measures import Area, Breakdown, Measure
from release.vocabulary import LEVELS, TOTAL, Frequency, period_of
from tests.findings import made_findings

ROOT = Path(__file__).resolve().parent.parent


def catalogue_measures() -> tuple[Measure, ...]:
    tables = tomllib.loads((ROOT / "catalogue/measures.toml").read_text("utf-8"))
    return tuple(Measure(id=id_, **table) for id_, table in tables.items())


def areas() -> tuple[Area, ...]:
    """One force, two districts, three stations each; the last station has no data."""
    force = Area(id="testshire", name="Testshire", level="force")
    districts = [
        Area(id=f"district_{d}", name=f"{d.title()} District", level="district", parent=force.id)
        for d in ("north", "south")
    ]
    stations = [
        Area(
            id=f"station_{name.lower()}",
            name=f"{name} Station",
            level="station",
            parent=districts[n // 3].id,
            card={
                "address": f"{n + 1} High Street, {name}",
                "postcode": f"TS{n + 1} 1AA",
                "hours": "Monday to Friday 8 am to 8 pm",
                "lead": f"Captain Made-Up {name}",
                "phone": "555 0100",
                "email": f"{name.lower()}@testshire.example",
                "latitude": str(51 + n / 20),
                "longitude": str(-1 - n / 20),
                "covers": f"{name} Heath|{name} Wharf|TS{n + 1}",
            },
        )
        for n, name in enumerate(["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"])
    ]
    return (force, *districts, *stations)


def periods(months: int = 24, last: str = "2026-06") -> list[str]:
    """The last ``months`` months up to and including ``last``."""
    year, month = int(last[:4]), int(last[5:])
    numbers = range(year * 12 + month - months, year * 12 + month)
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in numbers]


def sample_draft(months: int = 24, last: str = "2026-06") -> Draft:
    """A complete, plausible and deterministic draft: every measure, area, period and breakdown.
    Whoever asks gets a copy of their own."""
    return deepcopy(_sample_draft(months, last))


@cache
def _sample_draft(months: int, last: str) -> Draft:
    measures, places = catalogue_measures(), areas()
    rows = [
        row
        for measure in measures
        for n, area in enumerate(places[:-1])
        if LEVELS.index(area.level) <= LEVELS.index(measure.finest_area)
        for frequency in measure.frequencies
        for t, period in enumerate(_spans(periods(months, last), frequency))
        for row in _rows(measure, area, n, frequency, t, period)
    ]
    documents: dict[str, dict[str, Any]] = {
        "force": {"testshire": FORCE},
        "course": tomllib.loads((ROOT / "catalogue/courses.toml").read_text("utf-8")),
        "theme": tomllib.loads((ROOT / "catalogue/themes.toml").read_text("utf-8")),
        "source": {"kiosks": SOURCE},
        "action": ACTIONS,
        "boundary": {
            f"district_{d}": _square(51 + n * 0.15) for n, d in enumerate(("north", "south"))
        },
    }
    shown = pd.DataFrame(rows, columns=KEY + SHOWN)
    return Draft(measures, places, shown, documents, made_findings(shown, measures, places))


FORCE = {
    "name": "Testshire Police",
    "short_name": "Testshire",
    "illustrative": True,
    "language": "en",
    "languages": ["en", "es"],
    "zone": "Europe/London",
    "promise": "We will treat you with respect, keep you informed and do what we say.",
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "contact": {"email": "service@testshire.example", "phone": "555 0199", "address": "1 High St"},
    "feedback_url": "https://testshire.example/feedback",
    "publication": "On the first Tuesday of each month",
    "levels": {"force": "Force", "district": "District", "station": "Station"},
}
SOURCE = {
    "title": "Kiosks at the desks",
    "record": "press",
    "deliveries": 24,
    "rows": 1000,
    "accepted": 990,
    "quarantined": 7,
    "duplicates": 3,
    "first": "2024-07-01",
    "last": "2026-06-30",
    "reasons": {"area: not in the list of areas": 7},
}


ACTIONS = {
    "greeting": {
        "area": "station_elm",
        "asked": "Look up when we come in.",
        "did": "Everyone at the desk took the customer-service workshop.",
        "by": "2026-01-31",
        "done": "2025-12-15",
        "measure": "happy_index",
    },
    "messages": {
        "area": "testshire",
        "asked": "Tell us what has become of our report.",
        "did": "Every victim of crime gets a message within 48 hours.",
        "by": "2026-12-31",
        "done": "",
        "measure": "kept_informed",
    },
}
"""What people asked for and what was done: one thing finished at a station, one open."""


def _square(south: float) -> dict[str, Any]:
    """The outline of a district around its three stations, as GeoJSON."""
    west, east, north = -1.3, -0.9, south + 0.15
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _spans(months: list[str], frequency: Frequency) -> list[str]:
    return list(dict.fromkeys(period_of(f"{m}-01", frequency) for m in months))


def _rows(
    measure: Measure, area: Area, n: int, frequency: Frequency, t: int, period: str
) -> list[dict[str, Any]]:
    key = (measure.id, frequency, area.id, period)
    size = {"force": 6000, "district": 2500}.get(area.level, 700)
    level = 0.5 + 0.3 * math.sin(len(measure.id) + n) * math.cos(t / 3) + 0.005 * t
    rows = [_row(measure, key, TOTAL, TOTAL, size, level)]
    for id_, breakdown in measure.breakdowns.items():
        if _offered(breakdown, area, frequency):
            rows += [
                _row(measure, key, id_, code, size // (k + 2), level / (k + 1), breakdown.kind)
                for k, code in enumerate(breakdown.categories)
            ]
    return rows


def _offered(breakdown: Breakdown, area: Area, frequency: Frequency) -> bool:
    return (not breakdown.levels or area.level in breakdown.levels) and (
        not breakdown.frequencies or frequency in breakdown.frequencies
    )


def _row(
    measure: Measure,
    key: tuple[str, str, str, str],
    breakdown: str,
    category: str,
    n: int,
    share: float,
    kind: str = "slice",
) -> dict[str, Any]:
    id_, frequency, area, period = key
    shown = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    base = {"measure": id_, "frequency": frequency, "area": area, "period": period}
    base |= {"breakdown": breakdown, "category": category, "note": ""}
    if period.endswith("-02") and category != TOTAL:
        return base | shown | {"status": "suppressed"}
    share = min(max(share, 0.02), 0.98)
    factor = 100.0 if kind == "share" else measure.factor * (100 if measure.kind == "score" else 1)
    numbers: dict[str, float | None]
    if measure.kind == "count":
        numbers = {"numerator": round(n * share), "denominator": None, "value": round(n * share)}
    else:
        top = round(n * share * 0.01) if measure.kind == "rate" else round(n * share)
        numbers = {"numerator": top, "denominator": n, "value": top / n * factor}
        if measure.kind == "percent":
            half = 196 * math.sqrt(share * (1 - share) / n)
            numbers |= {
                "lower": max(0.0, 100 * share - half),
                "upper": min(100.0, 100 * share + half),
            }
    status = "rounded" if measure.protection == "people" else "normal"
    return base | shown | numbers | {"status": status}
