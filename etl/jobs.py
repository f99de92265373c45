"""What the verbs that work on the landing zone do, as functions of their arguments. Each returns a
report that can be printed or given out as JSON."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from etl.accept import accept, find_source
from etl.disk import storage
from etl.job import Job
from etl.landing import Landing, Manifest
from etl.readers.containers import files, members
from etl.readers.raw import LINE
from release.errors import PortalError

Report = dict[str, Any]
INBOX = "inbox"
"""The folder of the landing zone that 'fetch' writes to, one folder a source in it."""

REFUSED = {"source": pl.String, "file": pl.String, "received": pl.String, LINE: pl.Int64,
           "reasons": pl.String}  # fmt: skip


def accept_files(job: Job, source: str, paths: Sequence[Path]) -> Iterator[Report]:
    """Accept files, folders and patterns in the given order, each file reported as soon as it is
    stored; the first that is refused stops the run. ``given`` is the name of the file (of an
    archive, the archive's), ``file`` what its content was first accepted as."""
    find_source(job.force, source)
    found = [file for path in paths for file in files(path)]
    with job.trusted():
        for path in found:
            with _named(path):
                for member in members(path):
                    accepted = accept(job, source, path, member)
                    yield {
                        **counts(accepted.manifest),
                        "given": path.name,
                        "delivery": accepted.manifest.delivery,
                        "again": accepted.again,
                    }


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error says which file it is about; of an archive, the archive."""
    try:
        yield
    except PortalError as error:
        error.file = path.name
        raise


def quarantine(job: Job, source: str | None, reason: str = "") -> pl.DataFrame:
    """The refused lines, newest delivery first: source, file, received, line, reasons (joined by
    '; '). With ``reason`` only those of which a reason holds this text."""
    if source is not None:
        find_source(job.force, source)
    manifests = [m for m in job.landing.manifests() if source in (None, m.source) and m.quarantined]
    tables = [(m, job.landing.quarantine(m)) for m in reversed(manifests)]
    frames = [
        table.select(
            pl.lit(m.source).alias("source"),
            pl.lit(m.file).alias("file"),
            pl.lit(m.received).alias("received"),
            LINE,
            "reasons",
        )
        for m, table in tables
        if not table.is_empty()
    ]
    every = pl.concat([pl.DataFrame(schema=REFUSED), *frames])
    wanted = pl.col("reasons").str.to_lowercase().str.contains(reason.lower(), literal=True)
    return every.filter(wanted) if reason else every


def by_reason(refused: pl.DataFrame) -> pl.DataFrame:
    """One row a line and a reason, in the column ``reason``."""
    split = pl.col("reasons").str.split("; ").alias("reason")
    return refused.with_columns(split).explode("reason").drop("reasons")


def why(refused: pl.DataFrame, reason: str = "") -> list[Report]:
    """What, how many, when: a row a source and reason, the most frequent first."""
    named = by_reason(refused)
    if reason:
        found = pl.col("reason").str.to_lowercase().str.contains(reason.lower(), literal=True)
        named = named.filter(found)
    return (
        named.group_by("source", "reason")
        .agg(
            pl.len().alias("lines"),
            pl.col("file").n_unique().alias("files"),
            pl.col("received").min().alias("first"),
            pl.col("received").max().alias("last"),
        )
        .sort(["lines", "source", "reason"], descending=[True, False, False])
        .to_dicts()
    )


def purge(job: Job, before: str) -> Report:
    """Remove the mapped text and the quarantine of deliveries received before an ISO day, and what
    is left of them in the landing zone's own inbox."""
    with job.held():
        old = [m for m in job.landing.manifests() if m.received[:10] < before]
        gone = [m.delivery for m in old if job.landing.forget(m)]
        with storage(job.landing.folder):
            left = [path for m in old if (path := _in_inbox(job.landing, m))]
            for path in left:
                path.unlink()
    return {"before": before, "purged": len(gone), "inbox": len(left)}


def _in_inbox(landing: Landing, manifest: Manifest) -> Path | None:
    """The very file of an accepted delivery, where it still lies in the inbox."""
    path = landing.folder / INBOX / manifest.source / manifest.file
    if not path.is_file() or path.stat().st_size != manifest.size:
        return None
    with path.open("rb") as file:
        same = hashlib.file_digest(file, "sha256").hexdigest() == manifest.sha256
    return path if same else None


def counts(manifest: Manifest) -> Report:
    names = (
        "source",
        "file",
        "rows",
        "accepted",
        "quarantined",
        "duplicates",
        "corrections",
        "empty",
        "reasons",
    )
    return {name: getattr(manifest, name) for name in names}


def empty_part(report: Report) -> str:
    """What is to be said of lines that were accepted and hold no record."""
    count = report.get("empty", 0)
    what = "1 line" if count == 1 else f"{count:,} lines"
    return f"; {what} held no record" if count else ""
