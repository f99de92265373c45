"""Bad addresses of every page, and releases that lack what a page would show: the right status, own
words, never an empty page."""

import re
from html import unescape
from inspect import signature
from pathlib import Path
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from portal.pages import ADDRESSES
from portal.site import build
from release.releases import Releases
from release.withdrawal import withdraw
from release.writer import publish
from tests.factory import sample_draft

EXAMPLES = {
    "area": "station_elm",
    "measure": "happy_index",
    "course": "customer_service_workshop",
    "id": "latest",
}
FUNCTIONS = {
    rule.translate(str.maketrans("<>", "{}")).format_map(EXAMPLES): page for rule, page in ADDRESSES
}
CASES = {
    "area=nowhere": (404, "There is no station or area with this name"),
    "area=%3Cx%3E": (400, "The value of “area” in the address cannot be understood."),
    "area=station_elm&area=station_fir": (400, "The address gives “area” more than once."),
    "area=" + "a" * 201: (400, "The value of “area” in the address cannot be understood."),
    "measure=nothing": (404, "There is no measure with this name"),
    "measure=a%00b": (400, "The value of “measure” in the address cannot be understood."),
    "period=soon": (400, "A period is written 2026, 2026-Q1 or 2026-03"),
    "period=2026-13": (400, "A period is written"),
    "measure=happy_index&breakdown=item": (400, "not split in the way that the address asks"),
    "release=000000000000": (404, "There is no release with this id."),
    "&".join(f"p{n}=1" for n in range(101)): (400, "too many parameters"),
}
"""What is asked of every page, and what it must answer."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, static: Path) -> tuple[Client, str]:
    """A site of two releases, of which the first was withdrawn, and its id."""
    url = f"sqlite:///{tmp_path_factory.mktemp('bad') / 'portal.sqlite'}"
    publish(url, sample_draft(2, "2026-05"), "2026-06-02T09:00:00Z")
    gone = Releases(url).latest().release.id
    publish(url, sample_draft(2), "2026-07-07T09:00:00Z")
    withdraw(url, gone, "a name was in it", "2026-07-08T09:00:00Z")
    return Client(build(url, static)), gone


def said(html: str) -> str:
    main = re.search(r"<main.*?</main>", html, re.S)
    assert main
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def check(client: Client, address: str, status: int, words: str) -> None:
    """A page of its own: its heading, its sentence, ways on, and nothing else."""
    answer = client.get(address)
    text = said(answer.text)
    assert (answer.status_code, words in text) == (status, True), (address, text)
    assert answer.text.count("<h1") == 1 and "From here you can go to:" in text
    assert "Traceback" not in answer.text and "<svg" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", FUNCTIONS)
def test_every_page_refuses_a_bad_address(site: tuple[Client, str], path: str) -> None:
    client, gone = site
    for search, (status, words) in CASES.items():
        check(client, f"{path}?{search}", status, words)
    check(client, f"{path}?release={gone}", 410, "This release was withdrawn.")


@pytest.mark.parametrize(
    ("path", "words", "home"),
    [
        ("", "Withdrawn on 8 July 2026. The reason: a name was in it Go to the latest", "/"),
        ("/es", "Retirada el 8 de julio de 2026. El motivo: a name was in it Ir a la", "/es"),
    ],
)
def test_a_withdrawn_release_says_when_and_why(
    site: tuple[Client, str], path: str, words: str, home: str
) -> None:
    client, gone = site
    answer = client.get(f"{path}/stations?release={gone}")
    assert answer.status_code == 410
    assert words in said(answer.text)
    assert re.search(rf'class="notice">[^<]*<a href="{home}">', answer.text)


def test_the_latest_release_has_one_address(site: tuple[Client, str]) -> None:
    found = site[0].get("/stations?release=latest")
    assert found.text == site[0].get("/stations").text
    assert 'href="http://localhost/stations">' in found.text


@pytest.mark.parametrize("path", FUNCTIONS)
def test_what_a_page_does_not_know_changes_nothing(site: tuple[Client, str], path: str) -> None:
    client, _gone = site
    plain = client.get(path)
    assert plain.status_code == 200
    for search in ("nothing=1", "nothing=1&nothing=2", "area=", "AREA=nowhere", "utm_source=x"):
        odd = client.get(f"{path}?{search}")
        assert (odd.status_code, said(odd.text)) == (200, said(plain.text)), search


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_period_to_come_is_told_where_a_page_shows_one_period(
    site: tuple[Client, str], path: str
) -> None:
    client, _gone = site
    knows = "period" in signature(FUNCTIONS[path]).parameters
    chosen = "measure=happy_index&area=station_elm&area2=station_fir&period=2099-01"
    if knows:
        check(client, f"{path}?{chosen}", 404, "There are no figures for January 2099 yet.")
    else:
        assert client.get(f"{path}?{chosen}").status_code == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/stations/nowhere", "There is no station or area with this name"),
        ("/measures/nothing", "There is no measure with this name"),
        ("/training/nothing", ""),
        ("/releases/000000000000", ""),
        ("/stations/station_elm/more", "There is no page at this address."),
        ("/stations/" + quote("W" * 200), ""),
        ("/nothing", "There is no page at this address."),
        ("/compare?measure=happy_index&area=station_elm&area2=nowhere", "There is no station"),
        ("/actions?area=nowhere", "There is no station"),
    ],
)
def test_an_unknown_thing_is_not_found(site: tuple[Client, str], address: str, words: str) -> None:
    client, _gone = site
    answer = client.get(address)
    assert answer.status_code in (400, 404) and words in said(answer.text)


def test_no_measure_of_the_force_and_a_place_without_data_have_pages(
    site: tuple[Client, str],
) -> None:
    client, _gone = site
    for address, words in {
        "/stations/station_hazel": "No figures have come in for Hazel Station yet.",
        "/measures/happy_index?area=station_hazel": "No figures have come in for Hazel Station",
        "/measures/recruit_coverage?area=station_elm": "This measure is published down to",
        "/compare?measure=happy_index&area=station_hazel&area2=station_elm": "nothing to compare",
        "/actions?area=station_hazel": "Nothing is listed for Hazel Station alone.",
    }.items():
        answer = client.get(address)
        assert answer.status_code == 200 and words in said(answer.text), address
        assert not re.search(r"<(section|ul|tbody|figure|dl)[^>]*></\1>", answer.text), address
