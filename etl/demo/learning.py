"""The two systems that hold the courses: Moodle's activity progress and the police learning
system's report."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import xlsxwriter

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.staff import as_of
from etl.demo.training import ASSESSED, LEADERSHIP, TITLES
from etl.demo.world import CUT, LAST, World

PREAMBLE = [
    ["Date Run: {:%m/%d/%Y}"],
    ["Module ID=", "LMC-2024 Leadership and Management Certificate"],
    ["Overall Status=", "Completed"],
    ["Current Status=", "Active"],
]
HEADER = [
    "LAST NAME",
    "FIRST NAME",
    "STAR/BADGE",
    "DATE OF APPOINTMENT",
    "GENDER",
    "SESSION END DATE",
]
HEADER_ROW = 6
DAY = timedelta(1)
Cell = str | date


def deliver_moodle(
    rng: np.random.Generator, world: World, folder: Path, done: pl.DataFrame
) -> tuple[list[Path], list[Path]]:
    """The whole progress report at the end of May and, again, at the end of June."""
    rows = _progress(rng, done.filter(pl.col("title") != LEADERSHIP))
    first = _moodle(rng, folder / "moodle_2026-05-31.csv", world, rows, CUT - DAY)
    return [first], [_moodle(rng, folder / "moodle_2026-06-30.csv", world, rows, LAST)]


def _progress(rng: np.random.Generator, done: pl.DataFrame) -> pl.DataFrame:
    """Adds ``state`` and ``time`` as Moodle writes them, the same in every report."""
    seconds = pl.Series("seconds", rng.integers(8 * 3600, 18 * 3600, done.height))
    failed = pl.Series(rng.random(done.height) < 0.04)
    passed = pl.when(failed).then(pl.lit("did not achieve")).otherwise(pl.lit("achieved"))
    assessed = pl.format("Completed ({} pass grade)", passed)
    time = pl.col("day").cast(pl.Datetime("ms")) + pl.duration(seconds=pl.col("seconds"))
    return (
        done.with_columns(seconds)
        .with_columns(
            state=pl.when(pl.col("title") == ASSESSED)
            .then(assessed)
            .otherwise(pl.lit("Completed")),
            time=time.dt.strftime("%Y-%m-%d %H:%M:%S"),
        )
        .drop("seconds")
    )


def _moodle(
    rng: np.random.Generator, path: Path, world: World, progress: pl.DataFrame, made: date
) -> Path:
    known = progress.filter(pl.col("day") <= made)
    cells = {(person, title): (state, time) for person, title, _, state, time in known.rows()}
    users = as_of(world.spells, made).unique("person", keep="first").sort("person")
    rows: list[Row] = [
        [f"{forename} {surname}", person, f"{person.lower()}@anyshire.example"]
        + [cell for title in TITLES for cell in cells.get((person, title), ("Not completed", ""))]
        for person, forename, surname in users.select("person", "forename", "surname").rows()
    ]
    header = ["", "ID number", "Email address", *(h for title in TITLES for h in (title, ""))]
    rows = planted(rows, _bad(rng, rows), 2, rng)
    return write_rows(path, header, rows, delimiter="\t", encoding="utf-16", line_end="\r\n")


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    pick = [[*rows[n][:3], "Completed", *rows[n][4:]] for n in rng.integers(0, len(rows), 4)]
    return [
        altered(pick[0], 4, "2062-02-01 09:00:00"),
        altered(pick[1], 1, ""),
        altered(pick[2], 4, ""),
        pick[3][:-2],
    ]


def deliver_leadership(
    rng: np.random.Generator, world: World, folder: Path, done: pl.DataFrame
) -> tuple[list[Path], list[Path]]:
    """The whole report at the end of May and, again, at the end of June."""
    rows = _report(rng, world, done.filter(pl.col("title") == LEADERSHIP))
    first = _workbook(folder / "leadership_2026-05-31.xlsx", rows, CUT - DAY)
    return [first], [_workbook(folder / "leadership_2026-06-30.xlsx", rows, LAST)]


def _report(rng: np.random.Generator, world: World, done: pl.DataFrame) -> pl.DataFrame:
    """The rows of the report by name: some people stand in it twice, one without a badge and one
    with a day that is still to come."""
    people = world.spells.unique("person", keep="first", maintain_order=True)
    rows = done.join(people, on="person").select(
        "surname", "forename", "person", "start",
        pl.Series("gender", rng.choice(["F", "M", "X"], done.height, p=[0.46, 0.52, 0.02])), "day",
    )  # fmt: skip
    twice = rows[rng.integers(0, rows.height, 6)]
    renewed = rows[rng.integers(0, rows.height, 4)].with_columns(pl.col("day").dt.offset_by("1y"))
    bad = rows[:2].with_columns(
        pl.Series("person", ["", rows["person"][1]]), pl.Series("day", [CUT, date(2062, 5, 4)])
    )
    return pl.concat([rows, twice, renewed, bad]).sort("surname", "forename", maintain_order=True)


def _workbook(path: Path, rows: pl.DataFrame, made: date) -> Path:
    """Four rows about the report, a blank one, the header, a blank one, then the people."""
    shown = rows.filter((pl.col("day") <= made) | (pl.col("day") > date(2030, 1, 1)))
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "mm/dd/yyyy"})
    book.set_properties({"created": datetime(made.year, made.month, made.day, tzinfo=UTC)})
    sheet = book.add_worksheet("Report")
    table: list[list[Cell]] = [[cell.format(made) for cell in row] for row in PREAMBLE]
    table += [[], [*HEADER], [], *([*row] for row in shown.rows())]
    for line, cells in enumerate(table):
        sheet.write_row(line, 0, cells)
    book.close()
    return path
