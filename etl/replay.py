"""Makes the records of a landing zone again from what is stored, for 'verify --rebuild'."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from etl.accept import codelists, fingerprint
from etl.disk import storage
from etl.intake import Intake, take_in
from etl.job import Job
from etl.landing import Landing, Manifest
from etl.parts import Part
from etl.records import RecordType
from etl.shape import ROW_NUMBER
from etl.sources import record_of
from etl.validate import Rules, as_text, rules_of


def replay(job: Job, fresh: Landing, manifest: Manifest) -> None:
    """Take a stored delivery into another landing zone as on the day it came.

    It is judged again where the definitions are those that it was accepted under and its refused
    rows were not purged; else what was accepted then stands, and is only compared anew.
    """
    force, source = job.force, job.force.sources.get(manifest.source)
    known = force.catalogue.records
    record = record_of(source, known) if source else known[manifest.record]
    mine = [
        part
        for part in job.landing.parts(record.id, manifest.source)
        if part.delivery == manifest.delivery
    ]
    whole = not manifest.quarantined or not job.landing.quarantine(manifest).is_empty()
    if source and whole and manifest.definitions == fingerprint(force, source):
        rules = rules_of(record, codelists(force), manifest.day, force.identity.zone)
        every = [replace(part, gone=()) for part in mine]
        texts = [*_texts(every, record), *map(pl.scan_parquet, job.landing.refused(manifest))]
    else:
        rules = Rules(record, [], {})
        texts = [*_texts([_standing(part) for part in mine], record)]
    stored = fresh.parts(record.id, manifest.source)
    intake = Intake(job.engine, fresh, manifest.source, manifest.number, stored, manifest.lines_of)
    with storage(fresh.folder):
        taken = take_in(intake, (text.collect() for text in texts), rules)
    fresh.commit(manifest, taken.quarantine)


def _texts(parts: list[Part], record: RecordType) -> Iterator[pl.LazyFrame]:
    """The records of parts as the text they were made of."""
    for part in parts:
        rows = pl.scan_parquet(part.path)
        if part.gone:
            gone = pl.scan_parquet(list(part.gone)).unique()
            rows = rows.join(gone, on=ROW_NUMBER, how="anti")
        yield as_text(rows, record)


def _standing(part: Part) -> Part:
    """A part without what never stood: repeats in its own delivery and lines refused with it."""
    own = tuple(path for path in part.gone if path.stem.endswith(f".by-{part.delivery}"))
    return replace(part, gone=own)
