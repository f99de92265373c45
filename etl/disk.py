"""Files that are whole and on the disk before anybody relies on them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from release.errors import Busy, StorageError
from release.folders import sync

OWNER_ONLY = 0o600, 0o700
"""Of files and of folders: what lies here is private."""


@contextmanager
def storage(folder: Path) -> Iterator[None]:
    """Errors of the disk under ``folder`` as one sentence."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        reason = getattr(error, "strerror", None) or "the disk is full or failing"
        raise StorageError(
            f"{folder} could not be written ({reason}); what was being written does not count; "
            "free the disk and run again"
        ) from error


@contextmanager
def locked(path: Path, doing: str) -> Iterator[None]:
    """The right to write that the file at ``path`` stands for; Busy at once where another run,
    ``doing`` the same, has it. The lock goes with the process, however it ends."""
    with storage(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY[1])
        handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY[0])
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another run is {doing}; wait until it ends and run again") from None
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Put a small file into its place at once; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY[1])
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY[0])
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync(path.parent)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a private file that is on the disk when this returns; its name need not be."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY[1])
    with path.open("wb") as file:
        frame.write_parquet(file, compression="lz4", statistics=False)
        file.flush()
        os.fsync(file.fileno())
