"""Every measure, under the question that it answers."""

from collections.abc import Iterable
from typing import Any

from dash.development.base_component import Component

from portal import components, html, links
from portal.language import _, translated
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
