"""The coverage of one course: its burn-up, and where it stands in each place and group."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import burn_up, components, html, links, places, wording
from portal.language import _, day, number, period_title, translated
from portal.pages import names, progress, splits, views
from portal.pages.progress import Course, Outlook
from portal.wording import training
from release.measures import Area
from release.reader import Observation, Reader
from release.vocabulary import LEVELS


def over_time(reader: Reader, course: Course, area: Area, *, title: str = "") -> Component:
    """How many held the course so far and how that goes on; what older releases have of it."""
    shown = progress.series_of(reader, course, area)
    outlook = course.outlook(reader, area.id)
    if views.nothing_shown(shown.points):
        return html.P(wording.gaps(shown.points))
    if outlook is None:
        return _without_outlook(reader, course, area, title or course.title)
    files = components.downloads(
        reader.release.id, course.measure.id, translated(course.measure.title), area.id
    )
    said = training.so_far(course.measure, shown.points)
    name = title or course.title
    return _burn_up("coverage", name, said, course, area, shown.points, outlook, files, level=2)


def _burn_up(
    id: str,
    title: str,
    sentence: str,
    course: Course,
    area: Area,
    points: list[Observation],
    outlook: Outlook,
    files: Component | None = None,
    level: int = 3,
) -> Component:
    """The drawing of one course in one area and group, with how to read it."""
    say = partial(wording.said, course.measure)
    seen = burn_up.drawn(points)
    read = [training.band() if outlook.coming else "", wording.gaps(seen), wording.worded(seen)]
    return components.chart(
        id,
        title,
        sentence,
        burn_up.figure(points, outlook.coming, course.target_date, say),
        _numbers(course, area, points, outlook),
        files,
        level=level,
        more=" ".join(s for s in read if s),
    )


def _without_outlook(reader: Reader, course: Course, area: Area, title: str) -> Component:
    shown = progress.series_of(reader, course, area)
    if course.target_date:
        return views.burn_up(reader, shown, "coverage", title, course.target_date)
    return views.over_time(reader, shown, "coverage", title=title, level=2)


def _numbers(course: Course, area: Area, points: list[Observation], outlook: Outlook) -> Component:
    """The numbers behind the chart: those to come, then those so far, newest first."""
    coming = [
        [period_title(r["period"]), training.expected(r), _("projected")]
        for r in reversed(outlook.coming)
    ]
    so_far = [
        [period_title(o.period), wording.said(course.measure, o), _base(o)]
        for o in reversed(points)
    ]
    caption = _("{measure}: {area}").format(measure=course.title, area=area.name)
    columns = [_("Period"), _("Done"), wording.based_on(course.measure)]
    return components.table(caption, columns, [*coming, *so_far], note=rounded())


def by_course(reader: Reader, force: Area) -> Component:
    rows = []
    for course in progress.courses(reader):
        points = course.points(reader, force.id)
        if points:
            done = wording.said(course.measure, points[-1])
            rows.append([_course_name(reader, course), done, _finish(reader, course, force.id)])
    caption = _("Every course, {area}").format(area=force.name)
    columns = [_("Course"), _("Done"), _("Everyone by")]
    return components.section(
        _("By course"),
        components.table(caption, columns, rows, note=rounded()),
        lead=_("“Everyone by” is the month in which all will have done it at the present pace."),
    )


def _course_name(reader: Reader, course: Course) -> list[Any]:
    """The course with its promised day below it: a column of its own would not fit a telephone."""
    name = html.A(course.title, href=links.href(reader, f"/training/{course.id}"))
    if not course.target_date:
        return [name]
    promised = _("Promised for {day}").format(day=day(course.target_date))
    return [name, html.Br(), html.Small(promised)]


def _finish(reader: Reader, course: Course, area: str) -> str:
    outlook = course.outlook(reader, area)
    return training.finish_in_short(outlook.when) if outlook else ""


def by_area(reader: Reader, course: Course, area: Area) -> Component | None:
    """One course in the areas inside ``area``, by name."""
    inside = places.parts(reader, area)
    if not inside or not _published(course, inside[0]):
        return None
    found = course.latest_of(reader, [a.id for a in inside])
    if not found:
        return None
    period = next(iter(found.values())).period
    rows = [_area_row(reader, course, a, found.get(a.id)) for a in inside]
    title = names.levels(reader, inside[0].level)
    caption = _("{course}, {period}").format(course=course.title, period=period_title(period))
    columns = [title, _("Done"), _("Everyone by")]
    return components.section(
        _("Where it stands in each place"),
        components.table(caption, columns, rows, note=rounded()),
    )


def _published(course: Course, area: Area) -> bool:
    levels = course.measure.total_levels
    if course.breakdown:
        levels = course.measure.breakdowns[course.breakdown].levels
    fine = LEVELS.index(area.level) <= LEVELS.index(course.measure.finest_area)
    return fine and (not levels or area.level in levels)


def _area_row(reader: Reader, course: Course, area: Area, point: Observation | None) -> list[Any]:
    name = html.A(area.name, href=links.area(reader, area.id))
    if point is None:
        return [name, _("no figure"), ""]
    return [name, _done(course, point), _finish(reader, course, area.id)]


def _done(course: Course, point: Observation) -> list[Any]:
    """The share, with what it is a share of below it."""
    base = _base(point)
    said = wording.said(course.measure, point)
    return [said, html.Br(), html.Small(_("of {count}").format(count=base))] if base else [said]


def by_group(reader: Reader, course: Course, area: Area) -> Component | None:
    """The breakdowns of the course's own measure, such as staff groups."""
    if course.breakdown:
        return None
    shown = progress.series_of(reader, course, area)
    drawn = []
    for name in course.measure.breakdowns:
        chart = splits.categories(reader, shown, name, f"by-{name}")
        told = _group_outlook(reader, course, area, name) if chart is not None else None
        drawn += [chart, told, html.P(_own_pace()) if told is not None else None]
    found = [d for d in drawn if d is not None]
    return components.section(_("By group"), *found) if found else None


def _own_pace() -> str:
    return _("Each group goes at its own pace here. The whole also waits for its slowest place.")


def groups_over_time(reader: Reader, course: Course, area: Area) -> Component | None:
    """The way of each group to everyone, such as officers and civilian staff; None where the
    release says of none when it will be finished."""
    if course.breakdown:
        return None
    drawn = [
        _group(reader, course.of_group(name, code), area, translated(title))
        for name, split in course.measure.breakdowns.items()
        for code, title in split.categories.items()
    ]
    found = [d for d in drawn if d is not None]
    if not found:
        return None
    return components.section(_("By group"), *found, id="groups", lead=_own_pace())


def _group(reader: Reader, course: Course, area: Area, title: str) -> Component | None:
    points = course.points(reader, area.id)
    outlook = course.outlook(reader, area.id)
    if outlook is None or views.nothing_shown(points):
        return None
    said = training.finish(outlook.when, course.target_date, outlook.late)
    id_ = f"{course.breakdown}-{course.category}"
    return _burn_up(id_, title, said, course, area, points, outlook)


def _group_outlook(reader: Reader, course: Course, area: Area, breakdown: str) -> Component | None:
    """When each group will be finished."""
    split = course.measure.breakdowns[breakdown]
    rows = []
    for code, title in split.categories.items():
        found = course.of_group(breakdown, code).outlook(reader, area.id)
        if found:
            said = training.finish(found.when, course.target_date, found.late)
            rows.append((translated(title), said))
    return components.terms(rows) if rows else None


def _base(point: Observation) -> str:
    """How many the figure rests on."""
    return "" if point.denominator is None else number(point.denominator)


def rounded() -> str:
    return _("Numbers are rounded to protect people, so totals may not add up.")
