"""A record type with every kind of rule, its right and wrong values, and what became of rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from etl.records import RecordType
from etl.validate import Codelist
from tests.etl.sources import arrive

LISTS = {
    "areas": Codelist(["oak", "ash", "yew"], {"yew": ("2020-01-01", "2025-12-31")}),
    "courses": Codelist(["empathy", "resilience"], {}),
}
TODAY = "2026-06-30"
NAME = {"required": True, "pattern": "[a-z]{1,3}"}
RECORD = RecordType(
    id="r",
    title="R",
    primaryKey=["id"],
    date="day",
    rules=[{"field": "part", "atMost": "whole"}],
    fields=[
        {"name": "id", "type": "string", "constraints": NAME},
        {"name": "area", "type": "string", "codelist": "areas"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["x", "y"]}},
        {"name": "day", "type": "date", "constraints": {"required": True}},
        {"name": "at", "type": "datetime"},
        {"name": "whole", "type": "integer", "constraints": {"minimum": 0, "maximum": 1000}},
        {"name": "part", "type": "integer"},
        {"name": "score", "type": "number", "constraints": {"minimum": -1, "maximum": 99.5}},
        {"name": "yes", "type": "boolean"},
    ],
)  # fmt: skip
GOOD = {"id": "a", "area": "oak", "kind": "x", "day": "2026-01-05", "at": "2026-01-05T10:00",
        "whole": "5", "part": "5", "score": "1.5", "yes": "true"}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What became of the rows of the last of some deliveries."""

    records: pl.DataFrame
    quarantine: pl.DataFrame
    rows: int
    duplicates: int

    @property
    def accepted(self) -> int:
        return self.rows - self.quarantine.height - self.duplicates


def checked(record: RecordType, lines_of: int, *deliveries: pl.DataFrame) -> Checked:
    found = arrive(record, [[frame] for frame in deliveries], LISTS, TODAY, lines_of)
    taken, last = found.taken[-1], deliveries[-1]
    lines = last.select(pl.col("row") // lines_of).n_unique()
    return Checked(found.records, taken.quarantine, lines, taken.repeats.duplicates)


def frame(lines: Sequence[dict[str, str | None]]) -> pl.DataFrame:
    """Rows that differ from the good one, from line 2 on."""
    given = [{"row": n, **GOOD, **line} for n, line in enumerate(lines, 2)]
    schema = {"row": pl.Int64, **dict.fromkeys(RECORD.names, pl.String)}
    return pl.DataFrame(given, schema=schema)


def check(*lines: dict[str, str | None], before: Sequence[dict[str, str | None]] = ()) -> Checked:
    return checked(RECORD, 1, *([frame(before)] if before else []), frame(lines))


def reasons(**cells: str | None) -> list[str]:
    found = check(cells).quarantine
    return found.item(0, "reasons").split("; ") if found.height else []


BROKEN = {
    "id": ({None: "is missing", "A": "does not have the right form", "abcd": "does not have the "
           "right form", "a\n": "does not have the right form"}),
    "area": {"elm": "is not in the list of areas", "Oak": "is not in the list of areas"},
    "kind": {"z": "is not one of the known values"},
    "day": {
        None: "is missing",
        **dict.fromkeys(["2026-02-29", "2026-04-31", "2025-13-01", "2026-1-5", "05/01/2026",
                         "0000-01-01", "1889-01-01", "2026-01-05T10:00"], "is not a valid date"),
        "2026-07-01": "is in the future",
    },
    "at": {
        **dict.fromkeys(["2026-01-05", "2026-01-05T24:00", "2026-01-05T10:60",
                         "2026-01-05T10:00:60", "2026-02-29T10:00", "2026-01-05 10:00",
                         "2026-01-05T10", "2026-01-05T10:00+2"], "is not a valid time"),
        "2026-07-01T00:00": "is in the future",
    },
    "whole": {
        **dict.fromkeys(["1.0", "1e2", "NaN", "٣", "1_000", "1,000", "0x10", "−0", "--1", "+",
                         " 5", "9999999999999", "1e400"], "is not a whole number"),
        "1001": "is above 1000",
    },
    "score": {
        **dict.fromkeys(["1e400", "1e-3", "NaN", "nan", "inf", "-Infinity", "٣", "1_0", "0x10",
                         "−0", "1,5", ".5", "5.", "1.2.3"], "is not a number"),
        "-1.001": "is below -1",
        "99.501": "is above 99.5",
    },
    "yes": dict.fromkeys(["True", "1", "yes"], "is not true or false"),
}  # fmt: skip
RIGHT = {
    "area": [None, "ash"],
    "kind": [None, "y"],
    "day": ["2024-02-29", "2000-02-29", TODAY, "1990-01-01"],
    "at": [None, "2026-06-30T23:59:59.999", "2026-01-05T9:05", "2026-01-05T10:00:00+02:00",
           "2026-01-05T10:00Z"],
    "whole": ["+5", "0005", "1000", None],
    "part": ["-7", "-0", None],
    "score": ["-1", "+5", "99.5", "0.0004", "-0", None],
    "yes": ["false", None],
}  # fmt: skip
