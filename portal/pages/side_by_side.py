"""The parts of the page that compares places: their figures, what chance explains, the drawings."""

from dash.development.base_component import Component

from portal import (
    components,
    ends,
    html,
    links,
    places,
    selection,
    series,
    small_multiples,
    wording,
)
from portal.components.legend import legend
from portal.funnel import numbered
from portal.language import _, day, period_title, translated
from portal.pages import compared, names, one_scale, verdicts, views
from portal.selection import Parameter, Selection
from portal.series import Series
from release.measures import Area, Measure
from release.reader import Observation, Reader
from release.vocabulary import Frequency

FEWEST = 2
FIELDS = ("area", "area2", "area3", "area4")
"""How the address and the form name the places."""


def of(reader: Reader, measure: Measure, chosen: list[Area], period: Parameter) -> list[Series]:
    """The places in one frequency, and in the period asked for or the newest to compare."""
    if selection.code(period, "period"):
        return [series.of(reader, selection.select(reader, measure, a, period)) for a in chosen]
    frequency = _frequency(reader, measure, chosen)
    points = [reader.observations(measure.id, area=a.id, frequency=frequency) for a in chosen]
    when = _newest(points)
    return [series.of(reader, Selection(measure, a, frequency, when)) for a in chosen]


def placed(shown: list[Series]) -> list[wording.Placed]:
    """The places with a figure in the period that is compared."""
    return [(s.area, s.point) for s in shown if s.point and s.point.value is not None]


def _frequency(reader: Reader, measure: Measure, chosen: list[Area]) -> Frequency:
    """The finest frequency in which most figures of every place are shown."""
    found = [selection.latest(reader, measure, area) for area in chosen]
    known = [frequency for frequency, period in found if period is not None]
    offered = selection.offered(measure)
    return max(known, key=offered.index) if known else offered[0]


def _newest(points: list[list[Observation]]) -> str | None:
    """The newest period in which at least two places have a figure, or any has one at all."""
    known = sorted(o.period for of_place in points for o in of_place if o.value is not None)
    twice = [period for period in known if known.count(period) >= FEWEST]
    every = [o.period for of_place in points for o in of_place]
    return max(twice or known or every, default=None)


def figures(reader: Reader, shown: list[Series]) -> Component:
    """The figures of one period side by side, and a sentence for each that is not there."""
    period = shown[0].asked
    if period is None:
        said = [html.P(_why_not(reader, s)) for s in shown]
        return components.section(_("Figures"), *said)
    title = _("Figures of {period}").format(period=period_title(period))
    gaps = [_why_not(reader, s) for s in shown if s.point is None or s.point.value is None]
    notes = [*gaps, *_notes(reader, shown)]
    return components.section(
        title,
        one_scale.drawn(reader, shown, period),
        *(html.P(note) for note in notes),
        *_pairs(reader, shown),
    )


def _why_not(reader: Reader, shown: Series) -> str:
    """Why a place has no figure here."""
    measure, area = shown.measure, shown.area
    if not names.published_for(measure, area.level):
        return _("{area} has no figure: this measure is published down to {level} only.").format(
            area=area.name, level=names.finest(reader, measure)
        )
    if shown.point is None and places.closed(reader, area):
        return _closed(area)
    return shown.headline


def _closed(area: Area) -> str:
    return _("{area} closed on {day}. Its figures end there.").format(
        area=area.name, day=day(area.valid_to)
    )


def _notes(reader: Reader, shown: list[Series]) -> list[str]:
    """What to know before these places are compared."""
    said = []
    newest = max((s.points[-1].period for s in shown if s.points), default=None)
    if newest and shown[0].asked and shown[0].asked < newest:
        said.append(
            _("There are newer figures, but not for two of these places: {period}.").format(
                period=period_title(newest)
            )
        )
    said += [_closed(s.area) for s in shown if s.point and places.closed(reader, s.area)]
    if len({s.area.level for s in shown}) > 1:
        said.append(
            _("These places are of different kinds. A large one holds the good and bad of many.")
        )
    wholes = [s.area for s in shown if not s.area.parent]
    said += [note for w in wholes if (note := wording.beyond(shown[0].measure, w))]
    inside = [(s.area, o.area) for s in shown for o in shown if _part_of(reader, s.area, o.area)]
    said += [
        _("{area} is a part of {whole}: its cases count in both.").format(
            area=part.name, whole=whole.name
        )
        for part, whole in inside
    ]
    return said


def _part_of(reader: Reader, part: Area, whole: Area) -> bool:
    """Whether an area lies in another one."""
    parent = reader.areas.get(part.parent)
    while parent is not None and parent.id != whole.id:
        parent = reader.areas.get(parent.parent)
    return parent is not None


def _pairs(reader: Reader, shown: list[Series]) -> list[Component]:
    """Each pair in a sentence, where there is more than the one of the lead; and what it means."""
    said = wording.pairs(shown[0].measure, placed(shown))
    if not said:
        return []
    more = _("Ranges that overlap do not show that two places are alike: we just cannot tell.")
    how = html.A(_("How we tell"), href=f"{links.href(reader, '/methods')}#sure")
    each = [html.Ul([html.Li(s) for s in said])] if len(said) > 1 else []
    return [*each, html.P([more, " ", how], className="quiet")]


def panels(shown: list[Series]) -> Component | None:
    """One drawing a place, all on the same scale; none for a place of one figure or less."""
    drawn = [s for s in shown if len(s.points) > 1 and not views.nothing_shown(s.points)]
    if not drawn:
        return None
    figures = small_multiples.panels(drawn, views.scale(shown[0].measure))
    both = zip(drawn, figures, strict=True)
    panels = [
        components.chart(
            f"place-{s.area.id}",
            numbered(shown.index(s) + 1, s.area.name),
            s.headline,
            figure,
            views.numbers(s, [], ""),
            found=components.verdicts([verdicts.variation(s.found.assessment, s.sure)]),
        )
        for s, figure in both
    ]
    return components.section(
        _("Over time, on the same scale"),
        html.P(views.not_from_zero(), className="quiet") if ends.above_zero(figures[0]) else None,
        legend(small_multiples.key(figures)),
        html.Div(panels, className="multiples"),
    )


def among_all(reader: Reader, shown: list[Series]) -> Component:
    """The funnel of all places, and the way to the measure."""
    measure = shown[0].measure
    drawn = compared.funnel(reader, *shown) or _instead(reader, shown)
    address = links.measure(reader, measure.id, area=shown[0].area.id)
    more = html.A(_("Everything about this measure"), href=address)
    return components.section(_("Among all places"), drawn, html.P(more))


def _instead(reader: Reader, shown: list[Series]) -> Component:
    """Why there is no funnel, and the share of the same theme that has one, if any."""
    measure = shown[0].measure
    others = compared.shares(reader, measure)
    said = html.P(wording.not_compared(measure))
    if not others:
        return said
    asked = {name: s.area.id for name, s in zip(FIELDS, shown, strict=False)}
    address = links.href(reader, "/compare", measure=others[0].id, **asked)
    named = _("Compare them by this measure: {measure}").format(measure=translated(others[0].title))
    return html.Div([said, html.P(html.A(named, href=address))], className="told")
