"""How far training is: the promised course over time, then by course, district and staff group."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links, places, selection, wording
from portal.language import _, day, number, period_title
from portal.page import Page
from portal.pages import names, progress, views
from portal.pages.progress import Course
from release.measures import Area
from release.reader import Reader


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Training")
    course = progress.promised(reader)
    force = selection.whole_force(reader)
    points = course.points(reader, force.id) if course else []
    if not course or not points:
        lead = _("There are no figures about training in this release.")
        return Page(title, lead, html.Div(components.top(title, lead)))
    lead = progress.sentence(course, force, points[-1])
    main = html.Div(
        [
            components.top(title, lead),
            over_time(reader, course, force),
            by_course(reader, force),
            by_area(reader, course, force),
            *_groups(reader, course, force),
        ]
    )
    return Page(title, lead, main)


def over_time(reader: Reader, course: Course, area: Area) -> Component:
    """Coverage so far and the way to the target date, if the course has one."""
    shown = progress.series_of(reader, course, area)
    if not course.target_date:
        return views.over_time(reader, shown, "coverage", title=course.title, level=2)
    return views.burn_up(reader, shown, "coverage", course.title, course.target_date)


def by_course(reader: Reader, force: Area) -> Component:
    rows = []
    for course in progress.courses(reader):
        points = course.points(reader, force.id)
        name = html.A(course.title, href=links.href(reader, f"/training/{course.id}"))
        if points:
            goal = day(course.target_date) if course.target_date else ""
            rows.append([name, wording.said(course.measure, points[-1]), goal])
    caption = _("Every course, {area}").format(area=force.name)
    columns = [_("Course"), _("Done"), _("Everyone by")]
    return components.section(
        _("By course"), components.table(caption, columns, rows, note=_rounded())
    )


def by_area(reader: Reader, course: Course, area: Area) -> Component | None:
    """One course in the areas inside ``area``, by name."""
    inside = places.parts(reader, area)
    points = course.points(reader, area.id)
    if not inside or not points or not names.published_for(course.measure, inside[0].level):
        return None
    period = points[-1].period
    found = {o.area: o for o in course.points(reader, [a.id for a in inside], period)}
    rows = [_area_row(reader, course, a, found.get(a.id)) for a in inside]
    title = names.levels(reader, inside[0].level)
    caption = _("{course}, {period}").format(course=course.title, period=period_title(period))
    return components.section(
        _("Where it stands in each place"),
        components.table(caption, [title, _("Done"), _("Based on")], rows, note=_rounded()),
    )


def _area_row(reader: Reader, course: Course, area: Area, point: Any) -> list[Any]:
    name = html.A(area.name, href=links.area(reader, area.id))
    if point is None:
        return [name, _("no figure"), ""]
    base = "" if point.denominator is None else number(point.denominator)
    return [name, wording.said(course.measure, point), base]


def _groups(reader: Reader, course: Course, area: Area) -> list[Component]:
    """The breakdowns of the course's own measure, such as staff groups."""
    if course.breakdown:
        return []
    shown = progress.series_of(reader, course, area)
    drawn = [
        views.categories(reader, shown, name, f"by-{name}") for name in course.measure.breakdowns
    ]
    found = [d for d in drawn if d is not None]
    return [components.section(_("By group"), *found)] if found else []


def _rounded() -> str:
    return _("Numbers are rounded to protect people, so totals may not add up.")
