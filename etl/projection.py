"""When will training be finished? A burn-up of the last six months, drawn on. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from etl.stock import months_between

LAST = 6
"""Months whose completions make the pace (statistics.md, section 6)."""

NOT_AT_THIS_PACE = "not at this pace"
_MONTHS = {f"{n:02d}" for n in range(1, 13)}
Counts = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Projection:
    """pace: completions per month, mean of the last six. months: ``month`` (YYYY-MM), ``low``,
    ``middle``, ``high``: people holding the course at its end, never above the staff.

    finish, earliest, latest: the month in which the last one completes: the middle of the draws and
    the ends of their 80 % band; ``NOT_AT_THIS_PACE`` where that lies beyond the horizon. All three
    are the last month known where everyone holds the course already.
    """

    pace: float
    finish: str
    earliest: str
    latest: str
    months: pd.DataFrame


def burn_up(
    completions: ArrayLike,
    held: int,
    staff: int,
    last_month: str,
    seed: int,
    draws: int = 2000,
    horizon: int = 120,
    band: float = 0.8,
    known: int = LAST,
) -> Projection:
    """When all ``staff`` in post hold a course, of whom ``held`` do at the end of ``last_month``.

    ``completions`` (months,): people who completed in each month up to ``last_month`` (YYYY-MM);
    the last six count. The staff stay as they are: nobody leaves, joins or lets the course lapse.
    Each of ``draws`` futures first draws six months with replacement from the last six, standing
    for not knowing the pace, then its months from these, standing for good and bad months; fewer
    than six (``known``) where the pace is known from so few, as of quarters. Six
    months cannot know of a new trainer or of holidays: the band is a range, not a promise. In
    made-up forces of steady pace the band of 80 % held the true month in 83 % of cases with 5
    months to go and in 66 % with 30 (without the first stage in 74 % and 29 %).

    Percentile bootstrap (B. Efron, 1979), in two stages. ValueError names every mistake at once:
    fewer than six months, a count missing or below 0, more held than staff, no staff, a month that
    is none, fewer than one draw, month of horizon or month known, a band outside 0 to 1.
    """
    counts = np.asarray(completions, float)
    if mistakes := list(_mistakes(counts, held, staff, last_month)) + _limits(
        draws, horizon, band, known
    ):
        raise ValueError("; ".join(mistakes))
    recent = counts[-LAST:]
    future = _months_after(last_month, horizon)
    paths = held + np.cumsum(_futures(recent, draws, horizon, seed, known), axis=1)
    done = np.where(paths[:, -1] >= staff, (paths >= staff).argmax(axis=1) + 1, horizon + 1)
    done = np.zeros(draws, int) if held == staff else done
    names = [last_month, *future, NOT_AT_THIS_PACE]
    edges = (1 - band) / 2, 0.5, (1 + band) / 2
    earliest, finish, latest = (names[int(_quantile(done, edge))] for edge in edges)
    low, middle, high = (_quantile(np.minimum(paths, staff), edge) for edge in edges)
    months = pd.DataFrame({"month": future, "low": low, "middle": middle, "high": high})
    return Projection(float(recent.mean()), finish, earliest, latest, months)


def _limits(draws: int, horizon: int, band: float, known: int) -> list[str]:
    if min(draws, horizon, known) >= 1 and 0 < band < 1:
        return []
    given = f"{draws}, {horizon}, {known}, {band}"
    return [f"draws, horizon and known must be 1 or more, band 0 to 1, got {given}"]


def _mistakes(counts: Counts, held: int, staff: int, last_month: str) -> Iterator[str]:
    if counts.ndim != 1 or len(counts) < LAST:
        yield f"completions must be at least {LAST} months, got shape {counts.shape}"
    if not (np.isfinite(counts) & (counts >= 0)).all():
        yield "completions must be 0 or more in every month, got some missing or below 0"
    if not 0 <= held <= staff or staff == 0:
        yield f"held must be 0 to staff, and staff above 0, got {held} of {staff}"
    year, _, month = last_month.partition("-")
    if not (len(year) == 4 and year.isdigit() and month in _MONTHS):
        yield "last_month must be a month (YYYY-MM)"


def _months_after(month: str, number: int) -> list[str]:
    years = int(month[:4]) + number // 12 + 1
    return months_between(month, f"{years:04d}-{month[5:]}")[1 : number + 1]


def _futures(recent: Counts, draws: int, horizon: int, seed: int, known: int) -> Counts:
    """(draws, horizon) Completions of the months to come."""
    rng = np.random.default_rng(seed)
    pace = rng.choice(recent, (draws, known))
    return np.take_along_axis(pace, rng.integers(0, known, (draws, horizon)), axis=1)


def _quantile(values: Counts | NDArray[np.int64], at: float) -> Counts:
    """Along the draws; always one of them, since there is no month between two months."""
    return np.quantile(values, at, axis=0, method="inverted_cdf")
