"""Rows of the table ``effect`` made by hand: what the job would write in each case."""

from dataclasses import replace
from typing import Any

from release.draft import Draft, frame_of
from release.tables import EFFECT

Row = dict[str, Any]
GATES = {"trained": 8, "not_yet_trained": 8, "months_before": 6, "observations": 30}
WORKSHOP = "customer_service_workshop"


def not_enough(course: str = WORKSHOP, measure: str = "happy_index", **found: int) -> list[Row]:
    """Gates that were not all passed."""
    key = {"course": course, "measure": measure}
    return [
        *(key | row for row in gates(**({"trained": 3} | found))),
        key | {"part": "simple", "at": "", "status": "not enough data"},
    ]


def gates(**found: int) -> list[Row]:
    seen = {name: found.get(name, 5 * needed) for name, needed in GATES.items()}
    rows: list[Row] = [
        {"part": "gate", "at": name, "estimate": seen[name], "needed": needed,
         "status": "passed" if seen[name] >= needed else "not passed"}
        for name, needed in GATES.items()
    ]  # fmt: skip
    left = {"closed": 1, "training hidden": 4, "outcome hidden": 0, "trained before": 2}
    return rows + [{"part": "left out", "at": at, "units": n} for at, n in left.items()]


def found(
    value: float,
    low: float | None,
    high: float | None,
    p: float,
    status: str,
    course: str = WORKSHOP,
    measure: str = "happy_index",
    rates: tuple[float, float] = (70.0, 73.25),
) -> list[Row]:
    """Everything that stands behind passed gates."""
    key = {"course": course, "measure": measure}
    whole = {"units": 10, "estimate": value, "error": 1.0, "lower": low, "upper": high}
    untrained, trained = rates
    rows = [
        *gates(),
        {"part": "simple", "at": "", **whole, "status": status},
        {"part": "permutation", "at": "", "estimate": p},
        *({"part": "dynamic", "at": str(at), **_dynamic(at)} for at in range(-14, 15)),
        *({"part": "group", "at": at, **whole} for at in ("2025-01", "2025-04")),
        *({"part": "calendar", "at": f"2025-{at:02}", **whole} for at in range(1, 7)),
        {"part": "naive", "at": "untrained", "estimate": untrained},
        {"part": "naive", "at": "trained", "estimate": trained},
        {"part": "naive", "at": "difference", "estimate": trained - untrained},
    ]
    return [key | row for row in rows]


def _dynamic(at: int) -> Row:
    """Around 0 before training, 2 from it on; nothing is known of the error at the far end."""
    value = 0.5 * (-1) ** at if at < 0 else 2.0
    known = {"error": 0.6, "lower": value - 1.2, "upper": value + 1.2} if at < 13 else {}
    return {"units": 10 if at < 13 else 1, "estimate": value, **known}


UP = found(3.2, 1.1, 5.3, 0.004, "moved")
DOWN = found(-2.34, -4.2, -0.46, 0.03, "moved")
UNCLEAR = found(0.4, -1.5, 2.3, 0.755, "no clear change")
BY_LOT = found(1.3, 0.15, 2.5, 0.27, "no clear change")
UNKNOWN = found(0.0, None, None, 0.00005, "no clear change", rates=(70.0, 70.0))
NOT_ENOUGH = not_enough()
CASES = {
    "up": UP, "down": DOWN, "unclear": UNCLEAR, "by lot": BY_LOT, "unknown": UNKNOWN,
    "not enough": NOT_ENOUGH,
}  # fmt: skip


def with_effects(draft: Draft, rows: list[Row] = UNCLEAR) -> Draft:
    """The draft with these rows in its table ``effect``, and its other findings as they are."""
    return replace(draft, findings={**draft.findings, EFFECT.name: frame_of(EFFECT, rows)})
