"""What the findings are worked out from: shown observations and what explains them."""

from dataclasses import dataclass

import pandas as pd

from etl.catalogue import Course
from release.measures import Area, Measure


@dataclass(frozen=True)
class Shown:
    """The shown observations (KEY and SHOWN) and what explains them."""

    observations: pd.DataFrame
    measures: dict[str, Measure]
    areas: tuple[Area, ...]
    courses: dict[str, Course]
