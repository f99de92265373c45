"""Counts by month, kept in the landing zone and made again only where a month's records changed, so
that a daily run costs the day. Deleting them costs time and nothing else."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl

from etl.burst import BURST, marked
from etl.cube import MONTH, RECORDS, cube
from etl.disk import storage, write_parquet
from etl.engine import Engine, Frame
from etl.landing import Landing
from etl.parts import Part, standing
from etl.records import RecordType
from etl.sources import Source, record_of
from release.measures import Measure

LAYOUT = 1
"""To be raised when the meaning of a stored count changes."""


@dataclass(frozen=True)
class Counted:
    """The counts of one source, and how many of its records were left out as bursts."""

    table: pl.DataFrame
    bursts: int


def counted(
    engine: Engine,
    landing: Landing,
    source: Source,
    records: dict[str, RecordType],
    measures: Sequence[Measure],
) -> Counted | None:
    """The cube of one source over all months; None where it has no records."""
    record = record_of(source, records)
    months = _by_month(landing.parts(record.id, source.id))
    if not months:
        return None
    folder = landing.folder / "cubes" / record.id / source.id
    definition = "\n".join(
        [record.model_dump_json(), str(source.burst), *(m.model_dump_json() for m in measures)]
    )
    paths = {m: folder / f"{m}-{_key(some, definition)}.parquet" for m, some in months.items()}
    there = {m: table for m, path in paths.items() if (table := _kept(path)) is not None}
    missing = {m: months[m] for m in paths if m not in there}
    for some in _groups(missing, _sizes(landing, source.id), engine.rows_at_once):
        frame = nw.concat(standing(engine, some))
        table = engine.collect(_cube(frame, record, source, measures))
        with storage(landing.folder):
            for (month,), part in table.partition_by(MONTH, as_dict=True).items():
                _keep(part, paths[str(month)])
                there[str(month)] = part
    with storage(landing.folder):
        for path in set(folder.glob("*.parquet")) - set(paths.values()):
            path.unlink()
    return _without_bursts(pl.concat(there.values())) if there else None


def _kept(path: Path) -> pl.DataFrame | None:
    """A stored count; None where it is not there or cannot be read, so that it is made again."""
    try:
        return pl.read_parquet(path) if path.exists() else None
    except pl.exceptions.PolarsError:
        return None


def _keep(table: pl.DataFrame, path: Path) -> None:
    """A count is there whole or not at all: a half one would never be made again."""
    temporary = path.with_name(f".{path.name}.new")
    write_parquet(table, temporary)
    temporary.rename(path)


def _cube(frame: Frame, record: RecordType, source: Source, measures: Sequence[Measure]) -> Frame:
    if source.burst:
        frame = marked(frame, source.burst, record.date)
    return cube(frame, record, measures, [BURST] if source.burst else [])


def _without_bursts(table: pl.DataFrame) -> Counted:
    if BURST not in table.columns:
        return Counted(table, 0)
    late = pl.col(BURST) == "yes"
    return Counted(
        table.filter(~late).drop(BURST), int(table.filter(late).get_column(RECORDS).sum())
    )


def _by_month(some: Sequence[Part]) -> dict[str, list[Part]]:
    months: dict[str, list[Part]] = {}
    for part in some:
        months.setdefault(part.month, []).append(part)
    return months


def _sizes(landing: Landing, source: str) -> dict[str, int]:
    """How many records each month of a source has."""
    sizes: dict[str, int] = {}
    for manifest in landing.manifests():
        if manifest.source == source:
            for month, count in manifest.months.items():
                sizes[month] = sizes.get(month, 0) + count
    return sizes


def _groups(
    months: dict[str, list[Part]], sizes: dict[str, int], most: int
) -> Iterator[list[Part]]:
    """The parts of so many months at a time that no more than ``most`` records are counted."""
    group: list[Part] = []
    size = 0
    for month, some in months.items():
        if group and size + sizes.get(month, 0) > most:
            yield group
            group, size = [], 0
        group += some
        size += sizes.get(month, 0)
    if group:
        yield group


def _key(some: Sequence[Part], definition: str) -> str:
    """What the counts of a month depend on: its parts, what of them is gone, the definitions."""
    names = [path.name for part in some for path in (part.path, *part.gone)]
    text = "\n".join([str(LAYOUT), definition, *sorted(names)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
