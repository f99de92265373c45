"""What several pages show: a measure over time, its categories in one period, its numbers."""

from functools import partial
from typing import Any

from dash.development.base_component import Component

from portal import (
    charts,
    components,
    control,
    ends,
    html,
    links,
    selection,
    series,
    small_multiples,
    wording,
)
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
        return unseen(shown)
    force, name = _force(reader, shown)
    compared = None if _limited(shown) else force
    figure = _line(shown, compared, name, (shown.asked or "") if asked else "")
    return components.chart(
        id,
        title or translated(shown.measure.title),
        _sentence(reader, shown, title),
        figure,
        numbers(shown, force, name, asked=asked),
        _files(reader, shown),
        level,
        verdicts.told(shown),
        _with_beyond(
            reader, shown, about(shown, name if compared else "", cut=ends.above_zero(figure))
        ),
    )


def in_short(reader: Reader, shown: Series, id: str) -> Component:
    """The same in few words, for a page of many charts: the figure, whether it changes and the
    drawing, which is lower; the sentences about the drawing stand with its numbers."""
    if nothing_shown(shown.points):
        return unseen(shown)
    force, name = _force(reader, shown)
    compared = None if _limited(shown) else force
    figure = _line(shown, compared, name)
    figure["layout"] |= {"height": small_multiples.HEIGHT}
    drawing = _with_beyond(
        reader, shown, about(shown, name if compared else "", cut=ends.above_zero(figure))
    )
    return components.chart(
        id,
        translated(shown.measure.title),
        _figure(shown),
        figure,
        numbers(shown, force, name),
        html.Div([_files(reader, shown), _more(reader, shown)]),
        found=verdicts.changing(shown),
        about=f"{drawing} {translated(shown.measure.caution)}",
    )


def _more(reader: Reader, shown: Series) -> Component:
    """The way to what a measure says and does not say."""
    address = links.measure(reader, shown.measure.id, area=shown.area.id)
    return html.P(html.A(_("What this measures"), href=address))


def unseen(shown: Series) -> Component:
    """A series of which no figure can be drawn, in words."""
    return html.P([shown.headline, " ", wording.gaps(shown.points)])


def _figure(shown: Series) -> str:
    """The figure of the period in question, or why it is not there."""
    point = shown.point
    if point is None or (point.value is None and not wording.vague(point)):
        return shown.headline
    figure = wording.told(shown.measure, point).replace("\n", " ")
    return _("{period}: {figure}").format(period=period_title(point.period), figure=figure)


def _limited(shown: Series) -> bool:
    return shown.found.assessment is not None and shown.found.assessment.limited


def _force(reader: Reader, shown: Series) -> tuple[list[Observation], str]:
    """The figures of the whole force, and its name, where there are any to compare with."""
    force = _compared(reader, shown)
    return force, reader.areas[force[0].area].name if force else ""


def _line(
    shown: Series, force: list[Observation] | None, name: str, asked: str = ""
) -> dict[str, Any]:
    measure = shown.measure
    return charts.line(
        shown.points,
        name=shown.area.name,
        target=measure.target,
        yrange=scale(measure),
        comparison=force,
        comparison_name=name,
        say=partial(wording.told, measure),
        whole=measure.kind == "count",
        found=shown.found,
        asked=asked,
    )


def _with_beyond(reader: Reader, shown: Series, told: str) -> str:
    """With what the figure of the whole force counts besides, where it stands in the table."""
    whole = selection.whole_force(reader)
    return " ".join(s for s in (told, wording.beyond(shown.measure, whole)) if s)


def scale(measure: Measure) -> list[float] | None:
    """The ends of the axis, if the measure has its own. What counts from nothing starts at zero."""
    if measure.scale and measure.kind in ("count", "rate", "mean"):
        return [0.0, measure.scale[1]]
    return measure.scale or None


def _sentence(reader: Reader, shown: Series, title: str) -> str:
    """The headline, where the page has not said it, and how sure it is."""
    sure = wording.likely(shown.measure, shown.point, hidden=_parts_hidden(reader, shown))
    return " ".join(s for s in ("" if title else shown.headline, sure) if s)


def _parts_hidden(reader: Reader, shown: Series) -> bool:
    """Whether parts of the figure, such as its faces, are held back."""
    shares = [name for name, b in shown.measure.breakdowns.items() if b.kind == "share"]
    if shown.point is None:
        return False
    parts = (series.by_category(reader, shown, name, shown.point.period) for name in shares)
    return any(p.status == "suppressed" for split in parts for p in split)


def nothing_shown(points: list[Observation]) -> bool:
    """Whether there is neither a number nor a word to draw."""
    return all(p.value is None and not wording.vague(p) for p in points)


def about(shown: Series, compared_with: str = "", *, cut: bool = False) -> str:
    """The chart over time in sentences; ``cut``: its upright axis leaves out zero."""
    said = [
        wording.over_time(shown.measure, shown.points),
        wording.around(shown.measure, shown.found.assessment, point=shown.point),
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
        row += [base(p)] if with_base else []
        row += [standing_out.get(p.period, "")] if standing_out else []
        other = others.get(p.period)
        row += [wording.said(shown.measure, other) if other else ""] if force else []
        rows.append(row)
    columns += [_("Likely range")] if with_range else []
    columns += [wording.based_on(shown.measure)] if with_base else []
    columns += [_("What stands out")] if standing_out else []
    columns += [force_name] if force else []
    caption = _("{measure}: {area}").format(
        measure=translated(shown.measure.title), area=shown.area.name
    )
    wordy = bool(standing_out)
    return components.table(caption, columns, rows, note=rounding(shown.measure), wordy=wordy)


def _when(point: Observation, chosen: bool) -> Any:
    """The period of a row; the chosen one says so."""
    said = period_title(point.period)
    return html.Strong(_("{period} (chosen)").format(period=said)) if chosen else said


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


def base(point: Observation) -> str:
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
