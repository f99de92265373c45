"""Which areas make up which, where two geographies divide the same places."""

import pytest

from etl.geography import above, ancestors, batches, partitions
from release.measures import Area


def area(id_: str, level: str, parent: str = "", *within: str) -> Area:
    return Area(id=id_, name=id_, level=level, parent=parent, within=within)


FORCE = area("f", "force")
TREE = (FORCE, area("n", "district", "f"), area("s", "district", "f"))
WARDS = (area("x", "region", "f"), area("y", "region", "f"))
CASES = {
    "one geography": (
        (*TREE, area("1", "station", "n"), area("2", "station", "n"), area("3", "station", "s")),
        {("f", "ns"), ("n", "12"), ("s", "3")},
    ),
    "two geographies": (
        (*TREE, *WARDS, area("1", "station", "n", "x"), area("2", "station", "n", "y"),
         area("3", "station", "s", "y")),
        {("f", "ns"), ("f", "xy"), ("n", "12"), ("s", "3"), ("x", "1"), ("y", "23")},
    ),
    "a station in no ward": (
        (*TREE, *WARDS, area("1", "station", "n", "x"), area("2", "station", "n", "y"),
         area("3", "station", "s")),
        {("f", "ns"), ("f", "xy3"), ("n", "12"), ("s", "3"), ("x", "1"), ("y", "2")},
    ),
    "a station right under the force": (
        (*TREE, area("1", "station", "n"), area("2", "station", "s"), area("3", "station", "f")),
        # Its level is that of no other child: one way without it, one with all others as the rest.
        {("f", "ns3"), ("f", "312"), ("n", "1"), ("s", "2")},
    ),
    "a district without stations": (
        (*TREE, area("1", "station", "n")),
        {("f", "ns"), ("n", "1")},
    ),
    "a single place": ((FORCE,), set()),
}  # fmt: skip


@pytest.mark.parametrize(("areas", "expected"), CASES.values(), ids=CASES)
def test_partitions(areas, expected):
    found = {(whole, "".join(parts)) for whole, parts in partitions(areas)}
    assert {(w, "".join(sorted(p))) for w, p in found} == {
        (w, "".join(sorted(p))) for w, p in expected
    }


@pytest.mark.parametrize("areas", [c[0] for c in CASES.values()], ids=CASES)
def test_a_partition_covers_each_place_of_its_whole_once(areas):
    up = ancestors(areas)
    inner = {whole for a in areas for whole in above(a)}
    places = {a.id for a in areas} - inner
    for whole, parts in partitions(areas):
        covered = [p for p in places for part in parts if part in up[p]]
        assert sorted(covered) == sorted(p for p in places if whole in up[p])


def test_an_area_lies_in_all_that_its_areas_lie_in():
    areas = CASES["two geographies"][0]
    assert ancestors(areas)["1"] == {*"1nxf"} and ancestors(areas)["f"] == {"f"}
    assert above(areas[-1]) == ("s", "y")


@pytest.mark.parametrize("areas", [c[0] for c in CASES.values()], ids=CASES)
def test_batches_lose_no_partition_and_mix_none(areas):
    ways = partitions(areas)
    maps = batches(ways)
    again = {(w, tuple(sorted(p for p in m if m[p] == w))) for m in maps for w in {*m.values()}}
    assert again == {(w, tuple(sorted(p))) for w, p in ways}
