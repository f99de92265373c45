"""Controls: plain GET forms, so that the address is the only state.

``data-live`` marks a form that changes the page in place where JavaScript runs.
"""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from portal import links
from portal.components.aria import aria
from portal.language import _
from portal.links import is_latest
from release.reader import Reader


def controls(reader: Reader, action: str, *fields: Component, label: str) -> Component:
    """A live form over ``fields``; it stays in the release that is being looked at."""
    inside: list[Any] = [*fields, *kept_release(reader)]
    inside.append(html.Button(_("Show"), type="submit", className="button"))
    return html.Form(
        inside,
        method="get",
        action=links.page(action),
        className="controls",
        **{"data-live": "", **aria(label=label)},
    )


def kept_release(reader: Reader) -> list[Component]:
    if is_latest(reader):
        return []
    return [dbc.Input(type="hidden", name="release", value=reader.release.id, id="kept-release")]


def field(name: str, title: str, options: Mapping[str, str], chosen: str) -> Component:
    """A labelled native list; ``options`` maps values to titles."""
    choices = [{"value": value, "label": text} for value, text in options.items()]
    return html.Div(
        [
            html.Label(title, htmlFor=f"choose-{name}"),
            dbc.Select(id=f"choose-{name}", name=name, options=choices, value=chosen),
        ],
        className="field",
    )


def search_field(reader: Reader, action: str, title: str, hint: str, value: str = "") -> Component:
    """A search box that goes to ``action?q=…``."""
    box = dbc.Input(id="q", name="q", type="search", value=value, maxlength=80)
    return html.Form(
        [
            html.Label(title, htmlFor="q"),
            html.P(hint, id="q-hint", className="hint"),
            html.Div(
                [
                    box,
                    html.Button(_("Search"), type="submit", className="button"),
                ],
                className="search-row",
            ),
            *kept_release(reader),
        ],
        method="get",
        action=links.page(action),
        role="search",
        className="search",
    )
