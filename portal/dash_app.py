"""The Dash app: one Location, one place for the content, one callback from the address to it.

Dash's own routes are never reached: ``portal/site.py`` answers what they would (the layout, the
list of callbacks and the one update) from here, so that there is no soft 404, no traceback and no
version in any answer. What Dash would say is taken from Dash itself when the site is built.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from portal.first_html import properties

Main = Callable[[str | None, str | None], Any]
LEAKS = (
    "dash_version", "python_version", "dash_version_url", "plotly_version", "ddk_version",
    "plotly_cloud_installed", "end_id", "csrf_token_name", "csrf_header_name",
)  # fmt: skip
"""Parts of Dash's configuration that name versions or differ from answer to answer."""

OUTPUT = ("content", "children")
INPUTS = (("address", "search"),)
STATES = (("address", "pathname"),)


@dataclass(frozen=True)
class DashParts:
    """What the browser's half of Dash asks for, as bytes, and its configuration."""

    layout: bytes
    dependencies: bytes
    config: dict[str, Any]


def layout() -> Component:
    """Exactly one Location; the content follows the address."""
    return html.Div([dcc.Location(id="address", refresh=False), html.Div(id="content")])


def create(main: Main) -> DashParts:
    """Build the app around ``main`` (search, pathname → content) and take its parts."""
    app = Dash(
        "portal",
        pages_folder="",
        include_assets_files=False,
        suppress_callback_exceptions=True,
        update_title=None,  # type: ignore[arg-type]
        use_async=False,
        add_log_handler=False,
    )
    app.layout = layout()
    inputs = [Input(*i) for i in INPUTS] + [State(*s) for s in STATES]
    app.callback(Output(*OUTPUT), *inputs)(main)
    with app.server.test_request_context("/"):
        app._setup_server()  # type: ignore[no-untyped-call]
        whole: dict[str, Any] = app._config()  # type: ignore[no-untyped-call]
        config = {name: value for name, value in whole.items() if name not in LEAKS}
        return DashParts(to_json(app.layout), to_json(app._callback_list), config)


def to_json(value: Any) -> bytes:
    """Components as the browser's half of Dash reads them."""
    return json.dumps(value, default=_plain, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Component):
        return {"props": properties(value), "type": value._type, "namespace": value._namespace}
    raise TypeError(f"a {type(value).__name__} cannot be part of a page")
