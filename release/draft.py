"""A release before it is published: shown numbers and what explains them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from release.measures import Area, Measure
from release.tables import FINDINGS, OBSERVATION, Table

KEY = list(OBSERVATION.key)
SHOWN = [*OBSERVATION.numbers, *OBSERVATION.texts]


@dataclass(frozen=True)
class Draft:
    """What the writer publishes.

    observations: one row a KEY with the SHOWN columns; numbers are float64 or null, the rest text.
    findings: table (release.tables.FINDINGS) → its rows; one that is not named has none.
    documents: kind → id → JSON-able body, for everything that explains the numbers and is not a
    measure or an area (force, course, source, action, boundary).
    """

    measures: tuple[Measure, ...]
    areas: tuple[Area, ...]
    observations: pd.DataFrame
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: dict[str, pd.DataFrame] = field(default_factory=dict)

    def rows(self) -> dict[str, pd.DataFrame]:
        """The rows of every table of the release, by its name."""
        empty = pd.DataFrame()
        found = {name: self.findings.get(name, empty) for name in FINDINGS}
        return {OBSERVATION.name: self.observations, **found}


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Rows as a frame of the table's columns: texts (blank where missing) and float64."""
    frame = pd.DataFrame(list(rows), columns=table.columns, dtype="object")
    texts = frame[[*table.key, *table.texts]].fillna("").astype("str")
    return frame.assign(**texts).astype(dict.fromkeys(table.numbers, "float64"))
