"""The site as one WSGI application: pages, the update that Dash asks for, downloads, health.

Whatever a client sends gets an answer below 500, except where nothing is published (503).
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from dash.development.base_component import Component
from whitenoise import WhiteNoise

from portal import callback, dash_app, downloads, machine, offline, static_files, translations
from portal.answer import JSON, NEVER, SHORT, TEXT, Answer, App, Environ, StartResponse, send
from portal.answer import answer as make
from portal.kept import Kept
from portal.made import Maker, content, made, update
from portal.origin import origin
from portal.page import AddressError, Page
from portal.pages import ADDRESSES, errors
from portal.speech import speak, spoken
from portal.views import Addresses, PageFunction, View
from release.errors import MissingInput
from release.reader import Release
from release.releases import Releases

log = logging.getLogger("portal")
UPDATE = "/_dash-update-component"
EDITION = "X-Edition"
"""By it a browser knows which of its kept pages are of the past (portal/sw.js)."""


def build(
    url: str,
    static: Path = static_files.STATIC,
    addresses: Sequence[tuple[str, PageFunction]] = ADDRESSES,
    catalogues: Path = translations.FOLDER,
    public: str = "",
) -> App:
    """The site over the public database at ``url``, with the prepared files of ``static`` and the
    languages of ``catalogues``. ``public`` is its scheme and host for everyone, where known."""
    files = static_files.load(static)
    site = Site(Releases(url), Addresses(addresses, catalogues), files, public)
    return WhiteNoise(  # type: ignore[no-any-return]
        site,
        root=str(files.folder),
        prefix=static_files.PREFIX,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_file_headers,
    )


def _file_headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


class Site:
    """Answers every request that is not for a static file."""

    def __init__(
        self,
        releases: Releases,
        addresses: Addresses,
        files: static_files.Static,
        public: str = "",
    ) -> None:
        self._public = public
        self._releases = releases
        self._addresses = addresses
        self.kept = Kept()
        self._files = files
        parts = dash_app.create(self._main)
        self._maker = Maker(files, parts.config)
        self._fixed = {
            offline.WORKER: offline.worker(),
            "/_dash-layout": make(200, JSON, parts.layout, cache=SHORT),
            "/_dash-dependencies": make(200, JSON, parts.dependencies, cache=SHORT),
        }

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        edition = 0
        try:
            edition = _count(self._releases.all())
            found = self._answer(environ)
        except MissingInput:
            found = self._maker.problem(errors.nothing_published, None, spoken())
        except Exception:
            log.exception("an answer could not be made")
            found = make(500, TEXT, b"Something went wrong on our side.\n", cache=NEVER)
        marked = replace(found, headers={**found.headers, EDITION: str(edition)})
        return send(marked, environ, start)

    def _answer(self, environ: Environ) -> Answer:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace") or "/"
        search = environ.get("QUERY_STRING", "")
        method = environ["REQUEST_METHOD"]
        if path == UPDATE:
            return self._update(environ) if method == "POST" else _not_allowed("POST")
        if method not in ("GET", "HEAD"):
            return _not_allowed("GET, HEAD")
        site = self._public or origin(environ)
        return (
            self._fixed.get(path)
            or machine.answer(self._releases, path, site, self._addresses.catalogues)
            or offline.manifest(self._releases, path, self._addresses.catalogues, self._files)
            or downloads.answer(self._releases, path, search)
            or self._page(path, search, site)
        )

    def _page(self, path: str, search: str, site: str) -> Answer:
        """The document of an address, an error page where it leads nowhere."""
        if not search and (kept := self.kept.get((self._edition(), site, path))):
            return kept
        try:
            view = self._addresses.view(self._releases, path, search)
        except AddressError as error:
            return self._problem(partial(errors.of, error), path)
        if view is None:
            return self._problem(errors.not_found, path)
        kept = self.kept.get((self._edition(), site, view.address))
        return kept or self._fresh(view, site)[0]

    def _problem(self, say: Callable[[], Page], path: str) -> Answer:
        """An error page in the language of the address."""
        speech, _bare = self._addresses.spoken_at(self._releases, path)
        return self._maker.problem(say, self._releases.latest(), speech)

    def _fresh(self, view: View, site: str) -> tuple[Answer, Answer]:
        """Document and update, made now and kept under the canonical address, so that nobody can
        fill the store with spellings of the same page."""
        edition = self._edition()
        document, drawn = self._maker.both(view, site)
        if view.keepable and document.status == 200:
            self.kept.put((edition, site, view.address), document)
            self.kept.put((edition, site, "update", view.address), drawn)
        return document, drawn

    def _update(self, environ: Environ) -> Answer:
        """What Dash asks for after each change of the address: the content of the page."""
        try:
            path, search = callback.asked(environ)
        except callback.Refused as refused:
            return make(refused.status, TEXT, b"This request cannot be understood.\n", cache=NEVER)
        try:
            view = self._addresses.view(self._releases, path, search)
        except AddressError as error:
            with speak(self._addresses.spoken_at(self._releases, path)[0]):
                return update(errors.of(error), self._releases.latest())
        if view is None:
            return make(404, TEXT, b"There is no page at this address.\n", cache=NEVER)
        site = self._public or origin(environ)
        kept = self.kept.get((self._edition(), site, "update", view.address))
        return kept or self._fresh(view, site)[1]

    def _main(self, search: str | None, path: str | None) -> Component:
        """The callback as Dash knows it; ``_update`` answers for it with kept bytes."""
        view = self._addresses.view(self._releases, path or "/", (search or "").lstrip("?"))
        if view is None:
            return content(errors.not_found(), None)
        with speak(view.speech):
            return content(made(view), view.reader)

    def _edition(self) -> int:
        """Differs whenever a release was added or withdrawn."""
        return _edition(self._releases.all())


def _edition(releases: list[Release]) -> int:
    return hash(tuple((r.number, r.digest, r.withdrawn) for r in releases))


def _count(releases: list[Release]) -> int:
    """How often something was published or withdrawn: it never goes back."""
    newest = max((r.number for r in releases), default=0)
    return newest + sum(bool(r.withdrawn) for r in releases)


def _not_allowed(methods: str) -> Answer:
    return make(
        405, TEXT, b"This method is not possible here.\n", cache=NEVER, headers={"Allow": methods}
    )
