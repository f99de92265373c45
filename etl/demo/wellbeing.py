"""The staff's wellbeing pulse as a survey tool exports it: one row an answer sheet, in the last
month of each quarter."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.survey import COMMENTS
from etl.demo.world import CUT, PLACE, World, code_list

QUESTIONS = {  # question → how much more readily people agree, log-odds
    "How are you?": 0.2,
    "My workload is manageable": -0.7,
    "My line manager supports me": 0.6,
    "I feel valued": -0.4,
    "I can speak up": 0.0,
    "I would recommend working here": -0.1,
}
HEADER = ["Response ID", "Submitted", "Unit", "Staff group", *QUESTIONS, "Comment"]
STEPS = np.array([-2.6, -1.4, -0.2, 1.5])
"""Log-odds between the five answers."""
ANSWERING, SKIPPED, SILENT = 0.55, 0.03, 0.04
"""Who answers at all; who skips a question; who would rather not say their staff group."""
MONTHS = [date(y, m, 1) for y in range(2023, 2027) for m in (3, 6, 9, 12)][2:-2]
"""September 2023 to June 2026."""
EASE = 0.025
"""How much better the staff feel from one pulse to the next, log-odds."""


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The pulses of the first batch in a file each, and that of the second."""
    paths = {}
    for n, month in enumerate(MONTHS):
        rows = _pulse(rng, world.spells, month, n)
        rows = planted(rows, _bad(rng, rows), 2, rng)
        paths[month] = write_rows(folder / f"pulse_{month:%Y-%m}.csv", HEADER, rows)
    return [paths[m] for m in paths if m < CUT], [paths[m] for m in paths if m >= CUT]


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    pick = [rows[n] for n in rng.integers(0, len(rows), 3)]
    return [
        altered(pick[0], 2, "ZZ99"),
        altered(pick[1], 4, "9"),
        altered(pick[2], 1, "31/02/2025"),
    ]


def _pulse(rng: np.random.Generator, spells: pl.DataFrame, month: date, n: int) -> list[Row]:
    """The answer sheets of the staff in post on the fifth of the month, in the two weeks after."""
    first = month + timedelta(days=4)
    there = spells.filter(
        (pl.col("start") <= first) & (pl.col("end").is_null() | (pl.col("end") >= first))
    )
    asked = there.filter(pl.Series(rng.random(there.height) < ANSWERING))
    count = asked.height
    units = {row["area"]: row["code"] for row in code_list("hr_units.csv")}
    place = asked["station"].replace_strict(PLACE, return_dtype=pl.Int64).to_numpy()
    local = np.sin(np.arange(len(PLACE)) * 2.4)[place] * 0.25
    felt = local + EASE * n + rng.normal(0, 1.0, count)
    leaning = felt[:, None] + np.array(list(QUESTIONS.values()))
    answer = 1 + np.searchsorted(STEPS, leaning + rng.logistic(size=leaning.shape))
    cells = np.where(rng.random(leaning.shape) < SKIPPED, "", answer.astype(str))
    silent = rng.random(count) < SILENT
    days = rng.integers(0, 14, count)
    words = rng.random(count) < 0.02
    return [
        [
            f"P{month:%y%m}-{1000 + 3 * k}",
            f"{first + timedelta(days=int(days[k])):%d/%m/%Y}",
            units[row["station"]],
            "Prefer not to say" if silent[k] else row["group"],
            *cells[k],
            COMMENTS[k % len(COMMENTS)] if words[k] else "",
        ]
        for k, row in enumerate(asked.select("station", "group").to_dicts())
    ]
