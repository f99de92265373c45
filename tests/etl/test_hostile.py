"""Damage of every kind, at the level of a reader: rows are kept, counted as ragged, or the file is
refused; never is a row lost, and never does anything else than our own errors come out."""

import gzip
import io
import json
import random
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import blocks
from release.errors import DeliveryError
from tests.etl.hostile import Item as Entry
from tests.etl.hostile import cases_of_csv_spectrum, take, zip_of

CSV = 'id,place,said\r\n1,oak,"a ""b"", c"\r\n2,elm,\r\n3,"o\nk",é\r\n'
PLAIN = "id,place,said\n1,oak,x\n2,elm,\n3,ash,é\n"


def lines_with_content(data: bytes) -> int:
    """Lines of a file without quotes that hold more than blanks and delimiters."""
    return sum(bool(line.strip(b" \t,")) for line in re.split(rb"\r\n|\r|\n", data))


@pytest.mark.parametrize("whole", [CSV, PLAIN], ids=["quoted", "plain"])
def test_every_prefix_is_refused_or_ends_at_a_whole_line(tmp_path, whole):
    content = whole.encode()
    path = tmp_path / "cut.csv"
    path.write_bytes(content)
    rows = take(path).rows.rows()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        try:
            found = take(path)
        except DeliveryError:
            continue
        assert content[:length].endswith((b"\r", b"\n")), "a half line was taken"
        assert found.ragged.is_empty() and found.rows.rows() == rows[: found.count]


def test_every_prefix_that_may_end_so_is_never_fewer_rows_than_lines(tmp_path):
    content, path = PLAIN.encode(), tmp_path / "cut.csv"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        try:
            found = take(path, open_end=True)
        except DeliveryError:
            continue
        assert found.count == lines_with_content(content[:length]) - 1


PIECES = st.sampled_from([
    b"", b",", b"\n", b"\r", b"\r\n", b"x", b" ", b"\t", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\0",
    b"\x1b", b"a,b,c", b"\n\n", b"1,2,3\n", "\u2028".encode(), b"\xed\xa0\x80",
])  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), PIECES), max_size=6)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content with bytes at these places taken out and others put in."""
    for at, length, piece in edits:
        content = content[:at] + piece + content[at + length :]
    return content


@settings(deadline=None, max_examples=400)
@given(EDITS, st.sampled_from([10, 25, 16_000_000]))
def test_no_row_of_a_damaged_plain_file_is_lost(tmp_path_factory, edits, block):
    content = edited(PLAIN.encode(), edits)
    path = tmp_path_factory.getbasetemp() / "plain.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        try:
            found = take(path, open_end=True)
        except DeliveryError:
            return
    body = re.split(rb"\r\n|\r|\n", content.removeprefix(b"\xef\xbb\xbf"), maxsplit=1)[1]
    assert found.count == lines_with_content(body)


def made_xlsx() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate([["id", "place"], ["1", "oak"], [2, 2.5], ["x", "<b>"]]):
            sheet.write_row(n, 0, row)
    return made.getvalue()


def made_parquet() -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2, 3], "place": ["oak", None, "ash"]}), made)
    return made.getvalue()


ROWS = [{"id": n, "place": "oak", "more": {"x": [1, 2]}} for n in range(3)]
FILES = {
    "csv": (CSV.encode(), {}),
    "utf-16": (CSV.encode("utf-16"), {"encoding": "utf-16"}),
    "utf-32": (CSV.encode("utf-32"), {"encoding": "utf-32"}),
    "cp1252": (CSV.encode("cp1252"), {"encoding": "cp1252"}),
    "json": (json.dumps(ROWS).encode(), {"format": "json"}),
    "jsonl": (b"".join(json.dumps(row).encode() + b"\n" for row in ROWS), {"format": "jsonl"}),
    "xlsx": (made_xlsx(), {"format": "xlsx"}),
    "parquet": (made_parquet(), {"format": "parquet"}),
    "gzip": (gzip.compress(CSV.encode()), {}),
    "zip": (zip_of(Entry(content=CSV.encode())), {}),
}


@pytest.mark.parametrize(("whole", "fields"), FILES.values(), ids=FILES)
def test_damage_is_refused_or_read_and_nothing_else(tmp_path, whole, fields):
    path, chance = tmp_path / "hit", random.Random(7)
    said: set[str] = set()
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 2, 8])):
            at = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    del content[at : at + chance.randrange(1, 9)]
                case 2:
                    content[at:at] = content[: chance.randrange(9)]
                case _:
                    content[at:at] = chance.choice([b'"', b",", b"\n", b"\0", b"{", b"]", b"\xff"])
        path.write_bytes(content)
        try:
            found = take(path, **fields)
        except DeliveryError as error:
            said.add(str(error))
            continue
        assert found.count == found.rows.height + found.ragged.height > 0
        assert found.rows["raw:line"].is_sorted()
    assert said and not any("oak" in sentence or "\n" in sentence for sentence in said)


@pytest.mark.parametrize(("whole", "fields"), FILES.values(), ids=FILES)
def test_every_format_cut_anywhere_gives_no_row_that_was_not_there(tmp_path, whole, fields):
    path, chance = tmp_path / "cut", random.Random(3)
    path.write_bytes(whole)
    rows = take(path, **fields).rows.rows()
    for length in sorted(chance.sample(range(len(whole)), min(150, len(whole)))):
        path.write_bytes(whole[:length])
        try:
            found = take(path, **fields)
        except DeliveryError:
            continue
        assert found.rows.rows() == rows[: found.count]


def test_csv_spectrum(tmp_path: Path):
    """The corpus of the package csv-spectrum: each file beside what it means, as JSON."""
    cases = cases_of_csv_spectrum()
    for name, content, meaning in cases:
        path = tmp_path / name
        path.write_bytes(content)
        found = take(path, open_end=True)
        assert found.ragged.is_empty(), name
        rows = [tuple(row.values()) for row in meaning]
        got = [row[1:] for row in found.rows.rows()]
        assert [[cell.replace("\r\n", "\n") for cell in row] for row in got] == [
            [cell.replace("\r\n", "\n") for cell in row] for row in rows
        ], name
    assert len(cases) >= 10
