"""Takes the numbers of one release out of the public file, and says so openly."""

from sqlalchemy import Connection, text

from release.beside import beside, database_file
from release.errors import UsageError
from release.tables import TABLES


def withdraw(url: str, release_id: str, why: str, when: str) -> None:
    """Take the numbers of one release out of the public file and say so in its row."""
    with beside(database_file(url)) as connection:
        row = connection.execute(
            text("SELECT number, withdrawn FROM release WHERE id = :id"),
            {"id": release_id},
        ).one_or_none()
        if row is None:
            raise UsageError(f"there is no release {release_id}: list them with 'status'")
        if row.withdrawn:
            raise UsageError(f"release {release_id} was withdrawn on {row.withdrawn[:10]} already")
        for table in (*TABLES, "document"):
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
