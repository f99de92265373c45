"""What the verbs that read or write the public database do, as functions of their arguments."""

import tempfile
from pathlib import Path
from typing import Any

from etl.accept import Clock, replay
from etl.build import build
from etl.demo import make
from etl.jobs import Job, Report, accept_files
from etl.landing import REBUILD, Landing, Manifest
from release.beside import database_file
from release.digest import digest_of
from release.errors import MissingInput, NotPublished, UsageError
from release.stored import check_published
from release.withdrawal import withdraw
from release.writer import publish


def release(
    job: Job, *, revises: bool = False, note: str = "", at: str = "", again: bool = False
) -> Report:
    """Build the draft and publish it. Without any delivery there is nothing to publish."""
    database_file(job.database)
    with job.held():
        if not job.landing.manifests():
            raise MissingInput(
                "no delivery has been accepted yet; accept one first: "
                "python -m etl accept SOURCE FILE"
            )
        draft = build(job.landing, job.force, job.say)
        job.say("publishing")
        of = check_published(job.database).id if revises else ""
        done = publish(job.database, draft, at or job.clock.now, revises=of, note=note, again=again)
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


def withdraw_release(job: Job, release_id: str, why: str) -> Report:
    if not why.strip():
        raise UsageError("--why must give the reason: the public reads it")
    with job.held():
        withdraw(job.database, release_id, why, job.clock.now)
    try:
        shown = check_published(job.database).id
    except MissingInput:
        shown = ""
    return {"withdrawn": release_id, "why": why, "shown": shown}


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
    home = job.landing.folder
    with job.held(), tempfile.TemporaryDirectory(prefix=REBUILD, dir=home) as folder:
        fresh = Landing(Path(folder))
        with fresh.held():
            fresh.take_secret(job.landing)
            for manifest in job.landing.manifests():
                job.say(f"reading {manifest.file} again")
                replay(job.landing, fresh, job.force, manifest)
            return digest_of(build(fresh, job.force, job.say))


def demo(job: Job, folder: Path) -> list[Report]:
    """Make the illustrative deliveries, accept them and publish their releases in order."""
    if not job.force.identity.illustrative:
        raise UsageError(f"demo makes up data; {job.force.id} is not an illustrative force")
    job.say(f"making the illustrative deliveries in {folder}")
    reports: list[Report] = []
    for batch in make(folder):
        then = Clock(today=batch.published[:10], now=batch.published)
        at = Job(job.force, job.landing, job.database, then, job.say)
        for source, path in batch.files:
            reports += accept_files(at, source, [path])
        reports.append(release(at, note=batch.note))
    return reports


def _totals(manifests: list[Manifest]) -> Report:
    words = ("rows", "accepted", "quarantined", "duplicates", "corrections")
    return {
        "deliveries": len(manifests),
        **{word: sum(getattr(m, word) for m in manifests) for word in words},
        "last": max((m.last for m in manifests), default=""),
        "received": max((m.received for m in manifests), default=""),
    }
