"""Reads the public database: any release, as it was published. Nothing here can write.

``Releases`` watches the file and opens it again when a new one took its place; a ``Reader`` is one
release and stays true to it for as long as it is used.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, bindparam, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from release.errors import MissingInput
from release.measures import Area, Measure
from release.schema import SCHEMA_VERSION
from release.vocabulary import TOTAL, Frequency, Status, period_end, period_start

AREAS_KEPT = 64
"""Areas whose observations a reader keeps in memory: some thousand rows each."""

AS_OF = "began <= :number AND (ended IS NULL OR ended > :number)"


@dataclass(frozen=True, slots=True)
class Release:
    """One published release. ``number`` counts up; ``id`` begins its digest."""

    number: int
    id: str
    published: str
    digest: str
    schema_version: int
    observations: int
    added: int
    revised: int
    removed: int
    revises: str
    note: str
    withdrawn: str
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One shown number with its key. A number that is not shown is None and has a status."""

    measure: str
    frequency: Frequency
    area: str
    breakdown: str
    category: str
    period: str
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    status: Status
    note: str


class Reader:
    """One release, read-only."""

    def __init__(self, engine: Engine, release: Release, history: list[Release]) -> None:
        self._engine = engine
        self._kept = lru_cache(AREAS_KEPT)(self._all_of)
        self._bodies = lru_cache(AREAS_KEPT)(self._read_documents)
        self.release = release
        self.history = history
        """Every release of the database, newest first, withdrawn ones included."""

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every measure of the release by id, in the catalogue's order."""
        return {id_: Measure(**body) for id_, body in self.documents("measure").items()}

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Every area by id, parents before children."""
        return {id_: Area(**body) for id_, body in self.documents("area").items()}

    @cached_property
    def force(self) -> dict[str, Any]:
        """Name, languages, contacts, licence and promise of the force."""
        return next(iter(self.documents("force").values()), {})

    def documents(self, kind: str) -> dict[str, dict[str, Any]]:
        """The bodies of one kind (measure, area, force, course, source, action …) by id."""
        return self._bodies(kind)

    def _read_documents(self, kind: str) -> dict[str, dict[str, Any]]:
        rows = self._rows(
            f"SELECT id, body FROM document WHERE kind = :kind AND {AS_OF} ORDER BY position",
            kind=kind,
        )
        return {row.id: json.loads(row.body) for row in rows}

    def observations(
        self,
        measure: str | Iterable[str] | None = None,
        *,
        area: str | Iterable[str] | None = None,
        frequency: Frequency | None = None,
        period: str | Iterable[str] | None = None,
        breakdown: str | None = TOTAL,
        category: str | None = None,
    ) -> list[Observation]:
        """The shown observations that match, in the order of their key; None means any."""
        if isinstance(measure, str) and isinstance(area, str) and breakdown is not None:
            return self._of_area(measure, area, breakdown, frequency, period, category)
        wanted = {
            "measure": measure,
            "area": area,
            "frequency": frequency,
            "period": period,
            "breakdown": breakdown,
            "category": category,
        }
        return [Observation(*row) for row in self._rows(*_select(wanted))]

    def _of_area(
        self,
        measure: str,
        area: str,
        breakdown: str,
        frequency: str | None,
        period: str | Iterable[str] | None,
        category: str | None,
    ) -> list[Observation]:
        """Observations of one area. A page asks for dozens of series of the same area or two, so
        all of an area is read at once and kept."""
        periods = {period} if isinstance(period, str) else None if period is None else set(period)
        return [
            o
            for o in self._kept(area).get((measure, breakdown), ())
            if frequency in (None, o.frequency)
            and category in (None, o.category)
            and (periods is None or o.period in periods)
        ]

    def _all_of(self, area: str) -> dict[tuple[str, str], list[Observation]]:
        """Every series of an area by measure and breakdown, each in the order of its key."""
        found: dict[tuple[str, str], list[Observation]] = {}
        for row in self._rows(*_select({"area": area})):
            o = Observation(*row)
            found.setdefault((o.measure, o.breakdown), []).append(o)
        return found

    def latest_period(self, measure: str, frequency: Frequency, area: str = "") -> str | None:
        """The newest period in which a measure has an observation, in one area or in any."""
        condition = "AND area = :area" if area else ""
        rows = self._rows(
            "SELECT max(period) FROM observation WHERE measure = :measure AND breakdown = '' "
            f"AND frequency = :frequency {condition} AND {AS_OF}",
            measure=measure,
            frequency=frequency,
            area=area,
        )
        return rows[0][0] if rows else None

    def rows(self, observations: Iterable[Observation]) -> list[dict[str, Any]]:
        """Observations as the rows of every download (vocabulary.OBSERVATION_COLUMNS)."""
        return [self._row(o) for o in observations]

    def _row(self, o: Observation) -> dict[str, Any]:
        return {
            "release": self.release.id,
            "measure": o.measure,
            "area": o.area,
            "area_name": self.areas[o.area].name,
            "period": o.period,
            "period_start": period_start(o.period).isoformat(),
            "period_end": period_end(o.period).isoformat(),
            "breakdown": o.breakdown,
            "category": o.category,
            "numerator": o.numerator,
            "denominator": o.denominator,
            "value": o.value,
            "lower": o.lower,
            "upper": o.upper,
            "unit": self.measures[o.measure].unit,
            "status": o.status,
            "note": o.note,
        }

    def _rows(self, sql: Any, **parameters: Any) -> list[Any]:
        statement = text(sql) if isinstance(sql, str) else sql
        with self._engine.connect() as connection:
            parameters["number"] = self.release.number
            return list(connection.execute(statement, parameters))


def _select(wanted: dict[str, Any]) -> tuple[Any]:
    """A statement with the given conditions bound (a list means any of it)."""
    conditions: list[str] = [AS_OF]
    binds: list[Any] = []
    for column, value in wanted.items():
        if value is None:
            continue
        several = not isinstance(value, str)
        conditions.append(f"{column} {'IN' if several else '='} :{column}")
        binds.append(bindparam(column, list(value) if several else value, expanding=several))
    columns = ", ".join(Observation.__slots__)
    statement = text(
        f"SELECT {columns} FROM observation WHERE {' AND '.join(conditions)} "
        "ORDER BY measure, frequency, area, breakdown, category, period"
    )
    return (statement.bindparams(*binds),)


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
