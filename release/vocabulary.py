"""The words that both sides of the wall share: levels, periods, statuses, themes."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

Level = Literal["force", "region", "district", "station", "sector"]
"""Levels of geography, coarse to fine. A force uses those it has and titles them itself."""

Frequency = Literal["month", "quarter", "year"]
"""Reference frequencies of an observation (SDMX: FREQ)."""

Status = Literal["normal", "suppressed", "rounded", "unavailable", "not_applicable"]
"""What a shown number is (SDMX: OBS_STATUS). A suppressed number is null, never zero."""

Kind = Literal["score", "percent", "rate", "mean", "count"]
Direction = Literal["higher", "lower", "neutral"]
Protection = Literal["people", "events", "reported"]
Theme = Literal[
    "station",
    "encounter",
    "phone",
    "complaints",
    "comments",
    "training",
    "leadership",
    "wellbeing",
]

LEVELS: tuple[Level, ...] = get_args(Level)
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
THEMES: tuple[Theme, ...] = get_args(Theme)

SMALLEST_CELL = 10
"""No count of people below this is ever shown; a measure may raise it, never lower it."""

ROUNDING = 5
"""Counts of people are rounded to this step; a measure may raise it, never lower it."""

TOTAL = ""
"""The breakdown and the category of an observation that is not broken down."""

OBSERVATION_COLUMNS = (
    "release", "measure", "area", "area_name", "period", "period_start", "period_end",
    "breakdown", "category", "numerator", "denominator", "value", "lower", "upper",
    "unit", "status", "note",
)  # fmt: skip
"""The columns of every download and of the API, in order. They never change."""


def period_of(day: str, frequency: Frequency) -> str:
    """The period of an ISO day: ``2026-03``, ``2026-Q1`` or ``2026``."""
    match frequency:
        case "month":
            return day[:7]
        case "quarter":
            return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
        case "year":
            return day[:4]


def frequency_of(period: str) -> Frequency:
    """The frequency of a period; ValueError where the text is no period."""
    period_start(period)
    return "year" if len(period) == 4 else "quarter" if "Q" in period else "month"


@lru_cache(maxsize=4_000)
def period_start(period: str) -> date:
    """The first day of a period; ValueError where the text is no period."""
    head, _, tail = period.partition("-")
    if len(head) != 4 or not (head.isascii() and head.isdigit()):
        raise ValueError(f"{period!r} is not a period such as 2026, 2026-Q1 or 2026-03")
    if not tail and "-" not in period:
        return date(int(head), 1, 1)
    if tail in ("Q1", "Q2", "Q3", "Q4"):
        return date(int(head), 3 * int(tail[1]) - 2, 1)
    if len(tail) == 2 and tail.isascii() and tail.isdigit():
        return date(int(head), int(tail), 1)
    raise ValueError(f"{period!r} is not a period such as 2026, 2026-Q1 or 2026-03")


def period_end(period: str) -> date:
    """The last day of a period."""
    start = period_start(period)
    months = {"month": 1, "quarter": 3, "year": 12}[frequency_of(period)]
    ahead = start.month - 1 + months
    return date(start.year + ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1)


def next_period(period: str) -> str:
    """The period after this one: 2026-03 → 2026-04."""
    after = period_end(period) + timedelta(days=1)
    return period_of(after.isoformat(), frequency_of(period))


def year_earlier(period: str) -> str:
    """The same period one year before."""
    return f"{int(period[:4]) - 1:04d}{period[4:]}"
