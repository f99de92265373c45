"""JSON: an array of objects, one object a row."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from etl.readers.json_text import DECODER, Flat, Twice, flat
from etl.readers.raw import BLANK, COLUMN_LIMIT, Batch, Raw, not_empty, ragged_frame, text_frame
from etl.readers.streams import Hashed
from etl.sources import Source
from release.errors import DeliveryError

SIZE_LIMIT = 250_000_000
"""Bytes; the objects of a file take about seven times as much memory."""
OBJECTS = 50_000
"""Rows of a batch."""


def read(stream: Hashed, source: Source, name: str) -> Raw:
    """The rows of a JSON array, or of the array at ``source.rows``. ``line`` counts objects."""
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise DeliveryError(
            f"{name}: is larger than {SIZE_LIMIT / 1e6:g} MB; export it as JSON Lines, which may "
            "have any size"
        )
    if not data.strip():
        raise DeliveryError(f"{name}: the file is empty; export it again")
    try:
        loaded = DECODER.decode(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DeliveryError(
            f"{name}: the file is not valid JSON in UTF-8; export it again"
        ) from None
    escaped = b"\\u" in data
    del data
    rows = _array(loaded, source, name)
    header = _header(_flats(rows, name, escaped), name)
    flats = _flats(rows, name, escaped=False)
    return Raw(header, not_empty(_batches(flats, source.kept(header)), name,
                                 "the file has no rows"), stream.sha256)  # fmt: skip


def _array(loaded: Any, source: Source, name: str) -> list[Any]:
    for key in source.rows.split(".") if source.rows else []:
        if isinstance(loaded, Twice):
            raise DeliveryError(f"{name}: an object has the same key twice; mend the export")
        loaded = loaded.get(key) if isinstance(loaded, dict) else None
    if isinstance(loaded, list) and all(isinstance(row, dict) for row in loaded):
        return loaded
    place = f" at {source.rows}" if source.rows else ""
    raise DeliveryError(
        f"{name}: must be a JSON array of objects{place}; set rows in sources.toml to where it is"
    )


def _flats(rows: list[Any], name: str, escaped: bool) -> Iterator[Flat]:
    return (flat(row, f"{name}: object {n}", escaped) for n, row in enumerate(rows, 1))


def _header(rows: Iterator[Flat], name: str) -> list[str]:
    """Every column of any row. Rows are flattened twice, for all texts of all would not fit."""
    header: dict[str, None] = {}
    for row in rows:
        header.update(dict.fromkeys(row))
        if len(header) > COLUMN_LIMIT:
            raise DeliveryError(
                f"{name}: has more than {COLUMN_LIMIT:,} columns; export only those needed"
            )
    return list(header)


def _batches(rows: Iterator[Flat], kept: list[str]) -> Iterator[Batch]:
    numbered = enumerate(rows, 1)
    while some := list(islice(numbered, OBJECTS)):
        yield as_batch(some, kept)


def as_batch(numbered: list[tuple[int, Flat]], kept: list[str]) -> Batch:
    """The kept columns of objects that hold anything; a missing key is a blank cell."""
    filled = [(n, row) for n, row in numbered if any(cell.strip(BLANK) for cell in row.values())]
    columns = {name: [row.get(name, "") for _, row in filled] for name in kept}
    return Batch(text_frame([n for n, _ in filled], columns), ragged_frame([]))
