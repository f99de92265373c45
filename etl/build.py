"""From the landing zone to a draft: read the records, count, protect, gather what explains them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from etl.attack.gate import Passed
from etl.beyond import beyond
from etl.counts import counted
from etl.cube import MONTH, uses
from etl.derived import derived
from etl.disclosure import Rules
from etl.engine import Engine
from etl.findings import Shown, findings
from etl.force import Force
from etl.landing import Landing
from etl.ledger import LedgerFolder, guarded
from etl.observe import Covered, observe
from etl.populations import Populations
from etl.protection import method, protection
from etl.quality import quality
from etl.spread import with_ranges
from release.draft import KEY, SHOWN, Draft
from release.measures import Measure

Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A draft that stood against the attack test, with what the test has to remember of it."""

    draft: Draft
    passed: Passed


def build(landing: Landing, force: Force, engine: Engine, say: Say = lambda _: None) -> Built:
    """The draft of the next release: shown numbers only. NotPublished where it cannot be made
    safe."""
    measures = list(force.catalogue.measures.values())
    cubes, bursts = _cubes(landing, force, engine, measures, say)
    say("counting observations")
    truth = observe(measures, cubes, force.areas).to_pandas()
    courses = force.catalogue.courses
    rules = Rules(
        force.catalogue.measures,
        force.areas,
        landing.secret(),
        Populations(force.catalogue.records, courses),
    )
    say(f"protecting {len(truth):,} observations and attacking them")
    passed = guarded(truth, rules, LedgerFolder(landing.folder), say)
    shown = with_ranges(passed.rows[KEY + SHOWN], force.catalogue.measures)
    there = {*shown["measure"].unique()}
    published = beyond(shown, [m for m in measures if m.id in there], force.areas)
    say("working out what the numbers say")
    found = findings(Shown(shown, {m.id: m for m in published}, force.areas, courses))
    found |= protection(shown, published, rules.populations)
    documents = _documents(landing, force, bursts)
    documents["protection"] = {"method": method(rules.secret)}
    return Built(Draft(published, force.areas, shown, documents, found), passed)


def _cubes(
    landing: Landing, force: Force, engine: Engine, measures: list[Measure], say: Say
) -> tuple[dict[str, Covered], dict[str, int]]:
    """The counts of each record type, and how many records of each source were bursts."""
    found, bursts = {}, {}
    records = force.catalogue.records
    for record in records.values():
        using = [m for m in measures if uses(m, record.id)]
        if record.derived or not using:
            continue
        tables = {}
        for source in force.sources.values():
            if source.record != record.id:
                continue
            say(f"counting {source.id}")
            counts = counted(engine, landing, source, records, using)
            if counts:
                tables[source.id], bursts[source.id] = counts.table, counts.bursts
        if tables:
            table = _summed(list(tables.values()))
            found[record.id] = Covered(record, table, *_months(table, force, list(tables)))
    return found | derived(landing, force, engine, measures, say), bursts


def _summed(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """The counts of several sources of one record type, in a fixed order."""
    table = pl.concat(tables, how="diagonal")
    dims = [name for name, type_ in table.schema.items() if type_ == pl.String]
    return table.group_by(dims).agg(pl.exclude(dims).sum()).sort(dims)


def _months(table: pl.DataFrame, force: Force, sources: list[str]) -> tuple[str, str]:
    """The months covered: as declared by the sources, else from the first to the last record."""
    months = table.get_column(MONTH)
    first = [s.from_ for id_ in sources if (s := force.sources[id_]).from_]
    last = [s.through for id_ in sources if (s := force.sources[id_]).through]
    return min(first, default=str(months.min())), max(last, default=str(months.max()))


def _documents(landing: Landing, force: Force, bursts: dict[str, int]) -> dict[str, dict[str, Any]]:
    """What travels with the numbers: the force, its courses, themes, promises and sources."""
    catalogue = force.catalogue
    return {
        "force": {force.id: force.identity.model_dump(mode="json")},
        "course": {
            c.id: c.model_dump(mode="json", exclude={"for_"}) | {"for": c.for_}
            for c in catalogue.courses.values()
        },
        "theme": {t.id: t.model_dump(mode="json") for t in catalogue.themes.values()},
        "source": quality(landing, force, bursts),
        **{kind: dict(bodies) for kind, bodies in force.documents.items()},
    }
