"""A generated kiosk export of any size, from a seed, with half a percent of bad rows."""

from pathlib import Path

import numpy as np
import polars as pl

BAD = 0.005
AT_ONCE = 2_000_000
FIRST = np.datetime64("2023-07-01T00:00:00")
HISTORY = 3 * 365
"""Days that a history covers, from FIRST on."""


def write(
    path: Path, rows: int, places: list[str], seed: int = 7, *, after: int = 0, days: int = HISTORY
) -> Path:
    """``rows`` presses in the shape of HappyOrNot's API v2 CSV, in the order of time.

    They are spread over ``days`` that begin ``after`` days from FIRST; ids name it, so that two
    files of different days share none.
    """
    with path.open("wb") as file:
        for done in range(0, rows, AT_ONCE):
            count = min(AT_ONCE, rows - done)
            span = days * 86_400 / rows
            frame = _presses(count, places, (seed, after, done), after * 86_400 + done * span, span)
            numbers = pl.int_range(done, done + count).cast(pl.String).str.zfill(16)
            names = pl.lit(f"fb{after:06d}") + numbers
            frame.with_columns(feedbackId=names).write_csv(file, include_header=not done)
    return path


def _presses(
    rows: int, places: list[str], seed: tuple[int, ...], start: float, span: float
) -> pl.DataFrame:
    """``rows`` presses, one every ``span`` seconds or so, from ``start`` seconds after FIRST."""
    rng = np.random.default_rng(seed)
    seconds = np.sort(start + rng.random(rows) * span * rows).astype("timedelta64[s]")
    place = rng.choice(np.array(places), rows)
    place[rng.random(rows) < BAD] = "unknown"
    return pl.DataFrame(
        {
            "feedbackId": "",
            "smileyId": rng.integers(100, 999, rows),
            "localTime": (FIRST + seconds).astype("datetime64[ms]"),
            "surveyId": 11,
            "experiencePointId": place,
            "buttonIndex": rng.choice(4, rows, p=[0.08, 0.1, 0.27, 0.55]),
            "misuse": rng.choice(np.array(["false", "true"]), rows, p=[0.99, 0.01]),
            "position": 0,
            "ui": "kiosk",
            "smileyType": "four",
        }
    ).with_columns(pl.col("localTime").dt.to_string("%Y-%m-%dT%H:%M:%S"))
