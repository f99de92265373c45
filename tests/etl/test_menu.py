"""A measure publishes no table that is finer than the menu of its record type."""

import pytest

from etl.menu import beyond_menu
from etl.records import Finest, RecordType
from release.vocabulary import LEVELS
from tests.etl.test_disclosure import measure

RECORD = RecordType(
    id="r",
    title="R",
    primaryKey=["id"],
    date="date",
    person=True,
    outcomes=["held"],
    fields=[{"name": n, "type": "string"} for n in ("id", "date", "item", "rank")],
    finest=[
        Finest(area="station", frequency="quarter", by=["item"]),
        Finest(area="force", frequency="month", by=["item", "rank"]),
    ],
)


def split(field: str, **fields) -> dict:
    return {"s": {"title": "S", "field": field, "kind": "slice", "categories": {"a": "A"}} | fields}


ALLOWED = {
    "station by quarter": {"frequencies": ["quarter", "year"]},
    "station by item": {"frequencies": ["quarter"], "breakdowns": split("item")},
    "force by month and rank": {"finest_area": "force", "breakdowns": split("rank")},
    "rank only where it may": {
        "frequencies": ["quarter"],
        "breakdowns": split("rank", levels=["force"]),
    },
}
REFUSED = {
    "station by month": ({}, "finest_area: station × month × all is finer than the menu of r"),
    "station by rank": (
        {"frequencies": ["year"], "breakdowns": split("rank")},
        "breakdowns.s: station × year × rank is finer",
    ),
    "crossed through its own filter": (
        {
            "finest_area": "station",
            "frequencies": ["quarter"],
            "denominator": {"record": "r", "where": {"rank": ["x"]}},
            "breakdowns": split("item"),
        },
        "breakdowns.s: station × quarter × item, rank is finer",
    ),
    "a part that is narrower than its whole": (
        {
            "frequencies": ["quarter"],
            "numerator": {"record": "r", "where": {"held": ["yes"], "rank": ["x"]}},
        },
        "finest_area: station × quarter × rank is finer",
    ),
    "an outcome where there is no whole": (
        {"frequencies": ["quarter"], "kind": "count"},
        "finest_area: station × quarter × held is finer",
    ),
}


@pytest.mark.parametrize("fields", ALLOWED.values(), ids=ALLOWED)
def test_allowed(fields):
    assert beyond_menu(measure(**fields), {"r": RECORD}) == []


@pytest.mark.parametrize(("fields", "said"), REFUSED.values(), ids=REFUSED)
def test_refused(fields, said):
    assert any(m.startswith(said) for m in beyond_menu(measure(**fields), {"r": RECORD}))


def test_a_record_type_without_a_menu_has_no_limit():
    free = RECORD.model_copy(update={"finest": []})
    assert beyond_menu(measure(), {"r": free}) == []


def test_sums_about_people_are_refused():
    of = measure(frequencies=["year"], kind="mean", numerator={"record": "r", "sum": "hours"})
    assert beyond_menu(of, {"r": RECORD})[0].startswith("numerator.sum: sums about people")
    of = measure(frequencies=["year"], denominator={"record": "r", "sum": "hours"})
    assert beyond_menu(of, {"r": RECORD})[0].startswith("denominator.sum: sums about people")


def test_the_menu_of_every_side_is_kept():
    """Each of what is divided may be finer than the other's record allows."""
    coarse = RECORD.model_copy(
        update={"id": "c", "person": False, "finest": [Finest(area="force", frequency="year")]}
    )
    of = measure(frequencies=["year"], numerator={"record": "r"}, denominator={"record": "c"})
    assert beyond_menu(of, {"r": RECORD, "c": coarse}) == [
        f"finest_area: {level} × year × all is finer than the menu of c allows (finest, in "
        "records.toml)"
        for level in LEVELS[1 : LEVELS.index("station") + 1]
    ]
