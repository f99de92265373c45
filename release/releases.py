"""Every release of the public database, opened again when a new file took its place."""

import os
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from release.errors import MissingInput
from release.reader import Reader, Release
from release.schema import SCHEMA_VERSION


class Releases:
    """All releases behind one database address; notices a newly published file by itself."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise MissingInput("PORTAL_DATABASE must be a SQLite address") from None
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            raise MissingInput("PORTAL_DATABASE must be a SQLite address (sqlite:///path)")
        self._path = Path(parsed.database)
        self._lock = Lock()
        self._mark: tuple[int, int, int] | None = None
        self._engine: Engine | None = None
        self._all: list[Release] = []
        self._readers: dict[str, Reader] = {}

    def all(self) -> list[Release]:
        """Every release, newest first, withdrawn ones included."""
        self._refresh()
        return self._all

    def latest(self) -> Reader:
        """The newest release that stands; MissingInput where nothing is published yet."""
        for release in self.all():
            if not release.withdrawn:
                return self._reader(release)
        raise MissingInput(
            f"nothing is published in {self._path.name} yet: run 'make run' or "
            "'python -m etl demo', or set PORTAL_DATABASE"
        )

    def get(self, release_id: str) -> Reader | None:
        """One release by its id or ``latest``; None where there is none."""
        if release_id == "latest":
            return self.latest()
        return next((self._reader(r) for r in self.all() if r.id == release_id), None)

    def _reader(self, release: Release) -> Reader:
        with self._lock:
            engine = self._engine
            if engine is None:
                raise MissingInput("nothing is published yet")
            return self._readers.setdefault(release.id, Reader(engine, release, self._all))

    def _refresh(self) -> None:
        """Open the file again where another one took its place. Keeps the old one where the new
        cannot be read, so that the last good release goes on being served."""
        try:
            stat = os.stat(self._path)
        except OSError:
            return
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if mark == self._mark:
            return
        with self._lock:
            if mark == self._mark:
                return
            try:
                engine = _open(self._path)
                releases = _all_releases(engine)
            except SQLAlchemyError:
                return
            self._engine, self._all, self._readers = engine, releases, {}
            self._mark = mark


def _open(path: Path) -> Engine:
    """A read-only engine; ``immutable`` holds as a published file is replaced, never changed."""
    return create_engine(
        f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&immutable=1&uri=true",
        connect_args={"check_same_thread": False},
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
    )


def _all_releases(engine: Engine) -> list[Release]:
    columns = ", ".join(Release.__slots__)
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM release ORDER BY number DESC"))
        return [Release(*row) for row in rows if row.schema_version <= SCHEMA_VERSION]
