"""Addresses for machines: is it alive, is it ready, what may be crawled."""

import json
import re
from xml.sax.saxutils import escape

from portal.answer import JSON, NEVER, SHORT, TEXT, Answer, Environ
from portal.answer import answer as make
from portal.pages import ADDRESSES
from release.errors import MissingInput
from release.reader import Reader
from release.releases import Releases
from release.vocabulary import LEVELS

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
XML = "application/xml; charset=utf-8"
ROOMS = [rule for rule, _page in ADDRESSES if "<" not in rule]
"""The pages that are there in every release."""


def answer(releases: Releases, path: str, environ: Environ) -> Answer | None:
    """The answer where the path is one of ours, else None."""
    match path:
        case "/livez":
            return make(200, TEXT, b"ok\n", cache=NEVER)
        case "/readyz":
            return _ready(releases)
        case "/robots.txt":
            return make(200, TEXT, _robots(environ).encode(), cache=SHORT)
        case "/sitemap.xml":
            body = _sitemap(releases.latest(), _origin(environ))
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


def _robots(environ: Environ) -> str:
    return f"User-agent: *\nDisallow: /_dash\n\nSitemap: {_origin(environ)}/sitemap.xml\n"


def _sitemap(reader: Reader, origin: str) -> str:
    """Every page about a place or a measure, with the day of the release."""
    places = [f"/stations/{a.id}" for a in reader.areas.values() if a.level != LEVELS[0]]
    measures = [f"/measures/{id_}" for id_ in reader.measures]
    courses = [f"/training/{id_}" for id_ in reader.documents("course")]
    day = reader.release.published[:10]
    rows = "".join(
        f"<url><loc>{escape(origin + path)}</loc><lastmod>{day}</lastmod></url>\n"
        for path in (*ROOMS, *places, *measures, *courses)
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'


def _origin(environ: Environ) -> str:
    """Scheme and host as the client wrote them, if that is a host at all."""
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host):
        host = "localhost"
    return f"{environ.get('wsgi.url_scheme', 'http')}://{host}"
