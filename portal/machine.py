"""Addresses for machines: is it alive, is it ready, what may be crawled."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from portal import translations
from portal.answer import JSON, NEVER, SHORT, TEXT, Answer
from portal.answer import answer as make
from portal.components.offline import PATH
from portal.links import page
from portal.pages import ADDRESSES, style
from release.errors import MissingInput
from release.reader import Reader
from release.releases import Releases
from release.vocabulary import LEVELS

XML = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ROOMS = [rule for rule, _page in ADDRESSES if "<" not in rule and rule not in (PATH, style.PATH)]
"""The pages that are there in every release."""


def answer(
    releases: Releases, path: str, site: str, catalogues: Path = translations.FOLDER
) -> Answer | None:
    """The answer where the path is one of ours, else None. ``site`` is what comes before every
    address, empty where that is not known."""
    match path:
        case "/livez":
            return make(200, TEXT, b"ok\n", cache=NEVER)
        case "/readyz":
            return _ready(releases)
        case "/robots.txt":
            return make(200, TEXT, _robots(site).encode(), cache=SHORT)
        case "/sitemap.xml":
            body = _sitemap(releases.latest(), site, catalogues)
            return make(200, XML, body.encode(), cache=SHORT)
        case _:
            return None


def _ready(releases: Releases) -> Answer:
    """200 with the release that is served, 503 where there is none."""
    try:
        release = releases.latest().release
    except MissingInput:
        return make(503, JSON, b'{"ready": false}\n', cache=NEVER, headers={"Retry-After": "60"})
    said = {"ready": True, "release": release.id, "published": release.published}
    return make(200, JSON, (json.dumps(said) + "\n").encode(), cache=NEVER, release=release.id)


def _robots(site: str) -> str:
    """Names the site map only by a whole address, because crawlers take no other."""
    sitemap = f"\nSitemap: {site}/sitemap.xml\n" if site else ""
    return f"User-agent: *\nDisallow: /_dash\n{sitemap}"


def _sitemap(reader: Reader, site: str, catalogues: Path) -> str:
    """Every page about a place or a measure in every language, with the day of the release."""
    places = [f"/stations/{a.id}" for a in reader.areas.values() if a.level != LEVELS[0]]
    measures = [f"/measures/{id_}" for id_ in reader.measures]
    courses = [f"/training/{id_}" for id_ in reader.documents("course")]
    languages = translations.offered(reader.force, catalogues)
    day = reader.release.published[:10]
    rows = "".join(
        row
        for path in (*ROOMS, *places, *measures, *courses)
        for row in _rows(site, path, languages, day)
    )
    spaces = f'xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>\n{rows}</urlset>\n'


def _rows(site: str, path: str, languages: Mapping[str, str], day: str) -> Iterator[str]:
    """One page in each language; every one of them names them all."""
    found = {code: escape(site + page(path, prefix)) for code, prefix in languages.items()}
    named = found | {"x-default": escape(site + path)} if len(found) > 1 else {}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in named.items()
    )
    for address in found.values():
        yield f"<url><loc>{address}</loc><lastmod>{day}</lastmod>{others}</url>\n"
