"""Kiosk presses and web smileys as HappyOrNot exports them (CSV of API v2)."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import altered, planted, write_lines
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
    "feedbackId", "smileyId", "localTime", "surveyId", "experiencePointId",
    "buttonIndex", "misuse", "position", "ui", "smileyType",
]  # fmt: skip
SHARE = {"desk": 0.60, "window": 0.22, "interview": 0.08, "web": 0.10}
MOOD = {"desk": 0.05, "window": 0.05, "interview": -0.25, "web": -0.45}
STEPS = np.array([-1.66, -1.10, -0.20])
"""Log-odds between the four faces: 16, 9, 20 and 55 % at a mood of 0."""
MASHED = ("station_canal_street", np.datetime64("2025-11-15T02:10:00"), 640)
"""Someone hammers the very unhappy face of one kiosk: where, from when, how often."""
WEEKS_A_YEAR = 365.25 / 7


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of the first and of the second batch. Each begins with the last presses of the
    file before, sent a second time."""
    made = presses(rng, world).with_columns(line=pl.concat_str(HEADER, separator=","))
    paths: dict[str, Path] = {}
    before: list[str] = []
    for name, (start, stop) in PARTS.items():
        part = made.filter(pl.col("at").is_between(start, stop, closed="left"))
        lines = part["line"].to_list()
        strewn = planted(lines, _bad(rng, lines), 60, rng)
        paths[name] = write_lines(folder / f"kiosks_{name}.csv", HEADER, before + strewn)
        before = lines[-25:]
    return [paths[n] for n in paths if n != LATEST], [paths[LATEST]]


def _bad(rng: np.random.Generator, lines: list[str]) -> list[str]:
    """Kiosks that nobody has put on the list yet, a fifth button, a wrong clock, a ragged row."""
    pick = [lines[n].split(",") for n in rng.integers(0, len(lines), 19)]
    bad = [
        *(altered(row, 4, "98999") for row in pick[:12]),
        *(altered(row, 5, "7") for row in pick[12:15]),
        *(altered(row, 2, "2062-01-01T00:00:00") for row in pick[15:17]),
        *([*row, "resync"] for row in pick[17:]),
    ]
    return [",".join(row) for row in bad]


def presses(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """One row a press, in order of time, every column of HEADER as text, and ``at``."""
    made = [_at_station(rng, station, world.mood[n]) for n, station in enumerate(STATIONS)]
    frame = pl.concat([*made, _mashed(rng)]).sort("at", "code", maintain_order=True)
    web = pl.col("touchpoint") == "web"
    return frame.with_columns(
        feedbackId=_uuids(rng, frame.height),
        smileyId=(pl.col("code").cast(pl.Int64) - 34000).cast(pl.String),
        localTime=pl.col("at").dt.strftime("%Y-%m-%dT%H:%M:%S"),
        surveyId=pl.when(web).then(pl.lit("5502")).otherwise(pl.lit("5501")),
        experiencePointId=pl.col("code"),
        buttonIndex=pl.col("face").cast(pl.String),
        misuse=pl.Series(rng.random(frame.height) < 0.006).cast(pl.String),
        position=pl.lit("0"),
        ui=pl.when(web).then(pl.lit("link")).otherwise(pl.lit("physical")),
        smileyType=pl.when(web).then(pl.lit("SMILEY_DIGITAL")).otherwise(pl.lit("SMILEY_TERMINAL")),
    )


def _at_station(rng: np.random.Generator, station: Station, mood: Floats) -> pl.DataFrame:
    """The presses of one station: ``at``, ``code``, ``touchpoint``, ``face`` 0 to 3."""
    counts = rng.poisson(_expected(station)).ravel()
    slot = np.repeat(np.arange(counts.size), counts)
    day, hour = slot // 24, slot % 24
    points = [row for row in code_list("experience_points.csv") if row["area"] == station.id]
    share = np.array([SHARE[point["touchpoint"]] for point in points])
    point = rng.choice(len(points), slot.size, p=share / share.sum())
    felt = mood[MONTH[day]] + np.array([MOOD[p["touchpoint"]] for p in points])[point]
    felt = felt - 0.3 * ((hour >= 19) | (hour < 7)) + rng.logistic(size=slot.size)
    second = hour * 3600 + rng.integers(0, 3600, slot.size)
    return pl.DataFrame({
        "at": DAYS[day].astype("datetime64[ms]") + second.astype("timedelta64[s]"),
        "code": np.array([p["code"] for p in points])[point],
        "touchpoint": np.array([p["touchpoint"] for p in points])[point],
        "face": np.searchsorted(STEPS, felt).astype(np.int64),
    })  # fmt: skip


def _expected(station: Station) -> Floats:
    """Presses expected in each hour, shape (1096, 24)."""
    coast = 0.25 if station.id in COAST else 0.08
    season = 1 + coast * np.cos(YEAR_TURN)
    heir = 1 + 0.15 * ((station.id == "station_cragbeck") & ~alive("station_upper_lathe"))
    a_day = station.presses * 12 / WEEKS_A_YEAR * season * heir * alive(station.id)
    expected = a_day[:, None] * opening(station.hours)[WEEKDAY]
    expected[_is(_clocks_forward()), 1] = 0  # that hour does not exist
    if station.hours != "always":
        expected[_is([date(y, m, d) for y in range(2023, 2027) for m, d in HOLIDAYS])] = 0
    return np.asarray(expected)


COAST = {
    "station_gullhaven",
    "station_marram",
    "station_shinglesea",
    "station_lantern_point",
}
HOLIDAYS = [(12, 25), (12, 26), (1, 1)]


def _clocks_forward() -> list[date]:
    """The last Sunday of each March."""
    ends = [date(year, 3, 31) for year in range(2024, 2027)]
    return [end - timedelta((end.weekday() + 1) % 7) for end in ends]


def _is(days: list[date]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.isin(DAYS, np.array(days, dtype="datetime64[D]"))


def _mashed(rng: np.random.Generator) -> pl.DataFrame:
    """Hundreds of presses of one button, one to four seconds apart."""
    station, begins, presses = MASHED
    gaps = rng.integers(1, 5, presses).cumsum().astype("timedelta64[s]")
    return pl.DataFrame({
        "at": begins.astype("datetime64[ms]") + gaps,
        "code": [str(41000 + (PLACE[station] + 1) * 10)] * presses,
        "touchpoint": ["desk"] * presses,
        "face": np.zeros(presses, dtype=np.int64),
    })  # fmt: skip


def _uuids(rng: np.random.Generator, count: int) -> pl.Series:
    """Random identifiers in the shape of a UUID."""
    text = rng.bytes(16 * count).hex()
    digits = pl.Series("digits", [text[n : n + 32] for n in range(0, len(text), 32)])
    cuts = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)]
    parts = [pl.col("digits").str.slice(*cut) for cut in cuts]
    return digits.to_frame().select(pl.concat_str(parts, separator="-")).to_series()
