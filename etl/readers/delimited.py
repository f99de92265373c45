"""CSV, TSV and their kin. A file without quotes is split in one vectorised pass; a file with quotes
goes through Python's strict csv module. Neither pads, truncates or skips a row."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from etl.readers.raw import BLANK, LINE, ROW, Raw, from_cells, header_names, ragged_frame
from etl.sources import Source
from release.errors import DeliveryError

BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
FIELD_LIMIT = 1_000_000
NEVER = b"\x1f"


def read(path: Path, source: Source) -> Raw:
    """The rows of a delimited file. ``line`` counts physical lines from 1."""
    data = _utf8(path.read_bytes(), source, path.name)
    if b'"' in data:
        return _quoted(data.decode(), source, path.name)
    return _plain(data, source, path.name)


def _utf8(data: bytes, source: Source, name: str) -> bytes:
    """The content as UTF-8 with LF line ends; refused where it is not what the mapping says."""
    found = next((code for mark, code in BOMS.items() if data.startswith(mark)), None)
    if found and found != source.encoding:
        raise DeliveryError(
            f"{name}: the file is {found.upper()}, but sources.toml says {source.encoding} for "
            f'[{source.id}]; export it as {source.encoding} or set encoding = "{found}"'
        )
    if source.encoding != "utf-8" or not data.isascii():
        data = _decoded(data, source, name).encode()
    if b"\0" in data:
        raise DeliveryError(f"{name}: the file holds NUL bytes and is damaged; export it again")
    if b"\r" in data and b'"' not in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data or data.isspace():
        raise DeliveryError(f"{name}: the file is empty; export it again")
    return data


def _decoded(data: bytes, source: Source, name: str) -> str:
    try:
        return data.decode("utf-8-sig" if source.encoding == "utf-8" else source.encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DeliveryError(
            f"{name}: line {line} is not {source.encoding}; set the encoding of [{source.id}] in "
            "sources.toml to the one the export really has"
        ) from None


def _plain(data: bytes, source: Source, name: str) -> Raw:
    header = header_names(_header_cells(data, source), name)
    rows = _even(data, header, source)
    if rows is not None:
        return _not_empty(Raw(header, rows, ragged_frame([])), name)
    body = _lines(data).slice(source.header)
    blank = pl.col("text").str.strip_chars(f"{BLANK}{source.delimiter}") == ""
    width = pl.col("text").str.count_matches(source.delimiter, literal=True).cast(pl.Int64) + 1
    body = body.filter(~blank).with_columns(cells=width)
    good = body.filter(pl.col("cells") == len(header))
    cells = pl.col("text").str.split_exact(source.delimiter, len(header) - 1)
    split = good.select(
        pl.col(LINE).alias(ROW), cells.struct.rename_fields(header).alias("cells")
    ).unnest("cells")
    ragged = body.filter(pl.col("cells") != len(header)).select(LINE, "cells")
    return _not_empty(Raw(header, split, ragged), name)


def _header_cells(data: bytes, source: Source) -> list[str]:
    """The cells of the header's line; none where the file ends before it."""
    first = data.split(b"\n", source.header)[: source.header]
    return first[-1].decode().split(source.delimiter) if len(first) == source.header else [""]


def _even(data: bytes, header: list[str], source: Source) -> pl.DataFrame | None:
    """All rows in one parallel pass, where every line has as many cells as the header; else None.

    The delimiters of the whole body say so: with the right number in all and no line that has too
    many, no line has too few.
    """
    start = 0
    for _ in range(source.header):
        start = data.find(b"\n", start) + 1
    lines = data.count(b"\n", start) + (start < len(data) and not data.endswith(b"\n"))
    cells = data.count(source.delimiter.encode(), start)
    if not start or not lines or len(header) < 2 or cells != lines * (len(header) - 1):
        return None
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            skip_lines=source.header,
            new_columns=header,
            separator=source.delimiter,
            quote_char=None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or frame.width != len(header):
        return None
    rows = frame.with_row_index(ROW, offset=source.header + 1)
    holes = [name for name in header if rows.get_column(name).null_count()]
    rows = rows.with_columns(pl.col(ROW).cast(pl.Int64), pl.col(holes).fill_null(""))
    return rows if _all_filled(rows, header[0]) else None


def _all_filled(rows: pl.DataFrame, column: str) -> bool:
    """Whether no row can be blank: one column, at least, is filled everywhere."""
    return bool((rows.get_column(column).str.strip_chars(BLANK) != "").all())


def _lines(data: bytes) -> pl.DataFrame:
    """One row a physical line: its number from 1 and its text."""
    count = data.count(b"\n") + (not data.endswith(b"\n"))
    frame = pl.DataFrame() if NEVER in data else _lines_fast(data)
    if frame.height != count:
        text = data.decode().removesuffix("\n").split("\n")
        frame = pl.DataFrame({"text": text})
    numbered = frame.with_row_index(LINE, offset=1)
    return numbered.with_columns(pl.col(LINE).cast(pl.Int64), pl.col("text").fill_null(""))


def _lines_fast(data: bytes) -> pl.DataFrame:
    return pl.read_csv(
        io.BytesIO(data),
        has_header=False,
        new_columns=["text"],
        separator=NEVER.decode(),
        quote_char=None,
        infer_schema=False,
    )


def _quoted(text: str, source: Source, name: str) -> Raw:
    records = list(_records(text, source, name))
    if len(records) < source.header:
        raise DeliveryError(f"{name}: row {source.header} should hold the header, but is missing")
    header = header_names(records[source.header - 1][1], name)
    return _not_empty(from_cells(header, records[source.header :]), name)


def _records(text: str, source: Source, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise DeliveryError(
            f"{name}: the quotes that begin on line {begins} do not close as they should; "
            "mend that row in the export and deliver the file again"
        ) from None


def _not_empty(raw: Raw, name: str) -> Raw:
    if raw.count == 0:
        raise DeliveryError(f"{name}: the file has a header but no rows; export it again")
    return raw
