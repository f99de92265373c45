"""Whole releases: a Frictionless data package, a ZIP with every measure, a SQLite file."""

import io
import json
import sqlite3
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from portal import citation
from portal.file_forms import NUMBERS, csv_text
from portal.language import translated
from release.measures import Measure
from release.reader import Reader
from release.vocabulary import OBSERVATION_COLUMNS

FIELDS = [
    {
        "name": c,
        "type": "number" if c in NUMBERS else "date" if c.startswith("period_") else "string",
    }
    for c in OBSERVATION_COLUMNS
]


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
        "resources": [_resource(m) for m in reader.measures.values()],
    }


def _resource(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.id,
        "path": f"{measure.id}.csv",
        "title": translated(measure.title),
        "description": translated(measure.definition),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {"fields": FIELDS, "missingValues": [""]},
    }


def package_file(reader: Reader) -> bytes:
    return (json.dumps(package(reader), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def zip_file(reader: Reader) -> bytes:
    """The descriptor and the CSV of every measure. The same release gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member(reader, "datapackage.json"), package_file(reader))
        for measure in reader.measures:
            rows = reader.observations(measure, breakdown=None)
            archive.writestr(_member(reader, f"{measure}.csv"), csv_text(reader, rows))
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
    columns = ", ".join(f"{c} {'REAL' if c in NUMBERS else 'TEXT'}" for c in OBSERVATION_COLUMNS)
    connection.execute(f"CREATE TABLE observation ({columns}) STRICT")
    marks = ", ".join(f":{c}" for c in OBSERVATION_COLUMNS)
    rows = reader.rows(reader.observations(breakdown=None))
    connection.executemany(f"INSERT INTO observation VALUES ({marks})", rows)
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
