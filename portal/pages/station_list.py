"""Stations in a table: where each is, its figure, and what can be said about it.

Every part of the table has its role in so many words, because on a telephone a row is laid out as a
small card, and browsers forget what a table is when it is not laid out as one. The only station
that a search found stands out.
"""

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from portal import components, findings, html, links, places, wording
from portal.language import _, period_title, translated
from portal.pages import finding, names, verdicts
from portal.pages.finding import Looked
from release.measures import Area
from release.reader import Reader


def by_district(reader: Reader, found: list[Area], looked: Looked | None) -> list[Component]:
    return [
        html.Section(
            [
                html.H2(html.A(parent.name, href=links.area(reader, parent.id))),
                table(reader, _("Stations in {area}").format(area=parent.name), inside, looked),
            ],
            className="section",
        )
        for parent, inside in places.by_parent(reader, found)
    ]


def table(reader: Reader, caption: str, inside: list[Area], looked: Looked | None) -> Component:
    columns = [_("Station")]
    if looked:
        names = {
            "measure": translated(looked.measure.title),
            "period": period_title(looked.period),
        }
        caption = _("{caption}; {measure} in {period}").format(caption=caption, **names)
        columns.append(_("{measure}, {period}").format(**names))
        columns += [_standing(looked)] if _stands(reader, looked) else []
    head = html.Tr([html.Th(c, scope="col", role="columnheader") for c in columns], role="row")
    rows = [_row(reader, station, looked) for station in inside]
    parts = [html.Caption(caption), html.Thead(head, role="rowgroup")]
    kind = "places only" if len(rows) == 1 else "places"
    return html.Table([*parts, html.Tbody(rows, role="rowgroup")], role="table", className=kind)


def _stands(reader: Reader, looked: Looked) -> bool:
    return bool(looked.compared) or findings.present(reader)


def _standing(looked: Looked) -> str:
    if looked.compared:
        return _("Is it changing? Is it different from others?")
    return _("Is it changing?")


def _row(reader: Reader, station: Area, looked: Looked | None) -> Component:
    closed = places.closed(reader, station)
    said = moved(reader, station) if closed else _where(station)
    named = [names.place_link(reader, station), html.Div(said, className="note")]
    here = finding.located(reader, station)
    cells: list[Component] = [html.Th(named, scope="row", role="rowheader", **here)]
    cells += [html.Td(cell, role="cell") for cell in _cells(reader, station, looked, closed)]
    return html.Tr(cells, role="row")


def _where(station: Area) -> list[Any]:
    """Its address; a postcode is never broken."""
    address, code = (station.card.get(name, "") for name in ("address", "postcode"))
    between = [", "] if address and code else []
    return [address, *between, html.Span(code, className="postcode")]


def _cells(reader: Reader, station: Area, looked: Looked | None, closed: bool) -> Sequence[Any]:
    if looked is None:
        return []
    point = looked.figures.get(station.id)
    figure = wording.said(looked.measure, point) if point else _("no figure")
    if not _stands(reader, looked):
        return [figure]
    return [figure, "" if closed else _verdicts(station, looked)]


def _verdicts(station: Area, looked: Looked) -> Component | str:
    assessed = looked.assessed.get(station.id)
    surety = wording.surety(assessed, looked.figures.get(station.id))
    shown = [
        verdicts.variation(assessed, surety),
        verdicts.band(looked.compared.get(station.id), looked.measure.direction),
    ]
    return components.verdicts(shown) or ""


def moved(reader: Reader, station: Area) -> str:
    """What became of a closed station."""
    successor = reader.areas.get(station.successor)
    if successor is None:
        return _("This station is closed.")
    return _("{station} serves its area now.").format(station=successor.name)
