"""From the landing zone to a draft: read the records, count, protect, gather what explains them."""

from collections.abc import Callable
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.cube import MONTH, cube, dimensions, uses
from etl.disclosure import BASE, offset, protect
from etl.force import Force
from etl.landing import Landing, Manifest
from etl.observe import Covered, observe
from etl.records import RecordType
from etl.stock import holdings, months_between
from release.draft import Draft
from release.measures import Measure
from release.vocabulary import SMALLEST_CELL

Say = Callable[[str], None]


def build(landing: Landing, force: Force, say: Say = lambda _: None) -> Draft:
    """The draft of the next release: shown numbers only."""
    measures = list(force.catalogue.measures.values())
    cubes = _cubes(landing, force, measures, say)
    say("counting observations")
    truth = observe(measures, cubes, force.areas)
    say(f"protecting {truth.height:,} observations")
    shown = protect(truth.to_pandas(), force.catalogue.measures, force.areas, landing.secret())
    published = tuple(m for m in measures if m.id in set(shown["measure"]))
    return Draft(published, force.areas, shown, _documents(landing, force))


def _cubes(landing: Landing, force: Force, measures: list[Measure], say: Say) -> dict[str, Covered]:
    found = {}
    for record in force.catalogue.records.values():
        if record.derived or not any(uses(m, record.id) for m in measures):
            continue
        frames = _sources(landing, force, record)
        if frames:
            say(f"counting {record.id}")
            table = _cube(pl.concat(list(frames.values())), record, measures)
            found[record.id] = Covered(record, table, *_months(table, force, list(frames)))
    held = _holding(landing, force, measures)
    return found | ({"holding": held} if held else {})


def _sources(landing: Landing, force: Force, record: RecordType) -> dict[str, pl.LazyFrame]:
    """The stored records of each source of one record type."""
    frames = {
        source.id: landing.records(record, source.id)
        for source in force.sources.values()
        if source.record == record.id
    }
    return {id_: frame for id_, frame in frames.items() if frame is not None}


def _cube(frame: pl.LazyFrame, record: RecordType, measures: list[Measure]) -> pl.DataFrame:
    lazy = cube(nw.from_native(frame), record, measures).to_native()
    assert isinstance(lazy, pl.LazyFrame)
    dims = dimensions(record, [m for m in measures if uses(m, record.id)])
    return lazy.collect(engine="streaming").sort("area", MONTH, *dims)


def _months(table: pl.DataFrame, force: Force, sources: list[str]) -> tuple[str, str]:
    """The months covered: as declared by the sources, else from the first to the last record."""
    months = table.get_column(MONTH)
    first = [s.from_ for id_ in sources if (s := force.sources[id_]).from_]
    last = [s.through for id_ in sources if (s := force.sources[id_]).through]
    return min(first, default=str(months.min())), max(last, default=str(months.max()))


def _holding(landing: Landing, force: Force, measures: list[Measure]) -> Covered | None:
    records = force.catalogue.records
    parts = [_sources(landing, force, records[r]) for r in ("post", "completion")]
    if not all(parts) or not any(uses(m, "holding") for m in measures):
        return None
    posts, completions = (pl.concat(list(p.values())).collect() for p in parts)
    days = completions.get_column("date")
    if days.is_empty():
        return None
    months = months_between(str(days.min()), str(days.max()))
    held = holdings(posts, completions, force.catalogue.courses, months)
    table = _cube(held.lazy(), records["holding"], measures)
    return Covered(records["holding"], table, months[0], months[-1])


def _documents(landing: Landing, force: Force) -> dict[str, dict[str, Any]]:
    """What travels with the numbers: the force, its courses, themes, promises and sources."""
    catalogue = force.catalogue
    return {
        "force": {force.id: force.identity.model_dump(mode="json")},
        "course": {
            c.id: c.model_dump(mode="json", exclude={"for_"}) | {"for": c.for_}
            for c in catalogue.courses.values()
        },
        "theme": {t.id: t.model_dump(mode="json") for t in catalogue.themes.values()},
        "source": _quality(landing.manifests(), force, landing.secret()),
        **{kind: dict(bodies) for kind, bodies in force.documents.items()},
    }


def _quality(manifests: list[Manifest], force: Force, secret: bytes) -> dict[str, Any]:
    """How much of each source was taken in. Rows may be people, so these counts are protected like
    any count of people: null under ten, else rounded with a secret offset."""

    def shown(cell: str, count: int) -> int | None:
        if count < SMALLEST_CELL:
            return None
        return BASE * ((count + offset(secret, f"source|{cell}")) // BASE)

    quality = {}
    for source in force.sources.values():
        mine = [m for m in manifests if m.source == source.id]
        if not mine:
            continue
        counts = {w: sum(getattr(m, w) for m in mine) for w in COUNTED}
        reasons = sorted({r for m in mine for r in m.reasons})
        quality[source.id] = {
            "title": source.title,
            "record": source.record,
            "deliveries": len(mine),
            **{word: shown(f"{source.id}|{word}", n) for word, n in counts.items()},
            "first": min((m.first for m in mine if m.first), default=""),
            "last": max((m.last for m in mine if m.last), default=""),
            "reasons": {
                r: shown(f"{source.id}|{r}", sum(m.reasons.get(r, 0) for m in mine))
                for r in reasons
            },
        }
    return quality


COUNTED = ("rows", "accepted", "quarantined", "duplicates")
