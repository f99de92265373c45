"""What the peers show, as our portal gives it: a download of one measure for one place.

Imports nothing of ours: Vizro runs in an environment of its own.
"""

import sys

import pandas as pd

TITLE = "Happy Index"


def rows(path: str) -> pd.DataFrame:
    """The months of the measure, with period, value, lower and upper."""
    frame = pd.read_csv(path)
    months = frame[frame["period"].str.fullmatch(r"[0-9]{4}-[0-9]{2}")]
    return months[["period", "value", "lower", "upper", "denominator"]]


def asked() -> tuple[str, int]:
    """The file and the port of the command line."""
    return sys.argv[1], int(sys.argv[2])
