"""True counts of every cell on the menu, still private. Pure: cubes in, one table out."""

from dataclasses import dataclass

import polars as pl

from etl.cube import AREA, MONTH, Quantity, quantities, scale
from etl.geography import ancestors
from etl.records import RecordType
from etl.stock import month_end, months_between
from release.draft import KEY
from release.measures import Area, Breakdown, Measure, Term
from release.vocabulary import (
    FREQUENCIES,
    LEVELS,
    TOTAL,
    Level,
    period_end,
    period_of,
    period_start,
)

TRUE = [*KEY, "numerator", "denominator"]


@dataclass(frozen=True)
class Covered:
    """The cube of one record type and the months that its sources cover (both included)."""

    record: RecordType
    table: pl.DataFrame
    first: str
    last: str


def observe(
    measures: list[Measure], cubes: dict[str, Covered], areas: tuple[Area, ...]
) -> pl.DataFrame:
    """KEY with true ``numerator`` and ``denominator`` (float64; null where there is no data)."""
    parts = [_measure(m, cubes, areas) for m in measures if _records(m) <= set(cubes)]
    empty = dict.fromkeys(KEY, pl.String()) | {c: pl.Float64() for c in TRUE[-2:]}
    return pl.concat([pl.DataFrame(schema=empty), *parts])


def _records(measure: Measure) -> set[str]:
    return {t.record for t in (measure.numerator, measure.denominator) if t}


def _measure(measure: Measure, cubes: dict[str, Covered], areas: tuple[Area, ...]) -> pl.DataFrame:
    covered = [cubes[r] for r in sorted(_records(measure))]
    first, last = max(c.first for c in covered), min(c.last for c in covered)
    places = _closure(measure, areas)
    parts = []
    for frequency in measure.frequencies:
        spans = _spans(first, last, frequency, stock=any(c.record.stock for c in covered))
        frames = {c.record.id: _placed(c.table, spans, places) for c in covered}
        for id_, breakdown in _menu(measure).items():
            if breakdown and breakdown.frequencies and frequency not in breakdown.frequencies:
                continue
            counted = _quotient(measure, breakdown, frames, cubes)
            parts.append(_filled(counted, measure, id_, breakdown, frequency, spans, areas))
    return pl.concat(parts)


def _menu(measure: Measure) -> dict[str, Breakdown | None]:
    return {TOTAL: None, **measure.breakdowns}


def _closure(measure: Measure, areas: tuple[Area, ...]) -> pl.DataFrame:
    """Each area with every area it counts for: itself and those above, as fine as the menu allows.
    A reported figure counts for its own area only."""
    up = ancestors(areas)
    if measure.protection == "reported":
        up = {a.id: frozenset([a.id]) for a in areas}
    coarse = {a.id for a in areas if _coarse(a.level, measure.finest_area)}
    rows = [(a.id, place) for a in areas for place in sorted(up[a.id] & coarse)]
    return pl.DataFrame(rows, schema={AREA: pl.String, "place": pl.String}, orient="row")


def _coarse(level: Level, finest: Level) -> bool:
    """Whether a level is as coarse as the finest one or coarser."""
    return LEVELS.index(level) <= LEVELS.index(finest)


def _spans(first: str, last: str, frequency: str, *, stock: bool) -> pl.DataFrame:
    """Which month counts for which period; only periods that are covered whole. Of a stock, only
    the month at the period's end counts."""
    rows = []
    for month in months_between(first, last) if first <= last else []:
        period = period_of(f"{month}-01", next(f for f in FREQUENCIES if f == frequency))
        whole = first <= str(period_start(period))[:7] and str(period_end(period))[:7] <= last
        at_end = month_end(month) == str(period_end(period))
        if (at_end and month <= last) if stock else whole:
            rows.append((month, period))
    return pl.DataFrame(rows, schema={MONTH: pl.String, "period": pl.String}, orient="row")


def _placed(table: pl.DataFrame, spans: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    return table.join(spans, on=MONTH, how="inner").join(places, on=AREA, how="inner")


def _quotient(
    measure: Measure,
    breakdown: Breakdown | None,
    frames: dict[str, pl.DataFrame],
    cubes: dict[str, Covered],
) -> pl.DataFrame:
    """place, period, category with numerator and denominator, where there is data."""
    over, under = quantities(measure)
    top, bottom = measure.numerator, measure.denominator or measure.numerator
    if breakdown and breakdown.kind == "share":
        numerator = _sum(frames, cubes, bottom, Quantity(), breakdown)
        every = pl.DataFrame({"category": list(breakdown.categories)})
        denominator = _sum(frames, cubes, bottom, Quantity(), None).drop("category")
        denominator = denominator.join(every, how="cross")
    else:
        numerator = _sum(frames, cubes, top, over, breakdown)
        if under is None:
            return numerator.rename({"sum": "numerator"}).with_columns(
                denominator=pl.lit(None, pl.Float64)
            )
        denominator = _sum(frames, cubes, bottom, under, breakdown)
    joined = denominator.rename({"sum": "denominator"}).join(
        numerator.rename({"sum": "numerator"}), on=["place", "period", "category"], how="left"
    )
    return joined.filter(pl.col("denominator") > 0).with_columns(pl.col("numerator").fill_null(0.0))


def _sum(
    frames: dict[str, pl.DataFrame],
    cubes: dict[str, Covered],
    term: Term,
    quantity: Quantity,
    breakdown: Breakdown | None,
) -> pl.DataFrame:
    frame = frames[term.record]
    for field, values in term.where.items():
        frame = frame.filter(pl.col(field).is_in(values))
    category = pl.lit(TOTAL)
    if breakdown:
        frame = frame.filter(pl.col(breakdown.field).is_in(list(breakdown.categories)))
        category = pl.col(breakdown.field)
    divisor = scale(quantity, cubes[term.record].record)
    total = pl.col(quantity.name).sum().cast(pl.Float64) / divisor
    return frame.group_by("place", "period", category.alias("category")).agg(total.alias("sum"))


def _filled(
    counted: pl.DataFrame,
    measure: Measure,
    id_: str,
    breakdown: Breakdown | None,
    frequency: str,
    spans: pl.DataFrame,
    areas: tuple[Area, ...],
) -> pl.DataFrame:
    """The counted cells and, for areas that have any, the cells without data: 0 for a count, null
    for a quotient."""
    levels = (breakdown.levels if breakdown else measure.total_levels) or LEVELS
    if frequency == "month" and measure.finest_month_area:
        levels = [x for x in levels if _coarse(x, measure.finest_month_area)]
    allowed = [a.id for a in areas if a.level in levels]
    counted = counted.filter(pl.col("place").is_in(allowed))
    grid = (
        counted.select("place").unique()
        .join(spans.select("period").unique(), how="cross")
        .join(counted.select("category").unique(), how="cross")
    )  # fmt: skip
    blank = pl.lit(0.0) if measure.kind == "count" else pl.lit(None, pl.Float64)
    full = grid.filter(_open(areas)).join(
        counted, on=["place", "period", "category"], how="full", coalesce=True
    )
    return full.select(
        pl.lit(measure.id).alias("measure"),
        pl.lit(frequency).alias("frequency"),
        pl.col("place").alias("area"),
        pl.lit(id_).alias("breakdown"),
        "category",
        "period",
        pl.col("numerator").fill_null(blank),
        "denominator",
    )


def _open(areas: tuple[Area, ...]) -> pl.Expr:
    """True where an area is open in some part of the period."""
    closed = pl.lit(False)
    for area in areas:
        if area.valid_to:
            late = (
                pl.col("period").map_elements(lambda p: str(period_start(p)), pl.String)
                > area.valid_to
            )
            closed = closed | ((pl.col("place") == area.id) & late)
        if area.valid_from:
            early = (
                pl.col("period").map_elements(lambda p: str(period_end(p)), pl.String)
                < area.valid_from
            )
            closed = closed | ((pl.col("place") == area.id) & early)
    return ~closed
