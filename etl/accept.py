"""Accepts one delivery: hash, read, shape, validate, store. Nothing is stored before all of it is
checked, and a delivery that is known by its hash changes nothing."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from etl.force import Force
from etl.landing import Landing, Manifest
from etl.readers import read
from etl.readers.raw import LINE, Raw, ragged_frame
from etl.records import RecordType
from etl.shape import shape
from etl.sources import Source
from etl.validate import Checked, validate
from release.errors import DeliveryError, MissingInput, UsageError


@dataclass(frozen=True)
class Clock:
    """Now, as an argument: ``today`` and ``now`` are ISO texts."""

    today: str
    now: str


@dataclass(frozen=True)
class Accepted:
    """``again`` is true where the same file had been accepted before."""

    manifest: Manifest
    again: bool


def accept(landing: Landing, force: Force, source_id: str, path: Path, clock: Clock) -> Accepted:
    """Accept one file of a source. The caller holds the landing zone.

    Raises UsageError, MissingInput, DeliveryError or StorageError; nothing is stored then.
    """
    source = find_source(force, source_id)
    sha256 = _hash(path)
    known = landing.manifests()
    for manifest in known:
        if manifest.sha256 == sha256 and manifest.source == source_id:
            return Accepted(manifest, again=True)
    record = force.catalogue.records[source.record]
    shaped, checked = examine(landing, force, source, path, clock, landing.secret())
    if _hash(path) != sha256:
        raise DeliveryError(f"{path.name}: the file changed while it was read; deliver it again")
    manifest = _manifest(known, source, path.name, sha256, clock, checked, record)
    corrections = _corrections(landing, source, record, checked.records)
    manifest = manifest.model_copy(update={"corrections": corrections})
    landing.store(manifest, record, shaped, checked.records, checked.quarantine)
    return Accepted(manifest, again=False)


def find_source(force: Force, source_id: str) -> Source:
    if source_id not in force.sources:
        raise UsageError(
            f"{source_id!r} is no source of {force.id}; its sources are {', '.join(force.sources)}"
        )
    return force.sources[source_id]


def examine(
    landing: Landing, force: Force, source: Source, path: Path, clock: Clock, key: bytes
) -> tuple[pl.DataFrame, Checked]:
    """Read, shape and validate without storing anything; ``key`` is that of the pseudonyms."""
    record = force.catalogue.records[source.record]
    raw = read(path, source)
    try:
        shaped = shape(raw, source, record, force.codes, key)
    except DeliveryError as error:
        raise DeliveryError(f"{path.name}: {error}") from None
    stored = landing.records(record, source.id)
    checked = validate(shaped, raw, record, codelists(force), clock.today, stored)
    assert checked.rows == checked.accepted + checked.quarantine.height + checked.duplicates
    return shaped, checked


def replay(landing: Landing, fresh: Landing, force: Force, manifest: Manifest) -> None:
    """Validate a stored delivery again as on the day it came, into another landing zone."""
    record = force.catalogue.records[manifest.record]
    shaped = landing.shaped(manifest)
    if shaped is None:
        fresh.copy_records(manifest, landing)
        return
    raw = Raw([], shaped.select(LINE).unique(), ragged_frame([]))
    stored = fresh.records(record, manifest.source)
    checked = validate(shaped, raw, record, codelists(force), manifest.received[:10], stored)
    update = {"records": checked.records.height}
    fresh.store(
        manifest.model_copy(update=update),
        record,
        shaped,
        checked.records,
        checked.quarantine,
    )


def codelists(force: Force) -> dict[str, list[str]]:
    return {
        "areas": [a.id for a in force.areas],
        "courses": list(force.catalogue.courses),
    }


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise MissingInput(
            f"{path.name}: there is no such file; give the path of an export"
        ) from None
    except OSError as error:
        raise MissingInput(f"{path.name}: cannot be read ({error.strerror})") from None


def _manifest(
    known: list[Manifest],
    source: Source,
    name: str,
    sha256: str,
    clock: Clock,
    checked: Checked,
    record: RecordType,
) -> Manifest:
    days = checked.records.get_column(record.date).str.slice(0, 10)
    reasons = Counter(
        r for text in checked.quarantine.get_column("reasons") for r in text.split("; ")
    )
    return Manifest(
        number=1 + max((m.number for m in known), default=0),
        delivery=hashlib.sha256(f"{source.id}:{sha256}".encode()).hexdigest()[:16],
        source=source.id,
        record=record.id,
        file=name,
        sha256=sha256,
        received=clock.now,
        rows=checked.rows,
        accepted=checked.accepted,
        quarantined=checked.quarantine.height,
        duplicates=checked.duplicates,
        records=checked.records.height,
        corrections=0,
        first=str(days.min() or ""),
        last=str(days.max() or ""),
        reasons=dict(sorted(reasons.items())),
    )


def _corrections(
    landing: Landing, source: Source, record: RecordType, records: pl.DataFrame
) -> int:
    """How many records come with a key that is stored with other content."""
    stored = landing.records(record, source.id)
    if stored is None:
        return 0
    keys = stored.select(record.primaryKey)
    return records.lazy().join(keys, on=record.primaryKey, how="semi").collect().height
