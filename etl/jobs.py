"""What the verbs that work on the landing zone do, as functions of their arguments. Each returns a
report that can be printed or given out as JSON."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.accept import Clock, accept, examine, find_source
from etl.force import Force
from etl.landing import Landing, Manifest

Report = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """Where a run works: the force, its landing zone, the public database, the clock."""

    force: Force
    landing: Landing
    database: str
    clock: Clock
    say: Say

    @contextmanager
    def held(self) -> Iterator[None]:
        """The landing zone, held for writing and known to be this force's."""
        with self.landing.held():
            self.landing.belongs_to(self.force.id)
            yield


def accept_files(job: Job, source: str, paths: list[Path]) -> Iterator[Report]:
    """Accept files in the given order, each reported as soon as it is stored; the first that is
    refused stops the run."""
    find_source(job.force, source)
    with job.held():
        for path in paths:
            job.say(f"reading {path.name}")
            accepted = accept(job.landing, job.force, source, path, job.clock)
            yield _counts(accepted.manifest) | {"again": accepted.again}


def preview(job: Job, source_id: str, path: Path) -> Report:
    """What accepting a file would do; stores nothing."""
    source = find_source(job.force, source_id)
    checked = examine(job.landing, job.force, source, path, job.clock, _key(job))[1]
    lines = checked.quarantine.head(20).to_dicts()
    return {
        "source": source_id,
        "file": path.name,
        "rows": checked.rows,
        "accepted": checked.accepted,
        "quarantined": checked.quarantine.height,
        "duplicates": checked.duplicates,
        "lines": lines,
    }


def _key(job: Job) -> bytes:
    """The key of pseudonyms; one for the moment where there is no landing zone yet."""
    return job.landing.secret() if job.landing.folder.exists() else secrets.token_bytes(32)


def quarantine(job: Job, source: str | None) -> list[Report]:
    """Every refused line with its reasons, newest delivery first."""
    if source is not None:
        find_source(job.force, source)
    manifests = [m for m in job.landing.manifests() if source in (None, m.source) and m.quarantined]
    return [
        {"source": m.source, "file": m.file, "received": m.received, **row}
        for m in reversed(manifests)
        for row in job.landing.quarantine(m).to_dicts()
    ]


def purge(job: Job, before: str) -> Report:
    """Remove the mapped text and the quarantine of deliveries received before an ISO day."""
    with job.held():
        old = [m for m in job.landing.manifests() if m.received[:10] < before]
        gone = [m.delivery for m in old if job.landing.forget(m)]
    return {"before": before, "purged": len(gone)}


def _counts(manifest: Manifest) -> Report:
    names = (
        "source",
        "file",
        "rows",
        "accepted",
        "quarantined",
        "duplicates",
        "corrections",
        "reasons",
    )
    return {name: getattr(manifest, name) for name in names}
