"""Whole releases: a Frictionless data package, a ZIP of every measure and table, a SQLite file."""

import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from portal import citation, file_columns, file_content
from portal.file_forms import csv_text
from portal.language import translated
from release.measures import Measure
from release.reader import Reader
from release.tables import Table

Columns = dict[str, str]


def package(reader: Reader) -> dict[str, Any]:
    """The descriptor (Frictionless Data Package, version 1)."""
    force = reader.force
    return {
        "profile": "tabular-data-package",
        "name": f"release-{reader.release.id}",
        "title": force.get("name", ""),
        "version": reader.release.id,
        "created": reader.release.published,
        "description": citation.of_release(reader),
        "licenses": [{"name": force.get("licence", ""), "path": force.get("licence_url", "")}],
        "resources": [
            *(_of_measure(m) for m in reader.measures.values()),
            *(_of_table(t) for t in file_columns.tables(reader).values()),
        ],
    }


def _of_measure(measure: Measure) -> dict[str, Any]:
    columns, numbers = file_columns.of_observations(), file_columns.numbers()
    return _resource(measure.id, measure.title, measure.definition, columns, numbers)


def _of_table(table: Table) -> dict[str, Any]:
    columns, numbers = file_columns.of_table(table), file_columns.numbers(table)
    return _resource(table.name, table.title, table.definition, columns, numbers)


def _resource(
    name: str, title: str, definition: str, columns: Columns, numbers: frozenset[str]
) -> dict[str, Any]:
    fields = [
        {"name": c, "type": _type(c, numbers), "description": said} for c, said in columns.items()
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": translated(title),
        "description": translated(definition),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(column: str, numbers: frozenset[str]) -> str:
    if column in numbers:
        return "number"
    return "date" if column.startswith("period_") else "string"


def package_file(reader: Reader) -> bytes:
    return (json.dumps(package(reader), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def zip_file(reader: Reader) -> bytes:
    """The descriptor and the CSV of every measure and table. The same release, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member(reader, "datapackage.json"), package_file(reader))
        for measure in reader.measures.values():
            rows = reader.observations(measure.id, breakdown=None)
            text = csv_text(file_content.of_measure(reader, measure, rows))
            archive.writestr(_member(reader, f"{measure.id}.csv"), text)
        for table in file_columns.tables(reader).values():
            text = csv_text(file_content.of_table(reader, table))
            archive.writestr(_member(reader, f"{table.name}.csv"), text)
    return out.getvalue()


def _member(reader: Reader, name: str) -> zipfile.ZipInfo:
    year, month, day = (int(part) for part in reader.release.published[:10].split("-"))
    member = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def sqlite_file(reader: Reader) -> bytes:
    """One release as a SQLite file of its own: the rows of the downloads and the documents."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "release.sqlite"
        connection = sqlite3.connect(path)
        try:
            with connection:
                _fill(connection, reader)
            connection.execute("VACUUM")
        finally:
            connection.close()
        return path.read_bytes()


def _fill(connection: sqlite3.Connection, reader: Reader) -> None:
    columns, rows = file_columns.of_observations(), reader.observations(breakdown=None)
    _table(connection, "observation", columns, file_columns.numbers(), reader.rows(rows))
    for name, table in file_columns.tables(reader).items():
        found = file_content.of_table(reader, table)
        _table(connection, name, found.columns, found.numbers, found.rows)
    connection.execute("CREATE TABLE measure (id TEXT PRIMARY KEY, definition TEXT) STRICT")
    bodies = [(id_, m.model_dump_json()) for id_, m in reader.measures.items()]
    connection.executemany("INSERT INTO measure VALUES (?, ?)", bodies)
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) STRICT")
    said = {
        "citation": citation.of_release(reader),
        "release": reader.release.id,
        "published": reader.release.published,
        "licence": reader.force.get("licence", ""),
    }
    connection.executemany("INSERT INTO about VALUES (?, ?)", list(said.items()))


def _table(
    connection: sqlite3.Connection,
    name: str,
    columns: Columns,
    numbers: frozenset[str],
    rows: list[dict[str, Any]],
) -> None:
    """One table with its rows, and the meaning of its columns in the table ``definition``."""
    typed = ", ".join(f"{c} {'REAL' if c in numbers else 'TEXT'}" for c in columns)
    connection.execute(f"CREATE TABLE {name} ({typed}) STRICT")
    marks = ", ".join(f":{c}" for c in columns)
    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    connection.execute(
        'CREATE TABLE IF NOT EXISTS definition ("table" TEXT, "column" TEXT, meaning TEXT) STRICT'
    )
    said = [(name, c, meaning) for c, meaning in columns.items()]
    connection.executemany("INSERT INTO definition VALUES (?, ?, ?)", said)
