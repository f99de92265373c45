"""What the public may know of how each source was taken in. It depends on what was delivered, not
on the order in which it came."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from etl.force import Force
from etl.landing import Landing, Manifest
from etl.parts import Part, delivery_of
from etl.records import RecordType
from etl.rounding import offset
from etl.shape import ROW_NUMBER
from etl.sources import Source, record_of
from release.vocabulary import ROUNDING, SMALLEST_CELL, period_end, period_start

Shown = Callable[[str, int], int | None]


def quality(landing: Landing, force: Force, bursts: dict[str, int]) -> dict[str, Any]:
    """One document a source that has deliveries. Rows may be people, so these counts are protected
    like any count of people: null under ten, else rounded with a secret offset."""
    manifests, secret = landing.manifests(), landing.secret()

    def shown(cell: str, count: int) -> int | None:
        if count < SMALLEST_CELL:
            return None
        return ROUNDING * ((count + offset(secret, f"source|{cell}")) // ROUNDING)

    found = {}
    for source in force.sources.values():
        mine = [m for m in manifests if m.source == source.id]
        if not mine:
            continue
        record = record_of(source, force.catalogue.records)
        parts = landing.parts(record.id, source.id)
        reasons = sum((Counter(m.reasons) for m in mine), Counter[str]())
        found[source.id] = {
            "title": source.title,
            "record": source.record,
            "deliveries": len(mine),
            **{w: shown(f"{source.id}|{w}", n) for w, n in _counts(mine, parts).items()},
            **_bursts(source, bursts, shown),
            "first": _coarse(_day(parts, pl.col(record.date).min(), min), record, period_start),
            "last": _coarse(_day(parts[::-1], pl.col(record.date).max(), max), record, period_end),
            "reasons": {r: shown(f"{source.id}|{r}", n) for r, n in sorted(reasons.items())},
        }
    return found


def _bursts(source: Source, bursts: dict[str, int], shown: Shown) -> dict[str, int | None]:
    if source.burst is None:
        return {}
    return {"bursts": shown(f"{source.id}|bursts", bursts.get(source.id, 0))}


def _counts(mine: Sequence[Manifest], parts: Sequence[Part]) -> dict[str, int]:
    """Lines: all, those that hold a record that stands or none at all, the refused ones, and those
    that say nothing new because the same or a newer record stands."""
    by_delivery: dict[str, list[Part]] = {}
    for part in parts:
        by_delivery.setdefault(part.delivery, []).append(part)
    rows, quarantined = sum(m.rows for m in mine), sum(m.quarantined for m in mine)
    accepted = sum(m.empty + _standing(m, by_delivery.get(m.delivery, [])) for m in mine)
    return {
        "rows": rows,
        "accepted": accepted,
        "quarantined": quarantined,
        "duplicates": rows - quarantined - accepted,
    }


def _standing(manifest: Manifest, parts: Sequence[Part]) -> int:
    """How many lines of a delivery hold a record that stands: as when it was accepted, unless
    another delivery has replaced some since."""
    replaced = [p for part in parts for p in part.gone if delivery_of(p) != manifest.delivery]
    if not replaced:
        return manifest.accepted - manifest.empty
    line = pl.col(ROW_NUMBER) // manifest.lines_of
    gone = [path for part in parts for path in part.gone]
    rows = pl.scan_parquet([part.path for part in parts]).select(ROW_NUMBER)
    stand = rows.join(pl.scan_parquet(gone), on=ROW_NUMBER, how="anti")
    return int(stand.select(line.n_unique()).collect().item())


def _coarse(day: str, record: RecordType, edge: Callable[[str], date]) -> str:
    """Of people, the day of one of them is not told: the month begins or ends there."""
    return str(edge(day[:7])) if day and record.person else day


def _day(parts: Sequence[Part], day: pl.Expr, pick: Callable[[list[str]], str]) -> str:
    """The first (or last) day of the records that stand in parts, given in that order."""
    for _, some in groupby(parts, key=lambda part: part.month):
        days = [found for part in some if (found := _of_part(part, day))]
        if days:
            return pick(days)
    return ""


def _of_part(part: Part, day: pl.Expr) -> str:
    frame = pl.scan_parquet(part.path)
    if part.gone:
        frame = frame.join(pl.scan_parquet(list(part.gone)), on=ROW_NUMBER, how="anti")
    return str(frame.select(day).collect().item() or "")[:10]
