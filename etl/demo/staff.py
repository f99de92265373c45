"""Who works where: spells in posts."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from etl.demo.world import (
    CLOSED,
    CLOSURE,
    FIRST,
    HEIR,
    LAST,
    STATIONS,
    Days,
)

INTAKES = [date(y, m, 1) for y in range(2023, 2027) for m in (4, 10) if (y, m) < (2026, 7)]
RECRUITS = 26
"""Student officers in an intake; they are sworn in after 26 weeks."""
TINY = "station_lantern_point"
"""Fewer than ten people work here, always the same ones."""
OFFICERS = {"Constable": 0.76, "Sergeant": 0.15, "Inspector": 0.07, "Chief inspector": 0.02}
CIVILIANS = {"Staff": 0.93, "Staff manager": 0.07}
GRADES = {"Police officer": OFFICERS, "Police staff": CIVILIANS}
"""Share of each grade when the three years begin."""
MANAGERS = ["Inspector", "Chief inspector", "Staff manager"]
LEAVERS = {"Police officer": 0.062, "Police staff": 0.09, "Student officer": 0.06}
"""Share that leaves in a year."""
PROMOTED = {"Constable": "Sergeant", "Sergeant": "Inspector", "Staff": "Staff manager"}
SURNAMES = ["Example", "Sample", "Specimen", "Pattern", "Placeholder", "Madeup"]
FORENAMES = [
    "Alex",
    "Brook",
    "Casey",
    "Drew",
    "Eden",
    "Frankie",
    "Glenn",
    "Hollis",
    "Indy",
    "Jo",
]
DAY = timedelta(1)


def spells(rng: np.random.Generator) -> pl.DataFrame:
    """One row a spell: person, station, group, grade, start, end (null: still there), intake,
    surname, forename. A person has one spell at a time."""
    first = _left(rng, pl.concat([_in_post(rng), _recruits(rng)]))
    joined = _left(rng, _joiners(rng, first))
    people = _named(rng, pl.concat([first, joined]).sort("start", "station", maintain_order=True))
    after = people.with_columns(sworn_in=pl.col("start") + timedelta(weeks=26))
    sworn = _moved(
        after.drop("sworn_in"),
        after.select(pl.when(pl.col("group") == "Student officer").then("sworn_in")).to_series(),
        group=pl.lit("Police officer"),
        grade=pl.lit("Constable"),
    )
    ready = sworn["grade"].is_in(list(PROMOTED))
    promoted = _moved(sworn, _some_days(rng, ready, 0.17), grade=pl.col("grade").replace(PROMOTED))
    free = ~promoted["station"].is_in([TINY, CLOSED])
    elsewhere = pl.Series(_places(rng, promoted.height))
    transferred = _moved(promoted, _some_days(rng, free, 0.11), station=elsewhere)
    return _closed(transferred).sort("person", "start")


def _frame(station: Any, group: Any, grade: Any, start: Any, intake: Any) -> pl.DataFrame:
    columns = {
        "station": station,
        "group": group,
        "grade": grade,
        "start": start,
        "intake": intake,
    }
    return pl.DataFrame(columns).with_columns(pl.col("start").cast(pl.Date))


def _in_post(rng: np.random.Generator) -> pl.DataFrame:
    """The people in post when the three years begin."""
    station = np.repeat([s.id for s in STATIONS], [s.staff for s in STATIONS])
    group = np.where(rng.random(station.size) < 0.73, "Police officer", "Police staff")
    served = np.minimum(rng.exponential(9 * 365, station.size) + 200, 27 * 365)
    start = np.datetime64(FIRST) - served.astype("timedelta64[D]")
    return _frame(station, group, _grades(rng, group), start, [""] * station.size)


def _grades(rng: np.random.Generator, group: Any) -> list[str]:
    drawn = {g: rng.choice(list(p), len(group), p=list(p.values())) for g, p in GRADES.items()}
    return [str(drawn[g][n]) for n, g in enumerate(group)]


def _recruits(rng: np.random.Generator) -> pl.DataFrame:
    """The student officers of every intake; each starts on the first of its month."""
    count = len(INTAKES) * RECRUITS
    intake = [day for day in INTAKES for _ in range(RECRUITS)]
    student = ["Student officer"] * count
    names = [f"{day:%Y-%m}" for day in intake]
    return _frame(_places(rng, count), student, student, intake, names)


def _places(rng: np.random.Generator, count: int) -> Any:
    """Stations drawn by size; never the tiny one, nor the one that closes."""
    open_ = [s for s in STATIONS if s.id not in (TINY, CLOSED)]
    size = np.array([s.staff for s in open_], dtype=float)
    return rng.choice([s.id for s in open_], count, p=size / size.sum())


def _left(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Adds ``end``: the last day of those who leave within the three years."""
    rate = people["group"].replace_strict(LEAVERS, return_dtype=pl.Float64).to_numpy()
    begin: Days = np.maximum(people["start"].to_numpy(), np.datetime64(FIRST))
    last = begin + (rng.exponential(365 / rate)).astype("timedelta64[D]") + np.timedelta64(1, "D")
    stays = (last > np.datetime64(LAST)) | (people["station"].to_numpy() == TINY)
    end = pl.Series(last).cast(pl.Date)
    return people.with_columns(end=pl.when(pl.Series(~stays)).then(end))


def _joiners(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Someone new for each member of police staff who left, some weeks later."""
    gone = people.filter((pl.col("group") == "Police staff") & pl.col("end").is_not_null())
    start = gone["end"].to_numpy() + rng.integers(15, 100, gone.height).astype("timedelta64[D]")
    station = np.where(start >= np.datetime64(CLOSURE), _heir(gone), gone["station"].to_numpy())
    count = gone.height
    frame = _frame(station, ["Police staff"] * count, ["Staff"] * count, start, [""] * count)
    return frame.filter(pl.col("start") <= LAST)


def _heir(people: pl.DataFrame) -> Any:
    return people["station"].replace({CLOSED: HEIR}).to_numpy()


def _named(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    number = pl.int_range(pl.len()) * 7 % 9973 + 30000
    return people.with_columns(
        pl.format("AS{}", number).alias("person"),
        pl.Series("surname", rng.choice(SURNAMES, people.height)),
        pl.Series("forename", rng.choice(FORENAMES, people.height)),
    )


def _some_days(rng: np.random.Generator, may: pl.Series, share: float) -> pl.Series:
    """A working day within the three years for a share of those who ``may``, else null."""
    days = np.datetime64(FIRST) + rng.integers(30, 1090, may.len()).astype("timedelta64[D]")
    weekend = (days.astype(np.int64) + 3) % 7 >= 5
    days = days + np.where(weekend, 2, 0).astype("timedelta64[D]")
    drawn = may & pl.Series(rng.random(may.len()) < share)
    return _only(drawn, pl.Series(days).cast(pl.Date))


def _only(where: pl.Series, days: pl.Series) -> pl.Series:
    """The days where true, null elsewhere."""
    frame = pl.DataFrame({"where": where, "day": days})
    return frame.select(pl.when("where").then("day")).to_series()


def _moved(rows: pl.DataFrame, on: pl.Series, **changed: pl.Expr | pl.Series) -> pl.DataFrame:
    """Ends the spells that hold the day ``on`` the day before and begins changed ones on it."""
    day, end = pl.col("on"), pl.col("end")
    holds = (day > pl.col("start")) & (day <= pl.coalesce(end, pl.lit(LAST)))
    marked = rows.with_columns(on=on).with_columns(holds=holds.fill_null(value=False))
    ended = marked.with_columns(end=pl.when("holds").then(day - DAY).otherwise(end))
    fresh = marked.with_columns(start=day, **changed).filter("holds")
    return pl.concat([ended, fresh]).drop("on", "holds")


def _closed(rows: pl.DataFrame) -> pl.DataFrame:
    """Everyone at the station that closes goes on at the one that takes over."""
    on = _only(rows["station"] == CLOSED, pl.Series([CLOSURE] * rows.height))
    moved = _moved(rows, on, station=pl.lit(HEIR))
    late = (pl.col("station") == CLOSED) & (pl.col("start") >= CLOSURE)
    return moved.with_columns(
        pl.when(late).then(pl.lit(HEIR)).otherwise("station").alias("station")
    )


def as_of(rows: pl.DataFrame, made: date) -> pl.DataFrame:
    """What the personnel system knows on a day: no later start, no later end."""
    end = pl.when(pl.col("end") <= made).then("end")
    return rows.filter(pl.col("start") <= made).with_columns(end=end)
