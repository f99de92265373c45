"""Reads the public file back: what is open in it, and whether it is what was published."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pandas as pd
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DatabaseError

from release.beside import database_file
from release.digest import canonical, digest
from release.errors import MissingInput, NotPublished
from release.tables import TABLES, Table

OPEN = "ended IS NULL"


@dataclass(frozen=True)
class Published:
    """What a publication did. ``changed`` is False where the draft equals the latest release."""

    id: str
    number: int
    digest: str
    changed: bool
    observations: int
    added: int = 0
    revised: int = 0
    removed: int = 0


def check_published(url: str) -> Published:
    """Read the latest release back and compare it with its digest.

    Raises MissingInput where nothing is published and NotPublished where the file is damaged.
    """
    path = database_file(url)
    if not path.exists():
        raise MissingInput(f"{path} is not there: nothing is published yet; run 'release'")
    engine = create_engine(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            newest = latest(connection)
            if newest is None:
                raise MissingInput(f"{path} holds no release that stands; run 'release'")
            check(connection, newest)
            return Published(
                newest.id, newest.number, newest.digest, False, newest.observations,
                newest.added, newest.revised, newest.removed,
            )  # fmt: skip
    except DatabaseError:
        raise NotPublished(f"{path} is damaged; publish again or restore a copy") from None
    finally:
        engine.dispose()


def published_document(url: str, kind: str, id_: str) -> dict[str, Any] | None:
    """A document of the newest release; None where there is no release or no such document."""
    path = database_file(url)
    if not path.exists():
        return None
    engine = create_engine(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&uri=true")
    query = text(f"SELECT body FROM document WHERE kind = :kind AND id = :id AND {OPEN}")
    try:
        with engine.connect() as connection:
            body = connection.scalar(query, {"kind": kind, "id": id_})
            return dict(json.loads(body)) if body else None
    except (DatabaseError, ValueError):
        raise NotPublished(f"{path} is damaged; publish again or restore a copy") from None
    finally:
        engine.dispose()


def latest(connection: Connection) -> Any:
    """The newest release that stands; None where there is none."""
    standing = text("SELECT * FROM release WHERE withdrawn = '' ORDER BY number DESC LIMIT 1")
    return connection.execute(standing).first()


def open_rows(connection: Connection, table: Table) -> pd.DataFrame:
    """What is true now in one table."""
    columns = ", ".join(table.columns)
    frame = pd.read_sql(text(f"SELECT {columns} FROM {table.name} WHERE {OPEN}"), connection)
    texts = dict.fromkeys([*table.key, *table.texts], "str")
    return frame.astype({**texts, **dict.fromkeys(table.numbers, "float64")})


def _stored_digest(connection: Connection) -> str:
    """The digest of what is open; empty where a document cannot be read any more."""
    rows = connection.execute(text(f"SELECT kind, id, body FROM document WHERE {OPEN}"))
    try:
        documents = [(row.kind, row.id, json.loads(row.body)) for row in rows]
    except ValueError:
        return ""
    stored = {t.name: canonical(open_rows(connection, t), t) for t in TABLES.values()}
    return digest(documents, stored)


def check(connection: Connection, release: Any) -> None:
    """What is stored must read back as what was meant, byte for byte of its digest."""
    damage = connection.scalar(text("PRAGMA integrity_check"))
    orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
    stored = _stored_digest(connection)
    if damage != "ok" or orphans or stored != release.digest:
        raise NotPublished(
            f"release {release.id} does not read back as it was written; do not publish over it: "
            "check the disk, restore the file or publish again"
        )
