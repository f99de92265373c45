"""What the numbers say that a person should look at: one sentence an alarm, with what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import polars as pl

from etl.cube import AREA
from etl.force import Force
from etl.landing import Landing, Manifest
from etl.refusals import OPEN_DAYS, open_refusals, refused
from etl.runs import CRASHED, KILLED, Run
from etl.sources import Source, record_of
from etl.stock import month_end, months_between
from release.errors import Alarm, Busy, DefinitionError, DeliveryError
from release.measures import Area
from release.vocabulary import LEVELS, SMALLEST_CELL

INTERVALS, FLOOR_DAYS, FEWEST = 3, 3, 3
"""A source is late after so many usual intervals, not before so many days, and a usual interval is
known from so many days with a delivery."""

RISEN, WORTH = 2, 0.01
SMALL, LATEST = 0.5, 8
ROWS_TO_WONDER = 20
BEFORE = 3
"""A station is missed where it had records in each of so many months before."""

UNRELEASED_DAYS = 40
"""So long may a delivery wait for a release: a force that publishes each month has time."""

CTRL_C, ENDED = 130, 143
BROKEN = {CRASHED, KILLED, ENDED, DefinitionError.exit_code}
"""What a failed 'daily' can end with that none of its steps says."""

RUN_AGAIN = {"daily", "fetch", "accept", "release", "verify", "purge"}
"""Verbs that go well again one day; who gives the others sees how they end."""

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class History:
    """What the alarms of one source are judged by, deliveries in order of arrival."""

    source: Source
    deliveries: list[Manifest]


def alarms(
    landing: Landing, force: Force, runs: Sequence[Run], today: date, *, published: bool
) -> list[str]:
    """Every alarm of a landing zone. Bytes of records are read only for missing stations."""
    manifests = landing.manifests()
    found: list[str] = []
    for source in force.sources.values():
        history = History(source, [m for m in manifests if m.source == source.id])
        found += [*late(history, today), *worse(history), *smaller(history)]
        found += [*empty(history, today), *refused(_waited(runs, history, today), source.id)]
        found += missing(history, _months(landing, force, history), force.areas)
    return [*found, *failed(runs, force), *unreleased(manifests, runs, today, published=published)]


def late(history: History, today: date) -> Iterator[str]:
    """No delivery for longer than the source's mapping or its history lets expect."""
    days = sorted({date.fromisoformat(m.received[:10]) for m in history.deliveries})
    expected: float | None = history.source.expected_days
    ended = (history.source.through or "9999") < today.isoformat()[:7]
    if not days or ended or (expected is None and len(days) < FEWEST):
        return
    if expected is None:
        gaps = [(b - a).days for a, b in pairwise(days)]
        expected = max(median(gaps) * INTERVALS, FLOOR_DAYS)
    since = (today - days[-1]).days
    if since > expected:
        yield (
            f"{history.source.id}: nothing was delivered for {since} days, {expected:.0f} were to "
            "be expected at most; ask whoever exports it"
        )


def worse(history: History) -> Iterator[str]:
    """More of the last delivery is refused than usual."""
    shares = [m.quarantined / m.rows for m in history.deliveries if m.rows]
    if len(shares) < 2 or shares[-1] <= max(RISEN * median(shares[:-1]), WORTH):
        return
    last = [m for m in history.deliveries if m.rows][-1]
    common = max(last.reasons, key=lambda r: last.reasons[r], default="")
    yield (
        f"{history.source.id}: {shares[-1]:.1%} of {last.file} is refused, usually it is "
        f"{median(shares[:-1]):.1%}; most often: {common}; see 'quarantine {history.source.id}'"
    )


def smaller(history: History) -> Iterator[str]:
    """The last delivery has much fewer rows than those before."""
    *before, last = [m.rows for m in history.deliveries[-LATEST - 1 :]] or [0]
    if len(before) >= FEWEST and last < SMALL * median(before):
        yield (
            f"{history.source.id}: {history.deliveries[-1].file} has {last:,} rows, usually there "
            f"are {median(before):,.0f}; ask whether the export is whole"
        )


def empty(history: History, today: date) -> Iterator[str]:
    """A delivery that gave no record at all, until a file of its name does. One that only repeats
    what is stored is no surprise."""
    since = (today - timedelta(days=OPEN_DAYS)).isoformat()
    latest = {m.file: m for m in history.deliveries}
    for m in latest.values():
        if m.rows - m.duplicates >= ROWS_TO_WONDER and not m.records and m.received >= since:
            yield (
                f"{history.source.id}: none of the {m.rows:,} rows of {m.file} gave a record; look "
                "at 'preview', mend the export or the mapping, and deliver the file again"
            )


def _waited(runs: Sequence[Run], history: History, today: date) -> dict[str, str]:
    return open_refusals(runs, history.deliveries, history.source.id, today)


def missing(history: History, counts: Counts, areas: Sequence[Area]) -> Iterator[str]:
    """A station that always had records has none in the last complete month. ``counts`` holds the
    records of each month and area, the last month last."""
    if len(counts) < BEFORE + 1:
        return
    *before, (month, now) = counts.items()
    by_id = {area.id: area for area in areas}
    seen = [by_id[id_] for _, found in before for id_ in found if id_ in by_id]
    finest = max((LEVELS.index(area.level) for area in seen), default=0)
    for area in areas:
        numbers = [found.get(area.id, 0) for _, found in before]
        if (
            LEVELS.index(area.level) == finest
            and _open(area, month)
            and not now.get(area.id, 0)
            and _regular(numbers)
        ):
            yield (
                f"{history.source.id}: {area.name} has no records in {month}, but in each of the "
                f"{BEFORE} months before; ask the station, or end it in areas.csv if it was closed"
            )


def _regular(numbers: list[int]) -> bool:
    """Whether none is a surprise: many before, or the same number each month."""
    return min(numbers) > 0 and (sum(numbers) >= SMALLEST_CELL or len(set(numbers)) == 1)


def _open(area: Area, month: str) -> bool:
    return (area.valid_from or "") <= f"{month}-01" and (
        not area.valid_to or area.valid_to >= month_end(month)
    )


def _months(landing: Landing, force: Force, history: History) -> Counts:
    """The records of each area in the last complete month of a source and those before it."""
    record = record_of(history.source, force.catalogue.records)
    last = max((m.last for m in history.deliveries), default="")
    spell = any(rule.field == record.date for rule in record.rules)
    if not last or spell or AREA not in record.names:
        return {}
    first = f"{int(last[:4]) - 1}{last[4:7]}"
    months = months_between(first, last[:7])
    months = months if last == month_end(last[:7]) else months[:-1]
    found: Counts = {month: {} for month in months[-BEFORE - 1 :]}
    for part in landing.parts(record.id, history.source.id):
        if part.month in found:
            table = pl.scan_parquet(part.path).group_by(AREA).len().collect()
            for area, count in table.drop_nulls().iter_rows():
                found[part.month][area] = found[part.month].get(area, 0) + count
    return found


def failed(runs: Sequence[Run], force: Force) -> Iterator[str]:
    """Runs that failed and were not made good since, one sentence a verb and source."""
    open_: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        what = (run.verb, run.source)
        if run.code == 0 or (run.verb == "daily" and run.code not in {*BROKEN, None}):
            open_.pop(what, None)
        elif _counts(run, force):
            open_.setdefault(what, []).append(run)
    for (verb, source), some in open_.items():
        last = some[-1]
        times = "once" if len(some) == 1 else f"{len(some)} times"
        why = last.message or ("it was killed" if last.code == KILLED else last.error)
        name = f"{verb} {source}".strip()
        yield (
            f"{name} failed {times} since it last went well, with exit code {last.code} on "
            f"{last.started[:10]}: {why}; mend it and run '{name}' again"
        )


def _counts(run: Run, force: Force) -> bool:
    """Whether a run that did not end well needs a person, and its verb can still be made good."""
    harmless = {None, Busy.exit_code, CTRL_C, Alarm.exit_code}
    if run.refused and run.code == DeliveryError.exit_code:
        return False  # open until the file is accepted: etl/refusals.py
    known = not run.source or run.source in force.sources
    return run.verb in RUN_AGAIN and known and run.code not in harmless


def unreleased(
    manifests: Iterable[Manifest], runs: Sequence[Run], today: date, *, published: bool
) -> Iterator[str]:
    """Deliveries that wait too long for a release. Where something is published but no release is
    in the run log, nothing is known."""
    made = [r.ended for r in runs if r.verb in ("release", "revise", "demo") and r.code == 0]
    if published and not made:
        return
    last = max(made, default="")
    waiting = [m.received for m in manifests if not made or m.received > last]
    days = (today - date.fromisoformat(min(waiting)[:10])).days if waiting else 0
    if days > UNRELEASED_DAYS:
        yield (
            f"deliveries wait for a release for {days} days; look at 'status', then run 'release'"
        )
