"""Every measure, under the question that it answers."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links
from portal.language import _, translated
from portal.page import Page
from portal.pages import names
from release.measures import Measure
from release.reader import Reader


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Measures")
    lead = _("What is measured, how it is worked out, and what it cannot say.")
    themes: dict[str, list[Measure]] = {}
    for measure in reader.measures.values():
        themes.setdefault(measure.theme, []).append(measure)
    sections = [
        components.section(names.question(reader, theme), _list(reader, inside), id=theme)
        for theme, inside in themes.items()
    ]
    if not sections:
        sections = [html.P(_("There are no measures in this release."))]
    return Page(title, lead, html.Div([components.top(title, lead), *sections]))


def _list(reader: Reader, measures: list[Measure]) -> Component:
    return html.Ul(
        [
            html.Li(
                [
                    html.H3(html.A(translated(m.title), href=links.measure(reader, m.id))),
                    html.P(translated(m.definition)),
                ]
            )
            for m in measures
        ],
        className="index",
    )
