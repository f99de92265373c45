"""What people asked for and what was done about it, as a release holds it: ``action`` documents.

Nobody checks their dates and ids before they are published, so everything may be missing here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from portal import selection, series
from portal.series import Series
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import Frequency, period_end, period_start

Status = Literal["overdue", "open", "late", "on time", "done"]
STATUSES: tuple[Status, ...] = ("overdue", "open", "late", "on time", "done")
"""In the order in which pages list them: what is still to do first."""

FREQUENCIES: tuple[Frequency, ...] = ("quarter", "year")
"""Periods by which before and after are compared, the fittest first. A month is mostly chance: it
serves only where a measure has nothing longer."""


@dataclass(frozen=True, slots=True)
class Action:
    """``by`` is the promised day and ``done`` the day it was done, where they are known; ``area``
    and ``measure`` are None where the release does not have them."""

    id: str
    area: Area | None
    asked: str
    did: str
    by: date | None
    done: date | None
    measure: Measure | None

    def status(self, today: date) -> Status:
        """How it stood on a day."""
        if self.done is None or self.done > today:
            return "overdue" if self.by and self.by < today else "open"
        if self.by is None:
            return "done"
        return "late" if self.done > self.by else "on time"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measure of an action in its area: the last whole period before it was done, and the
    newest that began after it; None where there is none."""

    shown: Series
    before: Observation | None
    now: Observation | None


def published(reader: Reader) -> date:
    """The day as of which a release speaks."""
    return date.fromisoformat(reader.release.published[:10])


def every(reader: Reader) -> list[Action]:
    """What is still to do by its promised day, then what was done, newest first."""
    today = published(reader)
    found = [_action(reader, id_, body) for id_, body in reader.documents("action").items()]
    return sorted(found, key=lambda a: _order(a, today))


def _order(action: Action, today: date) -> tuple[int, int, str]:
    """Overdue, open, done."""
    place = min(STATUSES.index(action.status(today)), 2)
    day = (action.done if place == 2 else action.by) or date.max
    return place, -day.toordinal() if place == 2 else day.toordinal(), action.id


def _action(reader: Reader, id_: str, body: dict[str, Any]) -> Action:
    said = {name: str(value or "").strip() for name, value in body.items()}
    return Action(
        id_,
        reader.areas.get(said.get("area", "")),
        said.get("asked", ""),
        said.get("did", ""),
        _date(said.get("by", "")),
        _date(said.get("done", "")),
        reader.measures.get(said.get("measure", "")),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def of_place(reader: Reader, place: Area, among: Iterable[Action]) -> list[Action]:
    """The actions of an area and of those inside it."""
    return [a for a in among if a.area is not None and place.id in _around(reader, a.area)]


def around_place(reader: Reader, place: Area, among: Iterable[Action]) -> list[Action]:
    """The actions of the areas around one, without its own."""
    outside = _around(reader, place)[1:]
    return [a for a in among if a.area is not None and a.area.id in outside]


def _around(reader: Reader, place: Area) -> list[str]:
    """An area and those that it lies in, from the inside out."""
    found = [place.id]
    parent = reader.areas.get(place.parent)
    while parent is not None and parent.id not in found:
        found.append(parent.id)
        parent = reader.areas.get(parent.parent)
    return found


def evidence(reader: Reader, action: Action) -> Evidence | None:
    """What the measure of an action says; None where the release has no figure of it there."""
    if action.area is None or action.measure is None:
        return None
    long = [f for f in FREQUENCIES if f in action.measure.frequencies]
    offered = long or action.measure.frequencies
    found = [_seen(reader, action.measure, action.area, f, action.done) for f in offered]
    known = [e for e in found if e.shown.points]
    best = (e for e in known if _shown(e.before) and _shown(e.now))
    return next(best, next(iter(known), None))


def _shown(point: Observation | None) -> bool:
    return point is not None and point.value is not None


def _seen(
    reader: Reader, measure: Measure, area: Area, frequency: Frequency, done: date | None
) -> Evidence:
    chosen = selection.Selection(measure, area, frequency, None)
    shown = series.of(reader, chosen)
    before = [o for o in shown.points if done and period_end(o.period) < done]
    since = [o for o in shown.points if done is None or period_start(o.period) > done]
    return Evidence(shown, before[-1] if before else None, since[-1] if since else None)
