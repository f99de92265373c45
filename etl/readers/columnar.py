"""Parquet, by pyarrow: row groups in batches, every value as text."""

from collections.abc import Iterator
from itertools import islice

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from etl.readers.raw import JOIN, ROW, Batch, Raw, header_names, not_empty, ragged_frame
from etl.readers.streams import Hashed
from etl.sources import Source
from release.errors import DeliveryError

SIZE_LIMIT = 1_000_000_000
ROWS = 200_000
CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1e]"
DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, pl.exceptions.PolarsError)
"""What pyarrow and polars raise over a file whose bytes were changed."""


def read(stream: Hashed, source: Source, name: str) -> Raw:
    """The rows of a Parquet file; ``line`` counts them from 1.

    Structs give dotted columns; dates and times are ISO text, whole floats have no point, lists
    are joined by U+001F, null is blank.
    """
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise DeliveryError(f"{name}: is larger than {SIZE_LIMIT / 1e9:g} GB; deliver it in parts")
    if not data.startswith(b"PAR1") or not data.endswith(b"PAR1"):
        raise DeliveryError(f"{name}: is not a whole Parquet file; export it again")
    try:
        file = pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True)
        columns = _flat(pa.Table.from_batches([], schema=file.schema_arrow)).column_names
    except DAMAGE:
        raise _damaged(name) from None
    header = header_names(columns, name)
    return Raw(header, not_empty(_batches(file, header, source.kept(header), name), name,
                                 "the file has no rows"), stream.sha256)  # fmt: skip


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _batches(
    file: pq.ParquetFile, header: list[str], kept: list[str], name: str
) -> Iterator[Batch]:
    first = 1
    tops = sorted({f.name for f in file.schema_arrow if _holds(f.name, kept)})
    try:
        for part in file.iter_batches(ROWS, columns=tops or header[:1]):
            found = pl.from_arrow(_flat(pa.Table.from_batches([part])))
            assert isinstance(found, pl.DataFrame)
            found.columns = [column.strip() for column in found.columns]
            rows = found.select(*(_text(found.get_column(column)) for column in kept))
            numbers = pl.int_range(first, first + part.num_rows, dtype=pl.Int64, eager=True)
            first += part.num_rows
            yield Batch(rows.select(numbers.alias(ROW), pl.all()), ragged_frame([]))
    except DAMAGE:
        raise _damaged(name) from None
    if first - 1 != file.metadata.num_rows:
        raise _damaged(name)


def _holds(top: str, kept: list[str]) -> bool:
    name = top.strip()
    return any(column == name or column.startswith(f"{name}.") for column in kept)


def _text(column: pl.Series) -> pl.Series:
    """The column as text; null is blank."""
    kind = column.dtype
    if isinstance(kind, pl.List | pl.Array):
        return _joined(column.cast(pl.List(kind.inner)))
    if kind == pl.Datetime:
        zone = "%:z" if getattr(kind, "time_zone", None) else ""
        text = column.dt.to_string(f"%Y-%m-%dT%H:%M:%S%.f{zone}")
    elif kind.is_float():
        text = column.cast(pl.String).str.replace(r"\.0$", "")
    elif kind == pl.Time:
        text = column.dt.to_string("%H:%M:%S%.f")
    else:
        text = column.cast(pl.String)
    if text.str.contains(CONTROL).any():
        raise ValueError
    return text.fill_null("").alias(column.name)


def _joined(column: pl.Series) -> pl.Series:
    """The items of each list, as text with U+001F between."""
    lengths = column.list.len().fill_null(0)
    texts = iter(_text(column.filter(lengths > 0).explode()))
    rows = [JOIN.join(islice(texts, length)) for length in lengths]
    return pl.Series(column.name, rows, dtype=pl.String)


def _damaged(name: str) -> DeliveryError:
    return DeliveryError(
        f"{name}: the Parquet file is damaged, or a column holds no text, number, time or list; "
        "export it again"
    )
