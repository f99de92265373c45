"""JSON Lines: one object a line, read as a stream."""

from collections.abc import Iterator
from itertools import chain, islice

from etl.ahead import ahead
from etl.readers.blocks import Block, blocks
from etl.readers.json_rows import as_batch
from etl.readers.json_text import DECODER, Flat, flat
from etl.readers.raw import COLUMN_LIMIT, Batch, Raw, not_empty
from etl.readers.streams import Hashed
from etl.sources import Source
from release.errors import DeliveryError

OBJECTS = 50_000
"""Rows of a batch; the columns of the first one are those of the file."""
OBJECT_LIMIT = 16_000_000

Numbered = tuple[int, Flat]


def read(stream: Hashed, source: Source, name: str) -> Raw:
    """One row for each line that is not blank. ``line`` counts physical lines from 1.

    A line end at the very end may lack: an object shows by itself whether it is whole.
    """
    rows = _rows(ahead(blocks(stream, source, name)), name)
    first = list(islice(rows, OBJECTS))
    header = list(dict.fromkeys(key for _, row in first for key in row))
    if len(header) > COLUMN_LIMIT:
        raise DeliveryError(
            f"{name}: has more than {COLUMN_LIMIT:,} columns; export only those needed"
        )
    known = None if source.others == "drop" else {*header, *source.drop}
    later = (_known(row, known, name) for row in rows)
    found = _batches(chain(first, later), source.kept(header))
    return Raw(header, not_empty(found, name, "the file has no rows"), stream.sha256)


def _rows(lines: Iterator[Block], name: str) -> Iterator[Numbered]:
    for block in lines:
        for number, line in enumerate(block.data.splitlines(), block.first):
            if line.strip():
                yield number, _row(line, number, name)


def _row(line: bytes, number: int, name: str) -> Flat:
    where = f"{name}: line {number}"
    if len(line) > OBJECT_LIMIT:
        raise DeliveryError(f"{where} is longer than {OBJECT_LIMIT / 1e6:g} MB; export it again")
    try:
        loaded = DECODER.decode(line.decode())
    except (ValueError, RecursionError):
        raise DeliveryError(
            f"{where} is not a whole JSON object; the file may be cut off, export it again"
        ) from None
    return flat(loaded, where, b"\\u" in line)


def _known(numbered: Numbered, known: set[str] | None, name: str) -> Numbered:
    number, row = numbered
    if known is not None and not row.keys() <= known:
        raise DeliveryError(
            f"{name}: line {number} has a column that the first {OBJECTS:,} rows do not have; map "
            "it or drop it in sources.toml, and export it in every row"
        )
    return numbered


def _batches(rows: Iterator[Numbered], kept: list[str]) -> Iterator[Batch]:
    while some := list(islice(rows, OBJECTS)):
        yield as_batch(some, kept)
