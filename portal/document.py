"""The HTML document around a page: what Dash's index would be, without what leaks or varies."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from dash.development.base_component import Component

from portal import components, html, language, links
from portal.components.offline import kept_line
from portal.components.shell import earlier
from portal.first_html import render
from portal.offline import MANIFEST
from portal.page import Page
from portal.speech import spoken
from portal.static_files import Static
from portal.static_sources import CHARTS, DASH
from release.reader import Reader

BOOTSTRAP = "dash_bootstrap_components"
GRAPH = ("dash_core_components", "Graph")


def document(
    page: Page,
    reader: Reader | None,
    within: str,
    site: str,
    static: Static,
    config: dict[str, Any],
) -> bytes:
    """The whole document. It is the same bytes for the same page, so that an ETag can hold.
    ``within`` is the address without the language, ``site`` what comes before every address."""
    used = set(kinds(page.main))
    live = page.status == 200
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        *_about(page, reader, within.partition("?")[0], site),
        *(f'<link rel="stylesheet" href="{static.url(name)}">' for name in static.names(".css")),
        *(_scripts(used, page.scripts, static) if live else ()),
    ]
    configuration = json.dumps(config, sort_keys=True).replace("<", "\\u003c")
    spoken_as = f'lang="{escape(spoken().code)}" dir="{language.direction()}"'
    return (
        f"<!doctype html>\n<html {spoken_as}>\n<head>\n"
        + "\n".join(head)
        + "\n</head>\n<body>\n"
        + _body(page, reader, within, live)
        + f'\n<script id="_dash-config" type="application/json">{configuration}</script>'
        + "\n</body>\n</html>\n"
    ).encode("utf-8", "replace")


def _body(page: Page, reader: Reader | None, within: str, live: bool) -> str:
    """The page as it stands, and after its content Dash's root, unseen until it has drawn."""
    root = '<div id="react-entry-point" class="waiting" aria-hidden="true"></div>' if live else ""
    above = [components.skip_link(), _notice(reader), components.header(reader, within)]
    kept = kept_line() if live else None
    first = render([kept, earlier(reader), html.Div(page.main, id="first")])
    return (
        f'<div class="page">{render(above)}<main id="main" tabindex="-1">{first}{root}</main>'
        f"{render(components.footer(reader))}</div>"
    )


def _notice(reader: Reader | None) -> Component | None:
    """That the data are made up, in a landmark of its own because it stands outside the others."""
    said = components.illustrative(reader)
    named: Any = {"aria-label": language.gettext("About these data")}
    return html.Aside(said, **named) if said else None


def _about(page: Page, reader: Reader | None, path: str, site: str) -> Iterator[str]:
    force = str(reader.force.get("name", "")) if reader else ""
    title = title_of(page, reader)
    yield f"<title>{escape(title)}</title>"
    yield '<meta name="color-scheme" content="light dark">'
    if page.status != 200 or not page.listed:
        yield '<meta name="robots" content="noindex">'
    if page.status != 200:
        return
    yield f'<meta name="description" content="{escape(page.description)}">'
    yield f'<link rel="canonical" href="{escape(site + links.page(path))}">'
    yield from _alternates(path, site)
    yield f'<link rel="manifest" href="{escape(links.page(MANIFEST))}">'
    for name, value in (
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:type", "website"),
        ("og:site_name", force),
    ):
        yield f'<meta property="{name}" content="{escape(value)}">'


def _alternates(path: str, site: str) -> Iterator[str]:
    """The page in every language; whoever speaks none of them gets the force's own. Search engines
    want whole addresses here."""
    found = links.alternates(path)
    if len(found) > 1:
        for code, address in (found | {"x-default": links.page(path, "")}).items():
            whole = escape(site + address)
            yield f'<link rel="alternate" hreflang="{escape(code)}" href="{whole}">'


def title_of(page: Page, reader: Reader | None) -> str:
    """The title in the browser's tab: the page, then the force."""
    site = str(reader.force.get("name", "")) if reader else ""
    return page.title if not site or site in page.title else f"{page.title} – {site}"


def _scripts(used: set[tuple[str, str]], own: tuple[str, ...], static: Static) -> Iterator[str]:
    """Only what the page needs, in order; ``defer`` keeps it and never holds up the first paint.
    Dash and what hangs on it is fetched and started by assets/start.js."""
    yield from _icon(static)
    charts, fields = GRAPH in used, any(space == BOOTSTRAP for space, _kind in used)
    address = static.url("plotly/plotly.js")
    names = [f"dash/{DASH}", "static.js"]
    if fields:
        names.append("fields.js")
    if charts or fields:  # a choice may bring charts to a page that has none
        yield f'<meta name="plotly-address" content="{address}">'
        names.append("lazy.js")
    for name in [*own, "swap.js", "controls.js", "reading.js", "offline.js"]:
        yield f'<script defer src="{static.url(name)}"></script>'
    then = " ".join(static.url(name) for name in names)
    start = f'<script defer src="{static.url("start.js")}" data-then="{then}"'
    if charts or fields:
        drawing = " ".join([address, *(static.url(f"dash/{name}") for name in CHARTS)])
        start += f' data-charts="{drawing}"'
    yield f"{start}></script>"


def _icon(static: Static) -> Iterator[str]:
    if "favicon.svg" in static.addresses:
        yield f'<link rel="icon" type="image/svg+xml" href="{static.url("favicon.svg")}">'


def kinds(node: Any) -> Iterator[tuple[str, str]]:
    """The namespace and name of every component of a tree."""
    if isinstance(node, Component):
        yield node._namespace, node._type
        yield from kinds(getattr(node, "children", None))
    elif isinstance(node, list | tuple):
        for child in node:
            yield from kinds(child)
