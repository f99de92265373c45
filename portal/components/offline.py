"""What a page says of itself when it is read without a connection (assets/offline.js)."""

from typing import Any

from dash.development.base_component import Component

from portal import html, links
from portal.language import _
from portal.speech import spoken

PATH = "/offline"
"""The page that lists what is kept on the device."""


def kept_line() -> Component:
    """An empty line that a kept page fills with the moment at which it was kept."""
    words: Any = {
        "data-said": _("You are offline. You see this page as it was on {moment}."),
        "data-none": _("You are offline, and this page is not kept on your device."),
        "data-locale": str(spoken().locale).replace("_", "-"),
        "data-offline": links.page(PATH),
    }
    return html.P(id="kept", className="notice", hidden=True, role="status", **words)
