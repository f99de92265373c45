"""Publishes a draft: adds what is new, ends what is no longer true, and checks what it wrote."""

import pandas as pd
from sqlalchemy import Connection, text

from release import schema
from release.beside import beside, database_file
from release.digest import Document, canonical_json, canonical_rows, digest, documents_of
from release.draft import Draft
from release.errors import NotPublished
from release.stored import OPEN, Published, check, latest, open_rows
from release.tables import OBSERVATION, TABLES, Table


def publish(
    url: str,
    draft: Draft,
    published: str,
    *,
    revises: str = "",
    note: str = "",
    again: bool = False,
) -> Published:
    """Publish ``draft`` at ``published`` (ISO time). Nothing changes where nothing is new.

    Raises NotPublished where a check fails and StorageError where the disk refuses; in both cases
    the latest release stays as it was. What was withdrawn is published once more only ``again``.
    """
    rows = canonical_rows(draft)
    documents = documents_of(draft)
    identity = digest(documents, rows)
    for name, some in rows.items():
        _check_keys(TABLES[name], some)
    with beside(database_file(url)) as connection:
        _check_owner(connection, draft)
        newest = latest(connection)
        if newest and newest.digest == identity and not revises:
            return Published(newest.id, newest.number, identity, False, len(draft.observations))
        if not again:
            _check_not_withdrawn(connection, identity)
        number = 1 + (connection.scalar(text("SELECT max(number) FROM release")) or 0)
        said = {"published": published, "revises": revises, "note": note}
        result = _write(connection, number, identity, rows, documents, said)
        check(connection, latest(connection))
    return result


def _check_owner(connection: Connection, draft: Draft) -> None:
    rows = connection.scalars(text(f"SELECT id FROM document WHERE kind = 'force' AND {OPEN}"))
    owner, mine = next(iter(rows), None), next(iter(draft.documents.get("force", {})), None)
    if owner is not None and owner != mine:
        raise NotPublished(
            f"this database publishes {owner}; set PORTAL_DATABASE to another file for {mine}"
        )


def _check_not_withdrawn(connection: Connection, identity: str) -> None:
    query = text("SELECT id, withdrawn FROM release WHERE digest = :d AND withdrawn <> ''")
    row = connection.execute(query, {"d": identity}).first()
    if row:
        raise NotPublished(
            f"this would publish what release {row.id} said, which was withdrawn on "
            f"{row.withdrawn[:10]}; correct the deliveries or definitions first, or say --again"
        )


def _check_keys(table: Table, rows: pd.DataFrame) -> None:
    twice = rows.duplicated(list(table.key))
    if twice.any():
        measures = ", ".join(sorted(set(rows.loc[twice, "measure"])))
        raise NotPublished(
            f"{int(twice.sum())} rows of {table.name} appear twice (measures: {measures}); nothing "
            "was published; run 'check' and look at the breakdowns of these measures"
        )


def _write(
    connection: Connection,
    number: int,
    identity: str,
    rows: dict[str, pd.DataFrame],
    documents: list[Document],
    said: dict[str, str],
) -> Published:
    """One release row, and the rows and documents that begin and end with it."""
    changes = {
        name: _changes(TABLES[name], open_rows(connection, TABLES[name]), some)
        for name, some in rows.items()
    }
    ending, beginning = changes[OBSERVATION.name]
    key = list(OBSERVATION.key)
    revised = len(ending.merge(beginning[key], on=key))
    result = Published(
        id=_free_id(connection, identity[:12]),
        number=number,
        digest=identity,
        changed=True,
        observations=len(rows[OBSERVATION.name]),
        added=len(beginning) - revised,
        revised=revised,
        removed=len(ending) - revised,
    )
    row = {k: v for k, v in vars(result).items() if k != "changed"}
    version = {"schema_version": schema.SCHEMA_VERSION}
    connection.execute(schema.release.insert(), row | version | said)
    for name, (old, new) in changes.items():
        _end(connection, name, list(TABLES[name].key), old, number)
        _insert(connection, name, new, number)
    _write_documents(connection, documents, number)
    return result


def _changes(
    table: Table, old: pd.DataFrame, new: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The keys of the rows that end and the rows that begin."""
    key = list(table.key)
    joined = old.merge(new, on=key, how="outer", suffixes=("_old", ""), indicator=True)
    same = joined["_merge"] == "both"
    for column in [*table.numbers, *table.texts]:
        before, now = joined[f"{column}_old"], joined[column]
        same &= (before == now) | (before.isna() & now.isna())
    ending = joined.loc[~same & (joined["_merge"] != "right_only"), key]
    beginning = joined.loc[~same & (joined["_merge"] != "left_only"), table.columns]
    return ending, beginning


def _free_id(connection: Connection, wanted: str) -> str:
    """A release that returns to what an earlier one said gets a number behind its id."""
    taken = set(connection.scalars(text("SELECT id FROM release")))
    candidate, again = wanted, 2
    while candidate in taken:
        candidate, again = f"{wanted}-{again}", again + 1
    return candidate


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


def _insert(connection: Connection, table: str, rows: pd.DataFrame, number: int) -> None:
    if rows.empty:
        return
    plain = rows.astype(object).where(rows.notna(), None)
    columns = ", ".join(plain.columns)
    marks = ", ".join("?" for _ in plain.columns)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({columns}, began) VALUES ({marks}, {number})",
        list(plain.itertuples(index=False, name=None)),
    )


def _write_documents(
    connection: Connection,
    documents: list[Document],
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
