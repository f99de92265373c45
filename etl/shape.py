"""Turns the rows of an export into the fields of a record type, still as text. Pure: frame in,
frame out. Columns that the mapping drops are gone before this; people are pseudonyms after it, so
that what any engine sees or any disk holds from here on names nobody."""

from itertools import pairwise

import polars as pl

from etl.codes import Codes
from etl.dates import TIME, timed
from etl.fields import NAME, NEXT, NOT_IN_USE, PART, VALUE, Known, dated, told
from etl.readers.raw import ROW, Batch
from etl.records import REVISION, ROW_NUMBER, Field, RecordType
from etl.sources import Source
from release.errors import DeliveryError

__all__ = ["NOT_IN_USE", "ROW_NUMBER", "Codes", "check_header", "per_line", "shape"]

PER_LINE = 1000
"""Records of one line at most, where a mapping makes several of each."""

PLACE = "shape:place"


def per_line(source: Source) -> int:
    """How far apart the numbers of the first records of two neighbouring lines are."""
    return PER_LINE if source.unpivot or source.split else 1


def shape(
    batch: Batch,
    header: list[str],
    source: Source,
    record: RecordType,
    codes: Codes,
    key: bytes,
    zone: str = "",
) -> pl.DataFrame:
    """``row`` (Int64, increasing) and one text column per field of the record type (null where
    blank). ``row // per_line(source)`` is the line of the file.

    ``codes`` are the force's code lists, ``key`` the secret of the pseudonyms, ``zone`` the force's
    own. A source gives one record a line; with unpivot one a filled cell, with split one a part.
    """
    absent = [pl.lit("").alias(c) for c in source.reads if c not in batch.rows.columns]
    frame = _only(batch.rows.with_columns(absent), source)
    if source.unpivot:
        frame = _unpivoted(frame, header, source)
    elif source.split:
        frame = _split(frame, source)
    else:
        frame = frame.with_columns(pl.col(ROW).alias(ROW_NUMBER))
    known = Known(codes, key, source.language, zone)
    frame = dated(told(frame, source, known), source, known, record.date)
    return frame.select(ROW_NUMBER, *[_finished(field, source) for field in record.fields])


def check_header(header: list[str], source: Source) -> None:
    """A column that is missing or unknown stops the file, with the differences."""
    missing = [c for c in source.reads if c not in header]
    known = {*source.reads, *source.drop, *source.next_columns(header)}
    unknown = [str(n) for n, c in enumerate(header, 1) if c not in known]
    if source.others == "drop":
        unknown = []
    if source.format in ("json", "jsonl"):
        missing = []
    if missing or unknown:
        raise DeliveryError(
            f"the columns of [{source.id}] are not those of sources.toml"
            + (f"; missing: {', '.join(missing[:10])}" if missing else "")
            + (f"; not named there: column {', '.join(unknown[:10])}" if unknown else "")
            + f"; name them under columns, unpivot or drop{_headless(header, known)}"
        )


def _headless(header: list[str], known: set[str]) -> str:
    """A hint where no name is known. What stands there is never quoted: it may be a record."""
    return "" if known & set(header) else "; the line of the header does not seem to be one"


def _finished(field: Field, source: Source) -> pl.Expr:
    """The field under its own name; of a time in a field of days only the day."""
    if field.name not in source.columns:
        return pl.lit(None, pl.String).alias(field.name)
    text = pl.col(f"field:{field.name}")
    if field.type == "date" and timed(source.columns[field.name].format):
        text = (
            pl.when(text.str.contains(f"^.{{10}}T{TIME}$"))
            .then(text.str.slice(0, 10))
            .otherwise(text)
        )
    if field.name == REVISION:
        text = pl.when(text.str.contains("^[0-9]{1,20}$")).then(text.str.zfill(20)).otherwise(text)
    return text.alias(field.name)


def _only(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The lines that hold a record at all."""
    for column, texts in source.only.items():
        rows = rows.filter(pl.col(column).str.strip_chars().is_in(texts))
    for column, texts in source.unless.items():
        rows = rows.filter(~pl.col(column).str.strip_chars().is_in(texts))
    return rows


def _unpivoted(rows: pl.DataFrame, header: list[str], source: Source) -> pl.DataFrame:
    assert source.unpivot is not None
    keep = list(dict.fromkeys(c for o in source.columns.values() for c in o.columns))
    follows = {left: right for left, right in pairwise(header) if right in rows.columns}
    parts = [
        rows.select(
            (pl.col(ROW) * PER_LINE + place).alias(ROW_NUMBER),
            *keep,
            pl.lit(code).alias(NAME),
            pl.col(column).alias(VALUE),
            (pl.col(follows[column]) if column in follows else pl.lit("")).alias(NEXT),
        )
        for place, (column, code) in enumerate(source.unpivot.columns.items())
    ]
    filled = ~pl.col(VALUE).str.strip_chars().is_in(source.unpivot.skip)
    return pl.concat(parts).filter(filled).sort(ROW_NUMBER)


def _split(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """One row for each part of a cell that is not blank."""
    assert source.split is not None
    parts = pl.col(source.split.column).str.split(source.split.separator)
    rows = rows.with_columns(parts.alias(PART))
    long = rows.filter(pl.col(PART).list.len() > PER_LINE).get_column(ROW)
    if len(long):
        raise DeliveryError(
            f"line {long[0]}: the cell of {source.split.column} has more than {PER_LINE:,} parts; "
            f"is the separator of [{source.id}.split] right?"
        )
    places = pl.int_ranges(pl.col(PART).list.len()).alias(PLACE)
    rows = rows.with_columns(places).explode(PART, PLACE)
    rows = rows.filter(pl.col(PART).str.strip_chars() != "")
    return rows.with_columns((pl.col(ROW) * PER_LINE + pl.col(PLACE)).alias(ROW_NUMBER))
