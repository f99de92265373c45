"""One measure: its figure, its course over time, its definition, and how to use it."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, series, wording
from portal.language import _, day, period_title, translated
from portal.page import Page
from portal.pages import compared, explained, names, splits, views
from portal.selection import Parameter, Selection
from portal.series import Series
from release.reader import Reader
from release.vocabulary import TOTAL

PER_CONTACTS = 1000


def page(
    reader: Reader,
    /,
    *,
    measure: Parameter = None,
    area: Parameter = None,
    period: Parameter = None,
    breakdown: Parameter = None,
    **_others: Any,
) -> Page:
    chosen = selection.select(
        reader,
        selection.measure(reader, measure),
        selection.area(reader, area),
        period,
        breakdown,
    )
    shown = series.of(reader, chosen)
    title = translated(chosen.measure.title)
    main = html.Div(
        [
            components.top(
                title,
                shown.headline,
                kind=names.question(reader, chosen.measure.theme),
                trail=components.breadcrumb(
                    _("You are here"), [(_("Measures"), links.href(reader, "/measures"))]
                ),
            ),
            _controls(reader, chosen, shown, asked=bool(period)),
            *_drawn(reader, chosen, shown, asked=bool(period)),
            explained.meaning(chosen.measure),
            explained.statuses(reader),
            explained.use(reader, chosen),
        ]
    )
    return Page(
        _("{measure}: {area}").format(measure=title, area=chosen.area.name), shown.headline, main
    )


def _controls(reader: Reader, chosen: Selection, shown: Series, asked: bool) -> Component:
    fields = [components.field("area", _("Area"), _areas(reader, chosen), chosen.area.id)]
    if shown.points:
        periods = _periods(reader, chosen, shown)
        wanted = (chosen.period or "") if asked else ""
        fields.append(
            components.field("period", _("Period"), periods, wanted if wanted in periods else "")
        )
    if chosen.measure.breakdowns:
        titles = {n: translated(b.title) for n, b in chosen.measure.breakdowns.items()}
        splits = {TOTAL: _("Everything"), **titles}
        fields.append(components.field("breakdown", _("Split by"), splits, chosen.breakdown))
    return components.controls(
        reader, f"/measures/{chosen.measure.id}", *fields, label=_("Choose what to see")
    )


def _periods(reader: Reader, chosen: Selection, shown: Series) -> dict[str, str]:
    """The newest first. It has no place of its own further down, so that it is there once."""
    titles = {p.period: period_title(p.period) for p in reversed(shown.points)}
    _frequency, newest = selection.latest(reader, chosen.measure, chosen.area)
    if newest not in titles:
        return {"": _("Latest")} | titles
    return {"": _("{period} (latest)").format(period=titles.pop(newest))} | titles


def _areas(reader: Reader, chosen: Selection) -> dict[str, str]:
    """The areas for which the measure is published, each below the one around it."""
    titles: dict[str, str] = {}
    for area in reader.areas.values():
        if not area.parent:
            titles[area.id] = _("{area} as a whole").format(area=area.name)
    for area in reader.areas.values():
        if not names.published_for(chosen.measure, area.level) or area.id in titles:
            continue
        titles[area.id] = area.name
        inside = [
            p for p in places.parts(reader, area) if names.published_for(chosen.measure, p.level)
        ]
        titles |= {p.id: f"\N{EN SPACE}{p.name}" for p in inside}
    return titles | {chosen.area.id: titles.get(chosen.area.id, chosen.area.name)}


def _drawn(reader: Reader, chosen: Selection, shown: Series, asked: bool) -> list[Component]:
    """Chart over time and the categories asked for; words where there is nothing to draw."""
    if not shown.points:
        return [html.P(_why_not(reader, chosen), className="notice")]
    drawn = [
        views.over_time(reader, shown, "over-time", title=_("Over time"), level=2, asked=asked),
        components.words_used(reader, *_words(shown)),
        _rules(reader, shown),
        _splits(reader, chosen, shown, chosen.period if asked else None),
        compared.section(reader, shown),
    ]
    return [part for part in drawn if part is not None]


def _words(shown: Series) -> list[str]:
    """The words that the chart, its sentences and its table use."""
    measure, points = shown.measure, shown.points
    used = {
        "happy_index": measure.id == "happy_index",
        "likely_range": any(wording.interval(measure, p) for p in points),
        "limits": shown.found.assessment is not None and shown.found.assessment.limited,
        "target": measure.target is not None,
        "quarter": shown.frequency == "quarter",
        "per_contacts": measure.kind == "rate" and measure.factor == PER_CONTACTS,
        "hidden_number": any(p.status == "suppressed" for p in points),
        "rounding": measure.protection == "people",
    }
    return [word for word, here in used.items() if here]


def _splits(
    reader: Reader, chosen: Selection, shown: Series, asked: str | None
) -> Component | None:
    """The breakdown that was asked for, or all of them; None where the measure has none."""
    names = [chosen.breakdown] if chosen.breakdown else list(chosen.measure.breakdowns)
    drawn = [_split(reader, chosen, shown, name, asked) for name in names]
    return components.section(_("By group"), *drawn, id="groups") if drawn else None


def _split(
    reader: Reader, chosen: Selection, shown: Series, name: str, asked: str | None
) -> Component:
    """The chart of one breakdown: in the period that was asked for, or in the longer one around it
    where it is published for those only."""
    for period in views.around(chosen.measure, asked) if asked else [None]:
        drawn = splits.categories(reader, shown, name, f"by-{name}", period=period)
        if drawn is not None:
            return drawn
    return html.P(views.not_split(chosen.measure, name, chosen.area.name, asked))


def _rules(reader: Reader, shown: Series) -> Component | None:
    """How a change is told from chance; None where nothing was found out about the series."""
    if shown.found.assessment is None:
        return None
    said = _(
        "Every figure moves a little by chance, and the limits show how far. We speak of a change "
        "only where a figure lies outside them, 7 in a row rise, fall or keep to one side of the "
        "average, or 2 of 3 come close to a limit."
    )
    more = html.A(_("How we tell"), href=f"{links.href(reader, '/methods')}#changing")
    return components.section(_("Is it changing?"), html.P([said, " ", more]))


def _why_not(reader: Reader, chosen: Selection) -> str:
    if not names.published_for(chosen.measure, chosen.area.level):
        return _("This measure is published down to this level: {level}.").format(
            level=names.finest(reader, chosen.measure)
        )
    if places.closed(reader, chosen.area):
        return _("{area} closed on {day}. Its figures end there.").format(
            area=chosen.area.name, day=day(chosen.area.valid_to)
        )
    return _("No figures have come in for {area} yet.").format(area=chosen.area.name)
