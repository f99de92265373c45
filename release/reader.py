"""Reads one release of the public database, as it was published. Nothing here can write.

A ``Reader`` stays true to its release for as long as it is used; ``release.releases`` gives them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Engine, bindparam, text

from release.measures import Area, Measure
from release.tables import TABLES
from release.vocabulary import TOTAL, Frequency, Status, period_end, period_start

AREAS_KEPT = 64
"""Areas whose observations a reader keeps in memory: some thousand rows each."""

FINDINGS_SINCE = 2
"""Releases of an older schema have no findings."""

EVERY = "*"
"""No measure has this id: the rows of all of them."""

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
        self._found = lru_cache(AREAS_KEPT)(self._read_findings)
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

    def findings(self, table: str, **equal: str) -> list[dict[str, Any]]:
        """The rows of one table (release.tables.FINDINGS) whose key columns equal what is given, in
        the order of their key. A number that is not known is None."""
        unknown = set(equal) - set(TABLES[table].key)
        if unknown:
            raise ValueError(f"{table} has no key column {', '.join(sorted(unknown))}")
        by_measure = self._found(table, equal.pop("area", None))
        rows = by_measure.get(equal.pop("measure", EVERY), [])
        return [r for r in rows if all(r[name] == value for name, value in equal.items())]

    def _read_findings(self, table: str, area: str | None) -> dict[str, list[dict[str, Any]]]:
        """All rows of one table, or those of one area, by measure and under EVERY: a page asks for
        dozens of them."""
        if self.release.schema_version < FINDINGS_SINCE:
            return {}
        columns = TABLES[table].columns
        where = "" if area is None else "area = :area AND "
        given = {} if area is None else {"area": area}
        rows = self._rows(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {where}{AS_OF} "
            f"ORDER BY {', '.join(TABLES[table].key)}",
            **given,
        )
        found: dict[str, list[dict[str, Any]]] = {EVERY: []}
        for row in rows:
            one = dict(zip(columns, row, strict=True))
            found[EVERY].append(one)
            if "measure" in one:
                found.setdefault(one["measure"], []).append(one)
        return found

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
