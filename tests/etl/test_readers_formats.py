"""JSON, JSON Lines, XLSX and Parquet: what they hold as text, and what they are refused for."""

import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from etl.readers import columnar, json_lines, json_rows, workbook
from release.errors import DeliveryError
from tests.etl.hostile import take


@pytest.fixture
def give(tmp_path):
    """Write a file and read it with a mapping."""

    def read_it(content: str | bytes, **fields):
        path = tmp_path / "delivery"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return take(path, **fields)

    return read_it


def test_lists_of_objects_become_columns_of_their_keys(give):
    body = [{"id": 1, "tags": ["a", None, "b"], "who": [{"k": "x"}, {"k": "y", "z": {"q": True}}]},
            {"id": 2, "tags": [], "who": []}, {"id": 3, "grid": [[1, 2], ["é"]]}]  # fmt: skip
    raw = give(json.dumps(body), format="json")
    assert raw.header == ["id", "tags", "who.k", "who.z.q", "who", "grid"]
    assert raw.rows.rows() == [
        (1, "1", "a\x1f\x1fb", "x\x1fy", "\x1ftrue", "", ""),
        (2, "2", "", "", "", "", ""),
        (3, "3", "", "", "", "", '[["1", "2"], ["é"]]'),
    ]


def test_numbers_keep_their_digits(give):
    digits = ["9" * 5000, "1e400", "0.10", "-0", "9223372036854775808"]
    raw = give("[" + ",".join(f'{{"n": {n}}}' for n in digits) + "]", format="json")
    assert raw.rows["n"].to_list() == digits


def test_rows_are_found_where_the_mapping_says(give):
    body = {"more": "", "page": {"statements": [{"a": 1}, {"a": 2}]}}
    raw = give(json.dumps(body), format="json", rows="page.statements")
    assert raw.rows.rows() == [(1, "1"), (2, "2")]


def test_a_json_file_that_is_too_large_is_refused(give, monkeypatch):
    monkeypatch.setattr(json_rows, "SIZE_LIMIT", 10)
    with pytest.raises(DeliveryError, match="export it as JSON Lines"):
        give('[{"a": 1}, {"a": 2}]', format="json")


def test_json_in_batches_is_the_same(give, monkeypatch):
    body = json.dumps([{"a": n, "b": "x" * (n % 3)} for n in range(20)])
    whole = give(body, format="json").rows
    monkeypatch.setattr(json_rows, "OBJECTS", 3)
    assert give(body, format="json").rows.equals(whole)


LINES = '{"a": 1, "b": {"c": "x"}}\r\n\n  \n{"a": 2}\n{"b": {"c": "z"}}'


def test_json_lines(give):
    raw = give(LINES, format="jsonl")
    assert raw.header == ["a", "b.c"]
    assert raw.rows.rows() == [(1, "1", "x"), (4, "2", ""), (5, "", "z")]


def test_only_kept_columns_come_out(give, tmp_path):
    columns = {"item": "b"}
    one = '{"a": 1, "b": "x"}'
    for content, form in (("a,b\n1,x\n", "csv"), ('a,b\n1,"x"\n', "csv"), ("a,b\n1,x\n,\n", "csv"),
                          (f"[{one}]", "json"), (one, "jsonl")):  # fmt: skip
        raw = give(content, format=form, columns=columns)
        assert raw.header == ["a", "b"] and raw.rows.columns == ["raw:line", "b"]
    raw = give("a,b\n1,x\n2,y\n", columns={"item": "gone"})
    assert raw.rows.rows() == [(2,), (3,)]


BAD_LINES = {
    "cut": ('{"a": 1}\n{"a": 2', "line 2 is not a whole JSON object"),
    "broken": ('{"a": 1}\n\n{"a" 2}\n{"a": 3}\n', "line 3 is not a whole JSON object"),
    "array": ('[{"a": 1}]\n', "line 1 is not an object"),
    "number": ("1\n", "line 1 is not an object"),
    "two": ('{"a": 1} {"a": 2}\n', "line 1 is not a whole JSON object"),
    "twice": ('{"a": 1, "a": 2}\n', "line 1 has the same key twice"),
    "NaN": ('{"a": Infinity}\n', "line 1 is not a whole"),
    "deep": ("[" * 100_000 + "\n", "line 1 is not a whole"),
    "deep, with an escape": (
        '{"a":' + "[" * 900 + '"\\u0041"' + "]" * 900 + "}\n",
        "deeper than 50",
    ),
    "blank": ("\n\n", "no rows"),
    "not UTF-8": (b'{"a": "\xe9"}\n', "line 1 is not utf-8"),
    "a NUL": ('{"a": "\0"}\n', "line 1 is not a whole"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_LINES.values(), ids=BAD_LINES)
def test_json_lines_that_cannot_be_trusted_are_refused(give, content, sentence):
    with pytest.raises(DeliveryError, match=sentence):
        give(content, format="jsonl")


def test_a_column_that_comes_late_is_refused_unless_it_is_dropped(give, monkeypatch):
    monkeypatch.setattr(json_lines, "OBJECTS", 2)
    late = '{"a": 1}\n{"a": 2}\n{"a": 3}\n{"a": 4, "secret": 5}\n'
    with pytest.raises(DeliveryError, match="line 4 has a column that the first 2 rows") as refused:
        give(late, format="jsonl")
    assert "secret" not in str(refused.value)
    assert give(late, format="jsonl", drop=["secret"]).count == 4
    monkeypatch.setattr(json_lines, "OBJECT_LIMIT", 10)
    with pytest.raises(DeliveryError, match="line 4 is longer"):
        give(late, format="jsonl", drop=["secret"])


NAMES = {
    "types": "[Content_Types].xml",
    "book": "xl/workbook.xml",
    "letter": "word/document.xml",
    "june": "june.xlsx",
}


def workbook_of(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(NAMES[name], content)
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
NO_WORKBOOK = {
    "html": (b"<html><table><tr><td>1</td></tr></table>", "is a web page or XML"),
    "spreadsheetml": (b'\xef\xbb\xbf  <?xml version="1.0"?><Workbook/>', "is a web page or XML"),
    "csv": (b"a,b\n1,2\n", "not an XLSX workbook but text"),
    "xls": (OLE, r"old Excel workbook \(\.xls\)"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "only spaces": (b"   ", "the file is empty"),
    "a document": (workbook_of(letter=b"<x/>", types=b"<x/>"),
                   "is not an XLSX workbook"),
    "no content": (workbook_of(book=b"<x/>"), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), NO_WORKBOOK.values(), ids=NO_WORKBOOK)
def test_what_is_called_xlsx_and_is_none_is_refused(give, content, sentence):
    with pytest.raises(DeliveryError, match=sentence):
        give(content, format="xlsx")


def sheet_of(fill) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        fill(book, book.add_worksheet())
    return made.getvalue()


def test_formulas_errors_and_serial_numbers(give):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["sum", "error", "serial", "text", "day", "time"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_number(1, 2, 45292)
        sheet.write_string(1, 3, "=cmd|'x'")
        sheet.write_datetime(1, 4, datetime(2026, 1, 5), book.add_format({"num_format": "d/m/yy"}))
        sheet.write_datetime(1, 5, time(9, 14), book.add_format({"num_format": "hh:mm"}))

    raw = give(sheet_of(fill), format="xlsx")
    assert raw.rows.rows() == [(2, "2", "#N/A", "45292", "=cmd|'x'", "2026-01-05",
                                "09:14:00")]  # fmt: skip


def test_a_sheet_that_spreads_too_far_is_not_laid_out(give):
    def fill(_, sheet):
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    with pytest.raises(DeliveryError, match="1,048,576 rows by 16,384 columns"):
        give(sheet_of(fill), format="xlsx")


def test_a_workbook_with_a_part_that_is_a_bomb_is_refused(give, monkeypatch):
    whole = sheet_of(lambda _, sheet: sheet.write_column(0, 0, ["a", "b"]))
    made = io.BytesIO(whole)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b" " * 3_000_000)
    assert give(made.getvalue(), format="xlsx").count == 1
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 2_000_000)
    with pytest.raises(DeliveryError, match="unpacks to"):
        give(made.getvalue(), format="xlsx")


def test_a_workbook_in_an_archive_is_read(give):
    whole = sheet_of(lambda _, sheet: sheet.write_column(0, 0, ["a", "b"]))
    assert give(workbook_of(june=whole), format="xlsx").rows.rows() == [(2, "b")]
    assert give(whole, format="xlsx").rows.rows() == [(2, "b")]


def parquet_of(table: pa.Table, **fields) -> bytes:
    made = io.BytesIO()
    pq.write_table(table, made, **fields)
    return made.getvalue()


TABLE = pa.table(
    {
        "n": pa.array([9223372036854775807, None]),
        "whole": [3.0, 2.5],
        "yes": [True, None],
        "day": [date(2026, 1, 5), None],
        "at": pa.array([datetime(2026, 1, 5, 23, 30, 0, 500), None], pa.timestamp("us")),
        "zone": pa.array([datetime(2026, 1, 5, 23, 30, tzinfo=UTC), None],
                         pa.timestamp("s", "America/New_York")),
        "clock": pa.array([time(9, 14), None]),
        "money": pa.array([Decimal("1.10"), None]),
        "list": [["a", None, "b"], []],
        "struct": [{"x": 1, "y": {"z": "q"}}, None],
        "kind": pa.array(["k", None]).dictionary_encode(),
        "nothing": pa.nulls(2),
        " text ": ["é", ""],
    }
)  # fmt: skip


def test_every_cell_of_a_parquet_file_is_text(give):
    raw = give(parquet_of(TABLE), format="parquet")
    assert raw.header[9:] == ["struct.x", "struct.y.z", "kind", "nothing", "text"]
    assert raw.rows.rows() == [
        (1, "9223372036854775807", "3", "true", "2026-01-05", "2026-01-05T23:30:00.000500",
         "2026-01-05T18:30:00-05:00", "09:14:00", "1.10", "a\x1f\x1fb", "1", "q", "k", "", "é"),
        (2, "", "2.5", *[""] * 12),
    ]  # fmt: skip


def test_parquet_in_batches_is_the_same(give, monkeypatch):
    content = parquet_of(pa.table({"a": range(100), "b": ["x"] * 100}), row_group_size=7)
    whole = give(content, format="parquet").rows
    monkeypatch.setattr(columnar, "ROWS", 3)
    assert give(content, format="parquet").rows.equals(whole)
    assert whole["raw:line"].to_list() == list(range(1, 101))
    kept = give(content, format="parquet", columns={"item": "b"})
    assert kept.rows.columns == ["raw:line", "b"]
    assert give(content, format="parquet", columns={"item": "z"}).rows.columns == ["raw:line"]


BAD_PARQUET = {
    "csv": (b"a,b\n1,2\n", "is not a whole Parquet file"),
    "cut": (parquet_of(TABLE)[:-3], "is not a whole Parquet file"),
    "no middle": (b"PAR1" + b"x" * 50 + b"PAR1", "damaged"),
    "no rows": (parquet_of(pa.table({"a": pa.array([], pa.string())})), "no rows"),
    "bytes": (parquet_of(pa.table({"a": [b"\xff\xfe"]})), "no text, number, time or list"),
    "control": (parquet_of(pa.table({"a": ["\x1b"]})), "damaged"),
    "twice": (parquet_of(pa.table([["x"], ["y"]], names=["a", "a "])), "columns 1, 2 of the"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_PARQUET.values(), ids=BAD_PARQUET)
def test_a_parquet_file_that_cannot_be_trusted_is_refused(give, content, sentence):
    with pytest.raises(DeliveryError, match=sentence):
        give(content, format="parquet")


def test_a_packed_file_of_each_format(give):
    for content, form in ((b'[{"a": 1}]', "json"), (b'{"a": 1}', "jsonl"), (b"a\n1\n", "csv"),
                          (parquet_of(pa.table({"a": [1]})), "parquet")):  # fmt: skip
        assert give(gzip.compress(content), format=form).rows["a"].to_list() == ["1"]
