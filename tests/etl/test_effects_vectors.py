"""ATT(g,t) and aggregates against R did 2.5 on the minimum wage panel mpdta (500 counties)."""

import json

import numpy as np
import pytest

from etl.effects.aggregates import by_calendar, by_group, dynamic, simple
from etl.effects.group_time import group_time
from etl.effects.panel import NEVER, panel

SCENARIOS = {
    "mpdta_nev_dr": ("never", False),
    "mpdta_nyt_dr": ("not_yet", False),
    "mpdta_nev_reg_cov": ("never", True),
    "mpdta_nev_ipw": ("never", False),  # without covariates the same as dr
}
ROWS = {"dynamic": dynamic, "group": by_group, "calendar": by_calendar}


@pytest.fixture(params=SCENARIOS)
def case(request, shared):
    """(expected, effects) of one scenario."""
    found = json.loads((shared / "vectors/did_callaway_santanna.json").read_text())
    units = found["units"]
    table = panel(
        [u["lemp"] for u in units], [u["first_treat"] or NEVER for u in units], found["years"]
    )
    controls, adjusted = SCENARIOS[request.param]
    covariates = [[u["lpop"]] for u in units] if adjusted else None
    expected = {
        key: [row for row in found[key] if row["scenario"] == request.param]
        for key in ("expected_att_gt", "expected_aggregates")
    }
    return expected, group_time(table, controls, covariates=covariates)


def test_every_group_and_period(case):
    expected, effects = case
    wanted = expected["expected_att_gt"]
    cells = effects.cells.set_index(["group", "period"])
    assert len(cells) == len(wanted) == 12
    for row in wanted:
        cell = cells.loc[(row["group"], row["t"])]
        assert cell["estimate"] == pytest.approx(row["att"], rel=0, abs=1e-8)
        assert cell["error"] == pytest.approx(row["se"], rel=1e-6, abs=0)


def test_every_aggregate(case):
    expected, effects = case
    wanted = expected["expected_aggregates"]
    assert len(wanted) == 15
    for row in wanted:
        overall = simple(effects)
        if row["type"] != "simple":
            made = ROWS[row["type"]](effects)
            overall = made.overall
            mine = made.rows.set_index("at").loc[row["egt"]]
            assert mine["estimate"] == pytest.approx(row["att_egt"], rel=0, abs=1e-8)
            assert mine["error"] == pytest.approx(row["se_egt"], rel=1e-6, abs=0)
        assert overall.value == pytest.approx(row["overall_att"], rel=0, abs=1e-8)
        assert overall.error == pytest.approx(row["overall_se"], rel=1e-6, abs=0)


def test_an_interval_is_the_estimate_and_1_96_errors(case):
    _, effects = case
    whole = simple(effects)
    half = 1.959963984540054 * whole.error
    assert (whole.low, whole.high) == pytest.approx((whole.value - half, whole.value + half))
    np.testing.assert_allclose(
        effects.cells["high"] - effects.cells["estimate"],
        1.959963984540054 * effects.cells["error"],
    )
