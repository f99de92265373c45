"""The private landing zone on disk. A delivery exists from the moment its manifest row is renamed
into place; whatever an interrupted run left behind without one is removed by the next.

    lock                                  held by the one run that may write
    secret                                the key of pseudonyms and rounding, never rotated
    manifest/<number>-<delivery>.json     what was accepted, counted
    deliveries/<delivery>.parquet         the mapped text of a delivery, for 'verify --rebuild'
    records/<record>/<source>/<month>/<delivery>.parquet
    quarantine/<delivery>.parquet         line numbers and reasons, never content
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from etl.records import RecordType
from release.errors import Busy, MissingInput, StorageError, UsageError

REBUILD = ".rebuild-"
"""How the folders begin in which 'verify --rebuild' works."""


class Manifest(BaseModel):
    """One accepted delivery. rows = accepted + quarantined + duplicates, always."""

    model_config = ConfigDict(frozen=True)

    number: int
    delivery: str
    source: str
    record: str
    file: str
    sha256: str
    received: str
    rows: int
    accepted: int
    quarantined: int
    duplicates: int
    records: int
    corrections: int
    first: str
    last: str
    reasons: dict[str, int]
    schema_version: int = 1


class Landing:
    """The landing zone in ``folder``; makes it on first use, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """The right to write; Busy at once where another run holds it."""
        with storage(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(
                    f"another run is working in {self.folder}; wait until it ends and run again"
                ) from None
            self._sweep()
            yield
        finally:
            os.close(handle)

    def secret(self) -> bytes:
        """The key of this landing zone, made on first use."""
        path = self.folder / "secret"
        if not path.exists() and self.manifests():
            raise MissingInput(
                f"{path} is gone, but deliveries were accepted with it; put it back from your "
                "backup: a new one would make every rounded number move"
            )
        if not path.exists():
            with storage(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                temporary = path.with_name(".secret.new")
                temporary.unlink(missing_ok=True)
                handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_hex(32))
                    file.flush()
                    os.fsync(file.fileno())
                temporary.rename(path)
        return bytes.fromhex(path.read_text("ascii").strip())

    def belongs_to(self, force: str) -> None:
        """Mark the landing zone as this force's, or refuse where it is another one's."""
        path = self.folder / "force"
        if not path.exists():
            with storage(self.folder):
                path.write_text(force, "utf-8")
        owner = path.read_text("utf-8")
        if owner != force:
            raise UsageError(
                f"{self.folder} is the landing zone of {owner}; set PORTAL_LANDING to another "
                f"folder for {force}"
            )

    def take_secret(self, other: "Landing") -> None:
        """Use the secret of another landing zone (a rebuild must round as the original did)."""
        other.secret()
        with storage(self.folder):
            shutil.copy2(other.folder / "secret", self.folder / "secret")

    def manifests(self) -> list[Manifest]:
        """Every accepted delivery in order of arrival."""
        paths = sorted((self.folder / "manifest").glob("*.json"))
        return [Manifest.model_validate_json(path.read_text("utf-8")) for path in paths]

    def store(
        self,
        manifest: Manifest,
        record: RecordType,
        shaped: pl.DataFrame,
        records: pl.DataFrame,
        quarantine: pl.DataFrame,
    ) -> None:
        """Keep one delivery: its files first, its manifest row last."""
        name = f"{manifest.delivery}.parquet"
        with storage(self.folder):
            _write(shaped, self.folder / "deliveries" / name)
            _write(quarantine, self.folder / "quarantine" / name)
            months = records.with_columns(pl.col(record.date).str.slice(0, 7).alias("month"))
            for (month,), part in months.partition_by(
                "month", as_dict=True, include_key=False
            ).items():
                home = self.folder / "records" / record.id / manifest.source / str(month)
                _write(part, home / name)
            _write_text(manifest.model_dump_json(indent=1), self._row(manifest))

    def records(self, record: RecordType, source: str) -> pl.LazyFrame | None:
        """The records of one source; where a key came again, its newest content. None if none."""
        mine = [m for m in self.manifests() if m.source == source and m.records]
        if not mine:
            return None
        home = self.folder / "records" / record.id / source
        parts = [
            pl.scan_parquet(sorted(home.glob(f"*/{m.delivery}.parquet"))).with_columns(
                pl.lit(m.number).alias("delivery")
            )
            for m in mine
        ]
        frame = pl.concat(parts)
        if any(m.corrections for m in mine):
            newest = pl.col("delivery") == pl.col("delivery").max().over(record.primaryKey)
            frame = frame.filter(newest)
        return frame.select(record.names)

    def shaped(self, manifest: Manifest) -> pl.DataFrame | None:
        """The mapped text of one delivery before validation; None where it was purged."""
        path = self.folder / "deliveries" / f"{manifest.delivery}.parquet"
        return pl.read_parquet(path) if path.exists() else None

    def quarantine(self, manifest: Manifest) -> pl.DataFrame:
        """The refused lines of one delivery with their reasons; empty where they were purged."""
        path = self.folder / "quarantine" / f"{manifest.delivery}.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame()

    def forget(self, manifest: Manifest) -> bool:
        """Remove the mapped text and the quarantine of a delivery; its records stay."""
        name = f"{manifest.delivery}.parquet"
        paths = [self.folder / kind / name for kind in ("deliveries", "quarantine")]
        there = [path for path in paths if path.exists()]
        for path in there:
            path.unlink()
        return bool(there)

    def copy_records(self, manifest: Manifest, other: "Landing") -> None:
        """Take over the records of a delivery whose mapped text was purged."""
        with storage(self.folder):
            for path in other.folder.glob(f"records/**/{manifest.delivery}.parquet"):
                target = self.folder / path.relative_to(other.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            _write_text(manifest.model_dump_json(indent=1), self._row(manifest))

    def _row(self, manifest: Manifest) -> Path:
        return self.folder / "manifest" / f"{manifest.number:06d}-{manifest.delivery}.json"

    def _sweep(self) -> None:
        """Remove what a run that was interrupted left without a manifest row."""
        known = {m.delivery for m in self.manifests()}
        for path in self.folder.glob("**/*.parquet"):
            if path.stem not in known:
                path.unlink(missing_ok=True)
        for path in self.folder.glob("**/.*.new"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob(f"{REBUILD}*"):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def storage(folder: Path) -> Iterator[None]:
    """Errors of the disk as one sentence."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        reason = getattr(error, "strerror", None) or "the disk is full or failing"
        raise StorageError(
            f"the landing zone {folder} could not be written ({reason}); nothing was accepted from "
            "this file; free the disk and run again"
        ) from error


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        frame.write_parquet(file, compression="lz4", statistics=False)
        file.flush()
        os.fsync(file.fileno())


def _write_text(text: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
