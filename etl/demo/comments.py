"""What people write at a kiosk, as HappyOrNot exports it (CSV of API v2): a press with words, and
the themes that the vendor found in them."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo import kiosks
from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.survey import COMMENTS
from etl.demo.world import LATEST, PARTS, World

HEADER = [
    *kiosks.HEADER, "text", "maskedText", "rephrasedText", "textInEnglish", "spam", "categories",
    "themes",
]  # fmt: skip
WRITE = np.array([0.060, 0.045, 0.020, 0.024])
"""How many of those who press a face, worst first, add words."""
THEMES = {  # theme → how often a comment with an unhappy face names it, and one with a happy face
    "waiting time": (0.20, 0.08),
    "queue": (0.09, 0.02),
    "information": (0.14, 0.06),
    "communication": (0.08, 0.07),
    "attitude": (0.10, 0.02),
    "respect": (0.06, 0.10),
    "friendliness": (0.05, 0.26),
    "staff": (0.06, 0.15),
    "professionalism": (0.03, 0.11),
    "fairness": (0.05, 0.03),
    "opening hours": (0.06, 0.01),
    "cleanliness": (0.02, 0.03),
    "accessibility": (0.03, 0.02),
    "website": (0.02, 0.01),
    "safety": (0.01, 0.02),
    "other": (0.04, 0.04),
}
SECOND, THIRD = 0.35, 0.06
"""How many comments name a second theme, and a third one."""


def deliver(
    rng: np.random.Generator, _world: World, folder: Path, presses: pl.DataFrame
) -> tuple[list[Path], list[Path]]:
    """The files of the first and of the second batch. ``presses`` as kiosks.py makes them."""
    comments = _comments(rng, presses)
    paths = {}
    for name, (start, stop) in PARTS.items():
        part = comments.filter(pl.col("at").is_between(start, stop, closed="left"))
        rows: list[Row] = list(part.select(HEADER).rows())
        rows = planted(rows, _bad(rng, rows), 8, rng)
        paths[name] = write_rows(folder / f"comments_{name}.csv", HEADER, rows)
    return [paths[n] for n in paths if n != LATEST], [paths[LATEST]]


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    """A kiosk that is on no list, a theme that nobody has mapped yet, a wrong clock."""
    pick = [rows[n] for n in rng.integers(0, len(rows), 6)]
    themes = len(HEADER) - 1
    return [
        *(altered(row, 4, "98999") for row in pick[:3]),
        *(altered(row, themes, "parking") for row in pick[3:5]),
        altered(pick[5], 2, "2062-01-01T00:00:00"),
    ]


def _comments(rng: np.random.Generator, presses: pl.DataFrame) -> pl.DataFrame:
    """One row a comment, in order of time, every column of HEADER as text, and ``at``."""
    face = presses["face"].to_numpy()
    rows = presses.filter(pl.Series(rng.random(face.size) < WRITE[face]))
    happy = rows["face"].to_numpy() >= 2
    texts = np.array(COMMENTS)[rng.integers(0, len(COMMENTS), rows.height)]
    said = pl.Series("text", texts)
    return rows.with_columns(
        text=said,
        maskedText=said,
        rephrasedText=said,
        textInEnglish=said,
        spam=pl.Series(rng.random(rows.height) < 0.01).cast(pl.String),
        categories=pl.lit("relevant"),
        themes=pl.Series(_themes(rng, happy)),
    )


def _themes(
    rng: np.random.Generator, happy: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> list[str]:
    """The themes of each comment, joined by commas; none twice."""
    names, often = list(THEMES), np.array(list(THEMES.values()))
    chance = often / often.sum(axis=0)
    # The largest of logarithms with Gumbel noise are a draw without replacement.
    noise = rng.gumbel(size=(happy.size, len(names)))
    order = np.argsort(-(np.log(chance.T)[happy.astype(int)] + noise), axis=1)
    drawn = rng.random(happy.size)
    many = 1 + (drawn < SECOND).astype(int) + (drawn < THIRD)
    return [",".join(names[n] for n in order[row, : many[row]]) for row in range(happy.size)]
