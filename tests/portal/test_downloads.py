"""Files hold what the reader holds, explain themselves, and harm no spreadsheet."""

import csv
import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from werkzeug.test import Client

from portal import citation, file_content
from portal.file_forms import RISKY, csv_text, harmless
from release.reader import Reader
from release.tables import FINDINGS
from release.vocabulary import OBSERVATION_COLUMNS

MEASURE = "happy_index"


def expected(latest: Reader, **wanted: str) -> list[dict[str, object]]:
    return latest.rows(latest.observations(MEASURE, breakdown=None, **wanted))  # type: ignore[arg-type]


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def test_csv_is_what_the_reader_says(client: Client, latest: Reader) -> None:
    answer = client.get(f"/data/latest/{MEASURE}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == OBSERVATION_COLUMNS
    assert rows == [{k: as_text(v) for k, v in row.items()} for row in expected(latest)]


def test_a_hidden_number_is_empty_in_every_form(client: Client) -> None:
    rows = client.get(f"/data/latest/{MEASURE}.json?breakdown=face").get_json()["rows"]
    hidden = [r for r in rows if r["status"] == "suppressed"]
    assert hidden and all(r["value"] is None and r["numerator"] is None for r in hidden)
    text = client.get(f"/data/latest/{MEASURE}.csv?breakdown=face").text
    seen = [r for r in csv.DictReader(io.StringIO(text)) if r["status"] == "suppressed"]
    assert len(seen) == len(hidden) and all(r["value"] == "" for r in seen)


def test_json_carries_definition_licence_and_citation(client: Client, latest: Reader) -> None:
    body = client.get(f"/data/latest/{MEASURE}.json").get_json()
    assert body["rows"] == expected(latest)
    assert body["definition"].startswith("The average of all presses")
    assert body["licence"] == "CC BY 4.0"
    assert body["citation"] == citation.of_measure(latest, latest.measures[body["measure"]["id"]])
    assert f"release={latest.release.id}" in body["citation"]
    assert body["illustrative"] is True


def test_xlsx_has_data_and_explains_them(client: Client, latest: Reader) -> None:
    body = client.get(f"/data/latest/{MEASURE}.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames == ["Data", "About"]
    header, *rows = [[cell.value for cell in row] for row in book["Data"].iter_rows()]
    assert tuple(header) == OBSERVATION_COLUMNS
    assert rows == [[row[c] for c in OBSERVATION_COLUMNS] for row in expected(latest)]
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["licence"] == "CC BY 4.0"
    assert "behind one figure" in about["n"]


def test_parquet_has_typed_columns_and_the_definition(client: Client, latest: Reader) -> None:
    table = pq.read_table(io.BytesIO(client.get(f"/data/latest/{MEASURE}.parquet").data))
    assert tuple(table.column_names) == OBSERVATION_COLUMNS
    assert table.to_pylist() == expected(latest)
    assert b"The average of all presses" in table.schema.metadata[b"about"]


def test_filters_mean_the_same_as_everywhere(client: Client, latest: Reader) -> None:
    query = "area=station_elm&period=2026-06"
    rows = client.get(f"/data/latest/{MEASURE}.json?{query}").get_json()["rows"]
    assert rows == expected(latest, area="station_elm", period="2026-06")
    assert rows


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/data/latest/nothing.csv", 404),
        ("/data/latest/happy_index.pdf", 404),
        ("/data/nothing/happy_index.csv", 404),
        ("/data/latest/happy_index.csv?area=nowhere", 404),
        ("/data/latest/happy_index.csv?breakdown=nothing", 404),
        ("/data/latest/happy_index.csv?period=%3Cx%3E", 400),
        ("/data/latest/happy_index.csv?area=a&area=b", 400),
        ("/data/latest/../../etc/passwd", 404),
        ("/data/latest/release.csv", 404),
    ],
)
def test_what_is_not_there_is_said(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Content-Disposition" not in answer.headers


def test_a_release_by_its_id_may_be_kept_for_ever(client: Client, latest: Reader) -> None:
    fixed = client.get(f"/data/{latest.release.id}/{MEASURE}.csv")
    moving = client.get(f"/data/latest/{MEASURE}.csv")
    assert "immutable" in fixed.headers["Cache-Control"]
    assert "immutable" not in moving.headers["Cache-Control"]
    assert fixed.data == moving.data
    name = f'attachment; filename="{MEASURE}_{latest.release.id}.csv"'
    assert fixed.headers["Content-Disposition"] == name
    assert fixed.headers["X-Content-Type-Options"] == "nosniff"
    tag = {"If-None-Match": fixed.headers["ETag"]}
    assert client.get(f"/data/{latest.release.id}/{MEASURE}.csv", headers=tag).status_code == 304


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet"])
def test_the_same_file_has_the_same_bytes(client: Client, ending: str) -> None:
    address = f"/data/latest/{MEASURE}.{ending}?area=station_elm"
    assert client.get(address).data == client.get(address).data


def test_the_archive_holds_every_measure_and_a_package(client: Client, latest: Reader) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/data/latest/all.zip").data))
    package = json.loads(archive.read("datapackage.json"))
    assert package == client.get("/data/latest/datapackage.json").get_json()
    paths = [resource["path"] for resource in package["resources"]]
    assert paths == [f"{name}.csv" for name in (*latest.measures, *FINDINGS)]
    assert set(archive.namelist()) == {"datapackage.json", *paths}
    fields = package["resources"][0]["schema"]["fields"]
    assert tuple(field["name"] for field in fields) == OBSERVATION_COLUMNS
    alone = client.get(f"/data/latest/{MEASURE}.csv").data
    assert archive.read(f"{MEASURE}.csv") == alone


def test_the_sqlite_file_is_one_release(client: Client, latest: Reader, tmp_path: Path) -> None:
    path = tmp_path / "release.sqlite"
    path.write_bytes(client.get("/data/latest/release.sqlite").data)
    connection = sqlite3.connect(path)
    try:
        count = connection.execute("SELECT count(*) FROM observation").fetchone()[0]
        releases = connection.execute("SELECT DISTINCT release FROM observation").fetchall()
    finally:
        connection.close()
    assert count == len(latest.observations(breakdown=None))
    assert releases == [(latest.release.id,)]


@pytest.mark.parametrize("first", RISKY)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(first: str) -> None:
    assert harmless(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"
    assert harmless("Elm") == "Elm" and harmless("-3") == "-3" and harmless("-3+1") == "'-3+1"


def test_negative_numbers_stay_numbers(latest: Reader) -> None:
    point = replace(latest.observations(MEASURE)[0], value=-1.5, note="=1+1")
    content = file_content.of_measure(latest, latest.measures[MEASURE], [point])
    (row,) = csv.DictReader(io.StringIO(csv_text(content)))
    assert (row["value"], row["note"]) == ("-1.5", "'=1+1")
