"""What comes out of a workbook, and which are refused."""

import random
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl import Workbook

from etl.readers import workbook
from release.errors import DeliveryError
from tests.etl.hostile import take


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
    raw = take(book, format="xlsx", sheet="Data", header=3)
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
    assert take(path, format="xlsx").rows.rows() == [(2, "x")]


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
        take(book, format="xlsx", **fields)


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(book, monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 1000)
    with pytest.raises(DeliveryError, match="unpacks to"):
        take(book, format="xlsx", sheet="Data", header=3)


def test_a_workbook_with_changed_bytes_is_read_or_refused(book):
    whole, chance = book.read_bytes(), random.Random(1)
    refused = 0
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        book.write_bytes(content)
        try:
            take(book, format="xlsx", sheet="Data", header=3)
        except DeliveryError:
            refused += 1
    assert refused > 50
