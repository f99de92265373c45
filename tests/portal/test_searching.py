"""A resident finds the station, however it is typed; nothing but the public card is looked at."""

import time

import pytest

from portal import places, searching
from release.measures import Area
from release.reader import Reader


def station(name: str, address: str, postcode: str, covers: str) -> Area:
    card = {"address": address, "postcode": postcode, "covers": covers, "lead": "Ada Example",
            "email": "desk@example.org"}  # fmt: skip
    return Area(id=name, name=name, level="station", parent="city", card=card)


STATIONS = [
    station("Anyborough Central", "1 Guildhall Square, Anyborough", "AY1 1QZ", "Market|AY1"),
    station("Canal Street", "9 Canal Street, Anyborough", "AY6 6YN", "Station Quarter|AY6"),
    station("Ferrydown", "Ferry Lane, Ferrydown", "AY11 2DH", "Tollhouse|AY11"),
    station("Marché Ávila", "3 Rúa Nova", "15705", "15705|15706"),
    station("Tanner’s Row", "14 Tanner’s Row, Anyborough", "AY2 2WX", "Weavers Hill|AY2"),
]
AROUND = {s.id: "City District" for s in STATIONS}


def names(found: list[Area]) -> list[str]:
    return [a.name.split()[0] for a in found]


@pytest.mark.parametrize(
    ("wanted", "first", "count"),
    [
        ("Anyborough Central", "Anyborough", 1),
        ("central ANYBOROUGH", "Anyborough", 1),
        ("anyborough", "Anyborough", 3),
        ("AY11QZ", "Anyborough", 1),
        ("ay1 1qz", "Anyborough", 1),
        ("AY1 9ZZ", "Anyborough", 1),
        ("ay112dh", "Ferrydown", 1),
        ("ay1", "Anyborough", 2),
        ("ay2 2w", "Tanner’s", 1),
        ("15706-1234", "Marché", 1),
        ("marche avila", "Marché", 1),
        ("rua nova", "Marché", 1),
        ("tanners row", "Tanner’s", 1),
        ("guild hall", "Anyborough", 1),
        ("weavers", "Tanner’s", 1),
        ("city district", "Anyborough", 5),
    ],
)
def test_what_is_typed_finds_its_station_first(wanted: str, first: str, count: int) -> None:
    found = searching.find(STATIONS, wanted, AROUND)
    assert (names(found.exact)[0], len(found.exact), found.near) == (first, count, [])


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("anybourgh centrl", "Anyborough"),
        ("cetnral anyborough", "Anyborough"),
        ("fery down", "Ferrydown"),
        ("ferydwon", "Ferrydown"),
        ("canal streat xyz", "Canal"),
        ("márket sqare", "Anyborough"),
    ],
)
def test_what_is_mistyped_is_offered(wanted: str, first: str) -> None:
    found = searching.find(STATIONS, wanted, AROUND)
    assert found.exact == [] and names(found.near)[0] == first
    assert len(found.near) <= searching.OFFERED


@pytest.mark.parametrize(
    "wanted", ["", "!?", "Ada Example", "desk@example.org", "qqqq", "99", "\u202e", "zz 77", "%"]
)
def test_what_is_on_no_card_finds_nothing(wanted: str) -> None:
    assert searching.find(STATIONS, wanted, AROUND) == searching.Matches([], [])


@pytest.mark.parametrize("wanted", ["w" * 80, "ferry " * 14, "a b c d e f " * 7, "ferr y" * 20])
def test_the_longest_text_over_hundreds_of_stations_takes_no_time(wanted: str) -> None:
    many = [s.model_copy(update={"id": f"{s.id}{n}"}) for n in range(80) for s in STATIONS]
    searching.find(many, "warm", {})
    start = time.process_time()
    searching.find(many, wanted, {})
    assert time.process_time() - start < 0.25


def test_the_words_for_a_police_station_tell_none_from_another(latest: Reader) -> None:
    everything = places.stations(latest)
    assert places.search(latest, "Police station").exact == everything
    found = places.search(latest, "elm police station")
    assert names(found.exact) == ["Elm"] and found.near == []
    assert places.search(latest, "hazle station").near == [everything[-1]]


def test_a_search_stays_within_the_places_it_is_given(latest: Reader) -> None:
    north = places.inside(latest, latest.areas["district_north"])
    assert names(north) == ["Alder", "Birch", "Cedar"]
    assert places.search(latest, "elm", north) == searching.Matches([], [])
    assert places.inside(latest, latest.areas["station_elm"]) == [latest.areas["station_elm"]]
