"""The parts of a long page, to jump to."""

from collections.abc import Sequence

from dash.development.base_component import Component

from portal import html
from portal.components.aria import aria
from portal.language import _


def jump(parts: Sequence[tuple[str, str]]) -> Component:
    """A list of the parts of this page, as (title, id)."""
    items = [html.Li(html.A(title, href=f"#{id}")) for title, id in parts]
    title = html.H2(_("On this page"), id="on-this-page")
    return html.Nav([title, html.Ul(items)], className="jump", **aria(labelledby="on-this-page"))
