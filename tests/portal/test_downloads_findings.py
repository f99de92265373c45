"""Every table of findings is a file in every form, with the same values and what they mean."""

import csv
import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from werkzeug.test import Client

from portal import file_columns, file_content
from portal.download_package import package
from portal.site import build
from release.reader import Reader
from release.releases import Releases
from release.tables import FINDINGS, TABLES
from release.writer import publish
from tests.factory import sample_draft
from tests.portal.findings import HARD, two_rows, with_findings


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('findings') / 'portal.sqlite'}"
    publish(made, with_findings(sample_draft(1)), "2026-07-07T09:00:00Z")
    return made


@pytest.fixture(scope="module")
def desk(url: str, static: Path) -> Client:
    return Client(build(url, static))


@pytest.fixture(scope="module")
def reader(url: str) -> Reader:
    return Releases(url).latest()


def expected(reader: Reader, name: str) -> list[dict[str, Any]]:
    rows = [{"release": reader.release.id, **row} for row in reader.findings(name)]
    assert len(rows) == len(two_rows(name)) == 2
    return rows


def columns(name: str) -> list[str]:
    return ["release", *TABLES[name].columns]


def typed(name: str, column: str, text: str) -> Any:
    """A cell of CSV as the value that it stands for."""
    if column in TABLES[name].numbers:
        return float(text) if text else None
    return text.removeprefix("'")


@pytest.mark.parametrize("name", FINDINGS)
def test_csv(desk: Client, reader: Reader, name: str) -> None:
    head, *rows = csv.reader(io.StringIO(desk.get(f"/data/latest/{name}.csv").text, newline=""))
    assert head == columns(name)
    found = [{c: typed(name, c, v) for c, v in zip(head, row, strict=True)} for row in rows]
    assert found == expected(reader, name)
    assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("name", FINDINGS)
def test_json_says_what_the_table_and_each_column_mean(
    desk: Client, reader: Reader, name: str
) -> None:
    body = desk.get(f"/data/latest/{name}.json").get_json()
    assert body["rows"] == expected(reader, name)
    assert (body["title"], body["definition"]) == (TABLES[name].title, TABLES[name].definition)
    assert list(body["columns"]) == columns(name)
    assert {c: body["columns"][c] for c in TABLES[name].columns} == TABLES[name].described
    assert body["licence"] == "CC BY 4.0" and reader.release.id in body["citation"]


@pytest.mark.parametrize("name", FINDINGS)
def test_xlsx(desk: Client, reader: Reader, name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"/data/latest/{name}.xlsx").data))
    head, *rows = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    assert head == columns(name)
    assert rows == [[row[c] for c in head] for row in expected(reader, name)]
    assert {c.data_type for row in book["Data"].iter_rows() for c in row} <= {"s", "n"}
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["definition"] == TABLES[name].definition
    for column, said in TABLES[name].described.items():
        assert about[f"column {column}"] == said


@pytest.mark.parametrize("name", FINDINGS)
def test_parquet(desk: Client, reader: Reader, name: str) -> None:
    table = pq.read_table(io.BytesIO(desk.get(f"/data/latest/{name}.parquet").data))
    assert table.to_pylist() == expected(reader, name)
    about = json.loads(table.schema.metadata[b"about"])
    assert about["definition"] == TABLES[name].definition
    for column, said in TABLES[name].described.items():
        assert table.schema.field(column).metadata[b"description"].decode() == said
        assert about["columns"][column] == said
        kind = "double" if column in TABLES[name].numbers else "string"
        assert str(table.schema.field(column).type) == kind


def test_the_package_lists_them_with_their_fields(desk: Client, reader: Reader) -> None:
    archive = zipfile.ZipFile(io.BytesIO(desk.get("/data/latest/all.zip").data))
    listed = {r["name"]: r for r in json.loads(archive.read("datapackage.json"))["resources"]}
    for name in FINDINGS:
        found = listed[name]
        assert archive.read(found["path"]) == desk.get(f"/data/latest/{name}.csv").data
        assert (found["title"], found["description"]) == (
            TABLES[name].title, TABLES[name].definition
        )  # fmt: skip
        fields = {f["name"]: f for f in found["schema"]["fields"]}
        assert list(fields) == columns(name)
        for column, said in TABLES[name].described.items():
            kind = "number" if column in TABLES[name].numbers else "string"
            assert fields[column] == {"name": column, "description": said} | {
                "type": "date" if column.startswith("period_") else kind
            }


def test_the_sqlite_file_holds_them(desk: Client, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "release.sqlite"
    path.write_bytes(desk.get("/data/latest/release.sqlite").data)
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        for name in FINDINGS:
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            assert rows == expected(reader, name)
            said = connection.execute(
                'SELECT "column", meaning FROM definition WHERE "table" = ?', [name]
            )
            assert [row["column"] for row in said] == columns(name)
    finally:
        connection.close()


def test_filters_are_those_of_the_key(desk: Client, reader: Reader) -> None:
    def rows(name: str, search: str) -> list[Any]:
        found = desk.get(f"/data/latest/{name}.json?{search}").get_json()["rows"]
        assert isinstance(found, list)
        return found

    signals = expected(reader, "signal")
    assert rows("signal", "measure=happy_share&area=station_elm") == [signals[1]]
    assert rows("signal", "period=2026-05") == []
    assert rows("effect", "measure=happy_index&area=station_elm") == [expected(reader, "effect")[0]]
    kept = desk.get("/data/latest/signal.csv?area=station_elm").headers["Content-Disposition"]
    assert f'filename="signal_station_elm_{reader.release.id}.csv"' in kept


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("signal.csv?area=nowhere", 404),
        ("signal.csv?measure=nothing", 404),
        ("signal.csv?breakdown=nothing", 404),
        ("signal.csv?breakdown=face", 200),
        ("signal.csv?period=%3Cx%3E", 400),
        ("signal.csv?area=a&area=b", 400),
        ("signal.pdf", 404),
        ("observation.csv", 404),
    ],
)
def test_what_is_not_there_is_said(desk: Client, address: str, status: int) -> None:
    assert desk.get(f"/data/latest/{address}").status_code == status


def test_a_release_of_before_has_no_tables(url: str) -> None:
    reader = Releases(url).latest()
    reader.release = replace(reader.release, schema_version=1)
    assert file_columns.tables(reader) == {}
    assert [r["name"] for r in package(reader)["resources"]] == list(reader.measures)


def test_a_text_with_a_formula_is_still_the_text(reader: Reader) -> None:
    rows = file_content.of_table(reader, TABLES["signal"]).rows
    assert rows[0]["rule"] == HARD
