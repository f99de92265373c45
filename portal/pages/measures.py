"""Every measure with its newest figure, under the question that it answers."""

import re
from collections.abc import Iterable
from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, selection, series, wording
from portal.language import _, period_title, translated
from portal.page import Page
from portal.pages import names
from release.measures import Measure
from release.reader import Reader


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Measures")
    lead = _("What is measured, how it is worked out, and what it cannot say.")
    themes: dict[str, list[Measure]] = {name: [] for name in reader.documents("theme")}
    for measure in reader.measures.values():
        themes.setdefault(measure.theme, []).append(measure)
    sections = [
        components.section(names.question(reader, theme), _list(reader, inside), id=theme)
        for theme, inside in themes.items()
    ]
    if not reader.measures:
        sections = [html.P(_("There are no measures in this release."))]
    way = _way(reader, themes) if reader.measures else None
    inside = [components.top(title, lead), way, *sections]
    return Page(title, lead, html.Div([part for part in inside if part is not None]))


def _way(reader: Reader, themes: Iterable[str]) -> Component:
    """Down to each theme."""
    items = [html.Li(html.A(names.theme(reader, name), href=f"#{name}")) for name in themes]
    return html.Nav(html.Ul(items), className="way", **components.aria(label=_("Themes")))


def _list(reader: Reader, measures: list[Measure]) -> Component:
    if not measures:
        return html.P(_("This release has no figures about this yet."), className="quiet")
    return html.Ul([html.Li(_item(reader, m)) for m in measures], className="index")


def _item(reader: Reader, measure: Measure) -> list[Component]:
    """The measure, its newest figure for the whole force, and what it means in a sentence."""
    link = html.A(translated(measure.title), href=links.measure(reader, measure.id))
    return [html.H3(link), _newest(reader, measure), html.P(_meaning(measure))]


def _newest(reader: Reader, measure: Measure) -> Component:
    point = series.latest(reader, measure, selection.whole_force(reader)).point
    if point is None:
        return html.P(_("no figure"), className="quiet")
    figure = html.Strong(wording.beside_title(measure, point))
    return html.P([figure, " ", html.Span(period_title(point.period), className="quiet")])


def _meaning(measure: Measure) -> str:
    """The first sentence of the definition; the page of the measure has all of it."""
    return re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-zß-öø-ÿ])", translated(measure.definition))[0]
