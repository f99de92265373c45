"""Publishes a draft into the public SQLite file: build beside, check, sync, rename, sync again.

Until the rename the file that the portal reads is untouched; after it the new one is complete.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError

from release import schema
from release.digest import canonical, canonical_json, digest, documents_of
from release.draft import KEY, SHOWN, Draft
from release.errors import MissingInput, NotPublished, StorageError, UsageError

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


def publish(
    url: str, draft: Draft, published: str, *, revises: str = "", note: str = ""
) -> Published:
    """Publish ``draft`` at ``published`` (ISO time). Nothing changes where nothing is new.

    Raises NotPublished where a check fails and StorageError where the disk refuses; in both cases
    the latest release stays as it was.
    """
    observations = canonical(draft.observations)
    documents = documents_of(draft)
    identity = digest(documents, observations)
    _check_keys(observations)
    with _beside(database_file(url)) as connection:
        _check_owner(connection, draft)
        latest = _latest(connection)
        if latest and latest.digest == identity and not latest.withdrawn and not revises:
            return Published(latest.id, latest.number, identity, False, len(observations))
        number = 1 + (connection.scalar(text("SELECT max(number) FROM release")) or 0)
        result = _write(connection, number, identity, observations, documents, published)
        connection.execute(
            text("UPDATE release SET revises = :r, note = :n WHERE number = :k"),
            {"r": revises, "n": note, "k": number},
        )
        _check(connection, _latest(connection))
    return result


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
            latest = _latest(connection)
            if latest is None:
                raise MissingInput(f"{path} holds no release yet; run 'release'")
            _check(connection, latest)
            return Published(
                latest.id, latest.number, latest.digest, False, latest.observations,
                latest.added, latest.revised, latest.removed,
            )  # fmt: skip
    except DatabaseError:
        raise NotPublished(f"{path} is damaged; publish again or restore a copy") from None
    finally:
        engine.dispose()


def withdraw(url: str, release_id: str, why: str, when: str) -> None:
    """Take the numbers of one release out of the public file and say so in its row."""
    with _beside(database_file(url)) as connection:
        row = connection.execute(
            text("SELECT number, withdrawn FROM release WHERE id = :id"),
            {"id": release_id},
        ).one_or_none()
        if row is None:
            raise UsageError(f"there is no release {release_id}: list them with 'status'")
        if row.withdrawn:
            raise UsageError(f"release {release_id} was withdrawn on {row.withdrawn[:10]} already")
        for table in ("observation", "document"):
            _take_out(connection, table, row.number)
        connection.execute(
            text("UPDATE release SET withdrawn = :t, withdrawn_why = :w WHERE number = :n"),
            {"t": when, "w": why, "n": row.number},
        )


def _take_out(connection: Connection, table: str, number: int) -> None:
    """Remove what only release ``number`` says; what later ones say too begins with the next that
    stands. Where none does, what the one before it says is true again."""
    standing = "FROM release WHERE withdrawn = '' AND number"
    later = connection.scalar(text(f"SELECT min(number) {standing} > :n"), {"n": number})
    if later is None:
        before = connection.scalar(text(f"SELECT max(number) {standing} < :n"), {"n": number})
        connection.execute(text(f"DELETE FROM {table} WHERE began = :n"), {"n": number})
        connection.execute(
            text(f"UPDATE {table} SET ended = NULL WHERE ended > :b"), {"b": before or 0}
        )
        return
    span = {"n": number, "l": later}
    connection.execute(text(f"DELETE FROM {table} WHERE began = :n AND ended <= :l"), span)
    connection.execute(text(f"UPDATE {table} SET began = :l WHERE began = :n"), span)


def database_file(url: str) -> Path:
    """The file behind a SQLite URL; UsageError for any other database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise UsageError(
            f"PORTAL_DATABASE must be a SQLite address such as sqlite:///var/public/portal.sqlite, "
            f"got one of {parsed.get_backend_name()}"
        )
    return Path(parsed.database)


@contextmanager
def _beside(live: Path) -> Iterator[Connection]:
    """A connection to a copy of ``live``; the copy replaces it when the block ends well."""
    building = live.with_name(f".{live.name}.building")
    try:
        live.parent.mkdir(parents=True, exist_ok=True)
        building.unlink(missing_ok=True)
        if live.exists():
            shutil.copyfile(live, building)
        engine = _engine(building)
        try:
            with engine.begin() as connection:
                schema.metadata.create_all(connection)
                yield connection
                touched = connection.scalar(text("SELECT total_changes()"))
            if touched:
                _swap(engine, building, live)
        finally:
            engine.dispose()
    except OSError as error:
        raise StorageError(
            f"the release could not be written to {live.parent}: {error.strerror}; "
            "the latest release is still published; free the disk and run again"
        ) from error
    except Exception as error:
        if "disk is full" in str(error) or "disk I/O error" in str(error):
            raise StorageError(
                f"the disk under {live.parent} is full or failing; the latest release is still "
                "published; free the disk and run again"
            ) from error
        raise
    finally:
        with suppress(OSError):
            building.unlink(missing_ok=True)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _fast_because_beside(dbapi: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode = MEMORY",
            "synchronous = OFF",
            "foreign_keys = ON",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    return engine


def _swap(engine: Engine, building: Path, live: Path) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
    engine.dispose()
    _sync(building)
    os.replace(building, live)
    _sync(live.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _latest(connection: Connection) -> Any:
    return connection.execute(text("SELECT * FROM release ORDER BY number DESC LIMIT 1")).first()


def _check_owner(connection: Connection, draft: Draft) -> None:
    rows = connection.scalars(text(f"SELECT id FROM document WHERE kind = 'force' AND {OPEN}"))
    owner, mine = (
        next(iter(rows), None),
        next(iter(draft.documents.get("force", {})), None),
    )
    if owner is not None and owner != mine:
        raise NotPublished(
            f"this database publishes {owner}; set PORTAL_DATABASE to another file for {mine}"
        )


def _check_keys(observations: pd.DataFrame) -> None:
    twice = observations.duplicated(KEY)
    if twice.any():
        measures = ", ".join(sorted(set(observations.loc[twice, "measure"])))
        raise NotPublished(
            f"{int(twice.sum())} observations appear twice (measures: {measures}); nothing was "
            "published; run 'check' and look at the breakdowns of these measures"
        )


def _write(
    connection: Connection,
    number: int,
    identity: str,
    observations: pd.DataFrame,
    documents: list[tuple[str, str, dict[str, Any]]],
    published: str,
) -> Published:
    old = _open_observations(connection)
    joined = old.merge(observations, on=KEY, how="outer", suffixes=("_old", ""), indicator=True)
    same = pd.Series(True, index=joined.index)
    for column in SHOWN:
        before, now = joined[f"{column}_old"], joined[column]
        same &= (before == now) | (before.isna() & now.isna())
    both = joined["_merge"] == "both"
    ending = joined[(both & ~same) | (joined["_merge"] == "left_only")]
    beginning = joined[(both & ~same) | (joined["_merge"] == "right_only")]
    result = Published(
        id=_free_id(connection, identity[:12]),
        number=number,
        digest=identity,
        changed=True,
        observations=len(observations),
        added=int((joined["_merge"] == "right_only").sum()),
        revised=int((both & ~same).sum()),
        removed=int((joined["_merge"] == "left_only").sum()),
    )
    connection.execute(
        schema.release.insert(),
        {
            "number": number,
            "id": result.id,
            "published": published,
            "digest": identity,
            "schema_version": schema.SCHEMA_VERSION,
            "observations": result.observations,
            "added": result.added,
            "revised": result.revised,
            "removed": result.removed,
        },
    )
    _end(connection, "observation", KEY, ending[KEY], number)
    _insert(connection, beginning[KEY + SHOWN], number)
    _write_documents(connection, documents, number)
    return result


def _free_id(connection: Connection, wanted: str) -> str:
    """A release that returns to what an earlier one said gets a number behind its id."""
    taken = set(connection.scalars(text("SELECT id FROM release")))
    candidate, again = wanted, 2
    while candidate in taken:
        candidate, again = f"{wanted}-{again}", again + 1
    return candidate


def _open_observations(connection: Connection) -> pd.DataFrame:
    columns = ", ".join(KEY + SHOWN)
    frame = pd.read_sql(text(f"SELECT {columns} FROM observation WHERE {OPEN}"), connection)
    numbers = dict.fromkeys(["numerator", "denominator", "value", "lower", "upper"], "float64")
    return frame.astype({**dict.fromkeys(KEY, "str"), **numbers})


def _end(
    connection: Connection, table: str, key: list[str], rows: pd.DataFrame, number: int
) -> None:
    if rows.empty:
        return
    where = " AND ".join(f"{column} = ?" for column in key)
    connection.exec_driver_sql(
        f"UPDATE {table} SET ended = {number} WHERE {where} AND {OPEN}",
        [tuple(row) for row in rows.itertuples(index=False)],
    )


def _insert(connection: Connection, rows: pd.DataFrame, number: int) -> None:
    if rows.empty:
        return
    plain = rows.astype(object).where(rows.notna(), None)
    columns = ", ".join(plain.columns)
    marks = ", ".join("?" for _ in plain.columns)
    connection.exec_driver_sql(
        f"INSERT INTO observation ({columns}, began) VALUES ({marks}, {number})",
        list(plain.itertuples(index=False, name=None)),
    )


def _write_documents(
    connection: Connection,
    documents: list[tuple[str, str, dict[str, Any]]],
    number: int,
) -> None:
    old = {
        (row.kind, row.id): (row.position, row.body)
        for row in connection.execute(text(f"SELECT * FROM document WHERE {OPEN}"))
    }
    new = {
        (kind, id_): (position, canonical_json(body))
        for position, (kind, id_, body) in enumerate(documents)
    }
    gone = pd.DataFrame(
        [key for key in old if old[key] != new.get(key)],
        columns=["kind", "id"],
        dtype="str",
    )
    _end(connection, "document", ["kind", "id"], gone, number)
    rows = [
        {"kind": kind, "id": id_, "began": number, "position": position, "body": body}
        for (kind, id_), (position, body) in new.items()
        if old.get((kind, id_)) != (position, body)
    ]
    if rows:
        connection.execute(schema.document.insert(), rows)


def _stored_digest(connection: Connection) -> str:
    """The digest of what is open; empty where a document cannot be read any more."""
    rows = connection.execute(text(f"SELECT kind, id, body FROM document WHERE {OPEN}"))
    try:
        documents = [(row.kind, row.id, json.loads(row.body)) for row in rows]
    except ValueError:
        return ""
    return digest(documents, canonical(_open_observations(connection)))


def _check(connection: Connection, release: Any) -> None:
    """What is stored must read back as what was meant, byte for byte of its digest."""
    damage = connection.scalar(text("PRAGMA integrity_check"))
    orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
    stored = _stored_digest(connection)
    if damage != "ok" or orphans or (stored != release.digest and not release.withdrawn):
        raise NotPublished(
            f"release {release.id} does not read back as it was written; do not publish over it: "
            "check the disk, restore the file or publish again"
        )
