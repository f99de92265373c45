"""The private landing zone on disk. A delivery exists from the moment its manifest row is renamed
into place; whatever an interrupted run left behind without one is removed by the next.

    lock                                      held by the one run that may write
    secret, secret.mark                       the key of pseudonyms and rounding: etl/secret.py
    names                                     keyed hashes of the roster's names
    manifest/<delivery>.json                  what was accepted, counted
    deliveries/<delivery>-<n>.parquet         mapped text of refused records, for 'verify --rebuild'
    quarantine/<delivery>.parquet             line numbers and reasons, never content
    records/<record>/<source>/<month>/…       see etl/parts.py
    cubes/<record>/<source>/<month>-….parquet counts of one month, made again where it changed
    runs.jsonl                                what was run when, and how it ended
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from etl.disk import locked, storage, write_parquet, write_whole
from etl.parts import Part, delivery_of, parts
from etl.secret import Secret
from release.errors import UsageError
from release.folders import sync

SCRATCH = ".scratch-"
"""How the folders begin in which a preview, a rebuild or an engine works."""

DELIVERED = {("deliveries",), ("quarantine",), ("records",)}
"""The folders in which every file belongs to a delivery."""

SCHEMA_VERSION = 3


class Manifest(BaseModel):
    """One accepted delivery. rows = accepted + quarantined + duplicates, always.

    ``empty`` of the accepted lines hold no record; ``definitions`` and ``day`` are what it
    was judged by and on which day; ``lines_of`` is how far apart the rows of two lines are.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    source: str
    record: str
    file: str
    sha256: str
    size: int | None
    received: str
    rows: int
    accepted: int
    quarantined: int
    duplicates: int
    records: int
    corrections: int
    empty: int
    first: str
    last: str
    months: dict[str, int]
    reasons: dict[str, int]
    lines_of: int
    engine: str
    definitions: str
    day: str
    schema_version: int = SCHEMA_VERSION

    @property
    def delivery(self) -> str:
        return delivery_name(self.number)


def delivery_name(number: int) -> str:
    """What the files of a delivery are called by."""
    return f"{number:06d}"


class Landing:
    """The landing zone in ``folder``; makes it on first use, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = Secret(folder)
        self._rows: dict[str, Manifest] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """The right to write; Busy at once where another run holds it."""
        with locked(self.folder / "lock", f"working in {self.folder}"):
            with storage(self.folder):
                self._sweep()
            try:
                yield
            except BaseException:
                with suppress(OSError):
                    self._sweep()
                raise

    def secret(self) -> bytes:
        """The key of this landing zone, made on first use and known by its mark ever after."""
        if not self.manifests() and not self.key.mark:
            self.key.make()
        return self.key.checked()

    def check_secret(self) -> None:
        """Refuse a secret that is not the one of what is stored; one that is not there yet, and
        not needed, is none."""
        if self.key.path.exists() or self.manifests():
            self.key.checked()

    def illustrate(self) -> None:
        """Round made-up data with a secret that is none, so that it is the same on every machine.
        A landing zone that has a secret keeps it."""
        if not self.manifests():
            self.key.make(hashlib.sha256(b"made up, nothing to hide").hexdigest())

    def belongs_to(self, force: str) -> None:
        """Mark the landing zone as this force's, or refuse where it is another one's."""
        path = self.folder / "force"
        if not path.exists():
            with storage(self.folder):
                write_whole(path, force.encode())
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

    def names(self) -> frozenset[str]:
        """Keyed hashes of the names of the roster, to find them where none should be."""
        path = self.folder / "names"
        return frozenset(path.read_text("ascii").split()) if path.exists() else frozenset()

    def keep_names(self, hashes: set[str]) -> None:
        """Add to the hashes of names; those of people who left stay."""
        if more := hashes - self.names():
            with storage(self.folder):
                write_whole(self.folder / "names", "\n".join(sorted(self.names() | more)).encode())

    def manifests(self) -> list[Manifest]:
        """Every accepted delivery in order of arrival. A row never changes: each is read once."""
        paths = sorted((self.folder / "manifest").glob("*.json"))
        for path in paths:
            if path.name not in self._rows:
                self._rows[path.name] = _manifest(path)
        return [self._rows[path.name] for path in paths]

    def records_of(self, record: str, source: str) -> Path:
        """Where the parts of a source are."""
        return self.folder / "records" / record / source

    def parts(self, record: str, source: str) -> list[Part]:
        """The stored parts of a source, oldest month first."""
        deliveries = {m.delivery for m in self.manifests() if m.source == source}
        return parts(self.records_of(record, source), deliveries)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder for the time being; private like the zone, and swept like it."""
        with storage(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def refuse(self, number: int, n: int, texts: pl.DataFrame) -> None:
        """Keep the mapped text of refused records of delivery ``number``."""
        write_parquet(texts, self.folder / "deliveries" / f"{delivery_name(number)}-{n}.parquet")

    def refused(self, manifest: Manifest) -> list[Path]:
        """The files that hold the mapped text of refused records; none where it was purged."""
        return sorted((self.folder / "deliveries").glob(f"{manifest.delivery}-*.parquet"))

    def commit(self, manifest: Manifest, quarantine: pl.DataFrame) -> None:
        """Make a delivery exist: its manifest row comes last, after all its files."""
        with storage(self.folder):
            write_parquet(quarantine, self.folder / "quarantine" / f"{manifest.delivery}.parquet")
            self._sync(manifest.delivery)
            try:
                write_whole(self._row(manifest), manifest.model_dump_json(indent=1).encode())
            except OSError:
                self._row(manifest).unlink(missing_ok=True)
                raise

    def quarantine(self, manifest: Manifest) -> pl.DataFrame:
        """The refused lines of one delivery with their reasons; empty where they were purged."""
        path = self.folder / "quarantine" / f"{manifest.delivery}.parquet"
        return pl.read_parquet(path) if path.exists() else pl.DataFrame()

    def forget(self, manifest: Manifest) -> bool:
        """Remove the mapped text and the quarantine of a delivery; its records stay."""
        # The quarantine goes first: without it a rebuild does not expect the texts.
        there = [*self.folder.glob(f"quarantine/{manifest.delivery}.parquet")]
        there += self.refused(manifest)
        with storage(self.folder):
            for path in there:
                path.unlink()
        return bool(there)

    def _row(self, manifest: Manifest) -> Path:
        return self.folder / "manifest" / f"{manifest.delivery}.json"

    def _sync(self, delivery: str) -> None:
        """Make the names of a delivery's files durable, and those of the folders above them."""
        homes = {self.folder}
        for (kind,) in DELIVERED:
            for place, folders, names in os.walk(self.folder / kind):
                if any(delivery_of(Path(name)) == delivery for name in (*folders, *names)):
                    own = Path(place)
                    homes |= {p for p in (own, *own.parents) if p.is_relative_to(self.folder)}
        for home in homes:
            sync(home)

    def _sweep(self) -> None:
        """Remove what a run that was interrupted left without a manifest row."""
        known = {path.stem for path in self.folder.glob("manifest/*.json")}
        for home, _folders, names in os.walk(self.folder):
            delivered = Path(home).relative_to(self.folder).parts[:1] in DELIVERED
            for path in (Path(home, name) for name in names):
                half = path.name.startswith(".") and path.name.endswith(".new")
                if half or (delivered and delivery_of(path) not in known):
                    path.unlink(missing_ok=True)
        for path in self.folder.glob(f"{SCRATCH}*"):
            shutil.rmtree(path, ignore_errors=True)


def _manifest(path: Path) -> Manifest:
    text = path.read_text("utf-8")
    if f'"schema_version": {SCHEMA_VERSION}' not in text:
        raise UsageError(
            f"{path.parent.parent} was written by another version of this job; set PORTAL_LANDING "
            "to an empty folder and accept the deliveries again"
        )
    return Manifest.model_validate_json(text)
