"""What the list and the map of the stations show: one measure in its newest period."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.core import get_global

from portal import findings, places, selection, wording
from portal.findings import Assessment, Comparison
from portal.language import _
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import TOTAL, Frequency

MILE, KILOMETRE = 1609.344, 1000
IN_MILES = {"GB", "US", "LR", "MM"}
"""Countries whose road signs are in miles (Unicode CLDR)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A measure in the newest period in which stations have it: figures, assessments and
    comparisons by area. ``compared`` is empty where places are not compared by it."""

    measure: Measure
    frequency: Frequency
    period: str
    figures: dict[str, Observation]
    assessed: dict[str, Assessment]
    compared: dict[str, Comparison]

    def kind(self, station: Area) -> str:
        """How the map marks a station (portal.map.KINDS)."""
        point = self.figures.get(station.id)
        if self.compared:
            found = self.compared.get(station.id)
            return found.band if found else ""
        return "shown" if point and (point.value is not None or wording.vague(point)) else ""


@lru_cache(4)
def offered(reader: Reader) -> tuple[Measure, ...]:
    """A measure of every theme that stations have: the first by which they are compared, else the
    first of all."""
    compared = {row["measure"] for row in reader.findings("comparison", breakdown=TOTAL)}
    found: dict[str, Measure] = {}
    for measure in reader.measures.values():
        before = found.get(measure.theme)
        better = before and measure.id in compared and before.id not in compared
        if (before is None or better) and look(reader, measure):
            found[measure.theme] = measure
    return tuple(found.values())


def chosen(reader: Reader, wanted: selection.Parameter) -> Measure | None:
    """The measure of the address; else the first by which stations are compared, else the first."""
    if selection.code(wanted, "measure"):
        return selection.measure(reader, wanted)
    found = offered(reader)
    compared = (m for m in found if (seen := look(reader, m)) and seen.compared)
    return next(compared, next(iter([*found, *reader.measures.values()]), None))


def look(reader: Reader, measure: Measure) -> Looked | None:
    """The finest frequency in which at least half of the stations' newest figures are shown, else
    the finest with any; None where stations have none."""
    return _kept(reader, measure.id)


@lru_cache(64)
def _kept(reader: Reader, id_: str) -> Looked | None:
    """Readers never change, and searches ask for the same again and again."""
    measure = reader.measures[id_]
    found = [seen for f in selection.offered(measure) if (seen := _look(reader, measure, f))]
    return next((seen for seen in found if _readable(seen)), next(iter(found), None))


def _look(reader: Reader, measure: Measure, frequency: Frequency) -> Looked | None:
    ids = [s.id for s in places.stations(reader)]
    period = reader.latest_period(measure.id, frequency)
    if period is None or not ids:
        return None
    seen = reader.observations(measure.id, area=ids, frequency=frequency, period=period)
    if not seen:
        return None
    compared = {
        c.area: c
        for c in findings.compared(reader, measure.id, frequency)
        if c.period == period and c.area in ids
    }
    assessed = findings.by_area(reader, measure.id, frequency)
    return Looked(measure, frequency, period, {o.area: o for o in seen}, assessed, compared)


def _readable(looked: Looked) -> bool:
    shown = [o for o in looked.figures.values() if o.value is not None]
    return 2 * len(shown) >= len(looked.figures)


def distance(reader: Reader) -> tuple[float, str]:
    """How a distance is said where this force is: metres in one of its units, and the words."""
    country = get_global("zone_territories").get(reader.force.get("zone", ""), "")
    if country in IN_MILES:
        return MILE, _("{distance} miles")
    return KILOMETRE, _("{distance} km")


def located(reader: Reader, station: Area) -> dict[str, Any]:
    """What the map and "Near me" know of a station in a list; a closed one is near nobody."""
    known: dict[str, Any] = {"data-area": station.id}
    if places.closed(reader, station):
        return known
    try:
        lat, lon = float(station.card["latitude"]), float(station.card["longitude"])
    except (KeyError, ValueError):
        return known
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        return known
    return known | {"data-latitude": f"{lat:g}", "data-longitude": f"{lon:g}"}
