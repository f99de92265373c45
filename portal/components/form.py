"""Controls: plain GET forms, so that the address is the only state.

``data-live`` marks a form that changes the page in place where JavaScript runs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from portal import html, links
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


def kept_release(reader: Reader | None) -> list[Component]:
    if reader is None or is_latest(reader):
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


def search_field(
    reader: Reader | None,
    action: str,
    title: str,
    hint: str,
    value: str = "",
    more: Sequence[Component] = (),
) -> Component:
    """A search box that goes to ``action?q=…``; with ``more`` fields, such as lists to narrow down
    what is shown, the form is live. They are folded, so that what is found is right below."""
    box = dbc.Input(id="q", name="q", type="search", value=value, maxlength=80)
    button = html.Button(_("Search"), type="submit", className="button")
    inside: list[Any] = [
        html.Label(title, htmlFor="q"),
        html.P(hint, id="q-hint", className="hint"),
        html.Div([box, button], className="search-row"),
        _folded(more) if more else None,
        *kept_release(reader),
    ]
    live: dict[str, Any] = {"data-live": ""} if more else {}
    return html.Form(
        [part for part in inside if part is not None],
        method="get",
        action=links.page(action),
        role="search",
        className="search",
        **live,
    )


def _folded(more: Sequence[Component]) -> Component:
    inside = [html.Summary(_("Choose an area or a figure")), html.Div(list(more))]
    return html.Details(inside, id="narrow", className="narrow")


FAR = 60_000
"""Metres to the nearest station beyond which a visitor is probably not from here."""


def near_me(scale: float, unit: str, *, everywhere: bool = True) -> Component:
    """A button that finds the nearest of the places listed on a page (assets/near.js), which have
    ``data-latitude`` and ``data-longitude``. It is shown only where it can work; ``unit`` says a
    distance, of which one is ``scale`` metres. Without ``everywhere`` the page lists some of the
    stations only. Where the visitor is stays in the browser."""
    words: dict[str, Any] = {
        "data-metres": f"{scale:g}",
        "data-far": str(FAR),
        "data-unit": unit,
        "data-asking": _("Asking your browser where you are …"),
        **_found(everywhere=everywhere),
        "data-denied": _("Your browser may not say where you are. Search by name instead."),
        "data-failed": _("Your browser could not find out where you are. Search by name instead."),
    }
    inside = [
        html.Button(_("Near me"), type="button", className="button quiet-button"),
        html.P(_("Where you are stays in your browser."), className="hint"),
        html.P(role="status", className="near-said"),
        html.Ol(className="near-list"),
    ]
    return html.Div(inside, className="near", **words)


def _found(*, everywhere: bool) -> dict[str, Any]:
    """What is said above the nearest stations, and where even they are far away."""
    if everywhere:
        near = _("These stations are nearest to you, as the crow flies:")
        away = _(
            "You seem to be outside the area of this police force. "
            "These of its stations are nearest to you, as the crow flies:"
        )
    else:
        near = _("Of the stations listed here, these are nearest to you, as the crow flies:")
        away = _(
            "None of the stations listed here is close to you. "
            "These are the nearest, as the crow flies:"
        )
    return {"data-found": near, "data-away": away}
