"""What the verbs of the command line do, as functions of their arguments. Each returns a report
that can be printed or given out as JSON."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.accept import Clock, accept, examine, find_source, replay
from etl.build import Say, build
from etl.demo import make
from etl.force import Force
from etl.landing import Landing, Manifest
from release.digest import digest_of
from release.errors import MissingInput, NotPublished, UsageError
from release.writer import check_published, publish, withdraw

Report = dict[str, Any]


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


def accept_files(job: Job, source: str, paths: list[Path]) -> list[Report]:
    """Accept files in the given order; the first that is refused stops the run."""
    find_source(job.force, source)
    reports = []
    with job.held():
        for path in paths:
            job.say(f"reading {path.name}")
            accepted = accept(job.landing, job.force, source, path, job.clock)
            reports.append(_counts(accepted.manifest) | {"again": accepted.again})
    return reports


def preview(job: Job, source_id: str, path: Path) -> Report:
    """What accepting a file would do; stores nothing."""
    source = find_source(job.force, source_id)
    _raw, _shaped, checked = examine(job.landing, job.force, source, path, job.clock)
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


def release(job: Job, *, revises: bool = False, note: str = "", at: str = "") -> Report:
    """Build the draft and publish it. Without any delivery there is nothing to publish."""
    with job.held():
        if not job.landing.manifests():
            raise MissingInput(
                "no delivery has been accepted yet; accept one first: "
                "python -m etl accept SOURCE FILE"
            )
        draft = build(job.landing, job.force, job.say)
        job.say("publishing")
        of = check_published(job.database).id if revises else ""
        done = publish(job.database, draft, at or job.clock.now, revises=of, note=note)
    return {**vars(done), "measures": len(draft.measures)}


def status(job: Job) -> Report:
    """Every source with what was accepted, and the latest release."""
    manifests = job.landing.manifests()
    sources = {
        id_: _totals([m for m in manifests if m.source == id_]) | {"title": source.title}
        for id_, source in job.force.sources.items()
    }
    try:
        latest: Any = vars(check_published(job.database))
    except MissingInput:
        latest = None
    return {"force": job.force.id, "sources": sources, "release": latest}


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


def withdraw_release(job: Job, release_id: str, why: str) -> Report:
    with job.held():
        withdraw(job.database, release_id, why, job.clock.now)
    return {"withdrawn": release_id, "why": why}


def verify(job: Job, *, rebuild: bool) -> Report:
    """Read the latest release back and compare digests; with ``rebuild``, make it again from the
    stored deliveries first."""
    published = check_published(job.database)
    report = {"release": published.id, "digest": published.digest, "rebuilt": rebuild}
    if rebuild:
        again = _rebuilt(job)
        if again != published.digest:
            raise NotPublished(
                f"the rebuild gave another digest ({again[:12]}) than release {published.id}; "
                "deliveries or definitions changed since it was published"
            )
    return report


def _rebuilt(job: Job) -> str:
    with (
        tempfile.TemporaryDirectory(dir=job.landing.folder.parent) as folder,
        job.held(),
    ):
        fresh = Landing(Path(folder) / "landing")
        with fresh.held():
            fresh.take_secret(job.landing)
            for manifest in job.landing.manifests():
                job.say(f"reading {manifest.file} again")
                replay(job.landing, fresh, job.force, manifest)
            return digest_of(build(fresh, job.force, job.say))


def purge(job: Job, before: str) -> Report:
    """Remove the mapped text and the quarantine of deliveries received before an ISO day."""
    with job.held():
        old = [m for m in job.landing.manifests() if m.received[:10] < before]
        gone = [m.delivery for m in old if job.landing.forget(m)]
    return {"before": before, "purged": len(gone)}


def demo(job: Job, folder: Path) -> list[Report]:
    """Make the illustrative deliveries, accept them and publish their releases in order."""
    if not job.force.identity.illustrative:
        raise UsageError(f"demo makes up data; {job.force.id} is not an illustrative force")
    job.say(f"making the illustrative deliveries in {folder}")
    reports = []
    for batch in make(folder):
        then = Clock(today=batch.published[:10], now=batch.published)
        at = Job(job.force, job.landing, job.database, then, job.say)
        for source, path in batch.files:
            reports += accept_files(at, source, [path])
        reports.append(release(at, note=batch.note))
    return reports


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


def _totals(manifests: list[Manifest]) -> Report:
    words = ("rows", "accepted", "quarantined", "duplicates", "corrections")
    return {
        "deliveries": len(manifests),
        **{word: sum(getattr(m, word) for m in manifests) for word in words},
        "last": max((m.last for m in manifests), default=""),
        "received": max((m.received for m in manifests), default=""),
    }
