"""What the verbs that read or write the public database do, as functions of their arguments."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from etl.alarms import alarms
from etl.build import build
from etl.burst import BURST
from etl.cube import RECORDS
from etl.demo import make
from etl.job import Clock, Job
from etl.jobs import Report, accept_files
from etl.landing import Landing, Manifest
from etl.ledger import LedgerFolder
from etl.memory import check_memory
from etl.refusals import open_refusals
from etl.replay import replay
from etl.runs import read_runs
from etl.sources import Source
from release.beside import database_file
from release.digest import digest_of
from release.errors import MissingInput, NotPublished, UsageError
from release.stored import check_published
from release.withdrawal import withdraw
from release.writer import publish

MOST = 5
"""So many reasons of a source are named."""


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
        check_memory(job)
        built = build(job.landing, job.force, job.engine, job.say)
        draft, passed = built.draft, built.passed
        job.say("publishing")
        of = check_published(job.database).id if revises else ""
        # What may be seen is written down first: a ledger that knows too much hides too much.
        folder = LedgerFolder(job.landing.folder)
        folder.keep(digest_of(draft)[:12], passed)
        done = publish(job.database, draft, at or job.clock.now, revises=of, note=note, again=again)
        job.landing.key.keep_mark()
    return {**vars(done), "measures": len(draft.measures), "attack": vars(passed.report)}


def status(job: Job) -> Report:
    """What, when, how many and why, per source; the latest release; what needs a person."""
    manifests, runs = job.landing.manifests(), read_runs(job.landing.folder)
    today = date.fromisoformat(job.clock.today)
    sources = {
        id_: {
            "title": source.title,
            **_totals([m for m in manifests if m.source == id_]),
            "bursts": _bursts(job, source),
            "refused": open_refusals(runs, manifests, id_, today),
        }
        for id_, source in job.force.sources.items()
    }
    try:
        latest: Any = vars(check_published(job.database))
    except MissingInput:
        latest = None
    found = alarms(job.landing, job.force, runs, today, published=latest is not None)
    return {"force": job.force.id, "sources": sources, "release": latest, "alarms": found}


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
    with job.held(), job.landing.scratch() as folder:
        check_memory(job)
        fresh = Landing(folder)
        with fresh.held():
            fresh.take_secret(job.landing)
            for manifest in job.landing.manifests():
                job.say(f"reading {manifest.file} again")
                replay(job, fresh, manifest)
            LedgerFolder(job.landing.folder).copy_to(LedgerFolder(folder))
            return digest_of(build(fresh, job.force, job.engine, job.say).draft)


def demo(job: Job, folder: Path) -> list[Report]:
    """Make the illustrative deliveries, accept them and publish their releases in order."""
    if not job.force.identity.illustrative:
        raise UsageError(f"demo makes up data; {job.force.id} is not an illustrative force")
    with job.held():
        job.landing.illustrate()
    job.say(f"making the illustrative deliveries in {folder}")
    reports: list[Report] = []
    for batch in make(folder):
        then = Clock(today=batch.published[:10], now=batch.published)
        at = replace(job, clock=then)
        for source, path in batch.files:
            reports += accept_files(at, source, [path])
        reports.append(release(at, note=batch.note))
    return reports


def _totals(manifests: list[Manifest]) -> Report:
    words = ("rows", "accepted", "quarantined", "duplicates", "corrections")
    reasons: Counter[str] = Counter()
    for manifest in manifests:
        reasons.update(manifest.reasons)
    return {
        "deliveries": len(manifests),
        **{word: sum(getattr(m, word) for m in manifests) for word in words},
        "reasons": dict(reasons.most_common(MOST)),
        "first": min((m.first for m in manifests if m.first), default=""),
        "last": max((m.last for m in manifests), default=""),
        "received": max((m.received for m in manifests), default=""),
    }


def _bursts(job: Job, source: Source) -> int | None:
    """How many records the latest build left out as bursts; None where that is not known."""
    cubes = [*(job.landing.folder / "cubes" / source.record / source.id).glob("*.parquet")]
    if source.burst is None or not cubes:
        return None
    tables = (pl.read_parquet(path) for path in cubes)
    late = pl.col(BURST) == "yes"
    return sum(int(t.filter(late)[RECORDS].sum()) for t in tables if BURST in t.columns)
