"""The pages that the reader's browser has kept; it alone knows them (assets/offline.js)."""

from typing import Any

from portal import components, html
from portal.components.offline import PATH
from portal.language import _
from portal.page import Page
from release.reader import Reader

__all__ = ["PATH", "page"]


def page(_reader: Reader, /, **_others: Any) -> Page:
    title = _("Pages kept on your device")
    lead = _("Your browser keeps the pages that you read last. You can read them offline.")
    said: Any = {"data-said": _("kept on {moment}"), "data-script": ""}
    where = _("They are on this device only. We cannot see which ones they are.")
    forget = html.Button(_("Delete these pages"), id="forget", className="button", hidden=True)
    main = html.Div(
        [
            components.top(title, lead),
            html.Ul(id="kept-pages", **said),
            html.P(_("No page is kept yet."), id="kept-none"),
            html.P(where),
            html.P(forget),
        ],
        className="prose",
    )
    return Page(title, lead, main)
