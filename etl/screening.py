"""What accepting a file would do, as a report: counts, reasons with line numbers, and the verdict.
It holds no value of any record; what stands in a header without being in the mapping is told by its
position."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from etl.accept import check_share, examine, find_source
from etl.job import Job
from etl.jobs import Report, by_reason, counts
from etl.landing import Landing, Manifest
from etl.readers import read
from etl.readers.containers import Member, files, members
from etl.readers.raw import LINE
from etl.records import RecordType
from etl.shape import ROW_NUMBER
from etl.sources import Source, record_of
from release.errors import DeliveryError, MissingInput, PortalError

SAMPLES = 20
NUMBER = 0
"""No delivery that is accepted has this number."""

GOOD, STOPPED, KNOWN = "would be accepted", "would be stopped", "was accepted before"


def preview(job: Job, source_id: str, path: Path) -> Iterator[Report]:
    """What accepting a file (or a folder, a pattern, an archive) would do, a report a file, each
    against what is stored now. Stores nothing."""
    source = find_source(job.force, source_id)
    found = files(path)
    with _room(job) as room:
        for file in found:
            try:
                inside = members(file)
            except DeliveryError as error:
                yield _begun(source, file.name) | {"header": {}} | _verdict(STOPPED, error)
                continue
            for member in inside:
                zone = _zone(room, job.landing)
                try:
                    yield _screened(job, source, file, member, zone)
                finally:
                    shutil.rmtree(zone.folder, ignore_errors=True)


@contextmanager
def _room(job: Job) -> Iterator[Path]:
    """A folder for the moment: in the landing zone, which is held, where there is one."""
    if job.landing.folder.exists():
        with job.trusted(), job.landing.scratch() as folder:
            yield folder
    else:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)


def _zone(room: Path, real: Landing) -> Landing:
    """An empty landing zone with the secret of the real one where there is one."""
    zone = Landing(room / "zone")
    zone.folder.mkdir(mode=0o700)
    if (real.folder / "secret").exists() or real.manifests():
        zone.take_secret(real)
    return zone


def _begun(source: Source, file: str) -> Report:
    return {
        "source": source.id,
        "title": source.title,
        "file": file,
        "stop_above": source.stop_above,
    }


def _screened(job: Job, source: Source, path: Path, member: Member, zone: Landing) -> Report:
    report = _begun(source, member.name) | {"header": _header(source, member)}
    try:
        examined = examine(job, zone, source, path, member, NUMBER)
    except (DeliveryError, MissingInput) as error:
        return report | _verdict(STOPPED, error)
    manifest, refused = examined.manifest, examined.quarantine
    record = record_of(source, job.force.catalogue.records)
    return {
        **report,
        **counts(manifest),
        "first": manifest.first,
        "last": manifest.last,
        "months": dict(sorted(manifest.months.items())),
        "share": manifest.quarantined / manifest.rows if manifest.rows else 0.0,
        "reasons": _reasons(refused),
        "fields": _fields(zone, source, record, refused),
        "lines": refused.head(SAMPLES).to_dicts(),
        **_judged(job, manifest, source),
    }


def _judged(job: Job, manifest: Manifest, source: Source) -> Report:
    mine = [m for m in job.landing.manifests() if m.source == source.id]
    since = max((m.number for m in mine if m.corrections), default=0)
    same = [m for m in mine if m.definitions == manifest.definitions and m.number >= since]
    if any(m.sha256 == manifest.sha256 for m in same):
        return _verdict(KNOWN)
    try:
        check_share(manifest, source)
    except DeliveryError as error:
        return _verdict(STOPPED, error)
    return _verdict(GOOD)


def _verdict(word: str, error: PortalError | None = None) -> Report:
    return {
        "verdict": word,
        "because": str(error) if error else "",
        "exit_code": error.exit_code if error else 0,
    }


def _header(source: Source, member: Member) -> Report:
    """How many columns there are, which are missing (named by the mapping) and where one stands
    that the mapping does not name. Empty where the file has no readable header."""
    with suppress(PortalError):
        raw = read(member, source)
        with suppress(PortalError):
            next(raw.batches, None)
        raw.batches.close()  # type: ignore[attr-defined]
        return _columns(source, raw.header)
    return {}


def _columns(source: Source, header: list[str]) -> Report:
    """As etl/shape.py judges them: objects of JSON may lack a key, and others = "drop" drops."""
    known = {*source.reads, *source.next_columns(header)}
    others = [n for n, c in enumerate(header, 1) if c not in known]
    drops = source.others == "drop"
    dropped = [n for n in others if drops or header[n - 1] in source.drop]
    may_lack = source.format in ("json", "jsonl")
    return {
        "columns": len(header),
        "missing": [] if may_lack else [c for c in source.reads if c not in header],
        "unknown": [n for n in others if n not in dropped],
        "dropped": dropped,
    }


def _reasons(refused: pl.DataFrame) -> list[Report]:
    """Each reason with its number of lines and the first of them, the most frequent first."""
    if refused.is_empty():
        return []
    return (
        by_reason(refused)
        .group_by("reason")
        .agg(pl.len().alias("count"), pl.col(LINE).sort().head(SAMPLES).alias("lines"))
        .sort(["count", "reason"], descending=[True, False])
        .to_dicts()
    )


def _fields(
    zone: Landing, source: Source, record: RecordType, refused: pl.DataFrame
) -> dict[str, Report]:
    """How often each mapped field was blank (in records) and refused (in lines)."""
    paths = [*zone.records_of(record.id, source.id).glob("*/*.parquet")]
    paths += (zone.folder / "deliveries").glob("*.parquet")
    blank = dict.fromkeys(record.names, 0)
    for path in paths:
        found = pl.scan_parquet(path).drop(ROW_NUMBER).null_count().collect().row(0, named=True)
        for name in blank:
            blank[name] += found.get(name, 0)
    bad: dict[str, int] = {}
    if not refused.is_empty():
        named = pl.col("reason").str.extract(r"^(\w+)(?: and \w+)*: ").alias("field")
        lines = by_reason(refused).select(LINE, named).unique().drop_nulls()
        bad = dict(lines.group_by("field").len().iter_rows())
    mapped = [name for name in record.names if name in source.columns]
    return {name: {"blank": blank[name], "refused": bad.get(name, 0)} for name in mapped}
