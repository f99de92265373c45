"""How one place compares with others of its kind, and all its numbers with their files."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, wording
from portal.language import _, period_title, translated
from portal.pages import compared, verdicts
from portal.pages.rooms import Seen
from portal.series import Series
from release.measures import Area
from release.reader import Reader


def comparison(reader: Reader, place: Area, every: Seen, id: str) -> Component | None:
    """The funnel of the first measure that compares this place, the bands of the others; in words
    why there is none. None where places of this kind are not compared, or this one is closed."""
    kinds = {reader.areas[row["area"]].level for row in reader.findings("comparison")}
    if place.level not in kinds or places.closed(reader, place):
        return None
    shown = [s for s in every.values() if s.found.comparison and s.found.comparison.band]
    drawn = compared.funnel(reader, shown[0]) if shown else None
    if drawn is None:
        said = html.P(_("{area} has no figure to compare yet.").format(area=place.name))
        return components.section(how(), said, id=id)
    address = links.href(reader, "/compare", measure=shown[0].measure.id, area=place.id)
    way = html.P(html.A(_("Compare with another place"), href=address, className="button"))
    return components.section(how(), drawn, _others(reader, place, shown[1:]), way, id=id)


def _others(reader: Reader, place: Area, shown: list[Series]) -> Component | None:
    """The bands of further measures."""
    if not shown:
        return None
    columns = [_("Measure"), _("Compared"), _("Period")]
    caption = _("{area} by other measures, among all places of its kind").format(area=place.name)
    table = components.table(caption, columns, [_band(reader, s) for s in shown], numbers_from=3)
    return html.Details([html.Summary(html.H3(_("By other measures"))), table], className="fold")


def _band(reader: Reader, shown: Series) -> list[Any]:
    """A band with its own period: it may be older than the newest figure."""
    compared = shown.found.comparison
    assert compared is not None
    badge = verdicts.band(compared, shown.measure.direction)
    return [_link(reader, shown), badge, period_title(compared.period)]


def _link(reader: Reader, shown: Series) -> Component:
    address = links.measure(reader, shown.measure.id, area=shown.area.id)
    return html.A(translated(shown.measure.title), href=address)


def numbers(reader: Reader, place: Area, every: Seen, id: str) -> Component:
    """Every measure of a place: newest figure, period and file."""
    return components.folded(title(), *_all(reader, place, every), id=id)


def last(reader: Reader, place: Area, every: Seen, id: str) -> Component:
    """The same for a place that is closed."""
    return components.section(_("Last figures"), *_all(reader, place, every), id=id)


def how() -> str:
    return _("How does it compare?")


def title() -> str:
    return _("The numbers behind this page")


def _all(reader: Reader, place: Area, every: Seen) -> list[Component]:
    known = [s for s in every.values() if s.point is not None]
    data = html.A(_("How to use the data"), href=links.href(reader, "/data"))
    columns = [_("Measure"), _("Newest figure"), _("Period"), _("File")]
    caption = _("All measures of {area}").format(area=place.name)
    rows = [_row(reader, s) for s in known]
    return [components.table(caption, columns, rows), html.P(data)]


def _row(reader: Reader, shown: Series) -> list[Any]:
    point, title = shown.point, translated(shown.measure.title)
    assert point is not None
    range_ = wording.interval(shown.measure, point)
    figure = [wording.said(shown.measure, point), html.Div(range_, className="note")]
    named: dict[str, Any] = {
        "aria-label": _("Download {title} as {format}").format(title=title, format="CSV")
    }
    address = links.download(reader.release.id, shown.measure.id, "csv", shown.area.id)
    return [
        _link(reader, shown),
        figure if range_ else figure[0],
        period_title(point.period),
        html.A("CSV", href=address, **named),
    ]
