"""What people could do before a training and after it: the assessor's table, one row a person and
area of learning."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.training import ASSESSED, RECRUIT_COURSE, WORKSHOP
from etl.demo.world import CUT, LAST, World, code_list

HEADER = [
    "Staff number", "Surname", "Forename", "Unit", "Area of learning", "Assessed on",
    "Score before", "Score after",
]  # fmt: skip
AREAS = {
    "Know yourself": "Self-awareness", "Emotional intelligence": "Self-awareness",
    "Resilience": "Resilience", "Psychological first aid": "Resilience",
    "Empathy in practice": "Empathy", "Cultural sensitivity": "Empathy",
    "Plain communication": "Communication", ASSESSED: "Communication",
    WORKSHOP: "Customer service", "Role play at the desk": "Customer service",
    RECRUIT_COURSE: "Customer service",
}  # fmt: skip
GAIN = {
    "Self-awareness": 7.0, "Resilience": 0.5, "Empathy": 12.0, "Communication": 9.0,
    "Customer service": 16.0,
}  # fmt: skip
"""Points that people gain on average; in resilience nothing to speak of."""
ASSESSED_SHARE, NOT_YET = 0.85, 0.06
"""Share of completions with an assessment, and of these without a score after it."""


def deliver(
    rng: np.random.Generator, world: World, folder: Path, done: pl.DataFrame
) -> tuple[list[Path], list[Path]]:
    """Everything up to May 2026, then June."""
    rows = _assessed(rng, world.spells, done)
    first, second = rows.filter(pl.col("day") < CUT), rows.filter(pl.col("day") >= CUT)
    return (
        [_write(rng, folder / "assessments_2026-05-31.csv", first)],
        [_write(rng, folder / "assessments_2026-06-30.csv", second)],
    )


def _assessed(rng: np.random.Generator, spells: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    """Each person's first course in an area of learning, with scores and the unit of that day."""
    titles = {"title": list(AREAS), "learning": list(AREAS.values())}
    firsts = (
        done.join(pl.DataFrame(titles), on="title")
        .filter(pl.col("day") <= LAST)
        .sort("day", "person", "title")
        .unique(["person", "learning"], keep="first", maintain_order=True)
    )
    some = firsts.filter(pl.Series(rng.random(firsts.height) < ASSESSED_SHARE))
    count = some.height
    before = rng.normal(64, 13, count)
    gain = some["learning"].replace_strict(GAIN, return_dtype=pl.Float64).to_numpy()
    after = before + gain + rng.normal(0, 8, count)
    known = pl.Series(rng.random(count) >= NOT_YET)
    posts = spells.select("person", "station", "surname", "forename", day="start").sort("day")
    return (
        some.with_columns(before=_points(before), after=_points(after))
        .with_columns(after=pl.when(known).then("after"))
        .join_asof(posts, on="day", by="person", check_sortedness=False)
    )


def _points(scores: np.ndarray) -> pl.Series:
    return pl.Series(np.clip(scores, 0, 100).round().astype(np.int64))


def _write(rng: np.random.Generator, path: Path, assessed: pl.DataFrame) -> Path:
    units = {row["area"]: row["code"] for row in code_list("hr_units.csv")}
    text = assessed.select(
        "person", "surname", "forename", pl.col("station").replace(units), "learning",
        pl.col("day").dt.strftime("%d/%m/%Y"), pl.col("before", "after").cast(pl.String),
    ).fill_null("")  # fmt: skip
    rows: list[Row] = list(text.rows())
    return write_rows(path, HEADER, planted(rows, _bad(rows), 2, rng))


def _bad(rows: list[Row]) -> list[Row]:
    return [
        altered(rows[0], 7, "104"),
        altered(rows[1], 6, "absent"),
        altered(rows[2], 4, "Cooking"),
        altered(rows[3], 5, "31/06/2025"),
    ]
