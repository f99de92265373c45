"""The public SQLite file is never changed in place: a copy beside it is, and takes its place whole.

Build beside, sync, rename, sync the folder: until the rename the file that the portal reads is
untouched; after it the new one is complete.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from release import schema
from release.errors import StorageError, UsageError
from release.folders import READABLE, open_folder, sync


def database_file(url: str) -> Path:
    """The file behind a SQLite URL; UsageError for any other database."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise UsageError(
            "PORTAL_DATABASE must be an address such as sqlite:///var/public/portal.sqlite"
        ) from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise UsageError(
            f"PORTAL_DATABASE must be a SQLite address such as sqlite:///var/public/portal.sqlite, "
            f"got one of {parsed.get_backend_name()}"
        )
    return Path(parsed.database)


@contextmanager
def beside(live: Path) -> Iterator[Connection]:
    """A connection to a copy of ``live``; the copy replaces it when the block ends well."""
    building = live.with_name(f".{live.name}.building")
    try:
        open_folder(live.parent)
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
            elif live.exists():
                sync(live.parent)
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
    building.chmod(READABLE[0])
    sync(building)
    os.replace(building, live)
    try:
        sync(live.parent)
    except OSError as error:
        raise StorageError(
            f"the new release is in {live.parent}, but the disk did not confirm it "
            f"({error.strerror}): a power cut may bring back the one before; check the disk and "
            "run again"
        ) from error
