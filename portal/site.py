"""The site as one WSGI application: pages, the update that Dash asks for, downloads, health.

Whatever a client sends gets an answer below 500, except where nothing is published (503).
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dash import html
from whitenoise import WhiteNoise

from portal import callback, dash_app, downloads, machine, static_files
from portal.answer import HTML, JSON, NEVER, SHORT, TEXT, Answer, App, Environ, StartResponse, send
from portal.answer import answer as make
from portal.document import document, title_of
from portal.kept import Kept
from portal.page import AddressError, Page
from portal.pages import ADDRESSES, errors
from portal.views import Addresses, PageFunction, View, choose, spoken
from release.errors import MissingInput
from release.reader import Reader, Release, Releases

log = logging.getLogger("portal")
UPDATE = "/_dash-update-component"


def build(
    url: str,
    static: Path = static_files.STATIC,
    addresses: Sequence[tuple[str, PageFunction]] = ADDRESSES,
) -> App:
    """The site over the public database at ``url``, with the prepared files of ``static``."""
    files = static_files.load(static)
    site = Site(Releases(url), Addresses(addresses), files)
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
        self, releases: Releases, addresses: Addresses, files: static_files.Static
    ) -> None:
        self._releases = releases
        self._addresses = addresses
        self._files = files
        self._kept = Kept()
        self._parts = dash_app.create(self._main)
        self._fixed = {
            "/_dash-layout": make(200, JSON, self._parts.layout, cache=SHORT),
            "/_dash-dependencies": make(200, JSON, self._parts.dependencies, cache=SHORT),
        }

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        try:
            found = self._answer(environ)
        except MissingInput:
            found = self._nothing_published()
        except Exception:
            log.exception("an answer could not be made")
            found = make(500, TEXT, b"Something went wrong on our side.\n", cache=NEVER)
        return send(found, environ, start)

    def _answer(self, environ: Environ) -> Answer:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace") or "/"
        search = environ.get("QUERY_STRING", "")
        method = environ["REQUEST_METHOD"]
        if path == UPDATE:
            return self._update(environ) if method == "POST" else _not_allowed("POST")
        if method not in ("GET", "HEAD"):
            return _not_allowed("GET, HEAD")
        if path in self._fixed:
            return self._fixed[path]
        if special := machine.answer(self._releases, path, environ):
            return special
        if special := downloads.answer(self._releases, path, search):
            return special
        return self._page(path, search)

    def _page(self, path: str, search: str) -> Answer:
        """The document of an address, an error page where it leads nowhere."""
        if not search and (kept := self._kept.get((self._edition(), "html", path))):
            return kept
        try:
            view = self._addresses.view(self._releases, path, search)
        except AddressError as error:
            return self._problem(path, error)
        if view is None:
            return self._problem(path, None)
        key = (self._edition(), "html", view.address)
        found = self._kept.get(key)
        if found is None:
            found = self._document(view)
            if view.keepable and found.status == 200:
                self._kept.put(key, found)
        return found

    def _document(self, view: View) -> Answer:
        with spoken(view.reader) as code:
            try:
                page = view.page()
            except AddressError as error:
                page = errors.of(error)
            return self._written(page, view.reader, view.path, code)

    def _problem(self, path: str, error: AddressError | None) -> Answer:
        reader = choose(self._releases)
        with spoken(reader) as code:
            page = errors.of(error) if error else errors.not_found()
            return self._written(page, reader, path, code)

    def _nothing_published(self) -> Answer:
        with spoken(None) as code:
            return self._written(errors.nothing_published(), None, "/", code)

    def _written(self, page: Page, reader: Reader | None, path: str, code: str) -> Answer:
        body = document(page, reader, path, code, self._files, self._parts.config)
        release = reader.release.id if reader else ""
        retry = {"Retry-After": "60"} if page.status == 503 else {}
        cache = SHORT if page.status == 200 else NEVER
        return make(page.status, HTML, body, cache=cache, release=release, headers=retry)

    def _update(self, environ: Environ) -> Answer:
        """What Dash asks for after each change of the address: the content of the page."""
        try:
            path, search = callback.asked(environ)
        except callback.Refused as refused:
            return make(refused.status, TEXT, b"This request cannot be understood.\n", cache=NEVER)
        if self._addresses.match(path) is None:
            return make(404, TEXT, b"There is no page at this address.\n", cache=NEVER)
        key = (self._edition(), "update", f"{path}?{search}" if search else path)
        found = self._kept.get(key)
        if found is None:
            content = {"content": {"children": self._main(f"?{search}", path)}}
            body = dash_app.to_json({"multi": True, "response": content})
            found = make(200, JSON, body, cache=NEVER)
            self._keep_update(path, search, found)
        return found

    def _keep_update(self, path: str, search: str, found: Answer) -> None:
        """Keep it under its canonical address only, so that nobody can fill the store."""
        try:
            view = self._addresses.view(self._releases, path, search)
        except AddressError:
            return
        if view and view.keepable and view.address == (f"{path}?{search}" if search else path):
            self._kept.put((self._edition(), "update", view.address), found)

    def _main(self, search: str | None, path: str | None) -> html.Div:
        """The content of an address with the title of its page; an error page where it has none."""
        reader = choose(self._releases)
        try:
            view = self._addresses.view(self._releases, path or "/", (search or "").lstrip("?"))
            reader = view.reader if view else reader
            with spoken(reader):
                page = view.page() if view else errors.not_found()
        except AddressError as error:
            with spoken(reader):
                page = errors.of(error)
        titled: dict[str, Any] = {"data-title": title_of(page, reader)}
        return html.Div(page.main, **titled)

    def _edition(self) -> int:
        """Differs whenever a release was added or withdrawn."""
        return _edition(self._releases.all())


def _edition(releases: list[Release]) -> int:
    return hash(tuple((r.number, r.digest, r.withdrawn) for r in releases))


def _not_allowed(methods: str) -> Answer:
    return make(
        405, TEXT, b"This method is not possible here.\n", cache=NEVER, headers={"Allow": methods}
    )
