"""One station, district or the whole force: whom to ask, what people say, what was done."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection
from portal.components.jump import jump
from portal.language import _, day
from portal.page import Page
from portal.pages import asked, behind, contact, home, names, rooms, stations, verdicts
from portal.pages.rooms import Seen
from portal.selection import Parameter
from portal.series import Series
from release.measures import Area
from release.reader import Reader

Part = tuple[str, str, Component]
"""A part of the page: its short title, its id, and itself."""


def page(reader: Reader, /, *, area: Parameter = None, **_others: Any) -> Page:
    place = selection.area(reader, area)
    every = rooms.seen(reader, place)
    leading = _leading(reader, every)
    lead = leading.headline if leading else _nothing(place)
    parts = _parts(reader, place, every, leading)
    main = html.Div(
        [
            _top(reader, place, lead, leading),
            _notice(reader, place),
            html.Div(
                [
                    html.Div(_side(reader, place, parts), className="side"),
                    html.Div([part for _title, _id, part in parts], className="story"),
                ],
                className="with-side",
            ),
        ]
    )
    return Page(place.name, lead, main)


def _leading(reader: Reader, every: Seen) -> Series | None:
    """The measure that opens the page; None where there is no figure at all."""
    return next((every[m.id] for m in home.leading(reader) if every[m.id].point), None)


def _nothing(place: Area) -> str:
    return _("There are no figures for {area} in this release.").format(area=place.name)


def _top(reader: Reader, place: Area, lead: str, leading: Series | None) -> Component:
    """Where we are, one plain sentence, and its icons."""
    kind = names.levels(reader, place.level)
    top = components.top(place.name, lead, kind=kind, trail=_trail(reader, place))
    return html.Div([top, verdicts.of_series(leading) if leading else None], className="opening")


def _side(reader: Reader, place: Area, parts: list[Part]) -> list[Component | None]:
    """Whom to ask, what is inside, and what is on this page. Nobody can be asked at a place that
    is closed."""
    card = None if places.closed(reader, place) else contact.card(reader, place)
    jumps = jump([(title, id_) for title, id_, _part in parts])
    return [card, _inside(reader, place), jumps]


def _trail(reader: Reader, place: Area) -> Component:
    steps = [(_("Stations"), links.href(reader, "/stations"))]
    steps += [(a.name, links.area(reader, a.id)) for a in places.way_up(reader, place)]
    return components.breadcrumb(_("You are here"), steps)


def _notice(reader: Reader, place: Area) -> Component | None:
    """What became of a closed place, or which closed ones this one serves now."""
    if not places.closed(reader, place):
        return _taken_over(reader, place)
    said = _("{area} closed on {day}. Its figures end there.").format(
        area=place.name, day=day(place.valid_to)
    )
    inside: list[Any] = [said]
    successor = reader.areas.get(place.successor)
    if successor:
        where = html.A(stations.moved(reader, place), href=links.area(reader, successor.id))
        inside += [" ", where]
    return html.P(inside, className="notice")


def _taken_over(reader: Reader, place: Area) -> Component | None:
    ended = [a for a in reader.areas.values() if a.successor == place.id]
    closed = [a for a in ended if places.closed(reader, a)]
    if not closed:
        return None
    said = _("{area} serves the area of a closed station now:").format(area=place.name)
    inside: list[Any] = [said]
    for area in closed:
        inside += [" ", html.A(area.name, href=links.area(reader, area.id))]
    return html.P(inside, className="notice")


def _parts(reader: Reader, place: Area, every: Seen, leading: Series | None) -> list[Part]:
    """The parts of the page in their order, without those for which the release has nothing."""
    found: list[tuple[str, str, Component | None]] = [
        (_("In short"), "short", _short(reader, every, leading))
    ]
    for theme, measures in rooms.themes(reader).items():
        room = rooms.room(reader, place, theme, measures, every)
        found.append((names.theme(reader, theme), theme, room))
    found += [
        (_("What people asked"), "asked", asked.section(reader, place, "asked")),
        (_("How it compares"), "compared", behind.comparison(reader, place, every, "compared")),
        (_("All numbers"), "numbers", behind.numbers(reader, place, every, "numbers")),
    ]
    return [(title, id_, part) for title, id_, part in found if part is not None]


def _short(reader: Reader, every: Seen, leading: Series | None) -> Component | None:
    """A sentence and its icons for each further theme that has a figure."""
    said = []
    for measures in rooms.themes(reader).values():
        shown = next((every[m.id] for m in measures if every[m.id].point), None)
        if shown and leading and shown.measure.theme != leading.measure.theme:
            said.append(html.Li([html.P(shown.headline), verdicts.of_series(shown)]))
    if not said:
        return None
    return components.section(_("In short"), html.Ul(said, className="sentences"), id="short")


def _inside(reader: Reader, place: Area) -> Component | None:
    """The stations of a district, the districts of a force."""
    inside = places.parts(reader, place)
    if not inside:
        return None
    items = html.Ul([html.Li(names.place_link(reader, a)) for a in inside])
    return components.card(_("In {area}").format(area=place.name), items)
