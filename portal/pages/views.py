"""What several pages show: a measure over time, its categories in one period, its numbers."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import charts, components, control, ends, findings, html, selection, series, wording
from portal.language import _, day, number, period_title, translated
from portal.pages import verdicts
from portal.series import Series
from release.measures import Measure
from release.reader import Observation, Reader
from release.vocabulary import frequency_of, period_end, period_of


def over_time(
    reader: Reader, shown: Series, id: str, *, title: str = "", level: int = 3, asked: bool = False
) -> Component:
    """The chart of a measure over time, with the whole force for comparison; only a sentence
    where not one figure can be shown. A period that was ``asked`` for is marked."""
    if nothing_shown(shown.points):
        return html.P([shown.headline, " ", wording.gaps(shown.points)])
    measure, area = shown.measure, shown.area
    force = _compared(reader, shown)
    limited = shown.found.assessment is not None and shown.found.assessment.limited
    name = reader.areas[force[0].area].name if force else ""
    figure = charts.line(
        shown.points,
        name=area.name,
        target=measure.target,
        yrange=scale(measure),
        comparison=None if limited else force,
        comparison_name=name,
        say=partial(wording.told, measure),
        whole=measure.kind == "count",
        found=shown.found,
        asked=(shown.asked or "") if asked else "",
    )
    return components.chart(
        id,
        title or translated(measure.title),
        _sentence(shown, title),
        figure,
        numbers(shown, force, name, asked=asked),
        _files(reader, shown),
        level,
        verdicts.told(shown),
        about(shown, "" if limited else name, cut=ends.above_zero(figure)),
    )


def scale(measure: Measure) -> list[float] | None:
    """The ends of the axis, if the measure has its own. What counts from nothing starts at zero."""
    if measure.scale and measure.kind in ("count", "rate", "mean"):
        return [0.0, measure.scale[1]]
    return measure.scale or None


def _sentence(shown: Series, title: str) -> str:
    """The headline, where the page has not said it, and how sure it is."""
    said = ["" if title else shown.headline, wording.likely(shown.measure, shown.point)]
    return " ".join(s for s in said if s)


def nothing_shown(points: list[Observation]) -> bool:
    return all(p.value is None for p in points)


def about(shown: Series, compared_with: str = "", *, cut: bool = False) -> str:
    """The chart over time in sentences; ``cut``: its upright axis leaves out zero."""
    said = [
        wording.over_time(shown.measure, shown.points),
        wording.around(shown.measure, shown.found.assessment),
        wording.target(shown.measure),
        wording.gaps(shown.points),
        wording.worded(shown.points),
        not_from_zero() if cut else "",
    ]
    if compared_with:
        said.append(_("The grey line is {area} as a whole.").format(area=compared_with))
    return " ".join(s for s in said if s)


def not_from_zero() -> str:
    return _("The upright axis does not start at zero.")


def numbers(
    shown: Series, force: list[Observation], force_name: str, *, asked: bool = False
) -> Component:
    """The numbers behind the chart, newest first; the row of the period ``asked`` for is bold."""
    columns = [_("Period"), shown.area.name]
    others = {o.period: o for o in force}
    with_range = any(p.lower is not None for p in shown.points)
    with_base = any(p.denominator is not None for p in shown.points)
    standing_out = {s.period: control.why(s) for s in shown.found.signals}
    rows = []
    for p in reversed(shown.points):
        row: list[Any] = [_when(p, asked and p is shown.point), wording.said(shown.measure, p)]
        row += [wording.interval(shown.measure, p)] if with_range else []
        row += [_base(p)] if with_base else []
        row += [standing_out.get(p.period, "")] if standing_out else []
        other = others.get(p.period)
        row += [wording.said(shown.measure, other) if other else ""] if force else []
        rows.append(row)
    columns += [_("Likely range")] if with_range else []
    columns += [_("Based on")] if with_base else []
    columns += [_("What stands out")] if standing_out else []
    columns += [force_name] if force else []
    caption = _("{measure}: {area}").format(
        measure=translated(shown.measure.title), area=shown.area.name
    )
    return components.table(caption, columns, rows, note=rounding(shown.measure))


def _when(point: Observation, chosen: bool) -> Any:
    """The period of a row; the chosen one says so."""
    said = period_title(point.period)
    return html.Strong(_("{period} (chosen)").format(period=said)) if chosen else said


def categories(
    reader: Reader,
    shown: Series,
    breakdown: str,
    id: str,
    *,
    period: str | None = None,
    level: int = 3,
    title: str = "",
) -> Component | None:
    """The chart of one breakdown in one period (the newest where none is asked for); None where
    there is nothing to show. ``title`` is that of the breakdown, where none is given."""
    measure, area = shown.measure, shown.area
    split = measure.breakdowns[breakdown]
    when = period or series.newest_split(reader, shown, breakdown)
    found = series.by_category(reader, shown, breakdown, when) if when else []
    points = [p for p in found if p.status != "unavailable"]
    if not when or nothing_shown(points):
        return None
    titles = {code: translated(title) for code, title in split.categories.items()}
    say = partial(wording.said, measure)
    if split.kind == "share":
        figure = charts.faces({p.category: [p] for p in points}, titles, say)
    else:
        items = [(titles[p.category], p) for p in points]
        tell = partial(wording.told, measure)
        figure = charts.bars(items, xrange=scale(measure), say=say, tell=tell)
    caption = _("{measure}, {breakdown}: {area}, {period}").format(
        measure=translated(measure.title),
        breakdown=translated(split.title),
        area=area.name,
        period=period_title(when),
    )
    rows: list[list[Any]] = [[titles[p.category], _ranged(measure, p), _base(p)] for p in points]
    ranged = any(wording.interval(measure, p) for p in points)
    columns = [
        translated(split.title),
        _("Figure and likely range") if ranged else _("Figure"),
        _("Based on"),
    ]
    icons = [_changing(reader, p) for p in points]
    if any(icons):
        columns.append(_("Is it changing?"))
        rows = [[*row, icon or ""] for row, icon in zip(rows, icons, strict=True)]
    table = components.table(
        caption,
        columns,
        rows,
        note=rounding(measure),
    )
    named = title or translated(split.title)
    return components.chart(id, named, wording.split(measure, points), figure, table, level=level)


def _ranged(measure: Measure, p: Observation) -> Any:
    """The figure of a cell, with its likely range below it."""
    between = wording.interval(measure, p)
    said = wording.said(measure, p)
    return [said, html.Br(), html.Small(between)] if between else said


def _changing(reader: Reader, p: Observation) -> Component | None:
    """The icon of one category's own series, where it speaks of this period."""
    found = findings.of(reader, p.measure, p.frequency, p.area, p.breakdown, p.category)
    sure = wording.surety(found.assessment, p)
    return verdicts.variation(found.assessment, sure) if found.about(p) else None


def around(measure: Measure, period: str) -> list[str]:
    """A period and the longer ones of the measure that hold it, shortest first."""
    offered = selection.offered(measure)
    longer = offered[offered.index(frequency_of(period)) + 1 :]
    return [period, *(period_of(period_end(period).isoformat(), f) for f in longer)]


def not_split(measure: Measure, breakdown: str, area: str, period: str | None = None) -> str:
    """Why a breakdown is not there for an area."""
    if period:
        return _("“{breakdown}” is not shown for {area} in {period}.").format(
            breakdown=translated(measure.breakdowns[breakdown].title),
            area=area,
            period=period_title(period),
        )
    return _("“{breakdown}” is not published for {area}: the groups would be too small.").format(
        breakdown=translated(measure.breakdowns[breakdown].title), area=area
    )


def rounding(measure: Measure) -> str:
    if measure.protection != "people":
        return ""
    return _("Numbers are rounded to protect people, so totals may not add up.")


def _compared(reader: Reader, shown: Series) -> list[Observation]:
    whole = selection.whole_force(reader)
    if whole.id == shown.area.id:
        return []
    mine = {p.period for p in shown.points}
    found = reader.observations(shown.measure.id, area=whole.id, frequency=shown.frequency)
    return [o for o in found if o.period in mine] if shown.measure.kind != "count" else []


def _base(point: Observation) -> str:
    """How many the figure rests on."""
    return "" if point.denominator is None else number(point.denominator)


def _files(reader: Reader, shown: Series) -> Component:
    measure = shown.measure
    return components.downloads(
        reader.release.id, measure.id, translated(measure.title), shown.area.id
    )


def burn_up(reader: Reader, shown: Series, id: str, title: str, goal: str) -> Component:
    """Coverage over time and the pace that the target date needs."""
    if nothing_shown(shown.points):
        return html.P(wording.gaps(shown.points))
    target = shown.measure.target if shown.measure.target is not None else 100.0
    figure = charts.progress(
        shown.points,
        target,
        goal,
        name=shown.area.name,
        say=partial(wording.said, shown.measure),
    )
    said = [about(shown), _("Everyone should have done it by {day}.").format(day=day(goal))]
    files = _files(reader, shown)
    return components.chart(
        id, title, " ".join(said), figure, numbers(shown, [], ""), files, level=2
    )
