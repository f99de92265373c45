"""Sums that a few contributors dominate, by the published vectors."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_somebody_of_a_sample_stands_for_several_holders(cells):
    """The portal has no samples, so no weights: a weight of two is two holders who gave as much.
    That is the rule of τ-ARGUS; GaussSuppression's own, which sets the largest alone against the
    weighted sum, lets more pass, and nothing that ours lets pass."""
    ours = [
        dominant([row["value"] for row in cells["cells"][name] for _ in range(row["weight"])])
        for name in cells["order"]
    ]
    argus, own = (
        cells["expected"][f"{name} (test)"]
        for name in ("n2_k90_weights_sw2_tauargus", "n1_k70_or_n2_k90_weights_sw2_default")
    )
    assert ours == argus
    assert all(ours[n] for n, caught in enumerate(own) if caught)


@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=4),
    st.integers(1, 6),
)
def test_an_exact_tie_of_decimals_counts(rest, parts):
    """Of floats too: 90 % is 90 %, and a tenth less is not."""
    tenths = 9 * sum(rest)
    first = tenths // parts
    largest = [max(first, tenths - first), min(first, tenths - first)]
    if largest[1] < max(rest):
        largest = [tenths]
    found = [float(Decimal(n) / 10) for n in (*largest, *rest)]
    assert dominant(found, len(largest), 90)
    found[0] = float(Decimal(largest[0] - 1) / 10)
    assert not dominant(found, len(largest), 90)


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_what_is_no_amount_is_refused(odd):
    with pytest.raises(ValueError, match="Invalid literal"):
        dominant([1.0, odd])


TIES = {"at the limit": ([80, 10, 10], True), "just under": ([80, 9.9, 10.0, 0.2], False),
        "nothing": ([], True), "alone": ([5], True), "tenths": ([0.7, 0.2, 0.1], True),
        "decimals": ([Decimal("0.8"), Decimal("0.1"), Decimal("0.1")], True)}  # fmt: skip


@pytest.mark.parametrize(("some", "expected"), TIES.values(), ids=TIES)
def test_a_tie_counts(some, expected):
    assert dominant(some) == expected
