"""Lines without quotes become columns in one vectorised pass; lines that do not fit are told apart
first, so that none is padded, cut or skipped."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.csv

from etl.readers.raw import BLANK, LINE, ROW, Batch
from release.errors import DeliveryError

Numbers = npt.NDArray[np.int64]
PARSED = 2 << 20
"""Bytes that a thread parses at once; no line is as long (``LINE_LIMIT``)."""
LINE_LIMIT = 1 << 20
TAB, QUOTE = 9, 34


@dataclass(frozen=True)
class Table:
    """What a block is read with: its columns, those to keep, and what stands between cells."""

    header: list[str]
    kept: list[str]
    delimiter: str
    name: str


@cache
def ordinary(delimiter: str) -> bytes:
    """Every byte that is neither delimiter, quote, line end nor control character."""
    special = {*range(32), QUOTE, ord(delimiter)} - ({TAB} - {ord(delimiter)})
    return bytes(byte for byte in range(256) if byte not in special)


def split(data: bytes, separators: bytes, table: Table, numbers: Numbers | int) -> Batch:
    """The rows of lines that end with LF and hold neither quotes nor CR.

    ``separators``: the delimiters and line ends of ``data``, in their order. ``numbers``: the
    number of each line, or of the first where they follow each other.
    """
    width = len(table.header)
    lines = len(separators) // width
    even = separators == (table.delimiter.encode() * (width - 1) + b"\n") * lines
    if even and width > 1:
        columns = _columns(data, table)
        if _filled(columns, data, table.delimiter):
            return _batch(columns, _numbers(numbers, lines), table)
    return _uneven(data, separators, table, numbers)


def _uneven(data: bytes, separators: bytes, table: Table, numbers: Numbers | int) -> Batch:
    """As ``split``, where some lines are blank or have another number of cells."""
    at = np.flatnonzero(np.frombuffer(separators, np.uint8) == 10)
    cells = np.diff(at, prepend=-1)
    filled = ~_blank(data, table.delimiter, len(cells))
    good = filled & (cells == len(table.header))
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10) + 1
    fitting = np.repeat(good, np.diff(ends, prepend=0))
    columns = _columns(np.frombuffer(data, np.uint8)[fitting].tobytes(), table)
    where = _numbers(numbers, len(cells))
    ragged = filled & ~good
    return Batch(
        _batch(columns, where[good], table).rows,
        pl.DataFrame({LINE: where[ragged], "cells": cells[ragged].astype(np.int64)}),
    )


def _numbers(numbers: Numbers | int, lines: int) -> Numbers:
    if isinstance(numbers, int):
        return np.arange(numbers, numbers + lines, dtype=np.int64)
    return numbers


def _batch(columns: pl.DataFrame, numbers: Numbers, table: Table) -> Batch:
    rows = columns.select(pl.Series(ROW, numbers), *table.kept)
    empty = pl.DataFrame(schema={LINE: pl.Int64, "cells": pl.Int64})
    return Batch(rows, empty)


def _columns(data: bytes, table: Table) -> pl.DataFrame:
    """The kept columns (the first where none is) of lines that all fit."""
    wanted = table.kept or table.header[:1]
    if not data:
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    try:
        read = pa.csv.read_csv(
            pa.BufferReader(data),
            pa.csv.ReadOptions(column_names=table.header, block_size=PARSED),
            pa.csv.ParseOptions(
                delimiter=table.delimiter, quote_char=False, ignore_empty_lines=False
            ),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        raise DeliveryError(f"{table.name}: cannot be split into cells; export it again") from None
    found = pl.from_arrow(read)
    assert isinstance(found, pl.DataFrame)
    return found


def _filled(columns: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """Whether no line is blank: a column is filled everywhere, or a search finds none."""
    for column in columns.iter_columns():
        if bool((column.str.strip_chars(BLANK) != "").all()):
            return True
    return not _blank_lines(delimiter).search(b"\n" + data)


def _blank(data: bytes, delimiter: str, lines: int) -> npt.NDArray[np.bool_]:
    """Which lines hold nothing but blanks and delimiters."""
    found = np.zeros(lines, dtype=np.bool_)
    hits = [match.start() for match in _blank_lines(delimiter).finditer(b"\n" + data)]
    if hits:
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10) + 1
        found[np.searchsorted(ends, np.array(hits), side="right")] = True
    return found


@cache
def _blank_lines(delimiter: str) -> re.Pattern[bytes]:
    return re.compile(rb"\n[ \t%b]*(?=\n)" % re.escape(delimiter.encode()))
