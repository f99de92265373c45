"""True counts against an independent recount in plain Python."""

import random
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.cube import cube
from etl.observe import Covered, observe
from etl.records import RecordType
from release.measures import Area, Measure
from release.vocabulary import period_of

AREAS = (
    Area(id="f", name="F", level="force"),
    Area(id="n", name="N", level="district", parent="f"),
    Area(id="s", name="S", level="district", parent="f"),
    Area(id="n1", name="N1", level="station", parent="n", valid_to="2025-12-31"),
    Area(id="n2", name="N2", level="station", parent="n", valid_from="2026-02-01"),
    Area(id="s1", name="S1", level="station", parent="s"),
    Area(id="s2", name="S2", level="station", parent="s"),
)
ABOVE = {"n1": "n1 n f", "n2": "n2 n f", "s1": "s1 s f", "n": "n f", "f": "f"}
FIELDS = [
    {"name": "area", "type": "string"}, {"name": "date", "type": "date"},
    {"name": "kind", "type": "string"}, {"name": "calls", "type": "integer"},
    {"name": "wait", "type": "number"},
]  # fmt: skip
RECORD = RecordType(id="r", title="R", primaryKey=["date"], date="date", fields=FIELDS)
STOCK = RECORD.model_copy(update={"id": "st", "stock": True})
COMMON = {
    "title": "T", "definition": "D", "why_it_matters": "W", "caution": "C", "theme": "phone",
    "unit": "u", "direction": "higher", "protection": "events", "finest_area": "station",
    "frequencies": ["month", "quarter", "year"], "owner": "O", "next_review": "2027-01-01",
}  # fmt: skip


def measure(**fields: Any) -> Measure:
    return Measure(**{**COMMON, "id": "m", "kind": "percent", **fields})


def records(seed: int = 1, count: int = 400) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [
        {
            "area": chance.choice(["n1", "n2", "s1", "n", "f"]),
            "date": f"{chance.choice([2025, 2026])}-{chance.randint(1, 12):02d}-05",
            "kind": chance.choice(["a", "b", "c", None]),
            "calls": chance.choice([None, 0, 1, 7]),
            "wait": chance.choice([None, 0, 1500, 33333]),
        }
        for _ in range(count)
    ]


def observed(
    rows: list[dict[str, Any]], of: Measure, span: tuple[str, str], record: RecordType = RECORD
) -> dict[tuple[str, ...], tuple[float | None, float | None]]:
    """(frequency, area, breakdown, category, period) → (numerator, denominator)."""
    schema = {"area": pl.String, "date": pl.String, "kind": pl.String, "calls": pl.Int64,
              "wait": pl.Int64}  # fmt: skip
    frame = nw.from_native(pl.DataFrame(rows, schema=schema).lazy())
    table = cube(frame, record, [of]).to_native().collect()
    found = observe([of], {record.id: Covered(record, table, *span)}, AREAS)
    keys = ["frequency", "area", "breakdown", "category", "period"]
    assert found.select(keys).is_duplicated().sum() == 0
    return {tuple(r[k] for k in keys): (r["numerator"], r["denominator"]) for r in found.to_dicts()}


def recount(rows, frequency, area, period, *, weigh, keep) -> tuple[float, float]:
    """Sums over the rows of an area and all below it, in one period."""
    inside = [r for r in rows if area in ABOVE[r["area"]].split() and keep(r)]
    mine = [r for r in inside if period_of(r["date"], frequency) == period]
    return sum(weigh(r)[0] for r in mine), sum(weigh(r)[1] for r in mine)


def always(*_: object) -> bool:
    return True


ALL = {"record": "r"}
WHOLE = ("2025-01", "2026-12")
MEASURES = {
    "share of records": (
        {"numerator": {"record": "r", "where": {"kind": ["a", "b"]}}, "denominator": ALL},
        lambda r: (r["kind"] in ("a", "b"), 1),
        always,
    ),
    "within some records": (
        {
            "numerator": {"record": "r", "where": {"kind": ["a"]}},
            "denominator": {"record": "r", "where": {"kind": ["a", "c"]}},
        },
        lambda r: (r["kind"] == "a", 1),
        lambda r: r["kind"] in ("a", "c"),
    ),
    "mean of a field, blank left out": (
        {"kind": "mean", "numerator": {"record": "r", "sum": "wait"}, "denominator": ALL},
        lambda r: (r["wait"] / 1000, 1),
        lambda r: r["wait"] is not None,
    ),
    "weighted mean, blank left out": (
        {
            "kind": "mean",
            "numerator": {"record": "r", "sum": "wait", "times": "calls"},
            "denominator": {"record": "r", "sum": "calls"},
        },
        lambda r: (r["wait"] / 1000 * (r["calls"] or 0), r["calls"] or 0),
        lambda r: r["wait"] is not None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "weigh", "keep"), MEASURES.values(), ids=MEASURES)
def test_every_cell_is_what_a_recount_finds(fields, weigh, keep):
    rows = records()
    found = observed(rows, measure(**fields), WHOLE)
    assert len(found) > 100
    for (frequency, area, _, _, period), (top, bottom) in found.items():
        expected = recount(rows, frequency, area, period, weigh=weigh, keep=keep)
        if expected[1] == 0:
            assert (top, bottom) == (None, None)
        else:
            assert (top, bottom) == pytest.approx(expected, abs=1e-9)


def breakdown(kind: str, **fields: Any) -> dict[str, Any]:
    categories = {"a": "A", "b": "B"}
    return {"k": {"title": "K", "field": "kind", "kind": kind, "categories": categories, **fields}}


PARTS = {
    "slice": (lambda _r, _c: True, lambda r, c: r["kind"] == c),
    "share": (lambda r, c: r["kind"] == c, always),
}


@pytest.mark.parametrize(("kind", "counts", "keep"), [(k, *v) for k, v in PARTS.items()], ids=PARTS)
def test_breakdowns(kind, counts, keep):
    rows = records(count=150)
    fields = {"numerator": {"record": "r"}, "denominator": {"record": "r"}}
    found = observed(rows, measure(**fields, breakdowns=breakdown(kind)), WHOLE)
    parts = {key: cell for key, cell in found.items() if key[2] == "k"}
    assert {key[3] for key in parts} == {"a", "b"}
    assert ((0, 1) in parts.values()) == (kind == "share")
    for (frequency, area, _, category, period), cell in parts.items():
        expected = recount(
            rows, frequency, area, period,
            weigh=lambda r, c=category: (counts(r, c), 1), keep=lambda r, c=category: keep(r, c),
        )  # fmt: skip
        assert cell == (expected if expected[1] else (None, None))


def test_a_breakdown_keeps_to_its_levels_and_frequencies():
    of = measure(
        numerator={"record": "r", "where": {"kind": ["a"]}},
        denominator={"record": "r"},
        breakdowns=breakdown("slice", levels=["force"], frequencies=["year"]),
    )
    found = {key for key in observed(records(), of, WHOLE) if key[2] == "k"}
    assert {key[:2] for key in found} == {("year", "f")}


SPANS = {
    ("2025-01", "2025-12"): (12, 4, 1),
    ("2025-02", "2026-01"): (12, 3, 0),
    ("2025-11", "2026-03"): (5, 1, 0),
    ("2026-05", "2026-05"): (1, 0, 0),
    ("2026-05", "2026-04"): (0, 0, 0),
}


@pytest.mark.parametrize(("span", "expected"), SPANS.items())
def test_only_periods_that_are_covered_whole(span, expected):
    fields = {
        "numerator": {"record": "r", "where": {"kind": ["a"]}},
        "denominator": {"record": "r"},
    }
    found = observed(records(), measure(**fields), span)
    periods = {(f, p) for f, area, _, _, p in found if area == "f"}
    counts = [sum(f == frequency for f, _ in periods) for frequency in ("month", "quarter", "year")]
    assert tuple(counts) == expected


def test_of_a_stock_the_last_month_counts():
    rows = [
        {"area": "s1", "date": f"2026-0{m}-28", "kind": "a"} for m in (1, 2, 3) for _ in range(m)
    ]
    of = measure(kind="count", numerator={"record": "st"})
    found = observed(rows, of, ("2026-01", "2026-03"), STOCK)
    assert found["quarter", "s1", "", "", "2026-Q1"][0] == 3
    assert [found["month", "f", "", "", f"2026-0{m}"][0] for m in (1, 2, 3)] == [1, 2, 3]
    assert not any(key[0] == "year" for key in found)


def test_nothing_counted_is_zero_and_a_quotient_of_nothing_is_no_data():
    rows = [{"area": "s1", "date": "2026-01-05", "kind": "a"}]
    span = ("2026-01", "2026-02")
    count = observed(rows, measure(kind="count", numerator={"record": "r"}), span)
    fields = {
        "numerator": {"record": "r", "where": {"kind": ["b"]}},
        "denominator": {"record": "r"},
    }
    share = observed(rows, measure(**fields), span)
    assert count["month", "s1", "", "", "2026-02"] == (0, None)
    assert share["month", "s1", "", "", "2026-01"] == (0, 1)
    assert share["month", "s1", "", "", "2026-02"] == (None, None)
    assert not any(key[1] == "s2" for key in count)


def test_a_closed_area_is_not_filled_with_zeros():
    rows = [{"area": a, "date": d, "kind": "a"} for a in ("n1", "n2", "s1")
            for d in ("2025-12-05", "2026-03-05")]  # fmt: skip
    rows = [r for r in rows if (r["area"], r["date"][:4]) not in {("n1", "2026"), ("n2", "2025")}]
    found = observed(rows, measure(kind="count", numerator={"record": "r"}), ("2025-11", "2026-03"))
    months = {a: sorted(k[4] for k in found if k[:2] == ("month", a)) for a in ("n1", "n2", "s1")}
    assert months == {
        "n1": ["2025-11", "2025-12"],
        "n2": ["2026-02", "2026-03"],
        "s1": ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"],
    }


def test_a_menu_that_ends_at_districts_shows_no_station():
    of = measure(kind="count", numerator={"record": "r"}, finest_area="district")
    assert {key[1] for key in observed(records(), of, WHOLE)} == {"f", "n", "s"}


def test_months_end_at_a_coarser_area_where_the_measure_says_so():
    of = measure(
        numerator={"record": "r", "where": {"kind": ["a"]}},
        denominator={"record": "r"},
        breakdowns=breakdown("slice", levels=["force", "district"]),
        finest_month_area="force",
    )
    found = {(f, area, b) for f, area, b, _, _ in observed(records(), of, WHOLE)}
    assert {(a, b) for f, a, b in found if f == "month"} == {("f", ""), ("f", "k")}
    assert {a for f, a, b in found if f == "quarter" and b} == {"f", "n", "s"}
    assert {a for f, a, b in found if f == "year" and not b} == {"f", "n", "s", "n1", "n2", "s1"}
