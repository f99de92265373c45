"""The themes of a place: one room each, with the drawing of its first measure and the rest said."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, series, wording
from portal.language import _, listed, period_title, translated
from portal.pages import names, progress, splits, verdicts, views
from portal.series import Series
from release.measures import Area, Measure
from release.reader import Reader

Seen = dict[str, Series]
"""The series of every measure in one place, by measure."""


def seen(reader: Reader, place: Area) -> Seen:
    return {m.id: series.latest(reader, m, place) for m in reader.measures.values()}


def themes(reader: Reader) -> dict[str, list[Measure]]:
    """The measures of each theme, in the order of the release."""
    found: dict[str, list[Measure]] = {}
    for measure in reader.measures.values():
        found.setdefault(measure.theme, []).append(measure)
    return found


def room(reader: Reader, theme: str, measures: list[Measure], every: Seen) -> Component | None:
    """The first measure with figures is drawn, the others are said in a row each; None where there
    is no figure at all (``elsewhere`` says why)."""
    shown = [every[m.id] for m in measures]
    known = [s for s in shown if s.point is not None]
    if not known:
        return None
    inside: list[Any] = [_progress(reader, known[0]) if theme == "training" else None]
    inside.append(views.in_short(reader, known[0], known[0].measure.id))
    inside.append(_said(reader, known[1:]))
    inside += _splits(reader, [known[0], *(s for s in shown if s.point is None)])
    return components.section(names.question(reader, theme), *inside, id=theme)


def elsewhere(reader: Reader, place: Area, every: Seen, id: str) -> Component | None:
    """The themes without a figure here, in a line: those of larger areas with the way there, and
    those for which nothing has come in; None where there is none."""
    without = {
        theme: measures
        for theme, measures in themes(reader).items()
        if all(every[m.id].point is None for m in measures)
    }
    wider = {t: found for t, ms in without.items() if (found := _around(reader, place, ms))}
    links_ = [_way(reader, theme, area) for theme, area in wider.items()]
    missing = [names.theme(reader, t) for t in without if t not in wider]
    if not without:
        return None
    lines: list[Any] = []
    if links_:
        said = _("Published for larger areas only:")
        lines.append(html.P([said, *(part for link in links_ for part in (" ", link))]))
    if missing and len(missing) < len(themes(reader)) - len(wider):
        said = _("No figures have come in yet: {themes}.").format(themes=listed(missing))
        lines.append(html.P(said))
    return components.section(_("Not on this page"), *lines, id=id) if lines else None


def _around(reader: Reader, place: Area, measures: list[Measure]) -> Area | None:
    """The nearest area around a place for which a theme is published, where the place has it not by
    rule."""
    if any(names.published_for(m, place.level) for m in measures):
        return None
    around = [*places.way_up(reader, place)[::-1], selection.whole_force(reader)]
    return next(a for a in around if any(names.published_for(m, a.level) for m in measures))


def _way(reader: Reader, theme: str, area: Area) -> Component:
    said = _("{measure} in {area}").format(measure=names.theme(reader, theme), area=area.name)
    return html.A(said, href=f"{links.area(reader, area.id)}#{theme}", className="way-to")


def _progress(reader: Reader, drawn: Series) -> Component | None:
    """The promised course; None where the measure that is drawn says the same."""
    course = progress.promised(reader)
    if course is None:
        return None
    points = course.points(reader, drawn.area.id)
    hidden = bool(points) and points[-1].value is None and not wording.vague(points[-1])
    if hidden and course.measure.id == drawn.measure.id:
        return None
    return progress.bar(reader, course, drawn.area, "promised")


def _splits(reader: Reader, shown: list[Series]) -> list[Component]:
    """Every breakdown that there is; the parts of a whole are one bar, the others open when they
    are wanted."""
    found = [_split(reader, s, name) for s in shown for name in s.measure.breakdowns]
    return [split for split in found if split is not None]


def _split(reader: Reader, shown: Series, name: str) -> Component | None:
    measure, split = shown.measure, shown.measure.breakdowns[name]
    title = _("{measure}: {breakdown}").format(
        measure=translated(measure.title), breakdown=translated(split.title)
    )
    id, folded = f"{measure.id}-{name}", split.kind != "share"
    return splits.categories(reader, shown, name, id, title=title, folded=folded)


def _said(reader: Reader, others: list[Series]) -> Component | None:
    if not others:
        return None
    return components.facts(
        [
            components.fact(
                translated(s.measure.title),
                wording.said(s.measure, s.point),
                period_title(s.point.period),
                link=links.measure(reader, s.measure.id, area=s.area.id),
                found=verdicts.of_series(s, early=False),
            )
            for s in others
            if s.point is not None
        ]
    )
