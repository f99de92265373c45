"""Is this place really different: the funnel of all places of a kind, and three lists by name."""

from collections.abc import Sequence

from dash.development.base_component import Component

from portal import charts, components, findings, html, links, places, wording
from portal.findings import Comparison
from portal.funnel import Spot
from portal.language import _, ngettext, number, period_title, translated
from portal.pages import verdicts
from portal.series import Series
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import LEVELS, TOTAL

Row = tuple[Area, Comparison, Observation]


def section(reader: Reader, shown: Series) -> Component | None:
    """The comparison of a measure between places; in words why there is none; None where the
    release holds no findings at all."""
    if not findings.present(reader):
        return None
    title = _("Is one place really different?")
    rows = _rows(reader, shown)
    if not rows:
        said = html.P(wording.not_compared(shown.measure))
        return components.section(title, said, _instead(reader, shown), side_by_side(reader, shown))
    return components.section(
        title,
        _chart([shown], rows),
        side_by_side(reader, shown),
        _bands(reader, shown.measure, rows),
    )


def shares(reader: Reader, measure: Measure) -> list[Measure]:
    """The measures of the same theme by which places are compared."""
    found = {row["measure"] for row in reader.findings("comparison", breakdown=TOTAL)}
    return [m for m in reader.measures.values() if m.theme == measure.theme and m.id in found]


def _instead(reader: Reader, shown: Series) -> Component | None:
    """The way to the comparison by a share of the same theme, if there is one."""
    other = next(iter(shares(reader, shown.measure)), None)
    if other is None:
        return None
    area = shown.area.id if shown.area.parent else None
    address = links.measure(reader, other.id, area=area)
    said = _("Compare them by this measure: {measure}").format(measure=translated(other.title))
    return html.P(html.A(said, href=f"{address}#funnel"))


def side_by_side(reader: Reader, shown: Series) -> Component:
    """The way to the page that compares two to four places."""
    area = shown.area.id if shown.area.parent else None
    address = links.href(reader, "/compare", measure=shown.measure.id, area=area)
    return html.P(html.A(_("Compare two to four places side by side"), href=address))


def funnel(reader: Reader, *shown: Series) -> Component | None:
    """All places of the kind of the first one, with a ring around each of those that are shown;
    None where places are not compared."""
    rows = _rows(reader, shown[0])
    return _chart(shown, rows) if rows else None


def _rows(reader: Reader, shown: Series) -> list[Row]:
    """The places of the level of the area that is shown, or of the finest that is compared."""
    found = findings.compared(reader, shown.measure.id, shown.frequency)
    levels = {reader.areas[c.area].level for c in found}
    if not levels:
        return []
    own = shown.area.level
    level = own if own in levels else max(levels, key=LEVELS.index)
    seen = {
        (o.area, o.period): o
        for o in reader.observations(
            shown.measure.id, frequency=shown.frequency, period=sorted({c.period for c in found})
        )
    }
    areas = sorted(reader.areas.values(), key=places.reading_order)
    compared = {c.area: c for c in found if reader.areas[c.area].level == level}
    rows = [
        (area, compared[area.id], seen[area.id, compared[area.id].period])
        for area in areas
        if area.id in compared and (area.id, compared[area.id].period) in seen
    ]
    return rows if any(_drawn(row) for row in rows) else []


def _drawn(row: Row) -> bool:
    """Whether a place has a figure to draw."""
    return bool(row[1].band) and row[2].value is not None


def _chart(marked: Sequence[Series], rows: list[Row]) -> Component:
    measure = marked[0].measure
    drawn = [row for row in rows if _drawn(row)]
    figure = charts.funnel(
        [_spot(measure, *row) for row in drawn],
        measure.direction,
        _("Cases behind the figure"),
        *(s.area.name for s in marked),
    )
    more = _(
        "The further right a place stands, the more cases its figure rests on, and the closer the "
        "limits. Outside the 99.8% limits lies what chance hardly explains. The scale on the left "
        "does not start at zero."
    )
    own = [verdicts.band(s.found.comparison, measure.direction, s.difference) for s in marked]
    return components.chart(
        "funnel",
        _("{measure} by size of place").format(measure=translated(measure.title)),
        wording.funnel(measure, [found for _area, found, _o in rows]),
        figure,
        _table(measure, rows),
        found=components.verdicts(own),
        more=more,
    )


def _spot(measure: Measure, area: Area, found: Comparison, seen: Observation) -> Spot:
    words = _("{area}: {figure} of {count} cases. {band}.").format(
        area=area.name,
        figure=wording.said(measure, seen),
        count=number(seen.denominator or 0),
        band=wording.band(found.band),
    )
    return Spot(area.name, seen.denominator or 0, seen.value or 0, words, found)


def _table(measure: Measure, rows: list[Row]) -> Component:
    caption = _("{measure} in {period}, in order of the alphabet").format(
        measure=translated(measure.title), period=period_title(rows[0][1].period)
    )
    columns = [_("Place"), _("Figure"), _("Likely range"), _("Chance explains")]
    return components.table(
        caption,
        [*columns, wording.based_on(measure), _("Compared")],
        [_cells(measure, *row) for row in rows],
    )


def _cells(measure: Measure, area: Area, found: Comparison, seen: Observation) -> list[str]:
    explained, fine = "", wording.apart(measure, seen, found.lower_limit, found.upper_limit)
    if found.lower_limit is not None and found.upper_limit is not None:
        explained = _("{lower} to {upper}").format(
            lower=wording.limit(measure, found.lower_limit, decimals=fine),
            upper=wording.limit(measure, found.upper_limit, decimals=fine),
        )
    return [
        area.name,
        wording.exact(measure, seen, fine),
        wording.interval(measure, seen),
        explained,
        "" if seen.denominator is None else number(seen.denominator),
        wording.band(found.band),
    ]


def _bands(reader: Reader, measure: Measure, rows: list[Row]) -> Component:
    """The places of each band by name; the many that are as expected are folded. Those without a
    figure are a list of their own, if any."""
    lists = [
        html.Div([html.H3(wording.band(name)), _list(reader, measure, rows, name)])
        for name in wording.BANDS
        if name or any(not found.band for _area, found, _o in rows)
    ]
    return html.Div(lists, className="bands")


def _list(reader: Reader, measure: Measure, rows: list[Row], name: str) -> Component:
    inside = [area for area, found, _o in rows if found.band == name]
    if not inside:
        return html.P(_("None"), className="quiet")
    named = html.Ul(
        [html.Li(html.A(a.name, href=links.measure(reader, measure.id, area=a.id))) for a in inside]
    )
    if name != "as expected":
        return named
    said = ngettext("{count} place by name", "{count} places by name", len(inside))
    summary = html.Summary(said.format(count=number(len(inside))))
    return html.Details([summary, named], id="as-expected")
