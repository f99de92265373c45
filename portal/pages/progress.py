"""How far a course is, out of the measures that the release has for it."""

from dataclasses import dataclass, replace
from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, series, wording
from portal.language import _, day, translated
from portal.wording import training
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import TOTAL, frequency_of

COURSE = "course"
"""The field of a record that names the course."""


@dataclass(frozen=True, slots=True)
class Course:
    """A course with the measure, breakdown and category under which its coverage is published."""

    id: str
    body: dict[str, Any]
    measure: Measure
    breakdown: str
    category: str

    @property
    def title(self) -> str:
        return translated(str(self.body.get("title", self.id)))

    @property
    def target_date(self) -> str:
        return str(self.body.get("target_date") or "")

    def of_group(self, breakdown: str, category: str) -> "Course":
        """The same course among one group."""
        return replace(self, breakdown=breakdown, category=category)

    def points(
        self, reader: Reader, area: str | list[str], period: str | None = None
    ) -> list[Observation]:
        """Coverage of one area over time, or of several in one period, in the finest frequency that
        is published for them."""
        return _finest(reader, self.measure, area, period, self.breakdown, self.category)

    def latest_of(self, reader: Reader, areas: list[str]) -> dict[str, Observation]:
        """The newest coverage of several areas of one level, by area."""
        every = self.points(reader, areas)
        newest = max((o.period for o in every), default="")
        return {o.area: o for o in every if o.period == newest}

    def outlook(self, reader: Reader, area: str) -> "Outlook | None":
        """When it will be finished in an area; None where the release does not say."""
        found = outlook(reader, self.measure.id, area, self.breakdown, self.category)
        if found is None or not self.target_date:
            return found
        return replace(found, late=self._late(reader, area))

    def _late(self, reader: Reader, area: str) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The open parts of an area that are too late for the promise."""
        found = []
        for part in places.parts(reader, reader.areas[area]):
            own = outlook(reader, self.measure.id, part.id, self.breakdown, self.category)
            if own and not places.closed(reader, part):
                late = training.too_late(own.when, self.target_date)
                found += [(part.name, own.when)] if late else []
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Rows of the table projection: the one that says ``when``, and the periods to ``coming``; the
    parts of the area that are too ``late`` for the promise, by name, each with its own row."""

    when: dict[str, Any]
    coming: list[dict[str, Any]]
    late: tuple[tuple[str, dict[str, Any]], ...] = ()


def outlook(
    reader: Reader, measure: str, area: str, breakdown: str = TOTAL, category: str = TOTAL
) -> Outlook | None:
    rows = reader.findings(
        "projection", measure=measure, area=area, breakdown=breakdown, category=category
    )
    when = next((r for r in rows if not r["period"]), None)
    return Outlook(when, [r for r in rows if r["period"]]) if when else None


def _finest(
    reader: Reader,
    measure: Measure,
    area: str | list[str],
    period: str | None,
    breakdown: str,
    category: str,
) -> list[Observation]:
    wanted = [frequency_of(period)] if period else selection.offered(measure)
    for frequency in wanted:
        found = reader.observations(
            measure.id,
            area=area,
            frequency=frequency,
            period=period,
            breakdown=breakdown,
            category=category,
        )
        if found:
            return found
    return []


def courses(reader: Reader) -> list[Course]:
    """The courses with figures in this release, in the order of the catalogue."""
    found = [_course(reader, id_, body) for id_, body in reader.documents(COURSE).items()]
    return [c for c in found if c is not None]


def _course(reader: Reader, id_: str, body: dict[str, Any]) -> Course | None:
    """A measure of its own comes first; else the category of a measure of all courses."""
    for measure in reader.measures.values():
        if measure.numerator.where.get(COURSE) == [id_]:
            return Course(id_, body, measure, TOTAL, TOTAL)
    for measure in reader.measures.values():
        for name, breakdown in measure.breakdowns.items():
            if breakdown.field == COURSE and id_ in breakdown.categories:
                return Course(id_, body, measure, name, id_)
    return None


def promised(reader: Reader) -> Course | None:
    """The course that everyone should hold by the first date; the first course where none has."""
    found = courses(reader)
    dated = sorted((c for c in found if c.target_date), key=lambda c: c.target_date)
    return next(iter([*dated, *found]), None)


def sentence(
    course: Course,
    area: Area,
    point: Observation,
    closed: bool = False,
    when: Outlook | None = None,
) -> str:
    """How far the course is, when everyone will have done it, and by when they should; a closed
    place has no goal left."""
    if point.value is None and not wording.vague(point):
        return wording.hidden(course.measure, area, point)
    said = wording.of_course(course.title, area, point, wording.said(course.measure, point))
    if closed:
        return said
    if when is not None:
        return f"{said} {training.finish(when.when, course.target_date, when.late)}"
    if not course.target_date:
        return said
    goal = _("Everyone should have done it by {day}.").format(day=day(course.target_date))
    return f"{said} {goal}"


def bar(reader: Reader, course: Course, area: Area, id: str) -> Component | None:
    """The progress of one course in one area with its sentence; None where there is no figure."""
    points = course.points(reader, area.id)
    if not points:
        return None
    when = course.outlook(reader, area.id)
    said = html.P(sentence(course, area, points[-1], places.closed(reader, area), when))
    value = points[-1].value
    if value is None:
        return said
    figure = wording.said(course.measure, points[-1])
    return html.Div([components.progress(course.title, value, figure, id), said])


def section(reader: Reader) -> Component | None:
    """The promised course for the whole force, on the first page."""
    course = promised(reader)
    shown = course and bar(reader, course, selection.whole_force(reader), "promised")
    if not shown:
        return None
    more = html.P(html.A(_("All courses and districts"), href=links.href(reader, "/training")))
    return components.section(_("Training"), shown, more)


def series_of(reader: Reader, course: Course, area: Area) -> series.Series:
    """Coverage over time in the form that charts are made of."""
    points = course.points(reader, area.id)
    point = points[-1] if points else None
    frequency = point.frequency if point else selection.offered(course.measure)[0]
    return series.Series(
        course.measure, area, frequency, points, point, wording.before(points, point)
    )
