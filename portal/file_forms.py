"""The observations of one measure as CSV, JSON, XLSX and Parquet. Same columns, same values."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from portal import citation
from portal.language import _, translated
from release.measures import Measure
from release.reader import Observation, Reader
from release.vocabulary import OBSERVATION_COLUMNS

NUMBERS = ("numerator", "denominator", "value", "lower", "upper")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""A text that begins like this would be run as a formula by a spreadsheet."""


def about(reader: Reader, measure: Measure) -> dict[str, Any]:
    """The definition and conditions that travel with every file."""
    force = reader.force
    return {
        "title": translated(measure.title),
        "definition": translated(measure.definition),
        "why_it_matters": translated(measure.why_it_matters),
        "caution": translated(measure.caution),
        "unit": measure.unit,
        "protection": _(
            "Numbers are rounded or hidden to protect people. A hidden number is empty, never zero."
        ),
        "illustrative": bool(force.get("illustrative")),
        "citation": citation.of_measure(reader, measure),
        "licence": force.get("licence", ""),
        "licence_url": force.get("licence_url", ""),
        "publisher": force.get("name", ""),
        "release": reader.release.id,
        "published": reader.release.published,
    }


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before a risky beginning."""
    return f"'{text}" if text.startswith(RISKY) else text


def csv_text(reader: Reader, observations: Sequence[Observation]) -> str:
    """Rows with a header; CRLF as RFC 4180 has it. Numbers stay numbers, negative ones too."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(OBSERVATION_COLUMNS)
    for row in reader.rows(observations):
        writer.writerow([_cell(row[column]) for column in OBSERVATION_COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def csv_file(reader: Reader, _measure: Measure, observations: Sequence[Observation]) -> bytes:
    return csv_text(reader, observations).encode("utf-8")


def json_file(reader: Reader, measure: Measure, observations: Sequence[Observation]) -> bytes:
    """Definition, citation, licence and the rows."""
    said = {
        **about(reader, measure),
        "measure": measure.model_dump(mode="json"),
        "rows": reader.rows(observations),
    }
    return (json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def xlsx_file(reader: Reader, measure: Measure, observations: Sequence[Observation]) -> bytes:
    """A sheet of data and a sheet that explains it. Texts are written as texts, never formulas."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**plain, "strings_to_numbers": False}) as book:
        book.set_properties({"created": _when(reader), "title": measure.title})
        bold = book.add_format({"bold": True})
        _fill(book.add_worksheet("Data"), bold, reader.rows(observations))
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100, book.add_format({"text_wrap": True}))
        for n, (name, value) in enumerate(
            (about(reader, measure) | {"n": _n(observations)}).items()
        ):
            sheet.write_string(n, 0, name, bold)
            sheet.write_string(n, 1, str(value))
    return out.getvalue()


def _fill(sheet: Any, bold: Any, rows: Sequence[dict[str, Any]]) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(OBSERVATION_COLUMNS):
        sheet.write_string(0, column, name, bold)
    for n, row in enumerate(rows, 1):
        for column, name in enumerate(OBSERVATION_COLUMNS):
            if isinstance(row[name], str):
                sheet.write_string(n, column, row[name])
            elif row[name] is not None:
                sheet.write_number(n, column, row[name])


def _n(observations: Sequence[Observation]) -> str:
    """The largest shown number of people or events behind one figure of the file."""
    shown = [o.denominator for o in observations if o.denominator is not None]
    return _("up to {n} behind one figure").format(n=f"{max(shown):.0f}") if shown else ""


def _when(reader: Reader) -> datetime:
    """The release's own time, so that the same release gives the same bytes."""
    return datetime.fromisoformat(reader.release.published).astimezone(UTC).replace(tzinfo=None)


def parquet_file(reader: Reader, measure: Measure, observations: Sequence[Observation]) -> bytes:
    """Typed columns; definition and conditions in the file's own metadata."""
    fields = [(c, pa.float64() if c in NUMBERS else pa.string()) for c in OBSERVATION_COLUMNS]
    said = json.dumps(about(reader, measure), ensure_ascii=False)
    schema = pa.schema(fields, metadata={"about": said})
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(reader.rows(observations), schema=schema), out)
    return out.getvalue()
