"""How a release was protected, told in the release itself: only what anybody can count in it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from etl.attack.solve import NEED, NEED_KNOWN
from etl.hiding import RETURN
from etl.populations import HOLDING, Populations
from etl.secret import mark
from release.draft import frame_of
from release.measures import Measure
from release.tables import PROTECTION
from release.vocabulary import ROUNDING, SMALLEST_CELL


def protection(
    shown: pd.DataFrame, measures: Sequence[Measure], populations: Populations
) -> dict[str, pd.DataFrame]:
    """The rows of the table ``protection``, one a measure, from shown observations."""
    rows = []
    for measure in measures:
        status = shown.loc[shown["measure"] == measure.id, "status"]
        record = measure.numerator.record
        attacked = populations.about_people(record) and measure.protection != "reported"
        known = attacked and record == HOLDING
        hidden = int((status == "suppressed").sum())
        rows.append({
            "measure": measure.id,
            "observations": len(status),
            "shown": int(status.isin(["normal", "rounded"]).sum()),
            "hidden": hidden,
            "attacked": hidden if attacked else None,
            "possible": NEED if attacked else None,
            "possible_known": NEED_KNOWN if known else None,
            "rule": measure.protection,
            "attack": "passed" if attacked else "not needed",
        })  # fmt: skip
    return {PROTECTION.name: frame_of(PROTECTION, rows)}


def method(secret: bytes) -> dict[str, Any]:
    """The rules in numbers, and a mark of the secret that does not give it away: a release made
    with another one is refused."""
    return {
        "smallest_cell": SMALLEST_CELL,
        "rounding": ROUNDING,
        "returns_at": RETURN,
        "possible": NEED,
        "possible_known": NEED_KNOWN,
        "secret": mark(secret),
    }
