"""The disclosure cases of the published vectors, by name. Each is laid before our own attack, which
finds it, and before our own rules, which do not let it come about."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from etl.attack.blocks import blocks
from etl.attack.gate import gate, plan_of, sight_of
from etl.attack.programme import Target
from etl.attack.solve import _Solver as Solver
from etl.attack.solve import attack
from etl.attack.worlds import worlds
from etl.disclosure import Rules, protect, protected, with_cells
from etl.menu import beyond_menu
from etl.rounding import rounded
from etl.statistics.intervals import wilson
from release.digest import canonical
from release.measures import Area, Measure
from tests.etl.test_attack import COUNT, PEOPLE, POPULATIONS, STOCK, events, rules_of, truth_of
from tests.etl.test_disclosure import AREAS, FACES, SECRET, cell, measure, one, shown

NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]
RANK = {"title": "Rank", "field": "rank", "kind": "slice", "categories": {"a": "A", "b": "B"}}
NOW = {"frequency": "quarter", "period": "2026-Q1"}


def naive(truth: pd.DataFrame, rules: Rules, *hidden: int) -> int:
    """How many numbers fall where all is shown exactly but for some rows."""
    asked = with_cells(truth, rules)
    rows = protected(asked, rules).drop(columns=["numerator", "denominator", "note"])
    rows = asked[["top", "bottom", "period", "numerator", "denominator"]].merge(
        rows.drop_duplicates(["top", "bottom"]), on=["top", "bottom", "period"]
    )
    gone = rows["top"].isin(asked["top"].iloc[list(hidden)])
    for side in ("numerator", "denominator"):
        rows[side] = rows[side].mask(gone)
    sight = sight_of(rows.assign(note=""), rules).assign(base=1)
    return len(attack(worlds([sight], plan_of(rules))).open_)


def ours(truth: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What we show of it, once the gate is satisfied; the attack finds nothing in it."""
    passed = gate(truth, rules)
    assert attack(worlds([passed.sight], plan_of(rules))).open_ == []
    return passed.rows


def found_and_mended(truth: pd.DataFrame, rules: Rules, *hidden: int) -> None:
    """The naive table gives something away, and ours does not."""
    assert naive(truth, rules, *hidden) > 0
    ours(truth, rules)


def parent_minus_siblings() -> None:
    found_and_mended(events(n=40, n1=18, n2=15, n3=7), rules_of(COUNT), 3)


def row_and_column() -> None:
    of = measure(kind="count", protection="events", numerator={"record": "r"},
                 breakdowns={"rank": RANK})  # fmt: skip
    counts = {"n1": (5, 30), "n2": (40, 25), "n": (45, 55)}
    rows = [
        cell(n, None, area=a, **NOW, **split)
        for a, both in counts.items()
        for n, split in zip(
            (*both, sum(both)),
            ({"breakdown": "rank", "category": "a"}, {"breakdown": "rank", "category": "b"}, {}),
            strict=True,
        )
    ]
    found_and_mended(truth_of(*rows), rules_of(of), 0)


def two_small_stars() -> None:
    found_and_mended(events(n=50, n1=47, n2=1, n3=2), rules_of(COUNT), 2, 3)


def release_difference() -> None:
    """As people, whose changes count: thirteen, then fourteen of forty."""
    quarters = [(13, 40), (14, 40)]
    truth = truth_of(
        *(cell(*n, frequency="quarter", period=f"2026-Q{q}") for q, n in enumerate(quarters, 1))
    )
    found_and_mended(truth, rules_of(PEOPLE))


def percent_and_size() -> None:
    found = one(measure(), 13, 14)
    assert pd.isna([found[k] for k in NUMBERS if k != "denominator"]).all() and found["note"] == ""
    assert [n for n in range(15) if round(100 * n / 14, 1) == 92.9] == [13], "what it would give"


def whole_percent_and_size() -> None:
    found = one(measure(), 23, 30)
    assert pd.isna([found[k] for k in NUMBERS if k != "denominator"]).all()
    assert found["denominator"] % 5 == 0


def nobody_of_a_small_group() -> None:
    found = one(measure(), 0, 4)
    assert pd.isna([found[k] for k in NUMBERS]).all() and found["note"] == ""


def remainder_category() -> None:
    of = measure(kind="score", protection="events", min_cell=30, breakdowns=FACES)
    parts = dict(zip("abcd", (60, 25, 12, 3), strict=True))
    rows = [cell(n, 100, breakdown="f", category=c) for c, n in parts.items()]
    found = shown(of, cell(70, 100), *rows).iloc[1:]
    assert found[NUMBERS].isna().all(axis=None)


def mean_and_size() -> None:
    of = measure(kind="mean", numerator={"record": "r", "sum": "hours"})
    assert any("sums about people are not published" in s for s in beyond_menu(of, {"r": STOCK}))


def nearest_five() -> None:
    """Children 10 and 10, parent 25, with three unknown offsets: five values remain each."""
    counts, steps = np.arange(10, 20), range(5)
    possible = set()
    for u, v, w in product(steps, repeat=3):
        a = [n for n in counts if rounded(n, u) == 10]
        b = [n for n in counts if rounded(n, v) == 10]
        possible |= {(x, y) for x in a for y in b if rounded(x + y, w) == 25}
    assert len({x for x, _ in possible}) >= 5 and len({y for _, y in possible}) >= 5
    assert len({x + y for x, y in possible}) >= 5


def overlapping_areas() -> None:
    """Every line has two hidden or more, but K is north less what is hidden in the first ward."""
    where = {"K": "n2", "A": "n1", "B": "n1", "x": "n1", "D": "s2", "E": "s2", "y": "s1", "z": "s2"}
    counts = {"K": 3, "A": 4, "B": 5, "x": 30, "D": 6, "E": 7, "y": 40, "z": 50}
    named = {"n": "district", "s": "district", "1": "region", "2": "region"}
    areas = (
        AREAS[0],
        *(Area(id=i, name=i, level=level, parent="f") for i, level in named.items()),
        *(
            Area(id=i, name=i, level="station", parent=at[0], within=(at[1],))
            for i, at in where.items()
        ),
    )
    totals = {t: sum(n for i, n in counts.items() if t in where[i]) for t in named}
    truth = events(f=sum(counts.values()), **totals, **counts)
    small = [n for n, area in enumerate(truth["area"]) if area in {*"KABDE"}]
    rules = Rules({"m": COUNT}, areas, SECRET, POPULATIONS)
    found_and_mended(truth, rules, *small)


def filter_and_total() -> None:
    """Fifty of one sort beside fifty-two of all: nobody publishes the two of the other sort."""
    some = measure(id="some", kind="count", protection="events",
                   numerator={"record": "r", "where": {"rank": ["a"]}})  # fmt: skip
    truth = truth_of(cell(52, None, **NOW), cell(50, None, measure="some", **NOW))
    found_and_mended(truth, rules_of(COUNT, some))


def machine_copy() -> None:
    """About pages: all copies are made of the release, and there a hidden number is null. That the
    copies say the same as the page is tested in tests/portal."""
    for of, counts in ((measure(), (7, 40)), (measure(kind="count", protection="events"), (7,))):
        found = one(of, *counts)
        assert pd.isna([found[k] for k in NUMBERS if k != "denominator"]).all()
        assert not any("7" in str(found[k]) for k in ("status", "note"))


def nothing_and_few() -> None:
    for of in (measure(kind="count", protection="events"), measure(kind="count")):
        assert len({str(one(of, n, None)) for n in range(10)}) == 1
    assert len({str(one(measure(), n, 60)) for n in range(10)}) == 1


def arrow() -> None:
    """Arrows are drawn from shown numbers (etl/findings.py): these are the same for any change."""
    assert _blind(lambda n: [cell(5, 60), cell(n, 60, period="2026-02")], range(10))


def order() -> None:
    """Rows are kept in the order of their keys, whatever the hidden number is."""
    assert _blind(
        lambda n: [cell(k, 60, area=a) for a, k in (("n1", 11), ("n2", n), ("n3", 12))], range(10)
    )
    count = measure(kind="count", protection="events")
    assert _blind(
        lambda n: [cell(k, None, area=a) for a, k in (("n1", 11), ("n2", n), ("n3", 12))],
        range(10),
        count,
    )


def _blind(rows, counts, of: Measure | None = None) -> bool:
    known = {"m": of or measure()}
    found = [canonical(protect(truth_of(*rows(n)), Rules(known, AREAS, SECRET))) for n in counts]
    return all(f.equals(found[0]) for f in found)


def interval() -> None:
    assert pd.isna([one(measure(), 65, 70)[k] for k in ("value", "lower", "upper")]).all()
    found = one(measure(), 65, 100)
    low, high = wilson(pd.Series([found["numerator"]]), pd.Series([found["denominator"]]))
    assert (found["lower"], found["upper"]) == (100 * low[0], 100 * high[0])


def keyed_rounding() -> None:
    """Staff shown as 60, trained as 45: the limits are those of the case."""
    rules = rules_of(PEOPLE)
    rows = protected(with_cells(truth_of(cell(45, 60, **NOW)), rules), rules)
    made = worlds([sight_of(rows.assign(numerator=45.0, denominator=60.0), rules)], plan_of(rules))
    assert (made.lower[:2], made.upper[:2]) == ([41, 56], [49, 64])
    rest = next(c for c in range(2, len(made.known)) if made.truth[c] == 15)
    (block,) = blocks(replace(made, targets=[Target("", (rest,), False, (), unit=10)]))
    seen = Solver(block, need=1000)
    seen.together()
    seen.apart()
    assert (max(seen.low[0], 10), seen.high[0]) == (10, 23), "ten is the least that is shown"


CASES = {
    "parent_minus_siblings": parent_minus_siblings,
    "one_star_in_a_row_and_column_total_pairs": row_and_column,
    "two_small_stars_small_remainder": two_small_stars,
    "release_difference_exact": release_difference,
    "percent_and_n_give_count": percent_and_size,
    "whole_percent_and_n_give_count": whole_percent_and_size,
    "hundred_percent_small_group": nobody_of_a_small_group,
    "remainder_category": remainder_category,
    "mean_and_n_give_total": mean_and_size,
    "nearest5_unpicked": nearest_five,
    "overlapping_areas": overlapping_areas,
    "filter_vs_total": filter_and_total,
    "machine_copy_differs_from_page": machine_copy,
    "empty_vs_hidden": nothing_and_few,
    "percent_change_arrow": arrow,
    "sort_order_leak": order,
    "ci_leaks_count": interval,
    "keyed_rounding_ok": keyed_rounding,
}


@pytest.mark.parametrize("check", CASES.values(), ids=CASES)
def test_case(check, shared):
    check()


def test_every_case_of_the_vectors_is_here(shared):
    cases = json.loads((shared / "vectors/sdc_attack_cases.json").read_text())["cases"]
    assert [c["name"] for c in cases] == [*CASES]
