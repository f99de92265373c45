"""Every combination of what a release can say of a series, and what the pages then say."""

from collections.abc import Iterator
from itertools import product

from portal import wording
from portal.findings import Assessment, Comparison, Found, Signal
from release.measures import Measure
from release.reader import Observation
from tests.factory import areas, catalogue_measures

MEASURES = {m.id: m for m in catalogue_measures()}
ELM = next(a for a in areas() if a.id == "station_elm")
FORCE = areas()[0]
DIRECTIONS = ("higher", "lower", "neutral")
ASSURANCES = ("passing", "failing", "hit and miss", "")
RULES = ("outside", "trend", "two of three", "one side")
RANGES: dict[str, tuple[float, float] | None] = {
    "none": None,
    "clear": (74, 86),
    "unclear": (50, 90),
}
NO_CHANGE = "no clear change"

Combination = tuple[str, str, str, str, float, str]
"""Variation or reason, direction, assurance, rule, sign, range."""


def combinations() -> Iterator[Combination]:
    for direction, assurance, range_ in product(DIRECTIONS, ASSURANCES, RANGES):
        for said in ("common cause", "too few points", "no spread", "latest point missing"):
            yield said, direction, assurance, "", 0, range_
        for rule, sign in product(RULES, (1, -1)):
            good = (sign > 0) == (direction == "higher")
            said = "neutral" if direction == "neutral" else "improvement" if good else "concern"
            yield said, direction, assurance, rule, sign, range_


def measure_of(direction: str, id_: str = "calls_answered_in_target") -> Measure:
    return MEASURES[id_].model_copy(update={"direction": direction, "target": 70.0})


def point(value: float | None, between: tuple[float, float] | None, period: str) -> Observation:
    low, high = between or (None, None)
    return Observation(
        measure="", frequency="month", area=ELM.id, breakdown="", category="", period=period,
        numerator=None, denominator=None, value=value, lower=low, upper=high,
        status="normal" if value is not None else "suppressed", note="",
    )  # fmt: skip


def found_of(said: str, assurance: str, rule: str, sign: float) -> Found:
    reason = said if " point" in said or said == "no spread" else ""
    few = reason in ("too few points", "no spread")
    assessment = Assessment(
        points=12 if few else 36, mean=None if few else 68, lower_limit=None if few else 55,
        upper_limit=None if few else 75, since="2023-07", latest="2026-06",
        sign=None if reason else sign, variation="" if reason else said, reason=reason,
        assurance="" if few else assurance,
    )  # fmt: skip
    signals = (Signal("2026-06", sign, rule, said),) if rule else ()
    return Found(assessment, signals)


def told(combination: Combination, id_: str = "calls_answered_in_target") -> str:
    said, direction, assurance, rule, sign, range_ = combination
    now = point(None if said == "latest point missing" else 80, RANGES[range_], "2026-06")
    return wording.changing(measure_of(direction, id_), found_of(said, assurance, rule, sign), now)


def compared(direction: str, band: str, range_: str, id_: str = "calls_answered_in_target") -> str:
    limits = (60, 72, 62, 70) if band else (None,) * 4
    found = Comparison(ELM.id, "2026-06", 66, *limits, band)
    now = point(80 if band else None, RANGES[range_], "2026-06")
    return wording.compared(measure_of(direction, id_), ELM, found, now)


EVERY = list(combinations())
