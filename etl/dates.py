"""Dates and times as text. A calendar joined to the data validates and converts at once, the same
on every engine: no parser guesses, and the local day never shifts."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import polars as pl
from babel import Locale

FIRST, LAST = date(1990, 1, 1), date(2068, 12, 31)
"""The days that any record may have (two-digit years are unambiguous within them)."""

ISO = "%Y-%m-%d"
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
OFFSET = r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)"
TIME = CLOCK + f"{OFFSET}?"
"""A time of day; an offset may follow and is ignored, because the day is the local one."""

COUNTED = ("epoch", "epoch_ms", "excel")
"""Times written as one number: seconds or milliseconds since 1970 in UTC, or days of a workbook."""

TEXT, FOUND = "shape:text", "shape:found"
CODE = re.compile(r"%[A-Za-z]")
NAMES = ("%b", "%B", "%a", "%A")


@dataclass(frozen=True)
class Form:
    """How an export writes a time: the day, what stands between, and the clock ('', 24 or 12)."""

    day: str
    between: str = ""
    clock: str = ""

    @property
    def named(self) -> bool:
        """Whether names of months or days stand in it."""
        return any(code in self.day for code in NAMES)


@cache
def form_of(format_: str) -> Form:
    """``%m/%d/%Y, %I:%M %p`` in its three parts."""
    match = re.fullmatch(r"(.*?%[A-Za-z])([^%]+)(%H:%M(?::%S)?|%I:%M(?::%S)? ?%p)", format_)
    if not match:
        return Form(format_)
    return Form(match[1], match[2], "12" if "%I" in match[3] else "24")


def timed(format_: str | None) -> bool:
    """Whether a format gives a time of day and not only a day."""
    return format_ in COUNTED or bool(format_ and form_of(format_).clock)


def readable(format_: str) -> bool:
    """Whether the calendar can read a format: year, month and day once each, nothing else but the
    name of the day."""
    if format_ in COUNTED:
        return True
    codes = re.findall(r"%.", form_of(format_).day)
    plain = {"%y": "%Y", "%b": "%m", "%B": "%m"}
    return sorted(plain.get(c, c) for c in codes if c not in ("%a", "%A")) == ["%Y", "%d", "%m"]


@cache
def calendar(day_format: str, language: str = "") -> pl.DataFrame:
    """TEXT: every way to write a day (zeros leading or not), as ``plain`` makes it; FOUND: its ISO
    text. A text that could be two days is none."""
    parts = [p for p in re.split(r"(%[A-Za-z])", day_format) if p]
    days = pl.select(pl.date_range(FIRST, LAST, "1d").alias("day"))
    ways = [_ways(part, language) for part in parts]
    tables = [
        days.select(
            plain(pl.concat_str(way), day_format).alias(TEXT),
            pl.col("day").dt.to_string(ISO).alias(FOUND),
        )
        for way in product(*ways)
    ]
    whole = pl.concat(tables).unique()
    return whole.filter(pl.col(TEXT).is_unique()).sort(FOUND, TEXT)


def plain(text: pl.Expr, day_format: str) -> pl.Expr:
    """The text of a day without what does not matter: case and full stops, where it has names."""
    if not form_of(day_format).named:
        return text
    return text.str.to_lowercase().str.replace_all(".", "", literal=True)


def _ways(part: str, language: str) -> list[pl.Expr]:
    """The ways to write one part of a format, as expressions over the column 'day'."""
    day = pl.col("day").dt
    match part:
        case "%Y" | "%y":
            return [day.to_string(part)]
        case "%m" | "%d":
            return [day.to_string(part), day.to_string(f"%-{part[1]}")]
        case "%b" | "%B":
            width = "abbreviated" if part == "%b" else "wide"
            return [_named(day.month(), n) for n in _names("months", width, language)]
        case "%a" | "%A":
            width = "abbreviated" if part == "%a" else "wide"
            # ISO counts Monday as 1, CLDR as 0
            return [_named(day.weekday() - 1, n) for n in _names("days", width, language)]
    return [pl.lit(part)]


def _named(number: pl.Expr, names: dict[int, str]) -> pl.Expr:
    return number.cast(pl.Int64).replace_strict(
        list(names), list(names.values()), return_dtype=pl.String
    )


def _names(what: str, width: str, language: str) -> list[dict[int, str]]:
    """The names of months or days in a language as they stand in a date and on their own; English
    has two habits for September."""
    tags = ["en", "en_GB"] if language.split("_")[0] == "en" else [language]
    found: list[dict[int, str]] = []
    for tag in tags:
        for context in ("format", "stand-alone"):
            names = dict(getattr(Locale.parse(tag), what)[context][width])
            found += [names] if names not in found else []
    return found


@cache
def spans() -> dict[str, str]:
    """'first day|last day' of every week of seven days and every calendar month."""
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days - 31)]
    weeks = {f"{d}|{d + timedelta(6)}": "week" for d in days}
    firsts = [d for d in days if d.day == 1]
    return weeks | {f"{d}|{d.replace(day=monthrange(d.year, d.month)[1])}": "month" for d in firsts}


def is_zone(name: str) -> bool:
    """Whether there is a zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@cache
def gaps(zone: str) -> list[str]:
    """The local times that a clock of ``zone`` never shows because it is put forward, as the first
    fifteen characters of an ISO time (ten minutes each; no zone changes by less)."""
    found, clock = [], ZoneInfo(zone)
    before = datetime(FIRST.year, 1, 1, tzinfo=UTC)
    while before.year <= LAST.year:
        after = before + timedelta(days=7)
        if _ahead(after, clock) > _ahead(before, clock):
            found += _skipped(before, after, clock)
        before = after
    return found


def _ahead(moment: datetime, clock: ZoneInfo) -> timedelta:
    """How far a clock is ahead of UTC."""
    return moment.astimezone(clock).utcoffset() or timedelta(0)


def _skipped(before: datetime, after: datetime, clock: ZoneInfo) -> list[str]:
    """The ten-minute steps of local time that are jumped over between two moments."""
    step, old, new = timedelta(minutes=10), _ahead(before, clock), _ahead(after, clock)
    while after - before > step:
        middle = before + (after - before) // 2 // step * step
        before, after = (middle, after) if _ahead(middle, clock) == old else (before, middle)
    local = (after + old).replace(tzinfo=None)
    return [(local + n * step).isoformat()[:15] for n in range((new - old) // step)]
