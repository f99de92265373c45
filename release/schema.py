"""The tables of the public database. A row is true from the release in which it ``began`` until
the one in which it ``ended``; a row without an end is true now."""

from sqlalchemy import (
    REAL,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from release import tables

SCHEMA_VERSION = 2

Number = Float(53).with_variant(REAL(), "sqlite")

metadata = MetaData()

release = Table(
    "release",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("published", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("observations", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("revised", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("revises", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("withdrawn", Text, nullable=False, server_default=""),
    Column("withdrawn_why", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)

document = Table(
    "document",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("began", Integer, ForeignKey("release.number"), primary_key=True),
    Column("ended", Integer, ForeignKey("release.number")),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


def _table(spec: tables.Table) -> Table:
    """A table of numbers: its key, when a row began and ended, its numbers and texts."""
    return Table(
        spec.name,
        metadata,
        *[Column(name, Text, primary_key=True) for name in spec.key],
        Column("began", Integer, ForeignKey("release.number"), primary_key=True),
        Column("ended", Integer, ForeignKey("release.number")),
        *[Column(name, Number) for name in spec.numbers],
        *[Column(name, Text, nullable=False) for name in spec.texts],
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


observation, *_ = [_table(spec) for spec in tables.TABLES.values()]

Index(
    "observation_by_area",
    observation.c.area,
    observation.c.frequency,
    observation.c.measure,
)
