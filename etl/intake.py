"""One delivery on its way into the landing zone: shape, judge, write, compare. Nothing of it exists
until the landing zone commits it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import narwhals.stable.v2 as nw
import polars as pl

from etl.ahead import behind
from etl.engine import MONTH, Engine, Frame, Written, summed_up
from etl.keys import Key
from etl.landing import Landing, delivery_name
from etl.parts import Part, dismiss
from etl.privacy_check import masked
from etl.readers.raw import LINE
from etl.records import RecordType
from etl.repeats import Repeats, repeats
from etl.shape import ROW_NUMBER
from etl.validate import BROKEN, Rules, judge, typed

BITS = "rule:bits"


@dataclass(frozen=True)
class Intake:
    """Where a delivery goes: ``zone`` takes its files under ``number``; ``stored`` are the parts of
    its source that are there already, those of another zone to compare with only; ``lines_of`` is
    how far apart the rows of two lines are."""

    engine: Engine
    zone: Landing
    source: str
    number: int
    stored: list[Part]
    lines_of: int


@dataclass(frozen=True)
class Taken:
    """What was written. ``quarantine``: line and reasons (text, joined by '; '), never a value.
    Lines are counted, not records; ``months`` counts the records that stand."""

    quarantine: pl.DataFrame
    repeats: Repeats
    months: dict[str, int]
    first: str
    last: str


def take_in(intake: Intake, shaped: Iterator[pl.DataFrame], rules: Rules) -> Taken:
    """Write the parts of a delivery and say which of its lines are refused and which repeated."""
    record, home = rules.record, intake.zone.records_of(rules.record.id, intake.source)
    written: list[Written] = []
    key = Key(tuple(record.primaryKey))
    bad: list[pl.DataFrame] = []

    def store(judged: Frame, n: int) -> None:
        bad.append(_refused(intake, judged, rules, n))
        month = nw.col(record.date).str.slice(0, 7).alias(MONTH)
        name = f"{delivery_name(intake.number)}-{n}"
        good = typed(judged, record).with_columns(month)
        written.extend(intake.engine.write(good, home, name, key, record.date))

    with intake.zone.scratch() as spool, behind() as writer:
        for n, frame in enumerate(intake.engine.frames(shaped, spool)):
            judged = intake.engine.keep(judge(frame, rules))
            writer.do(partial(store, judged, n))
    new = [Part(w.path.parent.name, w.path) for w in written]
    broken = pl.concat([pl.DataFrame(schema={LINE: pl.Int64, BITS: pl.Int64}), *bad])
    found = repeats(record, new, intake.stored, broken.get_column(LINE), intake.lines_of)
    replaced = [(p, rows) for p, rows in found.old if p.path.is_relative_to(intake.zone.folder)]
    for part, rows in [*found.own, *replaced]:
        dismiss(part, rows, delivery_name(intake.number))
    return Taken(_quarantine(broken, rules, found), found, *_months(written, found, record))


def _refused(intake: Intake, judged: Frame, rules: Rules, n: int) -> pl.DataFrame:
    """The lines with a broken rule: LINE, BITS. Their mapped text is kept for a rebuild."""
    texts = intake.engine.collect(judged.filter(nw.col(BROKEN) != 0))
    if not texts.is_empty():
        kept = masked(texts.select(ROW_NUMBER, *rules.record.names), rules)
        intake.zone.refuse(intake.number, n, kept)
    lines = texts.select((pl.col(ROW_NUMBER) // intake.lines_of).alias(LINE), BROKEN)
    return lines.group_by(LINE).agg(pl.col(BROKEN).bitwise_or().cast(pl.Int64).alias(BITS))


def _quarantine(broken: pl.DataFrame, rules: Rules, found: Repeats) -> pl.DataFrame:
    """One row a refused line with all its reasons."""
    texts = {
        bits: "; ".join(reason for n, reason in enumerate(rules.reasons) if bits >> n & 1)
        for bits in broken.get_column(BITS).unique()
    }
    table = pl.DataFrame(
        {BITS: list(texts), "reasons": list(texts.values())},
        schema={BITS: pl.Int64, "reasons": pl.String},
    )
    key = " and ".join(rules.record.primaryKey)
    clash = f"{key}: stands in an earlier line with other content"
    clashes = pl.DataFrame({LINE: found.clashes}).with_columns(reasons=pl.lit(clash))
    both = pl.concat([broken.join(table, on=BITS).select(LINE, "reasons"), clashes])
    return both.sort(LINE)


def _months(
    written: list[Written], found: Repeats, record: RecordType
) -> tuple[dict[str, int], str, str]:
    """How many records stand in each month, and the first and the last day of them."""
    fallen = {part.path: rows for part, rows in found.own}
    months: dict[str, int] = {}
    days = []
    for part in written:
        if part.path in fallen:
            rows = pl.scan_parquet(part.path)
            rows = rows.join(fallen[part.path].lazy(), on=ROW_NUMBER, how="anti")
            part = summed_up(part.path, rows, record.date)
        if part.rows:
            month = part.path.parent.name
            months[month] = months.get(month, 0) + part.rows
            days += [part.first, part.last]
    return months, min(days, default=""), max(days, default="")
