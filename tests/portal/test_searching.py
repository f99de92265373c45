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
        ("ay1", "Anyborough", 1),
        ("guildhall ay11qz", "Anyborough", 1),
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


def place(postcode: str, covers: str) -> Area:
    return station(f"Place {postcode}", "1 High Street", postcode, covers)


PLACES = [
    place("AY1 1QZ", "Market Quarter|AY1"),
    place("AY2 2WX", "Weavers Hill|AY2"),
    place("AY9 9AK", "Marram|AY9"),
    place("AY11 2DH", "Tollhouse|AY11"),
    place("AY13 4GF", "High Shaw|AY14|AY13"),
    place("AY14 5HD", "Lathe Bottoms|AY14"),
    place("AY22 4NY", "Linden Magna|AY22"),
    place("19103", "22nd District|19102|19103"),
    place("19130-2217", "9th District|19130"),
    place("V6B 1A1", "V6B"),
    place("1012 AB", "1012"),
    place("111 29", "Gamla Stan"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("AY11", ["AY11 2DH"]),
        ("AY22", ["AY22 4NY"]),
        ("AY2 4NY", ["AY2 2WX"]),
        ("AY22 4NY", ["AY22 4NY"]),
        ("AY224NY", ["AY22 4NY"]),
        ("AY11QZ", ["AY1 1QZ"]),
        ("AY1 1", ["AY1 1QZ"]),
        ("AY112DH", ["AY11 2DH"]),
        ("AY112D", []),
        ("ay14", ["AY13 4GF", "AY14 5HD"]),
        ("ay14 5hd", ["AY14 5HD", "AY13 4GF"]),
        ("AY99", []),
        ("AY9 9", ["AY9 9AK"]),
        ("AY9", ["AY9 9AK"]),
        ("AY", ["AY1 1QZ", "AY2 2WX", "AY9 9AK", "AY11 2DH", "AY13 4GF", "AY14 5HD", "AY22 4NY"]),
        ("Y1", []),
        ("19103", ["19103"]),
        ("19102", ["19103"]),
        ("19103-4567", ["19103"]),
        ("191034567", ["19103"]),
        ("1910", []),
        ("1913", []),
        ("91302", []),
        ("19130-2217", ["19130-2217"]),
        ("19199", []),
        ("22", ["19103"]),
        ("V6B", ["V6B 1A1"]),
        ("v6b9z9", ["V6B 1A1"]),
        ("v6c 1a1", []),
        ("1012 AC", ["1012 AB"]),
        ("11129", ["111 29"]),
    ],
)
def test_a_postcode_is_compared_by_its_parts(wanted: str, found: list[str]) -> None:
    matches = searching.find(PLACES, wanted, {})
    assert [a.card["postcode"] for a in matches.exact] == found and matches.near == []


def test_a_postcode_with_a_misplaced_space_is_only_offered() -> None:
    found = searching.find(PLACES, "AY11 QZ", {})
    assert found.exact == [] and [a.card["postcode"] for a in found.near] == ["AY11 2DH"]


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
