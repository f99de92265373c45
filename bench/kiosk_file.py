"""A generated kiosk export of any size, from a seed, with half a percent of bad rows."""

from pathlib import Path

import numpy as np
import polars as pl

BAD = 0.005
MONTHS = 12


def write(path: Path, rows: int, places: list[str], seed: int = 7) -> Path:
    """``rows`` presses over a year in the shape of HappyOrNot's API v2 CSV."""
    rng = np.random.default_rng(seed)
    seconds = np.sort(rng.integers(0, 365 * 86_400, rows))
    start = np.datetime64("2025-01-01T00:00:00")
    place = rng.choice(np.array(places), rows)
    place[rng.random(rows) < BAD] = "unknown"
    frame = pl.DataFrame(
        {
            "feedbackId": np.arange(rows),
            "smileyId": rng.integers(100, 999, rows),
            "localTime": (start + seconds.astype("timedelta64[s]")).astype("datetime64[ms]"),
            "surveyId": 11,
            "experiencePointId": place,
            "buttonIndex": rng.choice(4, rows, p=[0.08, 0.1, 0.27, 0.55]),
            "misuse": rng.choice(np.array(["false", "true"]), rows, p=[0.99, 0.01]),
            "position": 0,
            "ui": "kiosk",
            "smileyType": "four",
        }
    )
    frame = frame.with_columns(
        pl.format("fb-{}", "feedbackId").alias("feedbackId"),
        pl.col("localTime").dt.to_string("%Y-%m-%dT%H:%M:%S"),
    )
    frame.write_csv(path)
    return path
