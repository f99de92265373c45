"""The tree of experience points becomes a code list."""

from hypothesis import given
from hypothesis import strategies as st

from etl.fetch.tree import Point, resolve


def tree(*lines: str) -> list[Point]:
    """'id parent' is an experience point, 'id parent G' a group; a dash is no parent."""
    cells = [line.split() for line in lines]
    return [
        Point(id=c[0], name=f"Place {c[0]}", parent=c[1].strip("-"), group=len(c) > 2)
        for c in cells
    ]


def test_every_leaf_belongs_to_the_station_above_it() -> None:
    points = tree("1 - G", "2 1 G", "3 2 G", "4 3", "5 2", "6 1")
    found = resolve(points, {"2": "oak"})
    assert found.areas == {"4": "oak", "5": "oak"}
    assert found.unmapped == ["6"]


def test_the_nearest_station_wins_whatever_the_order() -> None:
    points = tree("1 - G", "2 1 G", "3 2", "4 1")
    stations = {"1": "force", "2": "oak", "3": "hatch"}
    for order in (points, points[::-1]):
        assert resolve(order, stations).areas == {"3": "hatch", "4": "force"}


def test_an_orphan_is_named_and_still_resolved() -> None:
    found = resolve(tree("2 99 G", "3 2"), {"2": "oak"})
    assert (found.areas, found.orphans) == ({"3": "oak"}, ["2"])


def test_a_cycle_is_named_and_ends() -> None:
    found = resolve(tree("1 2 G", "2 1 G", "3 2", "4 4", "5 -"), {"5": "oak"})
    assert found.cycles == ["1", "2", "4"]
    assert found.unmapped == ["3", "4"]
    assert found.areas == {"5": "oak"}


def test_a_station_that_the_tree_has_not_is_named() -> None:
    assert resolve(tree("1 -"), {"7": "oak"}).absent == ["7"]


def test_an_id_with_two_places_is_named_and_the_first_counts() -> None:
    found = resolve(tree("1 - G", "2 - G", "3 1", "3 2"), {"1": "oak", "2": "ash"})
    assert (found.areas, found.repeated) == ({"3": "oak"}, ["3"])


def test_a_tree_of_any_depth() -> None:
    points = tree("0 - G", *(f"{n} {n - 1} G" for n in range(1, 20_000)), "20000 19999")
    assert resolve(points[::-1], {"0": "oak"}).areas == {"20000": "oak"}


@given(st.lists(st.integers(-1, 11), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_the_nearest_ancestor_by_recount(parents: list[int], mapped: set[int]) -> None:
    points = [
        Point(id=str(n), name="", parent=str(up) if up >= 0 else "", group=n % 3 == 0)
        for n, up in enumerate(parents)
    ]
    stations = {str(n): f"area{n}" for n in mapped}
    found = resolve(points, stations)
    for n in (n for n in range(len(parents)) if n % 3):
        here, steps = n, 0
        while 0 <= here < len(parents) and here not in mapped and steps < 20:
            here, steps = parents[here], steps + 1
        expected = f"area{here}" if here in mapped and here < len(parents) else None
        assert found.areas.get(str(n)) == expected
        assert (str(n) in found.unmapped) == (expected is None)
