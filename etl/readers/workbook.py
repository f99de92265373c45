"""XLSX workbooks, by calamine. Every cell becomes text; dates become ISO text."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from etl.readers import archive
from etl.readers.raw import NO_TEXT, Batch, Raw, from_cells, header_names, not_empty
from etl.readers.streams import PIECE, Hashed, Readable
from etl.sources import Source
from release.errors import DeliveryError

SIZE_LIMIT = UNPACKED_LIMIT = 1_000_000_000
CELL_LIMIT = 30_000_000
"""Cells of the rectangle that a sheet covers: all of it is laid out in memory."""
ROWS = 50_000
DAMAGE = (CalamineError, zipfile.BadZipFile, NotImplementedError, IndexError, ValueError)
"""What calamine raises over a workbook whose bytes were changed."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
CELL = re.compile(rb"<(?:\w+:)?c\b[^>]{0,200}?\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"'][^>/]*(/?)>")
ERROR = re.compile(rb"(<(?:\w+:)?c\b[^>]{0,200}?\bt\s*=\s*)[\"']e[\"']")
OVERLAP = 400
SHEETS = "xl/worksheets/"


def read(stream: Hashed, source: Source, name: str) -> Raw:
    """The rows of one sheet (the first where none is named). ``line`` is the sheet's row.

    A formula gives the value that was stored with it, an error its name (#N/A).
    """
    data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise DeliveryError(f"{name}: is larger than 1 GB; export it as CSV")
    _check_kind(data, name)
    if _check_parts(data, name):
        data = _errors_as_text(data)
    cells = _cells(data, source, name)
    if len(cells) < source.header:
        raise DeliveryError(f"{name}: row {source.header} should hold the header, but is missing")
    header = header_names([_text(cell) for cell in cells[source.header - 1]], name)
    found = _batches(cells, source, header, name)
    return Raw(header, not_empty(found, name, "the sheet has a header but no rows"), stream.sha256)


def _check_kind(data: bytes, name: str) -> None:
    """Many a file is called .xlsx; its first bytes say what it is."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(OLE) and ENCRYPTED in data:
        said = "is protected by a password; save it without one"
    elif data.startswith(OLE):
        said = "is an old Excel workbook (.xls); save it as .xlsx"
    elif start.startswith(b"<"):
        said = "is a web page or XML and not an XLSX workbook; save it as .xlsx"
    elif not start:
        said = "the file is empty; export it again"
    elif not data.startswith(b"PK"):
        said = "is not an XLSX workbook but text or something else; save it as .xlsx"
    else:
        return
    raise DeliveryError(f"{name}: {said}")


def _check_parts(data: bytes, name: str) -> bool:
    """Unpack every part once, before calamine does, to see that none is more than it says; whether
    a sheet holds errors."""
    parts = archive.entries(io.BytesIO(data), name, UNPACKED_LIMIT)
    if "xl/workbook.xml" not in {part.name.lower() for part in parts}:
        raise DeliveryError(f"{name}: is not an XLSX workbook; save it as .xlsx")
    errors = False
    for part in parts:
        stream = part.unpacked(io.BytesIO(data), name)
        if part.name.lower().startswith(SHEETS):
            errors |= _check_sheet(stream, name)
        while stream.read(PIECE):
            pass
    return errors


def _check_sheet(stream: Readable, name: str) -> bool:
    """Refuse a sheet whose filled cells span too large a rectangle, before it is laid out; whether
    it holds errors."""
    rest, columns, rows, errors = b"", 0, 0, False
    while piece := stream.read(PIECE):
        rest += piece
        for letters, digits, empty in CELL.findall(rest):
            if not empty:
                columns = max(columns, _column(letters))
                rows = max(rows, int(digits[:9]))
        errors = errors or bool(ERROR.search(rest))
        rest = rest[-OVERLAP:]
    if columns > 16_384 or rows > 1_048_576 or columns * rows > CELL_LIMIT:
        raise DeliveryError(
            f"{name}: a sheet spreads over too many cells ({rows:,} rows by {columns:,} columns); "
            "export it as CSV"
        )
    return errors


def _errors_as_text(data: bytes) -> bytes:
    """The workbook with errors (#N/A) as text: calamine gives them as blank, which they are not."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.lower().startswith(SHEETS):
                content = ERROR.sub(rb'\1"str"', content)
            new.writestr(part.filename, content)
    return made.getvalue()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _cells(data: bytes, source: Source, name: str) -> list[list[Any]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        sheet = source.sheet or names[0]
        if sheet not in names:
            raise DeliveryError(
                f"{name}: has no sheet {sheet!r}; its sheets are {', '.join(names)}"
            )
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except DAMAGE:
        raise DeliveryError(f"{name}: the workbook is damaged; export it again") from None


def _batches(
    cells: list[list[Any]], source: Source, header: list[str], name: str
) -> Iterator[Batch]:
    kept = source.kept(header)
    for start in range(source.header, len(cells), ROWS):
        some = enumerate(cells[start : start + ROWS], start + 1)
        numbered = [(n, [_text(cell) for cell in row]) for n, row in some]
        for n, row in numbered:
            if any(NO_TEXT.search(cell) for cell in row):
                raise DeliveryError(
                    f"{name}: row {n} holds a control character, which no text needs; mend it"
                )
        yield from_cells(header, numbered, kept)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell)
