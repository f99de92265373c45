"""The categories of one breakdown in one period: a chart with its table, or a sentence."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import charts, components, findings, html, series, wording
from portal.language import _, period_title, translated
from portal.pages import verdicts, views
from portal.series import Series
from portal.traces import Figure
from release.measures import Breakdown, Measure
from release.reader import Observation, Reader

NO_ORDER = ("theme", "class", "course")
"""Breakdowns whose categories have no order of their own: they stand by size."""


def categories(
    reader: Reader,
    shown: Series,
    breakdown: str,
    id: str,
    *,
    period: str | None = None,
    level: int = 3,
    title: str = "",
    folded: bool = False,
) -> Component | None:
    """The chart of one breakdown in one period (the newest where none is asked for), a sentence
    where it has a single category; None where there is nothing to show. ``title`` is that of the
    breakdown, where none is given; ``folded`` opens when it is wanted."""
    measure, split = shown.measure, shown.measure.breakdowns[breakdown]
    when = period or series.newest_split(reader, shown, breakdown)
    points = _points(reader, shown, breakdown, when) if when else []
    if not when or views.nothing_shown(points):
        return None
    said, named = wording.split(measure, points), title or translated(split.title)
    if len(points) == 1:
        return html.P(_("{title}. {sentence}").format(title=named, sentence=said))
    return components.chart(
        id,
        named,
        said,
        _figure(measure, split, points),
        _table(reader, shown, split, points, when),
        level=level,
        folded=folded,
    )


def _points(reader: Reader, shown: Series, breakdown: str, period: str) -> list[Observation]:
    found = series.by_category(reader, shown, breakdown, period)
    points = [p for p in found if p.status != "unavailable"]
    if breakdown not in NO_ORDER:
        return points
    return sorted(points, key=lambda p: -1.0 if p.value is None else p.value, reverse=True)


def _figure(measure: Measure, split: Breakdown, points: list[Observation]) -> Figure:
    titles = {code: translated(title) for code, title in split.categories.items()}
    say = partial(wording.said, measure)
    if split.kind == "share":
        return charts.faces({p.category: [p] for p in points}, titles, say)
    items = [(titles[p.category], p) for p in points]
    tell = partial(wording.told, measure)
    return charts.bars(items, xrange=views.scale(measure), say=say, tell=tell)


def _table(
    reader: Reader, shown: Series, split: Breakdown, points: list[Observation], period: str
) -> Component:
    measure, named = shown.measure, translated(split.title)
    ranged = any(wording.interval(measure, p) for p in points)
    figure = _("Figure and likely range") if ranged else _("Figure")
    columns = [named, figure, wording.based_on(measure)]
    rows: list[list[Any]] = [
        [translated(split.categories[p.category]), _ranged(measure, p), views.base(p)]
        for p in points
    ]
    icons = [_changing(reader, p) for p in points]
    if any(icons):
        columns.append(_("Is it changing?"))
        rows = [[*row, icon or ""] for row, icon in zip(rows, icons, strict=True)]
    caption = _("{measure}, {breakdown}: {area}, {period}").format(
        measure=translated(measure.title),
        breakdown=named,
        area=shown.area.name,
        period=period_title(period),
    )
    note, wordy = views.rounding(measure), any(icons)
    return components.table(caption, columns, rows, note=note, wordy=wordy)


def _ranged(measure: Measure, p: Observation) -> Any:
    """The figure of a cell, with its likely range below it."""
    between = wording.interval(measure, p)
    said = wording.said(measure, p)
    return [said, html.Br(), html.Small(between)] if between else said


def _changing(reader: Reader, p: Observation) -> Component | None:
    """The icon of one category's own series, where it speaks of this period and has the points."""
    found = findings.of(reader, p.measure, p.frequency, p.area, p.breakdown, p.category)
    sure = wording.surety(found.assessment, p)
    early = verdicts.too_early(found)
    return verdicts.variation(found.assessment, sure) if found.about(p) and not early else None
