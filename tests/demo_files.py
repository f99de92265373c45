"""The illustrative deliveries, made once for all tests, and their rows read with pandas."""

import atexit
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from etl.demo import Batch, make
from etl.force import read_force

ROOT = Path(__file__).resolve().parent.parent
FORCE = ROOT / "forces" / "anyshire"
DELIVERED = [
    "kiosks", "survey", "contacts", "complaints", "roster", "moodle", "leadership", "promotions",
    "assessments", "themes", "pulse",
]  # fmt: skip
MAPPINGS = read_force(FORCE, ROOT / "catalogue").sources
SOURCES: dict[str, Any] = {
    id_: MAPPINGS[id_].model_dump(exclude_defaults=True)
    | {"drop": [*MAPPINGS[id_].drop, *MAPPINGS[id_].names]}
    for id_ in DELIVERED
}
"""The mappings with what they take from feeds; names are read, but no field."""
FOLDER = tempfile.TemporaryDirectory(prefix="demo")
atexit.register(FOLDER.cleanup)


@cache
def batches() -> list[Batch]:
    """Both batches, in a folder that goes away with the tests."""
    return make(Path(FOLDER.name))


def files(source: str) -> list[Path]:
    return [path for batch in batches() for id_, path in batch.files if id_ == source]


def frame(paths: list[Path], source: str) -> pd.DataFrame:
    """The rows of the files as text: ragged and repeated ones left out, the newest file last."""
    mapping = SOURCES[source]
    options = {"encoding": mapping.get("encoding", "utf-8-sig"), "dtype": str}
    options |= {"sep": mapping.get("delimiter", ","), "keep_default_na": False}
    read = [pd.read_csv(p, on_bad_lines="skip", **options) for p in paths]
    return pd.concat(read, ignore_index=True).drop_duplicates()


def code_list(name: str, column: str) -> dict[str, str]:
    rows = pd.read_csv(FORCE / name, dtype=str, keep_default_na=False)
    return dict(zip(rows.iloc[:, 0], rows[column], strict=True))


@cache
def presses() -> pd.DataFrame:
    """The valid presses with their area, month, weekday and points."""
    found = frame(files("kiosks"), "kiosks")
    found["area"] = found["experiencePointId"].map(code_list("experience_points.csv", "area"))
    ok = found["buttonIndex"].isin(list("0123")) & (found["localTime"] < "2030")
    found = found[ok & found["area"].notna()].copy()
    found["month"] = found["localTime"].str[:7]
    found["points"] = found["buttonIndex"].astype(int) / 3 * 100
    return found


def in_post(day: str) -> pd.DataFrame:
    roster = frame(files("roster")[-1:], "roster")
    roster["area"] = roster["Unit"].map(code_list("hr_units.csv", "area"))
    for column in ("Start", "End"):
        roster[column] = pd.to_datetime(roster[column], format="%d/%m/%Y", errors="coerce")
    there = (roster["Start"] <= day) & ~(roster["End"] < day)
    return roster[there & roster["area"].notna() & (roster["Staff number"] != "")]
