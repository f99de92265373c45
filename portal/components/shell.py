"""What surrounds every page: skip link, banner, header and footer."""

from typing import Any

from dash.development.base_component import Component

from portal import html, links
from portal.components.aria import aria
from portal.components.feedback import feedback
from portal.language import _, day
from portal.links import is_latest
from portal.page import Page
from portal.speech import spoken
from portal.translations import own_name
from release.reader import Reader


def shell(page: Page, reader: Reader | None, within: str = "/") -> Component:
    """A whole page. ``reader`` is None where nothing is published yet."""
    return html.Div(
        [
            skip_link(),
            illustrative(reader),
            header(reader, within),
            html.Main([earlier(reader), page.main], id="main", tabIndex="-1"),
            footer(reader),
        ],
        className="page",
    )


def skip_link() -> Component:
    return html.A(_("Skip to the content"), href="#main", className="skip")


def illustrative(reader: Reader | None) -> Component | None:
    """Says that the data are made up, wherever they are."""
    if reader is None or not reader.force.get("illustrative"):
        return None
    return html.P(
        [html.Strong(_("Illustrative data, made up.")), " ", _("No place or person here is real.")],
        className="banner",
    )


def earlier(reader: Reader | None) -> Component | None:
    """Says that a newer release than this one exists."""
    if reader is None or is_latest(reader):
        return None
    published = day(reader.release.published)
    said = _("You are looking at the release of {day}. A newer one is there.").format(day=published)
    return html.P(
        [said, " ", html.A(_("Go to the latest"), href=links.page("/"))], className="notice"
    )


def header(reader: Reader | None, within: str = "/") -> Component:
    """Who speaks, the rooms of the site, and the other languages. ``within`` is the address of the
    page without its language."""
    path = within.partition("?")[0]
    name = reader.force.get("name", "") if reader else ""
    here = html.A(
        [html.Strong(name or _("Police")), " ", html.Span(_("in the open"))],
        href=_to(reader, "/"),
        className="brand",
    )
    inside = [here, _menu(reader, path), switch(within)]
    return html.Header(html.Div(inside, className="width"), className="header")


def _menu(reader: Reader | None, path: str) -> Component:
    """The rooms of the site. On a narrow screen they are folded under the name of the one that we
    are in; on a wide one the style shows them all (assets/portal.css)."""
    named: list[Any] = [html.Strong(_("Menu"))]
    for title, address in _rooms():
        named += [" ", html.Span(title)] if _inside(path, address) else []
    rooms = html.Ul([html.Li(_room(reader, path, *room)) for room in _rooms()])
    folded = html.Details([html.Summary(named), rooms])
    return html.Nav(folded, **aria(label=_("Main")))


def switch(within: str) -> Component | None:
    """The same view in the other languages, each in its own words; None where there is one."""
    others = {c: a for c, a in links.alternates(within).items() if c != spoken().code}
    if not others:
        return None
    named = [
        html.Li(html.A(own_name(code), href=address, lang=code, hrefLang=code))
        for code, address in others.items()
    ]
    return html.Nav(html.Ul(named), className="languages", **aria(label=_("Language")))


def _to(reader: Reader | None, path: str) -> str:
    return links.href(reader, path) if reader else links.page(path)


def _rooms() -> list[tuple[str, str]]:
    return [
        (_("Home"), "/"),
        (_("Stations"), "/stations"),
        (_("Compare"), "/compare"),
        (_("Measures"), "/measures"),
        (_("Training"), "/training"),
        (_("Effect"), "/effect"),
        (_("You said, we did"), "/actions"),
        (_("Data"), "/data"),
        (_("Methods"), "/methods"),
    ]


def _room(reader: Reader | None, path: str, title: str, address: str) -> Component:
    current = aria(current="page" if path == address else "true")
    given = current if _inside(path, address) else {}
    return html.A(title, href=_to(reader, address), **given)


def _inside(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(f"{address}/"))


def footer(reader: Reader | None) -> Component:
    inside = [
        feedback(reader),
        html.P(_("Counts of people are rounded to protect them, so totals may not add up.")),
        *(_about_release(reader) if reader else []),
        html.Ul(
            [html.Li(html.A(title, href=_to(reader, address))) for title, address in _small_rooms()]
        ),
    ]
    return html.Footer(html.Div(inside, className="width"), className="footer")


def _small_rooms() -> list[tuple[str, str]]:
    return [
        (_("Releases"), "/releases"),
        (_("How to use the data"), "/data"),
        (_("Words"), "/glossary"),
        (_("Accessibility"), "/accessibility"),
        (_("Privacy"), "/privacy"),
    ]


def _about_release(reader: Reader) -> list[Component]:
    release, force = reader.release, reader.force
    address = links.href(reader, f"/releases/{release.id}")
    lines: list[Component] = [
        html.P(
            [
                _("Published on {day}.").format(day=day(release.published)),
                " ",
                html.A(_("Release {id}").format(id=release.id), href=address),
            ]
        )
    ]
    if force.get("licence"):
        said = _("Free to use under {licence}.").format(licence=force["licence"])
        url = force.get("licence_url", "")
        lines.append(html.P(html.A(said, href=url) if url else said))
    return lines
