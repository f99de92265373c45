"""What a reader sees where an address leads nowhere."""

from collections.abc import Sequence

from dash.development.base_component import Component

from portal import components, html, links
from portal.language import _
from portal.page import AddressError, Page


def problem(
    status: int, title: str, sentence: str, more: Sequence[str] = (), *, search: bool = True
) -> Page:
    """``search``: whether there are stations to look for."""
    ways = [
        (_("Start page"), "/"),
        (_("All stations"), "/stations"),
        (_("All measures"), "/measures"),
    ]
    onwards = html.P(_("From here you can go to:"))
    listed = html.Ul([html.Li(html.A(name, href=links.page(address))) for name, address in ways])
    field = _search() if search else None
    main = html.Div([components.top(title, sentence), _before(more), field, onwards, listed])
    return Page(title, sentence, main, status)


def _search() -> Component:
    """The way to a station, in the newest release."""
    hint = _("A name, street, area or postcode")
    field = components.search_field(None, "/stations", _("Find your station"), hint)
    return html.Div(field, className="find")


def of(error: AddressError) -> Page:
    """The page for an address that could not be answered."""
    titles = {404: _("Not found"), 410: _("Withdrawn")}
    title = titles.get(error.status, _("This address cannot be understood"))
    return problem(error.status, title, str(error), error.more)


def _before(more: Sequence[str]) -> Component | None:
    """What is said of a thing that was there, with the way to what took its place."""
    if not more:
        return None
    way = html.A(_("Go to the latest"), href=links.page("/"))
    return html.P([" ".join(more), " ", way], className="notice")


def not_found() -> Page:
    return problem(404, _("Not found"), _("There is no page at this address."))


def nothing_published() -> Page:
    return problem(
        503,
        _("Nothing is published yet"),
        _("The first figures will be here soon. Come again."),
        search=False,
    )
