"""Times of an export as ISO text in the force's own zone. Pure: frame in, frame out.

What does not fit its format stays as it is and is refused by the record type; what fits a format
but has no meaning (no offset where one is needed) gets a mark, so that it is refused too.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from etl.dates import (
    CLOCK,
    FIRST,
    FOUND,
    ISO,
    LAST,
    OFFSET,
    TEXT,
    Form,
    calendar,
    form_of,
    plain,
)

UNFIT = "\x1a"
"""Marks a text that must not be read as it stands; no rule of any record type lets it through."""

DAY, TIME, MOMENT, STEP, SHIFT = (f"shape:{n}" for n in ("day", "time", "moment", "step", "shift"))
EPOCH = 25_569
"""The number of 1 January 1970 in a workbook."""

QUARTER = 900
"""Seconds: no clock of the world is put forward or back within a quarter of an hour."""

EARLY = r"T([0-9]):"
"""An hour of one digit; it gets its zero, so that equal times are equal texts."""

TWELVE = r"^(0?[1-9]|1[0-2])(:[0-5][0-9](?::[0-5][0-9])?)[ \u00a0\u202f]?([AaPp])\.?[Mm]\.?"
WHOLE = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{CLOCK}{OFFSET}?$"


@dataclass(frozen=True)
class Writing:
    """How a time is written: its format, the language of its names, the zone that it is in ('' for
    the force's own, 'offset' for the one written behind it) and the zone that it is wanted in."""

    format: str
    language: str = ""
    zone: str = ""
    wanted: str = ""


def iso(frame: pl.DataFrame, target: str, writing: Writing) -> pl.DataFrame:
    """The column ``target`` as ISO text."""
    if writing.format in ("epoch", "epoch_ms"):
        return _from_epoch(frame, target, writing)
    if writing.format == "excel":
        return _from_serial(frame, target)
    frame = _written(frame, target, form_of(writing.format), writing.language)
    return _in_zone(frame, target, writing) if writing.zone else frame


def _written(frame: pl.DataFrame, target: str, form: Form, language: str) -> pl.DataFrame:
    text = pl.col(target)
    if form.day == ISO and form.clock != "12":
        return _iso_already(frame, target, form)
    if not form.clock:
        frame = frame.with_columns(text.alias(DAY), pl.lit("").alias(TIME))
    else:
        # the day may hold the text between day and time itself: 5 Jan 2026 14:00
        inside = form.day.count(form.between)
        parts = text.str.splitn(form.between, inside + 2)
        fields = [parts.struct.field(f"field_{n}") for n in range(inside + 2)]
        rest = fields[-1]
        frame = frame.with_columns(
            pl.concat_str(fields[:-1], separator=form.between, ignore_nulls=True).alias(DAY),
            pl.when(rest.is_not_null())
            .then(pl.concat_str(pl.lit("T"), _clock(rest, form)))
            .otherwise(pl.lit(""))
            .alias(TIME),
        )
    days = calendar(form.day, language)
    frame = frame.with_columns(plain(pl.col(DAY), form.day).alias(TEXT))
    frame = frame.join(days, on=TEXT, how="left", maintain_order="left")
    both = pl.concat_str(pl.coalesce(FOUND, DAY), pl.col(TIME).str.replace(EARLY, "T0$1:"))
    fits = pl.when(text.is_not_null()).then(both)
    return frame.with_columns(fits.alias(target)).drop(DAY, TIME, TEXT, FOUND)


def _iso_already(frame: pl.DataFrame, target: str, form: Form) -> pl.DataFrame:
    """Millions of different times come this way: nothing is looked at closer than it must be."""
    if not form.clock:
        return frame
    if form.between != "T":
        text = pl.col(target).str.replace(form.between, "T", literal=True)
        frame = frame.with_columns(text.alias(target))
    column = pl.col(target)
    if frame.select((column.str.len_bytes() != 19).any()).item():
        frame = frame.with_columns(column.str.replace(EARLY, "T0$1:").alias(target))
    return frame


def _clock(text: pl.Expr, form: Form) -> pl.Expr:
    if form.clock != "12":
        return text
    hour = text.str.extract(TWELVE, 1).cast(pl.Int64) % 12
    late = text.str.extract(TWELVE, 3).str.to_lowercase() == "p"
    hours = (hour + pl.when(late).then(12).otherwise(0)).cast(pl.String).str.zfill(2)
    rest = text.str.replace(TWELVE, "")
    found = pl.concat_str(hours, text.str.extract(TWELVE, 2), rest)
    return pl.coalesce(found, pl.concat_str(text, pl.lit(UNFIT)))


def _from_epoch(frame: pl.DataFrame, target: str, writing: Writing) -> pl.DataFrame:
    digits = r"^[0-9]{9,10}(?:\.[0-9]{1,9})?$" if writing.format == "epoch" else r"^[0-9]{12,13}$"
    text = pl.col(target)
    whole = pl.when(text.str.contains(digits)).then(text.str.extract("^([0-9]+)", 1))
    moment = whole.cast(pl.Int64) // (1 if writing.format == "epoch" else 1000)
    return _local(frame.with_columns(moment.alias(MOMENT)), target, writing.wanted)


def _from_serial(frame: pl.DataFrame, target: str) -> pl.DataFrame:
    """Days since the end of 1899, as workbooks count since March 1900; parts of a day are times."""
    text = pl.col(target)
    days = pl.when(text.str.contains(r"^[0-9]{5}(?:\.[0-9]{1,15})?$")).then(text)
    seconds = (days.cast(pl.Float64) * 86_400 + 0.5).floor().cast(pl.Int64) - EPOCH * 86_400
    return _as_text(frame.with_columns(seconds.alias(MOMENT)), target)


def _in_zone(frame: pl.DataFrame, target: str, writing: Writing) -> pl.DataFrame:
    """Times written in another zone, or with their offset, in the wanted one."""
    text = pl.col(target)
    good = pl.when(text.str.contains(WHOLE)).then(text)
    clock = good.str.extract(rf"T({CLOCK})", 1).str.slice(0, 8)
    clock = (
        pl.when(clock.str.len_bytes() == 5)
        .then(pl.concat_str(clock, pl.lit(":00")))
        .otherwise(clock)
    )
    moment = pl.concat_str(good.str.slice(0, 10), pl.lit("T"), clock)
    seconds = moment.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False).dt.epoch("s")
    offset = good.str.extract(rf"({OFFSET})$", 1)
    if writing.zone == "offset":
        frame = frame.with_columns((seconds - _seconds(offset)).alias(MOMENT))
        return _local(frame, target, writing.wanted)
    zero = offset.is_null() | (_seconds(offset) == 0 if writing.zone == "UTC" else pl.lit(False))
    frame = frame.with_columns(pl.when(zero).then(seconds).alias(MOMENT))
    frame = _shifted(frame, writing.zone, there=True)
    return _local(frame, target, writing.wanted)


def _seconds(offset: pl.Expr) -> pl.Expr:
    """The seconds of a written offset: Z, +02, +02:00 or -0730."""
    digits = offset.str.replace_all(":", "", literal=True).str.slice(1).str.pad_end(4, "0")
    minutes = digits.str.slice(0, 2).cast(pl.Int64, strict=False) * 60 + digits.str.slice(2).cast(
        pl.Int64, strict=False
    )
    sign = pl.when(offset.str.starts_with("-")).then(-60).otherwise(60)
    return pl.when(offset == "Z").then(0).otherwise(minutes * sign)


def _local(frame: pl.DataFrame, target: str, zone: str) -> pl.DataFrame:
    """MOMENT (seconds since 1970 in UTC) as ISO text of a zone."""
    return _as_text(_shifted(frame, zone, there=False), target)


def _shifted(frame: pl.DataFrame, zone: str, *, there: bool) -> pl.DataFrame:
    """MOMENT by the clock of a zone, or (``there``) from it: each quarter of an hour is asked
    once. A moment that a clock never showed, or far from any record, becomes null."""
    known = pl.col(MOMENT).is_between(_start(FIRST), _start(LAST) + 86_400)
    frame = frame.with_columns(pl.when(known).then(MOMENT).alias(MOMENT))
    if zone in ("", "UTC"):
        return frame
    steps = frame.select((pl.col(MOMENT) // QUARTER).alias(STEP)).unique().drop_nulls()
    clock = ZoneInfo(zone)
    asked = steps.get_column(STEP).to_list()
    shifts = [_from(n, clock) if there else _offset(n * QUARTER, clock) for n in asked]
    table = pl.DataFrame({STEP: asked, SHIFT: shifts}, schema={STEP: pl.Int64, SHIFT: pl.Int64})
    frame = frame.with_columns((pl.col(MOMENT) // QUARTER).alias(STEP))
    frame = frame.join(table, on=STEP, how="left", maintain_order="left")
    return frame.with_columns((pl.col(MOMENT) + pl.col(SHIFT)).alias(MOMENT)).drop(STEP, SHIFT)


def _start(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _offset(moment: int, clock: ZoneInfo) -> int:
    shift = datetime.fromtimestamp(moment, UTC).astimezone(clock).utcoffset() or timedelta()
    return round(shift.total_seconds())


def _from(step: int, clock: ZoneInfo) -> int | None:
    """What leads from a local quarter of an hour to UTC; the first of two, none where skipped."""
    local = datetime.fromtimestamp(step * QUARTER, UTC).replace(tzinfo=None)
    moment = local.replace(tzinfo=clock).astimezone(UTC)
    if moment.astimezone(clock).replace(tzinfo=None) != local:
        return None
    return round(moment.timestamp()) - step * QUARTER


def _as_text(frame: pl.DataFrame, target: str) -> pl.DataFrame:
    text = pl.from_epoch(MOMENT).dt.to_string("%Y-%m-%dT%H:%M:%S")
    unfit = pl.concat_str(pl.col(target), pl.lit(UNFIT))
    return frame.with_columns(pl.coalesce(text, unfit).alias(target)).drop(MOMENT)
