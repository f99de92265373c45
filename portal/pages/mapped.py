"""The map of the stations, and the bands that it shows, by name."""

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from portal import components, findings, geography, html, links, map, places, wording
from portal.language import _, listed, number, period_title, translated
from portal.pages.finding import Looked
from release.measures import Area
from release.reader import Reader
from release.vocabulary import Direction


def section(reader: Reader, looked: Looked | None, shown: Sequence[Area] | None) -> Component:
    """``shown`` are the stations of a list that is not the whole: they get a ring."""
    ground = geography.ground(reader)
    if ground is None:
        said = _("There is no map: this release does not say where the stations lie.")
        return html.P(said, className="note map-none")
    open_ = [s for s in places.stations(reader) if not places.closed(reader, s)]
    marked = {s.id for s in shown or ()}
    stations = [map.Station(s.id, kind(looked, s), _said(looked, s), s.id in marked) for s in open_]
    titles = {id_: reader.areas[id_].name for id_ in ground.names}
    drawn = components.chart(
        "map",
        _title(looked),
        _sentence(reader, looked),
        map.figure(ground, stations, _legend(looked), titles, links.area(reader, map.PLACE)),
        _table(looked, open_),
        level=2,
        more=_("Choose a point to go to its station."),
    )
    address: dict[str, Any] = {"data-station": links.area(reader, map.PLACE)}
    return html.Div(drawn, className=f"map map-{ground.shape}", **address)


def kind(looked: Looked | None, station: Area) -> str:
    return looked.kind(station) if looked else "shown"


def _title(looked: Looked | None) -> str:
    if looked is None:
        return _("Map of the stations")
    return _("On the map: {measure}").format(measure=translated(looked.measure.title))


def _sentence(reader: Reader, looked: Looked | None) -> str:
    if looked is None:
        return _("Each point is a station.")
    found = [c for c in looked.compared.values() if c.band]
    if found:
        return wording.funnel(looked.measure, found)
    if not findings.present(reader):
        return _("Each point is a station.")
    return wording.not_compared(looked.measure)


def _said(looked: Looked | None, station: Area) -> str:
    """What the pointer and the keys say at a station."""
    point = looked.figures.get(station.id) if looked else None
    if looked is None:
        return station.name
    figure = wording.said(looked.measure, point) if point else _("no figure")
    names = {"area": station.name, "figure": figure, "period": period_title(looked.period)}
    found = looked.compared.get(station.id)
    if found is None or not found.band:
        return _("{area}, {period}: {figure}.").format(**names)
    band = wording.band(found.band)
    return _("{area}, {period}: {figure}. {band}.").format(band=band, **names)


def names_of(looked: Looked | None) -> dict[str, str]:
    """What each kind of mark is called."""
    shown = _("With a figure") if looked else _("Station")
    return {name: wording.band(name) for name in wording.BANDS} | {"shown": shown}


def colours(direction: Direction) -> dict[str, str]:
    """The colour of each kind of mark, by which way is better."""
    good = {"higher": "improved", "lower": "worse"}
    if direction == "lower":
        good = {"higher": "worse", "lower": "improved"}
    if direction == "neutral":
        good = {"higher": "other", "lower": "other"}
    return {"as expected": "other", "shown": "main", "": "hidden", **good}


def _legend(looked: Looked | None) -> map.Legend:
    direction = looked.measure.direction if looked else "neutral"
    return map.Legend(names_of(looked), colours(direction), _("In the list"))


def _table(looked: Looked | None, stations: Sequence[Area]) -> Component:
    """The kinds of marks with their stations by name."""
    title = names_of(looked)
    kinds = [*wording.BANDS[:-1], ""] if looked and looked.compared else ["shown", ""]
    rows = []
    for name in kinds:
        inside = [s for s in stations if kind(looked, s) == name]
        if inside or name:
            rows.append([title[name], number(len(inside)), _names(inside)])
    return components.table(
        _("Stations by what the map shows, in order of the alphabet"),
        [_("Mark"), _("How many"), _("Stations")],
        rows,
        numbers_from=1,
    )


def _names(stations: Sequence[Area]) -> str:
    return listed([s.name for s in stations]) if stations else _("None")
