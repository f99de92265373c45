"""The content of a file as CSV, JSON, XLSX and Parquet. Same columns, same values."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from portal.file_content import Content

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""A text that begins like this would be run as a formula by a spreadsheet."""

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before a risky beginning. A text that
    is a number, such as months before training ("-3"), runs nothing and stays what it is."""
    return f"'{text}" if text.startswith(RISKY) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit()


def csv_text(content: Content) -> str:
    """Rows with a header; CRLF as RFC 4180 has it. Numbers stay numbers, negative ones too."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(content.columns)
    for row in content.rows:
        writer.writerow([_cell(row[column]) for column in content.columns])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def csv_file(content: Content) -> bytes:
    return csv_text(content).encode("utf-8")


def json_file(content: Content) -> bytes:
    """Definition, citation, licence, the meaning of the columns, and the rows."""
    columns = {"columns": content.columns}
    said = {**content.about, **columns, **content.more, "rows": content.rows}
    return (json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def xlsx_file(content: Content) -> bytes:
    """A sheet of data and a sheet that explains it. Texts are written as texts, never formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        book.set_properties({"created": _when(content), "title": content.title})
        bold = book.add_format({"bold": True})
        _fill(book.add_worksheet("Data"), bold, content)
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True}))
        explained = content.about | {f"column {n}": s for n, s in content.columns.items()}
        for n, (name, value) in enumerate(explained.items()):
            sheet.write_string(n, 0, name, bold)
            sheet.write_string(n, 1, str(value))
    return out.getvalue()


def _fill(sheet: Any, bold: Any, content: Content) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(content.columns):
        sheet.write_string(0, column, name, bold)
    for n, row in enumerate(content.rows, 1):
        for column, name in enumerate(content.columns):
            if isinstance(row[name], str):
                sheet.write_string(n, column, row[name])
            elif row[name] is not None:
                sheet.write_number(n, column, row[name])


def _when(content: Content) -> datetime:
    """The release's own time, so that the same release gives the same bytes."""
    return datetime.fromisoformat(content.published).astimezone(UTC).replace(tzinfo=None)


def parquet_file(content: Content) -> bytes:
    """Typed columns, each with its meaning; definition and conditions in the file's metadata."""
    fields = [
        pa.field(
            name,
            pa.float64() if name in content.numbers else pa.string(),
            metadata={"description": meaning},
        )
        for name, meaning in content.columns.items()
    ]
    said = json.dumps({**content.about, "columns": content.columns}, ensure_ascii=False)
    schema = pa.schema(fields, metadata={"about": said})
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(content.rows, schema=schema), out)
    return out.getvalue()
