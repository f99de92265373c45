"""Makes the answers of a page: its document, and the content that Dash draws over it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dash.development.base_component import Component

from portal import html
from portal.answer import ASK_AGAIN, HTML, JSON, NEVER, Answer, answer
from portal.dash_app import OUTPUT, to_json
from portal.document import document, title_of
from portal.drawn import drawn
from portal.origin import at
from portal.page import AddressError, Page
from portal.pages import errors
from portal.speech import Speech, speak, spoken
from portal.static_files import Static
from portal.views import View
from release.reader import Reader

NOWHERE = ""
"""Where an error page is: in no room, and its other languages begin at their home pages."""


@dataclass
class Maker:
    """``config`` is Dash's configuration for the browser."""

    files: Static
    config: dict[str, Any]

    def both(self, view: View, site: str) -> tuple[Answer, Answer]:
        """The document of a view and its update: whoever sees the one asks for the other next.
        ``site`` is the scheme and host of its addresses."""
        with speak(view.speech), at(site):
            page = made(view)
            shown = self._document(page, view.reader, view.within, site, keepable=view.keepable)
            return shown, update(page, view.reader)

    def problem(self, say: Callable[[], Page], reader: Reader | None, speech: Speech) -> Answer:
        """The document of a page that says what went wrong."""
        with speak(speech):
            return self._document(say(), reader, NOWHERE, "")

    def _document(
        self, page: Page, reader: Reader | None, within: str, site: str, *, keepable: bool = True
    ) -> Answer:
        """The document of a page in the language that is spoken. What was searched for stays with
        the reader: no store on the way may keep it."""
        there = within if page.status == 200 else NOWHERE
        body = document(page, reader, there, site, self.files, self.config)
        return answer(
            page.status,
            HTML,
            body,
            cache=ASK_AGAIN if page.status == 200 and keepable else NEVER,
            release=reader.release.id if reader else "",
            headers={"Content-Language": spoken().code}
            | ({"Retry-After": "60"} if page.status == 503 else {}),
        )


def made(view: View) -> Page:
    """The page of a view, or the one that says why there is none, ready to be drawn."""
    try:
        page = view.page()
    except AddressError as error:
        page = errors.of(error)
    return replace(page, main=drawn(page.main))


def content(page: Page, reader: Reader | None) -> Component:
    """What Dash puts into its root, with the title for the browser's tab."""
    titled: dict[str, Any] = {"data-title": title_of(page, reader)}
    return html.Div(page.main, **titled)


def update(page: Page, reader: Reader) -> Answer:
    """The answer to Dash's question for the content of an address."""
    identity, name = OUTPUT
    said = {"multi": True, "response": {identity: {name: content(page, reader)}}}
    return answer(200, JSON, to_json(said), cache=NEVER, release=reader.release.id)
