"""A release before it is published: shown numbers and what explains them."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from release.measures import Area, Measure

KEY = ["measure", "frequency", "area", "breakdown", "category", "period"]
SHOWN = ["numerator", "denominator", "value", "lower", "upper", "status", "note"]


@dataclass(frozen=True)
class Draft:
    """What the writer publishes.

    observations: one row a KEY with the SHOWN columns; numbers are float64 or null, the rest text.
    documents: kind → id → JSON-able body, for everything that explains the numbers and is not a
    measure or an area (force, course, source, action, boundary).
    """

    measures: tuple[Measure, ...]
    areas: tuple[Area, ...]
    observations: pd.DataFrame
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
