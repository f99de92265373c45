"""The phone statistics: one row a line and day, semicolons, a byte order mark, newest first."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.world import (
    DAYS,
    LATEST,
    MONTH,
    PARTS,
    PLACE,
    STATIONS,
    WEEKDAY,
    YEAR_TURN,
    Floats,
    Station,
    World,
    alive,
    code_list,
    opening,
)

HEADER = [
    "Date", "Line", "Offered", "Handled", "Abandoned", "Transferred",
    "AverageSpeedOfAnswer", "ServiceLevel", "RecordId",
]  # fmt: skip
COUNTS = HEADER[2:6]
MISROUTED = ("station_port_ambrose", date(2025, 10, 6))
"""The switchboard that passes on a third of its calls, until it is mended on this day."""
MENDED = ("district_uplands", date(2024, 10, 1), date(2025, 7, 1))
"""The district whose enquiry line becomes better between these days."""
COUNTED_TWICE = ("101", date(2026, 5, 11), date(2026, 5, 17))
"""The days on which the first delivery doubles a line; a later delivery corrects them."""
WEEK = {
    "emergency": [0.95, 0.93, 0.94, 0.97, 1.08, 1.15, 1.02],
    "non_emergency": [1.18, 1.10, 1.05, 1.03, 1.04, 0.84, 0.76],
    "switchboard": [1.35, 1.25, 1.20, 1.15, 1.15, 0.50, 0.40],
}


def deliver(rng: np.random.Generator, _world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of the first and of the second batch; the second brings a correction of the
    first. Calls do not follow moods."""
    lines = pl.concat([_line(rng, row) for row in code_list("lines.csv")])
    true = lines.sort("day", "Line", descending=[True, False]).with_columns(
        RecordId=pl.int_range(1, pl.len() + 1).cast(pl.String)
    )
    wrong = true.with_columns(
        pl.when(_counted_twice()).then(pl.col(c) * 2).otherwise(pl.col(c)) for c in COUNTS
    )
    paths = {
        name: _write(rng, folder / f"contacts_{name}.csv", _between(wrong, *days), bad=True)
        for name, days in PARTS.items()
    }
    late = folder / "contacts_2026-05_correction.csv"
    second = [
        paths[LATEST],
        _write(rng, late, true.filter(_counted_twice()), bad=False),
    ]
    return [paths[n] for n in paths if n != LATEST], second


def _between(frame: pl.DataFrame, start: date, stop: date) -> pl.DataFrame:
    return frame.filter(pl.col("day").is_between(start, stop, closed="left"))


def _counted_twice() -> pl.Expr:
    line, first, last = COUNTED_TWICE
    return (pl.col("Line") == line) & pl.col("day").is_between(first, last)


def _write(rng: np.random.Generator, path: Path, frame: pl.DataFrame, *, bad: bool) -> Path:
    text = frame.with_columns(Date=pl.col("day").cast(pl.String)).select(HEADER).cast(pl.String)
    rows: list[Row] = list(text.fill_null("").rows())
    if bad:
        rows = planted(rows, _bad(rng, rows), 8, rng)
    return write_rows(path, HEADER, rows, delimiter=";", encoding="utf-8-sig")


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    calls = [row for row in rows if row[4]]
    pick = [calls[n] for n in rng.integers(0, len(calls), 8)]
    return [
        *(altered(row, 1, "SWB-OLD9") for row in pick[:4]),
        altered(pick[4], 4, str(int(pick[4][2]) + 50)),
        altered(pick[5], 7, "1.7"),
        altered(pick[6], 0, "2061-05-01"),
        pick[7][:-1],
    ]


def _line(rng: np.random.Generator, line: dict[str, str]) -> pl.DataFrame:
    """The days of one line, oldest first; the columns of HEADER without Date and RecordId."""
    area, channel = line["area"], line["channel"]
    if channel == "front_desk":
        return _desk(rng, line["code"], STATIONS[PLACE[area]])
    expected = _volume(area, channel) * np.array(WEEK[channel])[WEEKDAY] * alive(area)
    offered = rng.poisson(expected * (1 + 0.06 * np.cos(YEAR_TURN)))
    pressed = _pressed(rng)
    abandoned = rng.binomial(offered, np.minimum(_abandoned(area, channel) * pressed, 0.9))
    handled = offered - abandoned - rng.binomial(offered - abandoned, 0.008)
    speed, level = _speed(rng, area, channel, pressed)
    frame = pl.DataFrame({
        "day": DAYS,
        "Line": [line["code"]] * DAYS.size,
        "Offered": offered,
        "Handled": handled,
        "Abandoned": abandoned,
        "Transferred": rng.binomial(handled, _transferred(area, channel) * np.sqrt(pressed)),
        "AverageSpeedOfAnswer": speed.round(2),
        "ServiceLevel": level.round(4),
    })  # fmt: skip
    return frame.filter(pl.Series(alive(area)))


def _volume(area: str, channel: str) -> float:
    """Calls offered on an average day."""
    if channel == "switchboard":
        return 12 + 0.8 * STATIONS[PLACE[area]].staff
    return {"anyshire": {"emergency": 620, "non_emergency": 880}[channel]}.get(area, 170)


def _abandoned(area: str, channel: str) -> Floats:
    """The chance that a caller rings off, by day."""
    usual = {"emergency": 0.008, "non_emergency": 0.12, "switchboard": 0.06}[channel]
    return usual * (1 - 0.6 * _mended(area))


def _transferred(area: str, channel: str) -> Floats:
    """The chance that an answered call is passed on, by day."""
    usual = {"emergency": 0.02, "non_emergency": 0.09, "switchboard": 0.11}[channel]
    station, fixed = MISROUTED
    broken = (area == station) & (channel == "switchboard") & (np.datetime64(fixed) > DAYS)
    return np.where(broken, 0.34, usual - 0.02 * (area == station))


def _pressed(rng: np.random.Generator) -> Floats:
    """How busy the operators are, by day: about 1, more in summer and in some months."""
    month = np.exp(rng.normal(0, 0.09, 36))[MONTH]
    return np.asarray(month * (1 + 0.12 * np.cos(YEAR_TURN)))


def _speed(
    rng: np.random.Generator, area: str, channel: str, pressed: Floats
) -> tuple[Floats, Floats]:
    """Seconds until someone answers, and the share answered in time, by day."""
    wait, level = {
        "emergency": (6.0, 0.92), "non_emergency": (75.0, 0.71), "switchboard": (24.0, 0.84),
    }[channel]  # fmt: skip
    better = _mended(area)
    day = rng.normal(size=DAYS.size)
    seconds = wait * pressed * np.exp(0.25 * day) * (1 - 0.6 * better)
    in_time = level - 0.1 * (area == MENDED[0]) + 0.3 * better - 0.03 * day
    return seconds, np.clip(in_time - 0.25 * (1 - level) * (pressed - 1), 0, 1)


def _mended(area: str) -> Floats:
    """From 0 to 1 while the enquiry line of one district becomes better, by day."""
    district, begins, ends = MENDED
    whole = (ends - begins).days
    gone = (DAYS - np.datetime64(begins)).astype(np.float64) / whole
    return np.clip(gone, 0, 1) * (area == district)


def _desk(rng: np.random.Generator, code: str, station: Station) -> pl.DataFrame:
    """Visits to one front desk on the days it is open; nothing but the number is known."""
    week = opening(station.hours).sum(axis=1)
    visits = rng.poisson(station.presses / 30.4 * 7 * week[WEEKDAY] / 0.35)
    nothing = pl.lit(None)
    frame = pl.DataFrame({"day": DAYS, "Offered": visits, "open": alive(station.id)})
    return frame.filter(pl.col("open") & (pl.col("Offered") > 0)).select(
        "day", pl.lit(code).alias("Line"), "Offered", pl.col("Offered").alias("Handled"),
        nothing.cast(pl.Int64).alias("Abandoned"), nothing.cast(pl.Int64).alias("Transferred"),
        nothing.cast(pl.Float64).alias("AverageSpeedOfAnswer"),
        nothing.cast(pl.Float64).alias("ServiceLevel"),
    )  # fmt: skip
