"""The case system's export of complaints, concerns and thanks, in Windows-1252."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.world import (
    CUT,
    DAYS,
    LAST,
    LATEST,
    MONTH,
    PARTS,
    STATIONS,
    Days,
    Floats,
    Station,
    World,
    alive,
    code_list,
)

HEADER = [
    "Case", "Date received", "Station", "Kind", "Classification",
    "Settled in 40 working days", "Complainant name", "Narrative",
]  # fmt: skip
CLASSES = {
    "LACK OF SERVICE": 0.34, "VERBAL ABUSE": 0.14, "UNPROFESSIONAL CONDUCT": 0.18,
    "PHYSICAL ABUSE": 0.08, "HARASSMENT": 0.06, "DEPARTMENTAL VIOLATIONS": 0.09,
    "CIVIL RIGHTS COMPLAINT": 0.05, "CRIMINAL ALLEGATION": 0.02, "OTHER": 0.04,
}  # fmt: skip
PEOPLE = ["Jordan Example", "Zoë Sample", "Sam Specimen", "René Placeholder"]
NARRATIVES = [
    "Stand-in text: {who}, of 14 Example Road, says “nobody rang back”, phone 01632 960998.",
    "Stand-in text: {who} waited at the desk,\nthen left.",
    "Stand-in text: {who} thanks “the kind officer”; the taxi cost £12.",
]
TARGET = timedelta(days=56)
"""Forty working days."""
OWNER = date(2025, 11, 17)
"""From this day on one person owns each complaint, and it is settled sooner."""


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of the first and of the second batch; the second repeats the cases that were
    open when the first was made, with their new state."""
    cases = _cases(rng, world)
    paths = {}
    for name, (start, stop) in PARTS.items():
        made = LAST if name == LATEST else CUT - timedelta(1)
        part = cases.filter(_listed(start, stop, name == LATEST))
        rows: list[Row] = list(_as_of(part, made).select(HEADER).rows())
        rows = planted(rows, _bad(rng, rows), 6, rng)
        path = folder / f"complaints_{name}.csv"
        paths[name] = write_rows(path, HEADER, rows, encoding="cp1252", line_end="\r\n")
    return [paths[n] for n in paths if n != LATEST], [paths[LATEST]]


def _listed(start: date, stop: date, again: bool) -> pl.Expr:
    inside = pl.col("day").is_between(start, stop, closed="left")
    was_open = (pl.col("day") < CUT) & (pl.col("settled") >= CUT)
    return inside | (was_open & pl.lit(again))


def _as_of(cases: pl.DataFrame, made: date) -> pl.DataFrame:
    """What the export says on the day it is ``made``: a case that is open then has no answer."""
    in_time = (pl.col("settled") - pl.col("day")) <= TARGET
    known = (pl.col("settled") <= made) & (pl.col("Kind") != "Thanks")
    answer = pl.when(in_time).then(pl.lit("Y")).otherwise(pl.lit("N"))
    return cases.with_columns(
        pl.when(known).then(answer).otherwise(pl.lit("")).alias("Settled in 40 working days")
    )


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    pick = [rows[n] for n in rng.integers(0, len(rows), 8)]
    return [
        *(altered(row, 2, "#VALUE!") for row in pick[:3]),
        altered(pick[3], 2, ""),
        altered(pick[4], 4, "MISLAID"),
        altered(pick[5], 1, "03/09/2062"),
        altered(pick[6], 0, ""),
        [*pick[7], "see paper file"],
    ]


def _cases(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """One row a case, in order of its day: the columns of HEADER but the answer, as text, and
    ``day`` and ``settled``."""
    made = [_of_station(rng, s, world.mood[n][MONTH]) for n, s in enumerate(STATIONS)]
    frame = pl.concat(made).sort("day", maintain_order=True)
    count = frame.height
    thanks = frame["Kind"].to_numpy() == "Thanks"
    label = rng.choice(list(CLASSES), count, p=list(CLASSES.values()))
    space = np.where(rng.random(count) < 0.1, " ", "")
    who = rng.choice(PEOPLE, count)
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(5)
    return frame.with_columns(
        pl.format("AN-{}-{}", pl.col("day").dt.strftime("%y"), number).alias("Case"),
        pl.col("day").dt.strftime("%d/%m/%Y").alias("Date received"),
        pl.Series("Classification", np.char.add(space, np.where(thanks, "OTHER", label))),
        pl.Series("settled", _settled(rng, frame["day"].to_numpy())),
        pl.Series("Complainant name", who),
        pl.Series("Narrative", [NARRATIVES[n % 3].format(who=w) for n, w in enumerate(who)]),
    )


def _of_station(
    rng: np.random.Generator,
    station: Station,
    mood: Floats,
) -> pl.DataFrame:
    """The cases of one station: day, Station and Kind. Unhappy visitors complain more."""
    use = station.presses / 30.4 * alive(station.id)
    complaints = rng.poisson(use / 135 * np.exp(-0.35 * mood))
    thanks = rng.poisson(use / 120 * np.exp(0.35 * mood))
    day = np.concatenate([np.repeat(DAYS, complaints), np.repeat(DAYS, thanks)])
    kind = np.where(rng.random(complaints.sum()) < 0.3, "Concern", "Complaint")
    names = {row["area"]: row["code"] for row in reversed(code_list("station_names.csv"))}
    return pl.DataFrame({
        "day": day,
        "Station": [names[station.id]] * day.size,
        "Kind": [*kind, *["Thanks"] * thanks.sum()],
    })  # fmt: skip


def _settled(rng: np.random.Generator, day: Days) -> Days:
    """The day on which each case is settled: about 78 % within the target at first, 90 %
    since one person owns a case."""
    typical = np.where(day < np.datetime64(OWNER), 38.0, 30.0)
    spread = np.where(day < np.datetime64(OWNER), 0.66, 0.53)
    taken = np.exp(np.log(typical) + spread * rng.normal(size=day.size))
    return np.asarray(day + np.maximum(taken, 1).astype("timedelta64[D]"))
