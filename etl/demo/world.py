"""The made-up world behind the deliveries: its calendar, its stations and how people feel there.

Ids and code lists come from forces/anyshire; only what no export holds stands here."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

FORCE = Path(__file__).resolve().parents[2] / "forces" / "anyshire"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]

FIRST, LAST = date(2023, 7, 1), date(2026, 6, 30)
CUT = date(2026, 6, 1)
"""The second batch begins on this day."""
PARTS = {
    "2023": (FIRST, date(2024, 1, 1)),
    "2024": (date(2024, 1, 1), date(2025, 1, 1)),
    "2025": (date(2025, 1, 1), date(2026, 1, 1)),
    "2026-01_05": (date(2026, 1, 1), CUT),
    "2026-06": (CUT, date(2026, 7, 1)),
}
"""Name of a delivery file → its first day and the day after its last."""
LATEST = "2026-06"

CLOSED, CLOSURE, HEIR = "station_upper_lathe", date(2025, 4, 1), "station_cragbeck"


class Station(NamedTuple):
    """What is true of a station and stands in no export."""

    id: str
    hours: str  # always | long | office | part
    presses: int  # a month
    responses: int  # to the survey, a quarter
    staff: int
    mood: float  # log-odds; 0 is a Happy Index of about 71
    trained: date  # when its staff took the workshop
    gain: float  # log-odds once they had
    sway: float  # standard deviation from month to month, log-odds


S, D = Station, date
STATIONS = (
    S(
        "station_anyborough_central",
        "always",
        1900,
        190,
        190,
        0.0,
        D(2024, 7, 1),
        0.10,
        0.06,
    ),
    S("station_tanners_row", "long", 900, 90, 62, 0.2, D(2024, 9, 1), 0.15, 0.06),
    S("station_foundry_lane", "long", 850, 85, 60, -0.2, D(2025, 2, 1), 0.15, 0.06),
    S("station_queensmarsh", "office", 500, 50, 40, 0.1, D(2024, 5, 1), 0.10, 0.07),
    S("station_elmsward_park", "office", 480, 48, 38, 0.3, D(2025, 5, 1), 0.10, 0.07),
    S("station_canal_street", "always", 1250, 125, 92, -0.4, D(2025, 9, 1), 0.10, 0.06),
    S("station_port_ambrose", "always", 1150, 115, 96, -0.1, D(2024, 5, 1), 0.10, 0.06),
    S("station_gullhaven", "long", 800, 80, 52, 0.2, D(2024, 5, 1), 0.15, 0.07),
    S("station_marram", "part", 180, 9, 16, 0.4, D(2026, 1, 1), 0.10, 0.10),
    S("station_shinglesea", "office", 480, 48, 38, 0.1, D(2025, 2, 1), 0.15, 0.07),
    S("station_ferrydown", "office", 430, 43, 32, 0.0, D(2024, 11, 1), 0.10, 0.07),
    S("station_lantern_point", "part", 120, 14, 7, 0.5, D(2025, 5, 1), 0.10, 0.10),
    S("station_cragbeck", "long", 760, 76, 56, 0.1, D(2024, 9, 1), 0.15, 0.06),
    S(CLOSED, "part", 170, 22, 18, 0.3, D(2024, 7, 1), 0.10, 0.10),
    S("station_fellmarch", "office", 460, 46, 36, 0.0, D(2025, 5, 1), 0.0, 0.34),
    S("station_high_cawdale", "part", 160, 20, 15, 0.4, D(2025, 9, 1), 0.10, 0.10),
    S("station_ravenslow", "office", 450, 45, 36, 0.0, D(2025, 2, 1), 0.10, 0.07),
    S("station_thornhowe", "office", 420, 42, 30, 0.2, D(2026, 1, 1), 0.10, 0.07),
    S("station_marlbury", "long", 980, 98, 68, -0.6, D(2024, 11, 1), 1.25, 0.06),
    S("station_wexbourne", "office", 520, 52, 38, 0.1, D(2024, 5, 1), 0.15, 0.07),
    S("station_hollow_cross", "office", 470, 47, 34, 0.0, D(2024, 11, 1), 0.10, 0.07),
    S("station_abbots_linden", "office", 420, 42, 30, 0.3, D(2025, 9, 1), 0.10, 0.07),
    S("station_little_ambry", "part", 190, 24, 28, 0.4, D(2026, 1, 1), 0.10, 0.10),
    S("station_pellow_green", "part", 160, 20, 34, 0.3, D(2024, 9, 1), 0.10, 0.10),
)
PLACE = {station.id: n for n, station in enumerate(STATIONS)}
DAYS: Days = np.arange("2023-07-01", "2026-07-01", dtype="datetime64[D]")
"""Every day of the three years; shape (1096,)."""
WEEKDAY: Ints = (DAYS.astype(np.int64) + 3) % 7
"""Monday is 0; shape (1096,)."""
MONTH: Ints = (DAYS.astype("datetime64[M]") - np.datetime64("2023-07")).astype(np.int64)
"""0 for July 2023 to 35 for June 2026; shape (1096,)."""
YEAR_TURN: Floats = 2 * np.pi * (DAYS - np.datetime64("2023-07-15")).astype(np.float64) / 365.25
"""0 in the middle of summer; shape (1096,)."""


@dataclass(frozen=True)
class World:
    """``mood``: log-odds by station and month, shape (24, 36). ``spells``: see staff.py."""

    mood: Floats
    spells: pl.DataFrame


def code_list(name: str) -> list[dict[str, str]]:
    """The rows of a code list of the force."""
    with (FORCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moods(rng: np.random.Generator) -> Floats:
    """How people feel at each station in each month, log-odds, shape (24, 36)."""
    months = np.arange(36)
    winter = -0.07 * np.cos(2 * np.pi * (months - 6) / 12)
    return np.stack([_mood(rng, station, months) + winter for station in STATIONS])


def _mood(rng: np.random.Generator, station: Station, months: Ints) -> Floats:
    since = months - months_since_first(station.trained)
    learnt = station.gain * np.clip(since / 4, 0, 1)
    # Differences of noise do not drift: nothing lasts but what is planted.
    sway = np.diff(rng.normal(0, station.sway / np.sqrt(2), months.size + 1))
    return np.asarray(station.mood + learnt + sway)


def months_since_first(day: date) -> int:
    return (day.year - FIRST.year) * 12 + day.month - FIRST.month


def alive(station: str) -> npt.NDArray[np.bool_]:
    """On which days the station is in use; shape (1096,)."""
    return (np.datetime64(CLOSURE) > DAYS) | (station != CLOSED)


def opening(kind: str) -> Floats:
    """How visits spread over a week: weekday by hour, sums to 1, shape (7, 24)."""
    hours = np.arange(24)
    busy = 1 + 0.6 * np.exp(-((hours - 11) ** 2) / 6) + 0.5 * np.exp(-((hours - 16) ** 2) / 5)
    week = np.tile(busy, (7, 1)) * np.array([1.2, 1.05, 1.0, 1.0, 1.1, 0.8, 0.6])[:, None]
    week *= _open_hours(kind)
    return np.asarray(week / week.sum())


def _open_hours(kind: str) -> Floats:
    """1 where the doors are open; at a station that never closes the night is quiet."""
    week = np.zeros((7, 24))
    match kind:
        case "always":
            week[:, :] = 0.05
            week[:, 7:23] = 1
        case "long":
            week[:6, 8:20], week[6, 10:16] = 1, 1
        case "office":
            week[:5, 9:17], week[5, 10:14] = 1, 1
        case _:
            week[[0, 2, 4], 10:15] = 1
    return week
