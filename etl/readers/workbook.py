"""XLSX workbooks, by calamine. Every cell becomes text; dates become ISO text."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from etl.readers.raw import Raw, from_cells, header_names
from etl.sources import Source
from release.errors import DeliveryError

UNPACKED_LIMIT = 1_000_000_000
DAMAGE = (CalamineError, zipfile.BadZipFile, NotImplementedError, IndexError, ValueError)
"""What zipfile and calamine raise over a workbook whose bytes were changed."""


def read(path: Path, source: Source) -> Raw:
    """The rows of one sheet (the first where none is named). ``line`` is the sheet's row."""
    try:
        _check_container(path)
        book = CalamineWorkbook.from_path(str(path))
        sheet = source.sheet or book.sheet_names[0]
        if sheet not in book.sheet_names:
            raise DeliveryError(
                f"{path.name}: has no sheet {sheet!r}; its sheets are {', '.join(book.sheet_names)}"
            )
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except DAMAGE:
        raise DeliveryError(f"{path.name}: the workbook is damaged; export it again") from None
    if len(cells) < source.header:
        raise DeliveryError(
            f"{path.name}: row {source.header} should hold the header, but is missing"
        )
    header = header_names([_text(cell) for cell in cells[source.header - 1]], path.name)
    numbered = [
        (n, [_text(cell) for cell in row])
        for n, row in enumerate(cells[source.header :], source.header + 1)
    ]
    raw = from_cells(header, numbered)
    if raw.count == 0:
        raise DeliveryError(f"{path.name}: the sheet has a header but no rows; export it again")
    return raw


def _check_container(path: Path) -> None:
    """A workbook is a zip; one that unpacks to more than the limit is refused before it is read."""
    if not zipfile.is_zipfile(path):
        raise DeliveryError(f"{path.name}: is not an XLSX workbook; save it as .xlsx")
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > UNPACKED_LIMIT:
        raise DeliveryError(f"{path.name}: unpacks to {size / 1e9:.1f} GB; the limit is 1 GB")


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
