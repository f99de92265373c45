"""Every page of the site over the sample release, as (name, function of the reader)."""

from collections.abc import Callable
from functools import partial

from portal.page import Page
from portal.pages import ADDRESSES, errors
from release.reader import Reader

Make = Callable[[Reader], Page]
FUNCTIONS = dict(ADDRESSES)
ASKED: list[tuple[str, dict[str, str]]] = [
    ("/", {}),
    ("/stations", {}),
    ("/stations", {"q": "elm"}),
    ("/stations", {"q": "nowhere"}),
    ("/stations", {"q": "hazle", "area": "district_south"}),
    ("/stations", {"measure": "complaints_received", "area": "district_north"}),
    ("/stations/<area>", {"area": "station_elm"}),
    ("/stations/<area>", {"area": "station_hazel"}),
    ("/stations/<area>", {"area": "district_north"}),
    ("/stations/<area>", {"area": "testshire"}),
    ("/compare", {}),
    ("/compare", {"area": "station_elm"}),
    ("/compare", {"measure": "happy_share", "area": "station_elm", "area2": "station_fir"}),
    (
        "/compare",
        {
            "measure": "happy_index",
            "area": "station_elm",
            "area2": "station_fir",
            "area3": "district_south",
            "area4": "station_hazel",
        },
    ),
    ("/compare", {"measure": "recruit_coverage", "area": "station_elm", "area2": "testshire"}),
    ("/measures", {}),
    ("/measures/<measure>", {"measure": "happy_index"}),
    ("/measures/<measure>", {"measure": "happy_index", "area": "station_hazel"}),
    ("/measures/<measure>", {"measure": "quality_of_interaction", "breakdown": "item"}),
    ("/measures/<measure>", {"measure": "happy_index", "area": "station_elm", "period": "2026-02"}),
    ("/measures/<measure>", {"measure": "recruit_coverage", "area": "station_elm"}),
    ("/measures/<measure>", {"measure": "complaints_received"}),
    ("/training", {}),
    ("/training/<course>", {"course": "customer_service_workshop"}),
    ("/training/<course>", {"course": "empathy"}),
    ("/effect", {}),
    ("/actions", {}),
    ("/actions", {"area": "station_elm"}),
    ("/actions", {"area": "station_hazel"}),
    ("/data", {}),
    ("/releases", {}),
    ("/releases/<id>", {"id": "latest"}),
    ("/methods", {}),
    ("/glossary", {}),
    ("/style", {}),
    ("/accessibility", {}),
    ("/privacy", {}),
    ("/offline", {}),
]


def _make(rule: str, given: dict[str, str], reader: Reader) -> Page:
    return FUNCTIONS[rule](reader, **given)


def _name(rule: str, given: dict[str, str]) -> str:
    return " ".join([rule, *given.values()])


VIEWS: list[tuple[str, Make]] = [(_name(r, g), partial(_make, r, g)) for r, g in ASKED]
ERRORS: list[tuple[str, Make]] = [
    ("not found", lambda _reader: errors.not_found()),
    ("nothing", lambda _reader: errors.nothing_published()),
]
