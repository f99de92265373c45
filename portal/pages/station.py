"""One station, district or the whole force: what people say, and whom to ask."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links, places, selection, series, wording
from portal.language import _, day, translated
from portal.page import Page
from portal.pages import contact, home, names, progress, stations, verdicts, views
from portal.selection import Parameter
from release.measures import Area, Measure
from release.reader import Reader


def page(reader: Reader, /, *, area: Parameter = None, **_others: Any) -> Page:
    place = selection.area(reader, area)
    lead = _lead(reader, place)
    main = html.Div(
        [
            components.top(
                place.name,
                lead,
                kind=names.levels(reader, place.level),
                trail=_trail(reader, place),
            ),
            _notice(reader, place),
            _beside(_side(reader, place), _rooms(reader, place)),
        ]
    )
    return Page(place.name, lead, main)


def _side(reader: Reader, place: Area) -> list[Component]:
    """Whom to ask and what is inside. Nobody can be asked at a place that is closed."""
    card = None if places.closed(reader, place) else contact.card(reader, place)
    return [c for c in (card, _parts(reader, place)) if c is not None]


def _beside(side: list[Component], rooms: list[Component]) -> Component:
    story = html.Div(rooms, className="story")
    if not side:
        return story
    return html.Div([html.Div(side, className="side"), story], className="with-side")


def _trail(reader: Reader, place: Area) -> Component:
    steps = [(_("Stations"), links.href(reader, "/stations"))]
    steps += [(a.name, links.area(reader, a.id)) for a in places.way_up(reader, place)]
    return components.breadcrumb(_("You are here"), steps)


def _lead(reader: Reader, place: Area) -> str:
    """The headline of the leading measure; in words why where there is none."""
    for measure in home.leading(reader):
        shown = series.latest(reader, measure, place)
        if shown.point is not None:
            return shown.headline
    return _("There are no figures for {area} in this release.").format(area=place.name)


def _notice(reader: Reader, place: Area) -> Component | None:
    if not places.closed(reader, place):
        return None
    said = _("{area} closed on {day}. Its figures end there.").format(
        area=place.name, day=day(place.valid_to)
    )
    inside: list[Any] = [said]
    successor = reader.areas.get(place.successor)
    if successor:
        where = html.A(stations.moved(reader, place), href=links.area(reader, successor.id))
        inside += [" ", where]
    return html.P(inside, className="notice")


def _rooms(reader: Reader, place: Area) -> list[Component]:
    """One section for each theme, in the order of the release."""
    themes: dict[str, list[Measure]] = {}
    for measure in reader.measures.values():
        themes.setdefault(measure.theme, []).append(measure)
    return [_room(reader, place, theme, measures) for theme, measures in themes.items()]


def _room(reader: Reader, place: Area, theme: str, measures: list[Measure]) -> Component:
    """The first measure with figures is drawn, the others are said; none at all is explained."""
    shown = [series.latest(reader, m, place) for m in measures]
    known = [s for s in shown if s.point is not None]
    title = names.question(reader, theme)
    if not known:
        return components.section(title, html.P(_why_not(reader, place, measures)), id=theme)
    inside: list[Any] = [_progress(reader, known[0]) if theme == "training" else None]
    inside.append(views.over_time(reader, known[0], known[0].measure.id))
    inside += _split(reader, known)
    inside.append(_said(reader, known[1:]))
    return components.section(title, *inside, id=theme)


def _why_not(reader: Reader, place: Area, measures: list[Measure]) -> str:
    """Why a theme has no figures here."""
    if not any(names.published_for(m, place.level) for m in measures):
        return _("These figures are not published for single stations: too few people.")
    if places.closed(reader, place):
        return _("There are no figures here: the station is closed.")
    return _("No figures have come in for {area} yet.").format(area=place.name)


def _progress(reader: Reader, drawn: series.Series) -> Component | None:
    """The promised course; None where the measure that is drawn says the same."""
    course = progress.promised(reader)
    if course is None:
        return None
    points = course.points(reader, drawn.area.id)
    hidden = bool(points) and points[-1].value is None and not wording.vague(points[-1])
    if hidden and course.measure.id == drawn.measure.id:
        return None
    return progress.bar(reader, course, drawn.area, "promised")


def _split(reader: Reader, known: list[series.Series]) -> list[Component]:
    """The first breakdown that this area has, of the first measure that has one."""
    for shown in known:
        for name in shown.measure.breakdowns:
            drawn = views.categories(reader, shown, name, f"{shown.measure.id}-{name}")
            if drawn is not None:
                return [drawn]
    return []


def _said(reader: Reader, others: list[series.Series]) -> Component | None:
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


def _parts(reader: Reader, place: Area) -> Component | None:
    """The stations of a district, the districts of a force."""
    inside = places.parts(reader, place)
    if not inside:
        return None
    items = html.Ul([html.Li(names.place_link(reader, a)) for a in inside])
    return components.card(_("In {area}").format(area=place.name), items)
