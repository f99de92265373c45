"""The themes of a place: one room each, with the drawing of its first measure and the rest said."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, series, wording
from portal.language import _, translated
from portal.pages import names, progress, verdicts, views
from portal.series import Series
from release.measures import Area, Measure
from release.reader import Reader
from release.vocabulary import LEVELS

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


def room(
    reader: Reader, place: Area, theme: str, measures: list[Measure], every: Seen
) -> Component:
    """The first measure with figures is drawn, the others are said; none at all is explained."""
    shown = [every[m.id] for m in measures]
    known = [s for s in shown if s.point is not None]
    title = names.question(reader, theme)
    if not known:
        words = [_why_not(reader, place, measures), *_above(reader, place, measures)]
        return components.section(title, html.P(words), id=theme)
    inside: list[Any] = [_progress(reader, known[0]) if theme == "training" else None]
    inside.append(views.over_time(reader, known[0], known[0].measure.id))
    inside.append(_care(reader, known[0]))
    inside += _splits(reader, known[0], [s for s in shown if s.point is None])
    inside.append(_said(reader, known[1:]))
    return components.section(title, *inside, id=theme)


def _why_not(reader: Reader, place: Area, measures: list[Measure]) -> str:
    """Why a theme has no figures here."""
    if not any(names.published_for(m, place.level) for m in measures):
        finest = max(measures, key=lambda m: LEVELS.index(m.finest_area))
        return _("These figures are published down to this level only: {level}.").format(
            level=names.finest(reader, finest)
        )
    if places.closed(reader, place):
        return _("There are no figures here: the station is closed.")
    return _("No figures have come in for {area} yet.").format(area=place.name)


def _above(reader: Reader, place: Area, measures: list[Measure]) -> list[Any]:
    """The way to the figures of the nearest area around the place, where it has none by rule."""
    if any(names.published_for(m, place.level) for m in measures):
        return []
    around = [*places.way_up(reader, place)[::-1], selection.whole_force(reader)]
    area, measure = next(
        (a, m) for a in around for m in measures if names.published_for(m, a.level)
    )
    said = _("{measure} in {area}").format(measure=translated(measure.title), area=area.name)
    return [" ", html.A(said, href=links.measure(reader, measure.id, area=area.id))]


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


def _care(reader: Reader, shown: Series) -> Component:
    """What the drawn measure does not say, and the way to its definition."""
    address = links.measure(reader, shown.measure.id, area=shown.area.id)
    more = html.A(_("What this measures"), href=address)
    return html.P([translated(shown.measure.caution), " ", more], className="quiet")


def _splits(reader: Reader, drawn: Series, without: list[Series]) -> list[Component]:
    """Every breakdown of the drawn measure, in words where this place has none; and those of
    measures ``without`` a figure of their own here."""
    found = []
    for name in drawn.measure.breakdowns:
        split = _split(reader, drawn, name)
        found.append(split or html.P(views.not_split(drawn.measure, name, drawn.area.name)))
    others = [_split(reader, s, name) for s in without for name in s.measure.breakdowns]
    return [*found, *(split for split in others if split is not None)]


def _split(reader: Reader, shown: Series, name: str) -> Component | None:
    measure = shown.measure
    title = _("{measure}: {breakdown}").format(
        measure=translated(measure.title), breakdown=translated(measure.breakdowns[name].title)
    )
    return views.categories(reader, shown, name, f"{measure.id}-{name}", title=title)


def _said(reader: Reader, others: list[Series]) -> Component | None:
    if not others:
        return None
    return components.facts(
        [
            components.fact(
                translated(s.measure.title),
                wording.said(s.measure, s.point),
                s.headline,
                link=links.measure(reader, s.measure.id, area=s.area.id),
                found=verdicts.of_series(s),
            )
            for s in others
            if s.point is not None
        ]
    )
