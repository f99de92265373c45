"""All stations by district, with one plain figure each; never ranked."""

from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, findings, links, places, selection, series, wording
from portal.findings import Assessment
from portal.language import _, ngettext, number, period_title, translated
from portal.page import Page
from portal.pages import home, names, verdicts
from portal.selection import Parameter
from release.measures import Area, Measure
from release.reader import Observation, Reader


def page(reader: Reader, /, *, q: Parameter = None, **_others: Any) -> Page:
    wanted = selection.text(q, "q")[: places.LIMIT]
    found = places.search(reader, wanted) if wanted else places.stations(reader)
    title = _("Stations")
    lead = _("Find the station that serves you. The list is in order of the alphabet, not of rank.")
    main = html.Div(
        [
            components.top(title, lead),
            components.search_field(
                reader,
                "/stations",
                _("Search the stations"),
                _("A name, street, area or postcode"),
                wanted,
            ),
            _result(reader, wanted, len(found)),
            *_districts(reader, found),
        ]
    )
    return Page(title, lead, main)


def _result(reader: Reader, wanted: str, count: int) -> Component | None:
    if not wanted:
        return None
    if not count:
        said = _("No station matches “{words}”. Try a part of the name, or see all of them:")
        everything = html.A(_("All stations"), href=links.href(reader, "/stations"))
        return html.P([said.format(words=wanted), " ", everything], role="status")
    said = ngettext(
        "{count} station matches “{words}”.", "{count} stations match “{words}”.", count
    )
    return html.P(said.format(count=number(count), words=wanted), role="status")


@dataclass(frozen=True)
class Leading:
    """The leading measure in its newest period: its figure and its assessment in every area."""

    measure: Measure
    period: str
    figures: dict[str, Observation]
    assessed: dict[str, Assessment]


def _districts(reader: Reader, found: list[Area]) -> list[Component]:
    leading = _leading(reader)
    return [
        html.Section(
            [
                html.H2(html.A(parent.name, href=links.area(reader, parent.id))),
                _table(reader, parent, inside, leading),
            ],
            className="section",
        )
        for parent, inside in places.by_parent(reader, found)
    ]


def _leading(reader: Reader) -> Leading | None:
    """None where no figure is published at all."""
    measure = next(iter(home.leading(reader)), None)
    if measure is None:
        return None
    frequency, period = series.newest(reader, measure)
    if period is None:
        return None
    found = reader.observations(measure.id, frequency=frequency, period=period)
    assessed = findings.by_area(reader, measure.id, frequency)
    return Leading(measure, period, {o.area: o for o in found}, assessed)


def _table(reader: Reader, parent: Area, inside: list[Area], leading: Leading | None) -> Component:
    columns = [_("Station")]
    caption = _("Stations in {area}").format(area=parent.name)
    if leading:
        title = translated(leading.measure.title)
        columns += [title, *([_("Is it changing?")] if leading.assessed else [])]
        caption = _("Stations in {area}; {measure} in {period}").format(
            area=parent.name, measure=title, period=period_title(leading.period)
        )
    return components.table(caption, columns, [_row(reader, s, leading) for s in inside])


def _row(reader: Reader, station: Area, leading: Leading | None) -> list[Any]:
    where = [station.card.get("address", ""), station.card.get("postcode", "")]
    closed = places.closed(reader, station)
    said = moved(reader, station) if closed else ", ".join(w for w in where if w)
    named = html.Div([names.place_link(reader, station), html.Div(said, className="note")])
    row: list[Any] = [named]
    if leading:
        point = leading.figures.get(station.id)
        row.append(wording.said(leading.measure, point) if point else _("no figure"))
        if leading.assessed:
            found = None if closed else leading.assessed.get(station.id)
            row.append(verdicts.variation(found, wording.surety(found, point)) or "")
    return row


def moved(reader: Reader, station: Area) -> str:
    """What became of a closed station."""
    successor = reader.areas.get(station.successor)
    if successor is None:
        return _("This station is closed.")
    return _("{station} serves its area now.").format(station=successor.name)
