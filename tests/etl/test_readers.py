"""What comes out of a file in every shape that exports have, and which files are refused whole."""

import csv
import io
import json
import random
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from etl.readers import delimited, read, workbook
from etl.readers.raw import Raw
from release.errors import DeliveryError, MissingInput
from tests.etl.sources import source

Table = list[tuple[int, str, str]]
PLAIN: Table = [(2, "1", "x"), (3, "2", "y")]


@pytest.fixture
def give(tmp_path):
    """Write a file and read it with a mapping."""

    def read_it(content: str | bytes, **fields) -> Raw:
        path = tmp_path / "delivery"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, source(**fields))

    return read_it


DELIMITED = {
    "plain": ("a,b\n1,x\n2,y\n", {}, PLAIN),
    "no last line end": ("a,b\n1,x\n2,y", {}, PLAIN),
    "CRLF": ("a,b\r\n1,x\r\n2,y\r\n", {}, PLAIN),
    "CR": ("a,b\r1,x\r2,y\r", {}, PLAIN),
    "CR, quoted": ('a,b\r"1",x\r2,y\r', {}, PLAIN),
    "BOM": ("\ufeffa,b\n1,x\n2,y\n", {}, PLAIN),
    "BOM, quoted": ('\ufeff"a",b\n1,x\n2,y\n', {}, PLAIN),
    "UTF-16LE": ("\ufeffa,b\n1,x\n2,y\n".encode("utf-16-le"), {"encoding": "utf-16"}, PLAIN),
    "UTF-16BE": ("\ufeffa,b\n1,x\n2,y\n".encode("utf-16-be"), {"encoding": "utf-16"}, PLAIN),
    "cp1252": ("a,b\n1,café €\n".encode("cp1252"), {"encoding": "cp1252"}, [(2, "1", "café €")]),
    "semicolon": ("a;b\n1;x,y\n", {"delimiter": ";"}, [(2, "1", "x,y")]),
    "tab": ("a\tb\n1\tx\n2\ty\n", {"delimiter": "\t"}, PLAIN),
    "bar": ("a|b\n1|x\n2|y\n", {"delimiter": "|"}, PLAIN),
    "quotes in quotes": ('a,b\n1,"say ""hi"""\n', {}, [(2, "1", 'say "hi"')]),
    "delimiter in quotes": ('a,b\n1,"x,y"\n', {}, [(2, "1", "x,y")]),
    "line end in quotes": ('a,b\n1,"x\ny"\n2,z\n', {}, [(2, "1", "x\ny"), (4, "2", "z")]),
    "blank lines": ("a,b\n\n1,x\n , \n2,y\n\n", {}, [(3, "1", "x"), (5, "2", "y")]),
    "blank lines, quoted": ('a,"b"\n\n1,x\n , \n2,y\n\n', {}, [(3, "1", "x"), (5, "2", "y")]),
    "row of spaces": ("a,b\n1,x\n , \n2,y\n", {}, [(2, "1", "x"), (4, "2", "y")]),
    "row of spaces, quoted": ('a,"b"\n1,x\n , \n2,y\n', {}, [(2, "1", "x"), (4, "2", "y")]),
    "blank first cell": ("a,b\n,x\n2,y\n", {}, [(2, "", "x"), (3, "2", "y")]),
    "preamble": ("made by X\n\n\n\n\na,b\n1,x\n", {"header": 6}, [(7, "1", "x")]),
    "unit separator": ("a,b\n1,x\n2,\x1fy\n", {}, [(2, "1", "x"), (3, "2", "\x1fy")]),
    "cells stay as they are": ("a,b\n 007 ,NULL\n", {}, [(2, " 007 ", "NULL")]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "fields", "expected"), DELIMITED.values(), ids=DELIMITED)
def test_delimited(give, content, fields, expected):
    raw = give(content, **fields)
    assert raw.header == ["a", "b"]
    assert raw.rows.rows() == expected
    assert raw.ragged.is_empty() and raw.count == len(expected)


@pytest.mark.parametrize("header", ["a,b", '"a",b'], ids=["fast", "quoted"])
def test_ragged_rows_are_counted_and_neither_padded_nor_cut(give, header):
    raw = give(f"{header}\n1\n2,y\n3,y,z\n")
    assert raw.rows.rows() == [(3, "2", "y")]
    assert raw.ragged.rows() == [(2, 1), (4, 3)] and raw.count == 3


@pytest.mark.parametrize("quote", ["", '"'], ids=["fast", "quoted"])
def test_headers_are_trimmed_named_by_position_and_free_to_choose(give, quote):
    raw = give(f" id ,,line,found\n{quote}1{quote},2,3,4\n")
    assert raw.header == ["id", "#2", "line", "found"]
    assert raw.rows.rows() == [(2, "1", "2", "3", "4")]


REFUSED = {
    "empty": ("", {}, "the file is empty"),
    "only a BOM": (b"\xef\xbb\xbf", {}, "the file is empty"),
    "header only": ("a,b\n", {}, "a header but no rows"),
    "header only, quoted": ('"a",b\n', {}, "a header but no rows"),
    "header twice": ("a,b,a\n1,2,3\n", {}, "columns 1, 3 of the header"),
    "header twice, quoted": ('a,"b",a\n1,2,3\n', {}, "columns 1, 3 of the header"),
    "header beyond the end": ('"a",b\n1,2\n', {"header": 6}, "row 6 should hold the header"),
    "NUL": ("a,b\n1,\0\n", {}, "NUL bytes"),
    "quote never closed": ('a,b\n1,2\n3,"4\n5,6\n', {}, "begin on line 3 do not close"),
    "text behind a quote": ('a,b\n1,"2"3\n', {}, "begin on line 2 do not close"),
    "UTF-16 unannounced": ("\ufeffa,b\n1,2\n".encode("utf-16-le"), {}, 'encoding = "utf-16"'),
    "UTF-8 for UTF-16": ("\ufeffa,b\n1,2\n", {"encoding": "utf-16"}, "the file is UTF-8"),
    "not UTF-8": (b"a,b\n1,2\n3,\xe9\n", {}, "line 3 is not utf-8"),
    "not cp1252": (b"a,b\n1,\x81\n", {"encoding": "cp1252"}, "line 2 is not cp1252"),
    "JSON broken": ('[{"a": 1', {"format": "json"}, "not valid JSON"),
    "JSON in Latin-1": ('[{"a": "é"}]'.encode("latin-1"), {"format": "json"}, "not valid JSON"),
    "JSON half a character": ('[{"a": "\\ud800"}]', {"format": "json"}, "not valid JSON"),
    "JSON endless number": (f'[{{"a": {"9" * 5000}}}]', {"format": "json"}, "not valid JSON"),
    "JSON too deep": ("[" * 100_000, {"format": "json"}, "not valid JSON"),
    "JSON no array": ('{"a": 1}', {"format": "json"}, "must be a JSON array of objects"),
    "JSON of numbers": ("[1, 2]", {"format": "json"}, "must be a JSON array of objects"),
    "JSON of nothing": ("[]", {"format": "json"}, "no rows"),
    "JSON of empty objects": ("[{}, {}]", {"format": "json"}, "no rows"),
    "no workbook": ("a,b\n1,2\n", {"format": "xlsx"}, "is not an XLSX workbook"),
}


@pytest.mark.parametrize(("content", "fields", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused(give, content, fields, sentence):
    with pytest.raises(DeliveryError, match=f"delivery: .*{sentence}"):
        give(content, **fields)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(MissingInput, match=r"gone\.csv: there is no such file"):
        read(tmp_path / "gone.csv", source())


CELL = st.text(st.characters(codec="utf-8", exclude_characters='\0\r\n"'), max_size=4)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1), st.sampled_from(",;\t|"))
def test_the_fast_and_the_quoted_path_agree(table, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_NONE,
                        quotechar=None, escapechar=None)  # fmt: skip
    clean = [[cell.replace(delimiter, "") for cell in row] for row in table]
    writer.writerows([["a", "b"], ["1", "2"], *(row for row in clean if any(row))])
    mapping = source(delimiter=delimiter)
    fast = delimited._plain(out.getvalue().encode(), mapping, "f")
    slow = delimited._quoted(out.getvalue(), mapping, "f")
    assert (fast.header, fast.rows.rows()) == (slow.header, slow.rows.rows())
    assert fast.ragged.rows() == slow.ragged.rows()


def test_json_nested_objects_become_dotted_columns(give):
    body = [
        {"id": 1, "at": {"day": "2026-01-05", "zone": {"name": "UTC"}}, "ok": True},
        {"id": 2.5, "line": "x", "ok": None, "list": [1, "é"]},
    ]
    raw = give(json.dumps(body), format="json")
    assert raw.header == ["id", "at.day", "at.zone.name", "ok", "line", "list"]
    assert raw.rows.rows() == [
        (1, "1", "2026-01-05", "UTC", "true", "", ""),
        (2, "2.5", "", "", "", "x", '[1, "é"]'),
    ]


@pytest.fixture
def book(tmp_path):
    """A workbook with a preamble, every type of cell and a blank row, on its second sheet."""
    found = Workbook()
    sheet = found.create_sheet("Data")
    for row in (
        ["Report of January"], [], ["id", "day", "at", "whole", "part", "yes", None],
        [1, date(2026, 1, 5), datetime(2026, 1, 5, 23, 30), 3.0, 2.5, True, "x"],
        [], ["007", "05/01/26", None, -4, 1e-3, False, None],
    ):  # fmt: skip
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    found.save(path)
    found.close()
    return path


def test_every_cell_of_a_workbook_is_text(book):
    raw = read(book, source(format="xlsx", sheet="Data", header=3))
    assert raw.header == ["id", "day", "at", "whole", "part", "yes", "#7"]
    first, second = raw.rows.rows()
    assert first[0] == 4 and second[0] == 6
    assert first[2].startswith("2026-01-05") and first[3] == "2026-01-05 23:30:00"
    assert first[4:] == ("3", "2.5", "true", "x")
    assert second[1:] == ("007", "05/01/26", "", "-4", "0.001", "false", "")


def test_the_first_sheet_is_read_where_none_is_named(tmp_path):
    path = tmp_path / "one.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("First").write_column(0, 0, ["id", "x"])
        made.add_worksheet("Second").write_column(0, 0, ["other", "y"])
    assert read(path, source(format="xlsx")).rows.rows() == [(2, "x")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sheet": "Nowhere"}, "has no sheet 'Nowhere'; its sheets are Sheet, Data"),
        ({"sheet": "Data", "header": 9}, "row 9 should hold the header"),
        ({"sheet": "Data", "header": 6}, "twice|a header but no rows"),
    ],
)
def test_a_workbook_that_is_not_as_mapped_is_refused(book, fields, sentence):
    with pytest.raises(DeliveryError, match=sentence):
        read(book, source(format="xlsx", **fields))


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(book, monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1000)
    with pytest.raises(DeliveryError, match="unpacks to"):
        read(book, source(format="xlsx", sheet="Data", header=3))


def test_a_workbook_with_changed_bytes_is_read_or_refused(book):
    whole, chance = book.read_bytes(), random.Random(1)
    refused = 0
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        book.write_bytes(content)
        try:
            read(book, source(format="xlsx", sheet="Data", header=3))
        except DeliveryError:
            refused += 1
    assert refused > 50
