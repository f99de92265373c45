"""Two to four places on one measure: figures, drawings on one scale, and what chance explains.

The address names the places as its form does: ``area``, as everywhere, then ``area2`` to ``area4``.
"""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, selection, wording
from portal.language import _, listed, translated
from portal.page import Page
from portal.pages import names, side_by_side
from portal.selection import Parameter
from release.measures import Area, Measure
from release.reader import Reader
from release.vocabulary import TOTAL


def page(
    reader: Reader,
    /,
    *,
    measure: Parameter = None,
    area: Parameter = None,
    area2: Parameter = None,
    area3: Parameter = None,
    area4: Parameter = None,
    period: Parameter = None,
    **_others: Any,
) -> Page:
    measured = selection.measure(reader, measure) if selection.text(measure, "measure") else None
    given = [
        selection.text(value, n)
        for n, value in zip(side_by_side.FIELDS, (area, area2, area3, area4), strict=True)
    ]
    chosen = [selection.area(reader, value) for value in dict.fromkeys(given) if value]
    form = _form(reader, measured, chosen)
    if measured is None or len(chosen) < side_by_side.FEWEST:
        return _asking(reader, chosen, form)
    return _compared(reader, measured, chosen, period, form)


def _form(reader: Reader, measured: Measure | None, chosen: list[Area]) -> Component:
    measure = measured or _suggested(reader)
    titles = {m.id: translated(m.title) for m in reader.measures.values()}
    fields = [components.field("measure", _("Measure"), titles, measure.id if measure else "")]
    nested = names.nested(reader)
    labels = [_("First place"), _("Second place"), _("Third place"), _("Fourth place")]
    for n, (name, label) in enumerate(zip(side_by_side.FIELDS, labels, strict=True)):
        none = _("Choose a place") if n < side_by_side.FEWEST else _("No further place")
        found = chosen[n].id if n < len(chosen) else ""
        fields.append(components.field(name, label, {"": none} | nested, found))
    return components.controls(reader, "/compare", *fields, label=_("Choose what to compare"))


def _suggested(reader: Reader) -> Measure | None:
    """The first measure by which places can be compared; any where there is none."""
    known = {row["measure"] for row in reader.findings("comparison", breakdown=TOTAL)}
    every = list(reader.measures.values())
    return next((m for m in every if m.id in known), every[0] if every else None)


def _asking(reader: Reader, chosen: list[Area], form: Component) -> Page:
    """What this page does, where not enough was chosen yet."""
    title = _("Compare places")
    lead = _("Choose a measure and two to four places. You see if they really differ.")
    if len(chosen) == 1:
        lead = _("Choose another place to compare with {area}.").format(area=chosen[0].name)
    rules = components.section(
        _("How we compare"),
        html.P(
            _(
                "A figure moves a little by chance, and in a small place it moves more. So each "
                "figure has a likely range. Where two ranges overlap, chance may explain the "
                "difference. Where they lie apart, chance alone hardly explains it."
            )
        ),
        html.P(_("There is no ranking here: most differences between places are chance.")),
        html.P(html.A(_("How we tell"), href=f"{links.href(reader, '/methods')}#different")),
    )
    return Page(title, lead, html.Div([components.top(title, lead), form, rules]))


def _compared(
    reader: Reader, measure: Measure, chosen: list[Area], period: Parameter, form: Component
) -> Page:
    shown = side_by_side.of(reader, measure, chosen, period)
    seen = [s.found.comparison for s in shown]
    found = [c for c in seen if c is not None and c.period == shown[0].asked]
    lead = wording.together(measure, side_by_side.placed(shown), found)
    title = translated(measure.title)
    steps = [
        (_("Measures"), links.href(reader, "/measures")),
        (title, links.measure(reader, measure.id)),
    ]
    trail = components.breadcrumb(_("You are here"), steps)
    main = html.Div(
        [
            components.top(title, lead, kind=_("Compare places"), trail=trail),
            form,
            side_by_side.figures(reader, shown),
            side_by_side.panels(shown),
            side_by_side.among_all(reader, shown),
        ]
    )
    named = listed([a.name for a in chosen])
    return Page(_("{measure}: {area}").format(measure=title, area=named), lead, main)
