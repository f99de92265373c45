"""Two to four places in one period: each with its likely range on one scale, and their table."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import components, wording
from portal.funnel import numbered
from portal.language import _, number, period_title, translated
from portal.pages import names, views
from portal.series import Series
from portal.whiskers import whiskers
from release.reader import Reader

FEWEST = 2


def _table(reader: Reader, shown: list[Series], period: str) -> Component:
    measure = shown[0].measure
    columns = [_("Place"), _("Figure"), _("Likely range"), wording.based_on(measure)]
    caption = _("{measure} in {period}, side by side").format(
        measure=translated(measure.title), period=period_title(period)
    )
    rows = [_row(reader, s) for s in shown]
    return components.table(caption, columns, rows, note=views.rounding(measure))


def drawn(reader: Reader, shown: list[Series], period: str) -> Component:
    """Every place with its likely range on one scale; the table where under two have a figure."""
    measure, table = shown[0].measure, _table(reader, shown, period)
    items = [(numbered(n, s.area.name), s.point) for n, s in enumerate(shown, 1)]
    known = [(name, point) for name, point in items if point is not None]
    if sum(point.value is not None for _name, point in known) < FEWEST:
        return table
    figure = whiskers(
        known,
        target=measure.target,
        scale=views.scale(measure),
        say=partial(wording.said, measure),
        tell=partial(wording.told, measure),
        whole=measure.kind == "count",
    )
    ranged = any(wording.interval(measure, point) for _name, point in known)
    said = _("Each point is a figure, and the line through it is its likely range.")
    cut = _("The axis does not start at zero.") if figure["layout"]["xaxis"]["range"][0] else ""
    more = " ".join(words for words in (said if ranged else "", cut) if words)
    title = _("{measure}, on one scale").format(measure=translated(measure.title))
    return components.chart("side-by-side", title, "", figure, table, more=more)


def _row(reader: Reader, shown: Series) -> list[Any]:
    point, name = shown.point, names.place_link(reader, shown.area)
    if point is None:
        return [name, _("no figure"), "", ""]
    base = "" if point.denominator is None else number(point.denominator)
    range_ = wording.interval(shown.measure, point)
    return [name, wording.said(shown.measure, point), range_, base]
