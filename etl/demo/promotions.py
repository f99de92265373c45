"""Promotions as the personnel system exports them: one row each, in the order of their days."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.staff import PROMOTED
from etl.demo.world import CUT, FIRST, World, code_list

HEADER = [
    "Staff number", "Surname", "Forename", "Unit", "Promoted on", "From grade", "To grade",
]  # fmt: skip
NEVER = date(2100, 1, 1)


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """July 2023 to May 2026, then June."""
    rows = _promotions(world.spells)
    before, after = (
        rows.filter(pl.col("start").is_between(*days, closed="left"))
        for days in ((FIRST, CUT), (CUT, NEVER))
    )
    first = _write(rng, folder / "promotions_2026-05-31.csv", before)
    return [first], [_write(rng, folder / "promotions_2026-06-30.csv", after)]


def _promotions(spells: pl.DataFrame) -> pl.DataFrame:
    """The spells that began with a promotion, with the grade before."""
    earlier = pl.col("grade").shift(1).over("person")
    pairs = pl.Series([f"{old}>{new}" for old, new in PROMOTED.items()])
    return (
        spells.sort("person", "start")
        .with_columns(before=earlier)
        .filter(pl.concat_str("before", pl.lit(">"), "grade").is_in(pairs.implode()))
        .sort("start", "person")
    )


def _write(rng: np.random.Generator, path: Path, promoted: pl.DataFrame) -> Path:
    units = {row["area"]: row["code"] for row in code_list("hr_units.csv")}
    text = promoted.select(
        "person", "surname", "forename", pl.col("station").replace(units),
        pl.col("start").dt.strftime("%d/%m/%Y"), "before", "grade",
    )  # fmt: skip
    rows: list[Row] = list(text.rows())
    return write_rows(path, HEADER, planted(rows, _bad(rows), 1, rng))


def _bad(rows: list[Row]) -> list[Row]:
    return [
        altered(rows[0], 3, "ZZ99"),
        altered(rows[-1], 6, "Acting sergeant"),
        altered(rows[0], 4, "01/06/2062"),
    ]
