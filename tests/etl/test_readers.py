"""What comes out of a file in every shape that exports have, and which files are refused whole."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import blocks, quotes
from etl.readers import split as splitting
from etl.readers.blocks import Block
from etl.readers.split import ordinary, split
from release.errors import DeliveryError
from tests.etl.hostile import Taken, cells_of, take

Table = list[tuple[int, str, str]]
PLAIN: Table = [(2, "1", "x"), (3, "2", "y")]


@pytest.fixture
def give(tmp_path):
    """Write a file and read it with a mapping."""

    def read_it(content: str | bytes, **fields) -> Taken:
        path = tmp_path / "delivery"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return take(path, **fields)

    return read_it


DELIMITED = {
    "plain": ("a,b\n1,x\n2,y\n", {}, PLAIN),
    "no last line end": ("a,b\n1,x\n2,y", {"open_end": True}, PLAIN),
    "no last line end, quoted": ('a,b\n1,x\n2,"y"', {"open_end": True}, PLAIN),
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
    "tsv": ("a\tb\n1\tx\n2\ty\n", {"format": "tsv"}, PLAIN),
    "UTF-32": ("a,b\n1,x\n2,y\n".encode("utf-32"), {"encoding": "utf-32"}, PLAIN),
    "Mac": ("a,b\n1,é\n".encode("mac-roman"), {"encoding": "mac-roman"}, [(2, "1", "é")]),
    "a delimiter of two bytes": ("a§b\n1§x\n2§y\n", {"delimiter": "§"}, PLAIN),
    "unit separator between cells": ("a\x1fb\n1\x1fx\n2\x1fy\n", {"delimiter": "\x1f"}, PLAIN),
    "LF, CRLF and CR": ("a,b\r\n1,x\r2,y\n3,z\r\n", {}, [*PLAIN, (4, "3", "z")]),
    "LF, CRLF and CR, quoted": ('a,b\r\n1,"x"\r2,y\n3,z\r\n', {}, [*PLAIN, (4, "3", "z")]),
    "CRLF in quotes": ('a,b\r\n1,"x\r\ny"\r\n2,y\r\n', {}, [(2, "1", "x\r\ny"), (4, "2", "y")]),
    "CR in quotes": ('a,b\n1,"x\ry"\n2,y\n', {}, [(2, "1", "x\ry"), (4, "2", "y")]),
    "a quote inside a cell": ('a,b\n1,x"z\n2,"y"\n', {}, [(2, "1", 'x"z'), (3, "2", "y")]),
    "quotes at both ends": ('a,b\n1,"""x"""\n2,""\n', {}, [(2, "1", '"x"'), (3, "2", "")]),
    "one letter beyond the plane": ("a,b\n1,🙂\n", {}, [(2, "1", "🙂")]),
    "text of the web": ("a,b\n=cmd|'x',<b>{{7*7}}\n", {}, [(2, "=cmd|'x'", "<b>{{7*7}}")]),
    "cells stay as they are": ("a,b\n 007 ,NULL\n", {}, [(2, " 007 ", "NULL")]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "fields", "expected"), DELIMITED.values(), ids=DELIMITED)
def test_delimited(give, content, fields, expected):
    raw = give(content, **fields)
    assert raw.header == ["a", "b"]
    assert raw.rows.rows() == expected
    assert raw.ragged.is_empty() and raw.count == len(expected)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 16])
@pytest.mark.parametrize(("content", "fields", "expected"), DELIMITED.values(), ids=DELIMITED)
def test_delimited_in_small_blocks(give, monkeypatch, content, fields, expected, block):
    first = len(content.split("\n")[0]) if isinstance(content, str) else 40
    monkeypatch.setattr(blocks, "BLOCK", block + 4 * first)
    raw = give(content, **fields)
    assert (raw.header, raw.rows.rows()) == (["a", "b"], expected)


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
    "NUL": ("a,b\n1,2\n3,\0\n", {}, "line 3 holds NUL bytes"),
    "NUL in the header": ("a,\0b\n1,2\n", {}, "line 1 holds NUL bytes"),
    "escape": ("a,b\n1,\x1b[2J\n", {}, r"line 2 holds the control character U\+001B"),
    "escape in quotes": ('a,b\n1,"\x1b"\n', {}, r"line 2 holds the control character U\+001B"),
    "unit separator": ("a,b\n1,x\n2,\x1fy\n", {}, r"line 3 holds the control character U\+001F"),
    "cut off": ("a,b\n1,x\n2,y", {}, "the last line has no line end, so .* open_end = true"),
    "only line ends": ("\n\r\n\n", {}, "the file is empty"),
    "UTF-16 without mark": ("a,b\n1,2\n".encode("utf-16-le"), {"encoding": "utf-16"}, "byte order"),
    "half a UTF-16 letter": (
        "a,b\n1,2\n".encode("utf-16")[:-1],
        {"encoding": "utf-16"},
        "line 2 is not utf-16",
    ),
    "surrogates": (b"a,b\n1,\xed\xa0\x80\n", {}, "line 2 is not utf-8"),
    "overlong": (b"a,b\n1,2\n3,\xc0\xaf\n", {}, "line 3 is not utf-8"),
    "half a letter at the end": (b"a,b\n1,2\n3,\xc3", {}, "line 3 is not utf-8"),
    "too many columns": (",".join(f"c{n}" for n in range(10_001)) + "\n", {}, "has 10,001 columns"),
    "a line for a header": ("a," * 600_000 + "\n", {}, "line 1 is too long"),
    "a giant cell": (
        "a,b\n1," + "x" * 1_100_000 + "\n",
        {},
        "line 2 has a cell of more than 1,000,000",
    ),
    "a quote open for ever": ('a,b\n1,"' + "x\n" * 600_000, {}, "line 2 has a cell of more than"),
    "an archive": (b"PK\x03\x04, and more\n", {}, "archive"),
    "quote never closed": ('a,b\n1,2\n3,"4\n5,6\n', {}, "begin on line 3 do not close"),
    "text behind a quote": ('a,b\n1,"2"3\n', {}, "begin on line 2 do not close"),
    "UTF-16 unannounced": ("\ufeffa,b\n1,2\n".encode("utf-16-le"), {}, 'encoding = "utf-16"'),
    "UTF-8 for UTF-16": ("\ufeffa,b\n1,2\n", {"encoding": "utf-16"}, "the file is UTF-8"),
    "not UTF-8": (b"a,b\n1,2\n3,\xe9\n", {}, "line 3 is not utf-8"),
    "not cp1252": (b"a,b\n1,\x81\n", {"encoding": "cp1252"}, "line 2 is not cp1252"),
    "JSON broken": ('[{"a": 1', {"format": "json"}, "not valid JSON"),
    "JSON in Latin-1": ('[{"a": "é"}]'.encode("latin-1"), {"format": "json"}, "not valid JSON"),
    "JSON half a character": ('[{"a": "\\ud800"}]', {"format": "json"}, "half a character"),
    "JSON too deep": ("[" * 100_000, {"format": "json"}, "not valid JSON"),
    "JSON NaN": ('[{"a": NaN}]', {"format": "json"}, "not valid JSON"),
    "JSON key twice": (
        '[{"a": 1}, {"a": 1, "a": 2}]',
        {"format": "json"},
        "object 2 has the same key",
    ),
    "JSON key twice below": (
        '[{"b": [{"a": 1, "a": 2}]}]',
        {"format": "json"},
        "object 1 has the same",
    ),
    "JSON one column twice": (
        '[{"a.b": 1, "a": {"b": 2}}]',
        {"format": "json"},
        "two values for one",
    ),
    "JSON control": ('[{"a": "\\u001f"}]', {"format": "json"}, "object 1 holds a control"),
    "JSON deep": ('[{"a":' * 60 + "1" + "}]" * 60, {"format": "json"}, "deeper than 50 levels"),
    "JSON rows elsewhere": (
        '{"a": []}',
        {"format": "json", "rows": "b.c"},
        "objects at b.c; set rows",
    ),
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


TEXT = st.lists(st.sampled_from(['"', '""', ",", "\n", "\r", "\r\n", "a", "é", " ", "1,2\n"]))


@settings(deadline=None, max_examples=400)
@given(TEXT, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_vectorised_and_the_csv_module_see_the_same_cells(parts, end):
    """Whatever a block holds: either it is left to the csv module, or both agree."""
    block = Block(("".join(parts) + end).encode(), 5)
    plain = quotes.unquoted(block, ",") if '"' in parts or '""' in parts else None
    if plain is None:
        return
    whole = block.data[: len(block.data) - len(plain.rest.data)]
    slow = list(quotes.records(Block(whole, 5), ",", "f", last=True)) if whole else []
    table = splitting.Table(["a", "b"], ["a", "b"], ",", "f")
    expected = cells_of(slow, 2)
    if plain.data:
        text = ordinary(",") + b"\x01\x02\x03\x04"
        batch = split(plain.data, plain.data.translate(None, text), table, plain.numbers)
        batch = quotes.put_back(batch, plain.data, ",")
        assert (batch.rows.rows(), batch.ragged.rows()) == expected
    else:
        assert expected == ([], [])
    assert plain.rest.first == 5 + sum(1 for _ in quotes.PHYSICAL.finditer(whole))


EVEN = st.lists(st.sampled_from(['"x"', "x", '""', "", '"', 'x"', '"x', '"a,b"', '"\r\n"', "\r"]),
                min_size=2, max_size=2)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(EVEN, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_evenly_quoted_lines_and_the_csv_module_see_the_same_cells(table, end):
    data = "".join(",".join(row) + end for row in table).encode()
    separators = data.translate(None, ordinary(","))
    plain = quotes.evenly(data, separators, ",") if b'"' in data else None
    if plain is None:
        assert b'"' not in data or not all(c in ('"x"', '""') for row in table for c in row)
        return
    columns = splitting.Table(["a", "b"], ["a", "b"], ",", "f")
    batch = split(plain, separators.translate(None, b'"\r'), columns, 5)
    slow = list(quotes.records(Block(data, 5), ",", "f", last=True))
    assert (batch.rows.rows(), batch.ragged.rows()) == cells_of(slow, 2)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", min_codepoint=32), max_size=4
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1), st.sampled_from(",;\t|"),
       st.booleans())  # fmt: skip
def test_what_a_writer_wrote_is_read(tmp_path_factory, table, delimiter, every):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if every else 0)
    writer.writerows([["a", "b"], ["1", "2"], *table])
    path = tmp_path_factory.mktemp("written") / "f"
    path.write_bytes(out.getvalue().encode())
    raw = take(path, delimiter=delimiter)
    good, ragged = cells_of(list(enumerate([["1", "2"], *table], 2)), 2)
    assert (raw.rows.rows(), raw.ragged.rows()) == (good, ragged)


def test_json_nested_objects_become_dotted_columns(give):
    body = [
        {"id": 1, "at": {"day": "2026-01-05", "zone": {"name": "UTC"}}, "ok": True},
        {"id": 2.5, "line": "x", "ok": None, "list": [1, "é"]},
    ]
    raw = give(json.dumps(body), format="json")
    assert raw.header == ["id", "at.day", "at.zone.name", "ok", "line", "list"]
    assert raw.rows.rows() == [
        (1, "1", "2026-01-05", "UTC", "true", "", ""),
        (2, "2.5", "", "", "", "x", "1\x1fé"),
    ]
