"""The stored records of one source: Parquet parts by month and delivery.

    <month>/<delivery>-<n>.parquet              records as they were accepted, never rewritten
    <month>/<delivery>-<n>.by-<other>.gone      rows of a part that do not stand, because of
                                                delivery ``other`` (a correction) or its own repeats
    <month>/<delivery>-<n>.<tag>.u64            hashes of the part's keys: a cache

A record stands while no file says that it is gone, so that a correction costs its own size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disk import write_parquet
from etl.engine import Engine, Frame
from etl.keys import HASH, Key, hashes_of
from etl.shape import ROW_NUMBER

HASHED_AT_ONCE = 16_000_000
AT = "part:at"
NONE = pl.Series(HASH, [], pl.UInt64)


@dataclass(frozen=True, order=True)
class Part:
    """One file of records, and the files that list rows of it which do not stand."""

    month: str
    path: Path
    gone: tuple[Path, ...] = ()

    @property
    def delivery(self) -> str:
        return delivery_of(self.path)


def delivery_of(path: Path) -> str:
    """The delivery that a file under ``records`` came with."""
    name = path.name.partition(".by-")[2] or path.name
    return name.partition(".")[0].partition("-")[0]


def parts(folder: Path, deliveries: set[str]) -> list[Part]:
    """The parts in the folder of a source that belong to accepted deliveries, oldest first."""
    gone: dict[tuple[Path, str], list[Path]] = {}
    found = []
    for path in sorted(folder.glob("*/*")):
        if delivery_of(path) not in deliveries:
            continue
        if path.suffix == ".gone":
            gone.setdefault((path.parent, path.name.partition(".by-")[0]), []).append(path)
        elif path.suffix == ".parquet":
            found.append(path)
    return [Part(p.parent.name, p, tuple(gone.get((p.parent, p.stem), ()))) for p in found]


def standing(engine: Engine, some: Sequence[Part]) -> list[Frame]:
    """The records of some parts that stand, as frames to be concatenated."""
    whole, frames = [], []
    for part in some:
        if part.gone:
            rows = engine.scan(part.gone).select(ROW_NUMBER).unique()
            frames.append(engine.scan([part.path]).join(rows, on=ROW_NUMBER, how="anti"))
        else:
            whole.append(part.path)
    return [engine.scan(whole), *frames] if whole else frames


def dismiss(part: Part, rows: pl.DataFrame, by: str) -> None:
    """Say that ``rows`` (ROW_NUMBER) of a part do not stand, because of delivery ``by``."""
    path = part.path.with_name(f"{part.path.stem}.by-{by}.gone")
    write_parquet(rows.select(ROW_NUMBER), path)


def hashes(part: Part, key: Key) -> pl.Series:
    """The hash of every key of a part, in the order of its rows."""
    return hashes_of(part.path, key)


def repeated(some: Sequence[Part], key: Key) -> pl.Series:
    """The hashes that come more than once among the keys of these parts."""
    total = sum(hashes(part, key).len() for part in some)
    passes = 1 + total // HASHED_AT_ONCE
    found = [_twice(some, key, n, passes) for n in range(passes)] if total else []
    return pl.Series(HASH, np.concatenate(found)) if found else NONE


def _twice(some: Sequence[Part], key: Key, n: int, passes: int) -> NDArray[np.uint64]:
    """Of every ``passes``-th hash, beginning with the ``n``-th, those that come more than once."""
    each = [hashes(part, key).to_numpy() for part in some]
    if passes > 1:
        each = [values[values % np.uint64(passes) == n] for values in each]
    every = np.concatenate(each)
    every.sort()
    return np.unique(every[1:][every[1:] == every[:-1]])


def shared(some: Sequence[Part], wanted: Sequence[Part], key: Key) -> tuple[list[Part], pl.Series]:
    """The parts among ``some`` that hold a key of ``wanted``, and the hashes of those keys."""
    if not some or not wanted:
        return [], NONE
    mine = pl.concat([hashes(part, key) for part in wanted]).to_frame()
    hits = [_hits(group, mine) for group in _groups(some, key)]
    found = pl.concat(hits)
    places = found.get_column("part").unique().sort()
    return [some[n] for n in places], found.get_column(HASH).unique()


def _hits(group: list[tuple[int, pl.Series]], mine: pl.DataFrame) -> pl.DataFrame:
    table = pl.concat(
        [values.to_frame().with_columns(part=pl.lit(n, pl.UInt32)) for n, values in group]
    )
    return table.join(mine, on=HASH, how="semi").unique()


def _groups(some: Sequence[Part], key: Key) -> Iterator[list[tuple[int, pl.Series]]]:
    """The hashes of parts, so many parts at a time that memory stays flat."""
    group: list[tuple[int, pl.Series]] = []
    size = 0
    for n, part in enumerate(some):
        group.append((n, hashes(part, key)))
        size += group[-1][1].len()
        if size >= HASHED_AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def records_with(some: Sequence[Part], key: Key, wanted: pl.Series) -> pl.DataFrame:
    """The standing records whose key has one of these hashes, with the place of their part."""
    found = []
    for n, part in enumerate(some):
        marked = hashes(part, key).to_frame().with_row_index(AT)
        chosen = marked.join(wanted.to_frame(), on=HASH, how="semi").select(AT)
        if not chosen.is_empty():
            every = pl.scan_parquet(part.path).with_row_index(AT)
            rows = every.join(chosen.lazy(), on=AT, how="semi").drop(AT).collect()
            for gone in part.gone:
                rows = rows.join(pl.read_parquet(gone), on=ROW_NUMBER, how="anti")
            found.append(rows.with_columns(part=pl.lit(n, pl.Int64)))
    return pl.concat(found) if found else pl.DataFrame()
