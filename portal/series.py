"""One measure of one area over time, as a release shows it."""

from dataclasses import dataclass, replace

from portal import findings, places, selection, wording
from portal.findings import NOTHING, Assessment, Comparison, Found
from portal.selection import Selection
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import Frequency


@dataclass(frozen=True, slots=True)
class Series:
    """``points`` in the order of time; ``point`` is the one in question, ``earlier`` the one a
    year before it. Both are None where there are none; ``asked`` is the period of the address."""

    measure: Measure
    area: Area
    frequency: Frequency
    points: list[Observation]
    point: Observation | None
    earlier: Observation | None
    asked: str | None = None
    found: Found = NOTHING
    closed: bool = False

    @property
    def headline(self) -> str:
        return wording.headline(
            self.measure,
            self.area,
            self.point,
            self.earlier,
            self.asked,
            course=self.course,
            outstanding=wording.stands_out(self.found, self.point),
        )

    @property
    def course(self) -> wording.Course:
        """What is known of the series as a whole, where it speaks of the point in question."""
        assessment = self.found.assessment
        if assessment is None or not assessment.variation or not self.found.about(self.point):
            return ""
        return "steady" if assessment.variation == "common cause" else "moving"

    @property
    def judged(self) -> Found:
        """The findings as they speak of the point in question."""
        return self.found.at(self.point)

    @property
    def sure(self) -> wording.Surety:
        """Whether the likely range of the figure allows to speak of a change."""
        return wording.surety(self.judged.assessment, self._latest)

    @property
    def variation(self) -> str:
        """Whether the series is changing, or was at an earlier point that was asked for."""
        said = [
            wording.varies(self.measure, self.judged, self._latest),
            wording.decided(self.measure, self.found.assessment, self.area.id),
        ]
        return " ".join(s for s in said if s)

    @property
    def promise(self) -> Assessment | None:
        """The assessment, where its word on the target holds for the latest figure too. A figure on
        the other side of the target shows that the limits are those of a time that is over. A
        closed place has nothing left to keep, and an earlier point says nothing of it."""
        if self.closed or self.judged.past:
            return None
        assessment, point = self.found.assessment, self._latest
        if assessment is None or point is None or point.value is None:
            return assessment
        said = {"passing": True, "failing": False}.get(assessment.assurance)
        now = _met(self.measure, point)
        return assessment if said is None or now is None or said is now else None

    @property
    def beside(self) -> Comparison | None:
        """The comparison with other places, where it is of the period of the figure itself."""
        compared, point = self.found.comparison, self.point
        return compared if compared and point and compared.period == point.period else None

    @property
    def difference(self) -> str:
        """Whether the place differs from others of its kind."""
        compared = self.found.comparison
        point = self._at(compared.period) if compared else None
        return wording.compared(self.measure, self.area, compared, point)

    @property
    def _latest(self) -> Observation | None:
        """The observation that the icons speak of."""
        assessment = self.judged.assessment
        return self._at(assessment.latest) if assessment else None

    def _at(self, period: str) -> Observation | None:
        return next((p for p in self.points if p.period == period), None)


def _met(measure: Measure, point: Observation) -> bool | None:
    """Whether a figure reaches the target; None where there is none, or no better way."""
    if measure.target is None or point.value is None or measure.direction == "neutral":
        return None
    if measure.direction == "lower":
        return point.value <= measure.target
    return point.value >= measure.target


def of(reader: Reader, chosen: Selection) -> Series:
    """The series that a selection asks for; its point is that of the period asked for."""
    points = reader.observations(chosen.measure.id, area=chosen.area.id, frequency=chosen.frequency)
    point = next((p for p in points if p.period == chosen.period), None)
    earlier = wording.before(points, point)
    found = findings.of(reader, chosen.measure.id, chosen.frequency, chosen.area.id)
    return Series(
        chosen.measure,
        chosen.area,
        chosen.frequency,
        points,
        point,
        earlier,
        chosen.period,
        _since_shown(chosen, found, points),
        places.closed(reader, chosen.area),
    )


def _since_shown(chosen: Selection, found: Found, points: list[Observation]) -> Found:
    """The findings with the first figure that is shown as their start: those before are hidden and
    count for nothing. A start that was decided in writing is kept."""
    if found.assessment is None or wording.decided(
        chosen.measure, found.assessment, chosen.area.id
    ):
        return found
    begun = found.assessment.since
    shown = [p.period for p in points if p.value is not None and p.period >= begun]
    since = min(shown, default=begun)
    return replace(found, assessment=replace(found.assessment, since=since))


def latest(reader: Reader, measure: Measure, area: Area) -> Series:
    """The series in its finest frequency up to its newest period."""
    return of(reader, selection.select(reader, measure, area))


def newest(reader: Reader, measure: Measure) -> tuple[Frequency, str | None]:
    """The finest frequency in which a measure has observations of its finest areas, and its newest
    period."""
    for frequency in _everywhere(measure):
        if period := reader.latest_period(measure.id, frequency):
            return frequency, period
    return _everywhere(measure)[0], None


def _everywhere(measure: Measure) -> list[Frequency]:
    """The frequencies that are published for the finest areas too."""
    months = measure.finest_month_area in (None, measure.finest_area)
    found = [f for f in selection.offered(measure) if months or f != "month"]
    return found or selection.offered(measure)


def by_category(
    reader: Reader, series: Series, breakdown: str, period: str | None = None
) -> list[Observation]:
    """The categories of one breakdown in one period, in the catalogue's order."""
    found = {
        o.category: o
        for o in reader.observations(
            series.measure.id, area=series.area.id, period=period, breakdown=breakdown
        )
    }
    return [found[c] for c in series.measure.breakdowns[breakdown].categories if c in found]


def newest_split(reader: Reader, series: Series, breakdown: str) -> str | None:
    """The newest period of a breakdown, in the finest frequency in which it is published."""
    rows = reader.observations(series.measure.id, area=series.area.id, breakdown=breakdown)
    for frequency in selection.offered(series.measure):
        periods = [o.period for o in rows if o.frequency == frequency]
        if periods:
            return max(periods)
    return None
