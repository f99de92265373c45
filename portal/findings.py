"""What a release has found out about its numbers, as values: nothing is worked out here.

A release without findings, of an older schema or before its first 13 points, gives none: pages then
show what they have.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from release.reader import Observation, Reader
from release.vocabulary import TOTAL, Frequency


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a finding; columns that a page does not need are left out."""

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(**{field.name: row[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Signal(_Row):
    """A point that chance alone hardly explains. ``sign``: 1 for a rise or high level, else −1."""

    period: str
    sign: float
    rule: str
    variation: str


@dataclass(frozen=True, slots=True)
class Assessment(_Row):
    """Whether a series is changing (release.tables.ASSESSMENT): limits are None under 13 points and
    where there is no spread."""

    points: float
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None
    since: str
    latest: str
    sign: float | None
    variation: str
    assurance: str
    reason: str

    @property
    def limited(self) -> bool:
        """Whether there are enough points, and enough between them, for limits."""
        return None not in (self.mean, self.lower_limit, self.upper_limit)

    @property
    def limits(self) -> tuple[float, float, float]:
        """Mean, lower and upper limit, where there are any."""
        assert self.mean is not None
        assert self.lower_limit is not None and self.upper_limit is not None
        return self.mean, self.lower_limit, self.upper_limit


@dataclass(frozen=True, slots=True)
class Comparison(_Row):
    """Where a place lies among those of its level (release.tables.COMPARISON)."""

    area: str
    period: str
    average: float | None
    lower_limit: float | None
    upper_limit: float | None
    lower_95: float | None
    upper_95: float | None
    band: str


NO_FIGURE, OTHER_PHASE = "latest point missing", "before the limits"
"""Why there is no icon of variation: as the release says it, and for a period before its limits."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found out about one series. ``past``: its icons speak of an earlier period."""

    assessment: Assessment | None = None
    signals: tuple[Signal, ...] = ()
    comparison: Comparison | None = None
    past: bool = False

    @property
    def latest(self) -> Signal | None:
        """The signal of the period that the icons speak of."""
        said = self.assessment.latest if self.assessment else ""
        return next((s for s in self.signals if s.period == said), None)

    def at(self, point: Observation | None) -> "Found":
        """The same with icons that speak of ``point``, where it is an earlier one: its own flag, if
        the release has one. A target is met or missed by the series as it is now."""
        whole = self.assessment
        if whole is None or point is None or not whole.limited or point.period >= whole.latest:
            return self
        own = next((s for s in self.signals if s.period == point.period), None)
        reason = NO_FIGURE if point.value is None else ""
        reason = OTHER_PHASE if point.period < whole.since else reason
        variation = "" if reason else own.variation if own else "common cause"
        sign = own.sign if own and not reason else 0.0
        then = replace(
            whole, latest=point.period, variation=variation, sign=sign, reason=reason, assurance=""
        )
        return replace(self, assessment=then, past=True)

    def about(self, point: Observation | None) -> bool:
        """Whether the icons speak of this very observation."""
        return bool(point and self.assessment and self.assessment.latest == point.period)


NOTHING = Found()


def of(
    reader: Reader,
    measure: str,
    frequency: Frequency,
    area: str,
    breakdown: str = TOTAL,
    category: str = TOTAL,
) -> Found:
    """What the release says about one series."""
    key = {
        "measure": measure,
        "frequency": frequency,
        "area": area,
        "breakdown": breakdown,
        "category": category,
    }
    assessed = reader.findings("assessment", **key)
    compared = reader.findings("comparison", **key)
    return Found(
        Assessment.of(assessed[0]) if assessed else None,
        tuple(Signal.of(row) for row in reader.findings("signal", **key)),
        Comparison.of(compared[0]) if compared else None,
    )


def by_area(reader: Reader, measure: str, frequency: Frequency) -> dict[str, Assessment]:
    """The assessment of a measure as a whole in every area, read at once."""
    rows = reader.findings("assessment", measure=measure, frequency=frequency, breakdown=TOTAL)
    return {row["area"]: Assessment.of(row) for row in rows}


def compared(reader: Reader, measure: str, frequency: Frequency) -> list[Comparison]:
    """The comparison of every place of every level, for a measure as a whole."""
    rows = reader.findings("comparison", measure=measure, frequency=frequency, breakdown=TOTAL)
    return [Comparison.of(row) for row in rows]


def present(reader: Reader) -> bool:
    """Whether this release holds findings about its series at all."""
    return bool(reader.findings("assessment"))
