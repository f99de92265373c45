"""The roster as the personnel system exports it: every spell in a post."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.staff import as_of
from etl.demo.world import CUT, LAST, World, code_list

HEADER = [
    "Staff number", "Surname", "Forename", "Unit", "Staff group", "Grade", "Start", "End", "Intake",
]  # fmt: skip
DAY = timedelta(1)


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The whole roster at the end of May and, again, at the end of June."""
    first = _write(rng, folder / "roster_2026-05-31.csv", as_of(world.spells, CUT - DAY))
    second = _write(rng, folder / "roster_2026-06-30.csv", as_of(world.spells, LAST))
    return [first], [second]


def _write(rng: np.random.Generator, path: Path, known: pl.DataFrame) -> Path:
    units = {row["area"]: row["code"] for row in code_list("hr_units.csv")}
    text = known.select(
        "person", "surname", "forename", pl.col("station").replace(units), "group", "grade",
        pl.col("start").dt.strftime("%d/%m/%Y"), pl.col("end").dt.strftime("%d/%m/%Y"), "intake",
    ).fill_null("")  # fmt: skip
    rows: list[Row] = list(text.rows())
    total = [f"Total: {len(rows)} spells"]
    return write_rows(path, HEADER, [*planted(rows, _bad(rng, rows), 3, rng), total])


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    pick = [rows[n] for n in rng.integers(0, len(rows), 5)]
    return [
        *(altered(row, 3, "ZZ99") for row in pick[:2]),
        altered(pick[2], 7, "01/01/1995"),
        altered(pick[3], 6, "31/06/2024"),
        altered(pick[4], 0, ""),
    ]
