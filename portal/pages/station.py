"""One station, district or the whole force: whom to ask, what people say, what was done."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, wording
from portal.components.jump import jump
from portal.language import _, day, number
from portal.page import Page
from portal.pages import asked, behind, contact, home, names, rooms, stations, verdicts
from portal.pages.rooms import Seen
from portal.selection import Parameter
from portal.series import Series
from release.measures import Area
from release.reader import Reader

FEW = 3
"""Parts of a page that need no list of them."""

Part = tuple[str, str, Component]
"""A part of the page: its short title, its id, and itself."""


def page(reader: Reader, /, *, area: Parameter = None, **_others: Any) -> Page:
    place = selection.area(reader, area)
    every = rooms.seen(reader, place)
    leading = _leading(reader, every)
    lead = leading.headline if leading else _nothing(reader, place)
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


def _nothing(reader: Reader, place: Area) -> str:
    if places.closed(reader, place):
        return _("There are no figures for {area} in this release.").format(area=place.name)
    return _("No figures have come in for {area} yet.").format(area=place.name)


def _top(reader: Reader, place: Area, lead: str, leading: Series | None) -> Component:
    """Where we are, one plain sentence, and its icons."""
    kind = names.levels(reader, place.level)
    top = components.top(place.name, lead, kind=kind, trail=_trail(reader, place))
    found = verdicts.of_series(leading, early=False) if leading else None
    return html.Div([top, found], className="opening")


def _side(reader: Reader, place: Area, parts: list[Part]) -> list[Component | None]:
    """Whom to ask, what is inside, and what is on this page. Nobody can be asked at a place that
    is closed."""
    card = None if places.closed(reader, place) else contact.card(reader, place)
    jumps = jump([(title, id_) for title, id_, _part in parts]) if len(parts) > FEW else None
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
    """The parts of the page in their order, without those for which the release has nothing. A
    closed place has its last figures; one without any has what was asked, and where to look."""
    asked_title = _("What people asked, and what was done")
    if places.closed(reader, place):
        last = behind.last(reader, place, every, "numbers") if leading else None
        found = [(_("Last figures"), "numbers", last)]
    elif leading is None:
        found = [(asked_title, "asked", asked.section(reader, place, asked_title, "asked"))]
    else:
        found = [
            (_("In short"), "short", _short(reader, every, leading)),
            *_rooms(reader, every),
            (asked_title, "asked", asked.section(reader, place, asked_title, "asked")),
            (behind.how(), "compared", behind.comparison(reader, place, every, "compared")),
            (behind.title(), "numbers", behind.numbers(reader, place, every, "numbers")),
        ]
    if not places.closed(reader, place):
        more = rooms.elsewhere(reader, place, every, "elsewhere")
        found.append((_("Not on this page"), "elsewhere", more))
    return [(title, id_, part) for title, id_, part in found if part is not None]


def _rooms(reader: Reader, every: Seen) -> list[tuple[str, str, Component | None]]:
    return [
        (names.question(reader, theme), theme, rooms.room(reader, theme, measures, every))
        for theme, measures in rooms.themes(reader).items()
    ]


def _short(reader: Reader, every: Seen, leading: Series | None) -> Component | None:
    """A sentence and its icons for each further theme that has a figure."""
    shown = [
        next((every[m.id] for m in measures if every[m.id].point), None)
        for measures in rooms.themes(reader).values()
    ]
    others = [s for s in shown if s and leading and s.measure.theme != leading.measure.theme]
    if not others:
        return None
    said = [html.Li([html.P(s.headline), verdicts.of_series(s, early=False)]) for s in others]
    early = any(verdicts.too_early(s.found) for s in every.values() if s.point)
    return components.section(
        _("In short"),
        html.Ul(said, className="sentences"),
        html.P(_early(), className="quiet") if early else None,
        id="short",
    )


def _early() -> str:
    return _(
        "Where no icon says if a figure is changing, it is too early to tell: that takes {least} "
        "figures."
    ).format(least=number(wording.FEWEST))


def _inside(reader: Reader, place: Area) -> Component | None:
    """The stations of a district, the districts of a force."""
    inside = places.parts(reader, place)
    if not inside:
        return None
    items = html.Ul([html.Li(names.place_link(reader, a)) for a in inside])
    return components.card(_("In {area}").format(area=place.name), items)
