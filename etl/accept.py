"""Accepts one delivery: read, shape, validate, store. Nothing is stored before all of it is
checked, and a delivery that is known by its hash changes nothing."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from etl.ahead import ahead
from etl.disk import storage
from etl.force import Force
from etl.intake import Intake, Taken, take_in
from etl.job import Job, Say
from etl.landing import Landing, Manifest
from etl.privacy_check import name_hashes, names_in, suspicious
from etl.readers import read
from etl.readers.containers import Member, state_of
from etl.readers.raw import LINE, Raw
from etl.records import RecordType
from etl.shape import ROW_NUMBER, check_header, per_line, shape
from etl.sources import Source, record_of
from etl.validate import Codelist, Codelists, rules_of
from release.errors import DeliveryError, UsageError

WITHOUT_EFFECT = {"title", "fetch", "stop_above", "burst", "expected_days"}
"""What a mapping says that decides of no row whether it is accepted."""

ONLY_SHOWN = {"title", "protections", "outcomes"}
"""The same of a record type."""

ROWS_TO_JUDGE = 100
"""The share of refused rows says something from this many rows on."""


@dataclass(frozen=True)
class Accepted:
    """``again`` is true where the same content had been accepted before."""

    manifest: Manifest
    again: bool


@dataclass(frozen=True)
class Examined:
    """A delivery that was written but does not exist yet: its manifest row, its quarantine (line,
    reasons), and the hashes of the names in it."""

    manifest: Manifest
    quarantine: pl.DataFrame
    names: set[str]


@dataclass
class Tally:
    """What is counted while a delivery streams through; ``filled`` are lines that hold a record."""

    rows: int = 0
    ragged: list[pl.DataFrame] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    filled: int = 0


def accept(job: Job, source_id: str, path: Path, member: Member) -> Accepted:
    """Accept one file of a source: ``member`` of the file at ``path``. The caller holds the landing
    zone.

    Raises UsageError, MissingInput, DeliveryError or StorageError; nothing is stored then.
    """
    source = find_source(job.force, source_id)
    known = job.landing.manifests()
    before = _before([m for m in known if m.source == source_id], member, job.force, source)
    if before:
        return Accepted(before, again=True)
    number = 1 + max((m.number for m in known), default=0)
    found = examine(job, job.landing, source, path, member, number)
    check_share(found.manifest, source)
    job.landing.keep_names(found.names)
    job.landing.key.keep_mark()
    job.landing.commit(found.manifest, found.quarantine)
    return Accepted(found.manifest, again=False)


def _before(
    mine: Sequence[Manifest], member: Member, force: Force, source: Source
) -> Manifest | None:
    """The delivery that a file would only repeat: the same content under the same definitions, and
    no correction of any record came after it."""
    since = max((m.number for m in mine if m.corrections), default=0)
    now = fingerprint(force, source)
    same = [m for m in mine if m.definitions == now and m.number >= since]
    if not any(member.size is None or m.size in (None, member.size) for m in same):
        return None
    sha256 = member.fingerprint()
    return next((m for m in same if m.sha256 == sha256), None)


def fingerprint(force: Force, source: Source) -> str:
    """What decides, besides a file, which of its rows are accepted: the mapping, its code lists,
    the record type, areas and courses, the zone."""
    names = sorted({o.codes for o in source.columns.values() if o.codes})
    tables = [(n, c, table) for n in names for c, table in sorted(force.codes[n].items())]
    parts = (
        source.model_dump_json(exclude=WITHOUT_EFFECT),
        record_of(source, force.catalogue.records).model_dump_json(exclude=ONLY_SHOWN),
        repr([(n, c, table, getattr(table, "spells", ())) for n, c, table in tables]),
        repr(sorted((a.id, a.valid_from, a.valid_to) for a in force.areas)),
        repr(sorted(force.catalogue.courses)),
        force.identity.zone,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def find_source(force: Force, source_id: str) -> Source:
    if source_id not in force.sources:
        raise UsageError(
            f"{source_id!r} is no source of {force.id}; its sources are {', '.join(force.sources)}"
        )
    return force.sources[source_id]


def examine(
    job: Job, zone: Landing, source: Source, path: Path, member: Member, number: int
) -> Examined:
    """Write a delivery into ``zone`` beside what is stored, without committing it. Raises what
    ``accept`` does."""
    force = job.force
    record = record_of(source, force.catalogue.records)
    rules = rules_of(record, codelists(force), job.clock.today, force.identity.zone)
    stored = job.landing.parts(record.id, source.id)
    intake = Intake(job.engine, zone, source.id, number, stored, per_line(source))
    seen, tally = member.state or state_of(path), Tally()
    with closing(read(member, source)) as raw:
        try:
            check_header(raw.header, source)
        except DeliveryError as error:
            raise DeliveryError(f"{member.name}: {error}") from None
        shaped = _shaped(job, raw, source, record, zone.secret(), tally, member.name)
        with storage(zone.folder):
            taken = take_in(intake, ahead(_reported(shaped, raw, member, tally, job.say)), rules)
        sha256 = raw.sha256()
    if state_of(path) != seen:
        raise DeliveryError(f"{member.name}: the file changed while it was read; deliver it again")
    quarantine = _with_ragged(taken.quarantine, tally, len(raw.header))
    manifest = _manifest(job, intake, source, member, sha256, tally, taken, quarantine)
    return Examined(manifest, quarantine, tally.names)


def _shaped(
    job: Job,
    raw: Raw,
    source: Source,
    record: RecordType,
    key: bytes,
    tally: Tally,
    name: str,
) -> Iterator[pl.DataFrame]:
    """The batches as text fields; DeliveryError where a field that should be safe names people."""
    force, known = job.force, job.landing.names()
    for batch in raw.batches:
        tally.rows += batch.count
        if batch.ragged.height:
            tally.ragged.append(batch.ragged)
        if batch.rows.height:
            codes, zone = force.codes, force.identity.zone
            shaped = shape(batch, raw.header, source, record, codes, key, zone)
            tally.names |= name_hashes(names_in(batch.rows, source), key)
            if found := suspicious(shaped, record, source, known, key):
                raise DeliveryError(f"{name}: {found}")
            tally.filled += _lines(shaped, per_line(source))
            yield shaped


def _lines(shaped: pl.DataFrame, lines_of: int) -> int:
    """How many lines hold a record."""
    if lines_of == 1:
        return shaped.height
    return shaped.select(pl.col(ROW_NUMBER) // lines_of).n_unique()


def _reported(
    shaped: Iterator[pl.DataFrame], raw: Raw, member: Member, tally: Tally, say: Say
) -> Iterator[pl.DataFrame]:
    """The same; after each batch it says how many rows are done, how fast, and how long the rest
    may take."""
    started = time.monotonic()
    for batch in shaped:
        yield batch
        seconds = max(time.monotonic() - started, 1e-3)
        share = raw.given() / member.size if member.size else 1.0
        left = f", about {seconds / share - seconds:.0f} s left" if 0 < share < 1 else ""
        say(f"{member.name}: {tally.rows:,} rows, {tally.rows / seconds:,.0f} rows/s{left}")


def _with_ragged(quarantine: pl.DataFrame, tally: Tally, width: int) -> pl.DataFrame:
    """The quarantine with the lines that do not have as many cells as the header."""
    if not tally.ragged:
        return quarantine
    ragged = pl.concat(tally.ragged).select(
        LINE, reasons=pl.format(f"row has {{}} cells, the header has {width}", "cells")
    )
    return pl.concat([quarantine, ragged]).sort(LINE)


def check_share(manifest: Manifest, source: Source) -> None:
    """Stop a delivery too much of which is refused: its format has changed, most likely."""
    share = manifest.quarantined / manifest.rows if manifest.rows else 0.0
    if manifest.rows >= ROWS_TO_JUDGE and share > source.stop_above:
        common = max(manifest.reasons, key=lambda r: manifest.reasons[r])
        raise DeliveryError(
            f"{manifest.file}: {manifest.quarantined:,} of {manifest.rows:,} rows are refused, "
            f"more than the {source.stop_above:.0%} that [{source.id}] allows; most often: "
            f"{common}; see python -m etl preview {source.id} FILE, then mend the mapping or set "
            "stop_above"
        )


def codelists(force: Force) -> Codelists:
    """The ids that the fields of records may have, and when they are in use."""
    spans = {a.id: (a.valid_from, a.valid_to) for a in force.areas if a.valid_from or a.valid_to}
    return {
        "areas": Codelist([a.id for a in force.areas], spans),
        "courses": Codelist(list(force.catalogue.courses), {}),
    }


def _manifest(
    job: Job,
    intake: Intake,
    source: Source,
    member: Member,
    sha256: str,
    tally: Tally,
    taken: Taken,
    quarantine: pl.DataFrame,
) -> Manifest:
    duplicates = taken.repeats.duplicates
    accepted = tally.rows - quarantine.height - duplicates
    assert accepted >= 0
    return Manifest(
        number=intake.number,
        source=intake.source,
        record=source.record,
        file=member.name,
        sha256=sha256,
        size=member.size,
        received=job.clock.now,
        rows=tally.rows,
        accepted=accepted,
        quarantined=quarantine.height,
        duplicates=duplicates,
        records=sum(taken.months.values()),
        corrections=taken.repeats.corrections,
        empty=tally.rows - sum(ragged.height for ragged in tally.ragged) - tally.filled,
        first=taken.first,
        last=taken.last,
        months=taken.months,
        reasons=_reasons(quarantine),
        lines_of=intake.lines_of,
        engine=intake.engine.name,
        definitions=fingerprint(job.force, source),
        day=job.clock.today,
    )


def _reasons(quarantine: pl.DataFrame) -> dict[str, int]:
    """How many lines each reason refused; a line may have several."""
    found: Counter[str] = Counter()
    for text, count in quarantine.group_by("reasons").len().iter_rows():
        for reason in text.split("; "):
            found[reason] += count
    return dict(sorted(found.items()))
