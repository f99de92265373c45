"""Small mappings, record types of the real catalogue, and rows as readers give them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.catalogue import Catalogue, read_catalogue
from etl.engine import Engine, Polars
from etl.intake import Intake, Taken, take_in
from etl.landing import Landing, delivery_name
from etl.parts import parts, standing
from etl.readers.raw import ROW, Batch, from_cells
from etl.records import RecordType
from etl.shape import Codes, check_header, per_line, shape
from etl.sources import Source
from etl.validate import Codelists, rules_of
from tests.factory import ROOT


@cache
def catalogue() -> Catalogue:
    mistakes: list[str] = []
    found = read_catalogue(ROOT / "catalogue", None, mistakes)
    assert not mistakes
    return found


def source(**fields: Any) -> Source:
    common = {"id": "desk", "title": "Desk", "record": "completion", "format": "csv"}
    return Source(**{**common, "columns": {}, **fields})


def rows(*table: list[str]) -> Batch:
    """The first list is the header; the others come from lines 2, 3, …"""
    return from_cells(table[0], list(enumerate(table[1:], 2)))


def shaped(
    batch: Batch,
    codes: Codes | None = None,
    key: bytes = b"key",
    zone: str = "",
    **fields: Any,
) -> Any:
    """The shaped rows as dictionaries of what is not blank, with their line."""
    mapping = source(**fields)
    record = catalogue().records[mapping.record]
    header = [name for name in batch.rows.columns if name != ROW]
    check_header(header, mapping)
    frame = shape(batch, header, mapping, record, codes or {}, key, zone)
    lines = frame.select(pl.col("row") // per_line(mapping)).to_series().to_list()
    texts = frame.drop("row").to_dicts()
    return [
        {"line": line, **{k: v for k, v in row.items() if v is not None}}
        for line, row in zip(lines, texts, strict=True)
    ]


@dataclass(frozen=True)
class Arrived:
    """What came of some deliveries: what was said of each, and the records that stand after all."""

    taken: list[Taken]
    records: pl.DataFrame


def arrive(
    record: RecordType,
    deliveries: Sequence[Sequence[pl.DataFrame]],
    lists: Codelists,
    today: str,
    lines_of: int = 1,
    engine: Engine | None = None,
    folder: Path | None = None,
) -> Arrived:
    """Deliveries of shaped batches (``row`` and text fields) of one source, one after another."""
    if folder is None:
        with tempfile.TemporaryDirectory() as name:
            return arrive(record, deliveries, lists, today, lines_of, engine, Path(name))
    engine, zone, taken = engine or Polars(), Landing(folder), []
    home, rules = (
        zone.records_of(record.id, "desk"),
        rules_of(record, lists, today, "Europe/London"),
    )
    schema = {"row": pl.Int64, **dict.fromkeys(record.names, pl.String)}
    names = [delivery_name(n) for n in range(1, len(deliveries) + 1)]
    for n, batches in enumerate(deliveries, 1):
        stored = parts(home, set(names[: n - 1]))
        shaped = iter([batch.cast(schema) for batch in batches])
        taken.append(take_in(Intake(engine, zone, "desk", n, stored, lines_of), shaped, rules))
    frames = standing(engine, parts(home, set(names)))
    if not frames:
        return Arrived(taken, pl.DataFrame(schema=record.names))
    found = engine.collect(nw.concat(frames)).sort("row")
    return Arrived(taken, found.select(record.names))
