"""Sums that a few contributors dominate, by the published vectors."""

import json
from collections import Counter
from typing import Any

import pytest

from etl.dominance import dominant, p_percent


@pytest.fixture
def cells(shared) -> dict[str, Any]:
    return json.loads((shared / "vectors/sdc_primary_rules.json").read_text())["dominance"]


def values(cells: dict[str, Any]) -> list[list[float]]:
    return [[row["value"] for row in cells["cells"][name]] for name in cells["order"]]


RULES = {
    "n2_k90_unweighted (run)": lambda v: dominant(v),
    "n1_k70 (run)": lambda v: dominant(v, 1, 70),
    "n1_k70_or_n2_k90 (run)": lambda v: dominant(v, 1, 70) or dominant(v),
}


@pytest.mark.parametrize("name", RULES)
def test_dominance(cells, name):
    assert [RULES[name](v) for v in values(cells)] == cells["expected"][name]


@pytest.mark.parametrize("p", [5, 10, 15, 20, 30])
def test_p_percent(cells, p):
    expected = cells["expected"]["p_percent 5/10/15/20/30 (run)"][f"p{p}"]
    assert [p_percent(v, p) for v in values(cells)] == expected


def test_one_holder_counts_once(cells):
    shares = cells["expected"]["same_holder_dominant2_share_n2 (test)"]
    for name, share in zip(cells["order"], shares, strict=True):
        held: Counter[str] = Counter()
        for row in cells["cells"][name]:
            held[row["holder"]] += row["value"]
        assert dominant(held.values(), 2, 100 * share), name
        assert not dominant(held.values(), 2, 100 * share + 0.01), name


TIES = {"at the limit": ([80, 10, 10], True), "just under": ([80, 9.9, 10.0, 0.2], False),
        "nothing": ([], True), "alone": ([5], True)}  # fmt: skip


@pytest.mark.parametrize(("some", "expected"), TIES.values(), ids=TIES)
def test_a_tie_counts(some, expected):
    assert dominant(some) == expected
