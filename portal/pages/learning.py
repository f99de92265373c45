"""What training does beyond one course: recruits by intake, the certificate of managers and their
promotions, and who was ready before and after."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import charts, components, html, links, selection, wording
from portal.language import _, number, period_title, translated
from portal.pages import progress, views
from portal.pages.coverage import rounded
from portal.wording import training
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import FREQUENCIES, TOTAL

INTAKES = 8
"""As many intakes as are drawn, newest first."""

Pairs = list[tuple[str, Observation, Observation]]


def recruits(reader: Reader, force: Area) -> Component | None:
    """The share of each intake that has done the course of the recruits."""
    measure = _counting(reader, "recruit")
    if measure is None:
        return None
    points = _newest(reader, measure, force, selection.offered(measure)[0])
    points = points[:INTAKES]
    if not points:
        return None
    say = partial(wording.said, measure)
    said = next((p for p in points if p.value is not None or wording.vague(p)), points[0])
    items = [(period_title(p.period), p) for p in points]
    rows = [[title, say(p), _base(p)] for title, p in items]
    columns = [_("Intake"), _("Done"), _("Based on")]
    title = translated(measure.title)
    table = components.table(title, columns, rows, note=rounded())
    sentence = training.intake(said, say(said))
    if views.nothing_shown(points):
        return components.section(title, html.P(sentence), table)
    figure = charts.bars(items, xrange=[0.0, 100.0], say=say)
    return components.section(
        _("Recruits"),
        components.chart("recruits", title, sentence, figure, table, _files(reader, measure)),
    )


def leadership(reader: Reader, force: Area) -> Component | None:
    """How many managers hold the certificate, and how many were promoted with it."""
    rows: list[Any] = []
    for course in progress.courses(reader):
        if course.body.get("needed_from"):
            points = course.points(reader, force.id)
            when = course.outlook(reader, force.id)
            said = progress.sentence(course, force, points[-1], when=when) if points else ""
            rows += [html.P(said)] if said else []
            rows += _promotions(reader, course, force)
            address = links.href(reader, f"/training/{course.id}")
            rows.append(html.P(html.A(course.title, href=address)))
    return components.section(_("Leadership"), *rows) if rows else None


def promotions(reader: Reader, course: progress.Course, force: Area) -> Component | None:
    """The promotions that needed a course, on its own page."""
    found = _promotions(reader, course, force) if course.body.get("needed_from") else []
    return components.section(_("Promotions"), *found) if found else None


def _promotions(reader: Reader, course: progress.Course, force: Area) -> list[Component]:
    measure = _counting(reader, "promoted", course.id)
    points = _newest(reader, measure, force, selection.offered(measure)[0]) if measure else []
    if measure is None or not points:
        return []
    since = str(course.body["needed_from"])
    figure = wording.said(measure, points[0])
    return [html.P(training.promotions(points[0], since, course.title, figure))]


def before_and_after(reader: Reader, force: Area) -> Component | None:
    """Who was ready before the training and after it, by area of learning."""
    before, after = (_counting(reader, "check_result", moment) for moment in ("before", "after"))
    if before is None or after is None:
        return None
    found = _in_both(reader, before, after, force)
    if found is None:
        return None
    (total, *pairs), split = found
    items = [
        (template.format(area=translated(title)), point)
        for title, *points in pairs
        for template, point in zip((_("{area}, before"), _("{area}, after")), points, strict=True)
    ]
    say = partial(wording.said, before)
    sentence = [
        training.before_and_after(before, *total[1:]),
        training.unclear(pairs),
        _("Ready means 70 of 100 points or more."),
    ]
    rows = [[translated(title), say(first), say(then)] for title, first, then in pairs]
    caption = _("{measure}, {period}").format(
        measure=translated(split), period=period_title(total[1].period)
    )
    columns = [translated(split), _("Before"), _("After")]
    return components.section(
        _("Before and after"),
        components.chart(
            "before-and-after",
            caption,
            " ".join(s for s in sentence if s),
            charts.bars(items, xrange=[0.0, 100.0], say=say),
            components.table(caption, columns, rows, note=rounded()),
            _files(reader, after),
        ),
    )


def _in_both(
    reader: Reader, before: Measure, after: Measure, force: Area
) -> tuple[Pairs, str] | None:
    """The newest period with a number of both, coarse first because it rests on most: the total
    and each category, and the title of the split."""
    name = next(iter(before.breakdowns), TOTAL)
    titles = {TOTAL: ""} | (before.breakdowns[name].categories if name else {})
    for frequency in reversed(FREQUENCIES):
        one, two = (
            {p.period: p for p in _newest(reader, m, force, frequency) if p.value is not None}
            for m in (before, after)
        )
        if both := sorted(set(one) & set(two)):
            firsts, thens = (_split(reader, m, force, both[-1]) for m in (before, after))
            pairs = [
                (title, firsts[code], thens[code])
                for code, title in titles.items()
                if code in firsts and code in thens
            ]
            return pairs, before.breakdowns[name].title if name else ""
    return None


def _split(reader: Reader, measure: Measure, force: Area, period: str) -> dict[str, Observation]:
    """The total and the categories of the first breakdown in one period, by category."""
    found = [
        o
        for breakdown in (TOTAL, *list(measure.breakdowns)[:1])
        for o in reader.observations(measure.id, area=force.id, period=period, breakdown=breakdown)
    ]
    return {o.category: o for o in found if o.status != "unavailable"}


def _newest(reader: Reader, measure: Measure, force: Area, frequency: Any) -> list[Observation]:
    """The observations of the force with data, newest first."""
    points = reader.observations(measure.id, area=force.id, frequency=frequency)
    return [p for p in reversed(points) if p.status != "unavailable"]


def _counting(reader: Reader, record: str, value: str = "") -> Measure | None:
    """The first measure that counts a record type, with a value among what it is narrowed by."""
    for measure in reader.measures.values():
        narrowed = [v for values in measure.numerator.where.values() for v in values]
        if measure.numerator.record == record and (not value or value in narrowed):
            return measure
    return None


def _files(reader: Reader, measure: Measure) -> Component:
    return components.downloads(reader.release.id, measure.id, translated(measure.title))


def _base(point: Observation) -> str:
    return "" if point.denominator is None else number(point.denominator)
