"""Did training move the score? The rows of the release table ``effect``. Pure.

One set of rows a course and measure that it was expected to move (``expected_to_move`` in
catalogue/courses.toml: written down before anybody looks, so that nobody picks what moved).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import may_move
from etl.effects.aggregates import Estimate
from etl.effects.gates import gates
from etl.effects.training import AfterTraining, NotEnough, after_training
from etl.effects.units import Units, coverage_of, units
from etl.shown import Shown
from release.draft import frame_of
from release.tables import EFFECT

DRAWS = 9_999
SEED = 20_210_501
"""Of the permutation test: fixed, so that equal numbers give an equal release."""

CHANCE = 0.05
"""A p-value above it is no sign of a change, whatever the interval."""

MOVED, NO_CLEAR_CHANGE, NOT_ENOUGH = "moved", "no clear change", "not enough data"
Row = dict[str, Any]


def effect_table(shown: Shown) -> dict[str, pd.DataFrame]:
    """The table ``effect``, for every course with coverage by station and what it may move."""
    return {EFFECT.name: frame_of(EFFECT, _rows(shown))}


def _rows(shown: Shown) -> Iterator[Row]:
    for course in shown.courses.values():
        coverage = coverage_of(course, shown.measures)
        for id_ in dict.fromkeys(course.expected_to_move) if coverage else ():
            if coverage and may_move(shown.measures.get(id_)):
                for row in rows_of(units(shown, coverage, id_)):
                    yield {"course": course.id, "measure": id_, **row}


def rows_of(found: Units) -> Iterator[Row]:
    """Gates and who is left out; behind passed gates alone also what was found."""
    for gate in gates(found.first, found.observations):
        status = "passed" if gate.passed else "not passed"
        numbers = {"estimate": gate.found, "needed": gate.needed}
        yield {"part": "gate", "at": gate.name, **numbers, "status": status}
    for reason, count in found.left_out.items():
        yield {"part": "left out", "at": reason, "units": count}
    moved = after_training(found.outcome, found.first, found.observations, DRAWS, SEED)
    if isinstance(moved, NotEnough):
        yield {"part": "simple", "status": NOT_ENOUGH}
    else:
        yield from _estimates(moved, found.months)


def _estimates(moved: AfterTraining, months: list[str]) -> Iterator[Row]:
    trained = int(moved.group.rows["units"].sum())
    whole = {"units": trained, **_numbers(moved.simple), "status": verdict(moved)}
    yield {"part": "simple", **whole}
    yield {"part": "permutation", "estimate": moved.permutation.p}
    parts = {"dynamic": moved.dynamic, "group": moved.group, "calendar": moved.calendar}
    for part, aggregate in parts.items():
        for at, places, *numbers in aggregate.rows.to_numpy(float).tolist():
            name = str(int(at)) if part == "dynamic" else months[int(at)]
            found = Estimate(*numbers)
            yield {"part": part, "at": name, "units": places, **_numbers(found)}
    rates = dict(zip(("untrained", "trained"), moved.naive.table["rate"], strict=True))
    for at, rate in (rates | {"difference": moved.naive.difference}).items():
        yield {"part": "naive", "at": at, "estimate": rate}


def verdict(moved: AfterTraining) -> str:
    """A change is claimed only where the interval and the lot both speak for it."""
    low, high = moved.simple.low, moved.simple.high
    apart = bool(np.isfinite([low, high]).all()) and (low > 0 or high < 0)
    return MOVED if apart and moved.permutation.p <= CHANCE else NO_CLEAR_CHANGE


def _numbers(found: Estimate) -> Row:
    limits = {"lower": found.low, "upper": found.high}
    return {"estimate": found.value, "error": found.error, **limits}
