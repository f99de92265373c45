"""The language of a page is in its address, and stays in every address that it leads to."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from portal import links, translations
from portal.site import UPDATE, build
from portal.speech import speak
from release.writer import publish
from tests.portal.asking import asked
from tests.portal.speaking import catalogues, speaking
from tests.portal.views import ASKED


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Client:
    """A site in English, Spanish and Arabic; French is wished for, but has no catalogue."""
    folder = tmp_path_factory.mktemp("languages")
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    publish(url, speaking("en", last="2026-05"), "2026-06-02T09:00:00Z")
    publish(url, speaking("en", "es", "ar", "fr"), "2026-07-07T09:00:00Z")
    return Client(build(url, static, catalogues=catalogues(folder / "locale")))


class Links(HTMLParser):
    """Every address that a page leads to, except those of its languages."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("action" if tag == "form" else "href")
        if address and "hreflang" not in given:
            self.found.add(address)


PATHS = sorted({
    re.sub(r"<(\w+)>", lambda m, given=given: given[m[1]], rule)  # type: ignore[misc]
    for rule, given in ASKED
})  # fmt: skip
FILES = re.compile(r"/(static|api)/|/data/[^/]+/[^/]+\.[a-z]+|/(\w+/)*\w+\.(atom|webmanifest)")
"""Addresses that are the same in every language."""

RELEASE = re.compile(r'href="/es/releases/(\w+)"')


@pytest.mark.parametrize("path", [*PATHS, "/stations?q=nowhere", "/nothing", "/?period=zz"])
def test_every_link_of_a_page_stays_in_its_language(client: Client, path: str) -> None:
    page = Links()
    page.feed(client.get(f"/es{path}").text)
    inside = {a for a in page.found if a.startswith("/")}
    astray = [a for a in inside if not f"{urlsplit(a).path}/".startswith("/es/")]
    assert [a for a in astray if not FILES.match(a)] == []
    assert len(inside) > 5


def test_every_link_of_an_earlier_release_stays_in_its_language(client: Client) -> None:
    newest, old = dict.fromkeys(RELEASE.findall(client.get("/es/releases").text))
    page = Links()
    page.feed(client.get(f"/es?release={old}").text)
    assert {"/es", f"/es/stations?release={old}", f"/es/releases/{old}?release={old}"} < page.found
    assert f"/es/releases/{newest}" not in page.found


@pytest.mark.parametrize(
    ("address", "language", "direction"),
    [
        ("/", "en", "ltr"),
        ("/es", "es", "ltr"),
        ("/es/", "es", "ltr"),
        ("/ar/stations", "ar", "rtl"),
        ("/es/stations/station_elm", "es", "ltr"),
        ("/es/nothing", "es", "ltr"),
        ("/es/?period=zz", "es", "ltr"),
    ],
)
def test_an_address_names_its_language(
    client: Client, address: str, language: str, direction: str
) -> None:
    answer = client.get(address)
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(
    "address", ["/fr", "/fr/stations", "/en", "/en/stations", "/es/es", "/esx", "/es//stations"]
)
def test_other_beginnings_lead_nowhere(client: Client, address: str) -> None:
    """One page has one address: the own language has no prefix."""
    assert client.get(address).status_code == 404


def test_a_file_has_one_address_in_all_languages(client: Client) -> None:
    assert client.get("/data/latest/happy_index.csv").status_code == 200
    assert client.get("/es/data/latest/happy_index.csv").status_code == 404
    assert client.get("/es/sitemap.xml").status_code == 404


def test_pages_and_errors_speak_the_language(client: Client) -> None:
    assert "<h1>Comisarías</h1>" in client.get("/es/stations").text
    assert "<h1>Stations</h1>" in client.get("/stations").text
    lost = client.get("/es/nothing")
    assert lost.status_code == 404
    assert "No hay ninguna página en esta dirección." in lost.text
    assert "No hay ningún indicador" in client.get("/es/measures/nothing").text


def test_what_is_not_translated_is_said_in_the_source(client: Client) -> None:
    assert ">Training</a>" in client.get("/es/stations").text


def test_a_page_names_itself_in_every_language(client: Client) -> None:
    page = client.get("/es/stations/station_elm?nothing=1").text
    place, here = "/stations/station_elm", "http://localhost"
    assert f'<link rel="canonical" href="{here}/es{place}">' in page
    named = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', page)
    assert dict(named) == {
        "en": here + place,
        "es": f"{here}/es{place}",
        "ar": f"{here}/ar{place}",
        "x-default": here + place,
    }


@pytest.mark.parametrize(
    ("headers", "site"),
    [
        ({"Host": "localhost"}, "http://localhost"),
        ({"Host": "127.0.0.1:80"}, "http://127.0.0.1:80"),
        ({"Host": "[::1]"}, "http://[::1]"),
        ({"Host": "localhost", "X-Forwarded-Proto": '"><b>'}, "http://localhost"),
        ({"Host": "localhost:8051"}, ""),
        ({"Host": "xlocalhost"}, ""),
        ({"Host": "police.example", "X-Forwarded-Proto": "https"}, ""),
        ({"Host": 'evil.example/"><b>'}, ""),
    ],
)
def test_a_page_names_itself_wholly_on_this_machine_only(
    client: Client, headers: dict[str, str], site: str
) -> None:
    page = client.get("/es/methods", headers=headers).text
    assert f'<link rel="canonical" href="{site}/es/methods">' in page
    assert "<b>" not in page


def test_the_switch_keeps_the_view(client: Client) -> None:
    view = "/measures/happy_index?area=station_elm&amp;period=2026-05"
    page = client.get("/es" + view.replace("&amp;", "&")).text
    assert f'<a href="{view}" hreflang="en" lang="en">English</a>' in page
    assert f'<a href="/ar{view}" hreflang="ar" lang="ar">العربية</a>' in page
    assert '<a href="/es" hreflang="es" lang="es">Español</a>' in client.get("/").text


@pytest.mark.parametrize(
    "path",
    ["//evil.example/x", "/\\evil.example/x", "/\t/evil.example", "/nothing", "/stations/nowhere"],
)
def test_the_switch_of_an_error_page_leads_home(client: Client, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": f"/es{path}"})
    found = re.search(r'<nav[^>]*class="languages".*?</nav>', answer.text, re.S)
    assert answer.status_code == 404 and found
    assert re.findall(r'href="([^"]*)"', found[0]) == ["/", "/ar"]
    assert "evil.example" not in answer.text and 'aria-current="page"' not in answer.text


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/\t/evil.example", "", "x"])
def test_no_address_leads_to_another_site(path: str) -> None:
    assert (links.page(path, ""), links.page(path, "/es")) == ("/", "/es")


def test_a_site_of_one_language_has_no_switch(tmp_path: Path, static: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    publish(url, speaking("en", "fr"), "2026-07-07T09:00:00Z")
    page = Client(build(url, static, catalogues=catalogues(tmp_path / "locale"))).get("/").text
    assert "hreflang" not in page


def test_a_force_may_speak_another_language_first(tmp_path: Path, static: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    publish(url, speaking("es", "en"), "2026-07-07T09:00:00Z")
    client = Client(build(url, static, catalogues=catalogues(tmp_path / "locale")))
    assert "<h1>Comisarías</h1>" in client.get("/stations").text
    assert "<h1>Stations</h1>" in client.get("/en/stations").text
    assert client.get("/es/stations").status_code == 404


def test_a_control_changes_the_page_in_its_language(client: Client) -> None:
    drawn = client.post(UPDATE, json=asked("?area=station_elm", "/es/measures/happy_index"))
    content = drawn.get_json()["response"]["content"]["children"]
    assert content["props"]["data-title"].startswith("Índice de satisfacción: Elm Station")
    wrong = client.post(UPDATE, json=asked("?area=nowhere", "/es/measures/happy_index"))
    assert 'href": "/es' in wrong.text or 'href":"/es' in wrong.text


def test_the_sitemap_names_the_languages(client: Client) -> None:
    text = client.get("/sitemap.xml").text
    place = "http://localhost/es/stations/station_elm"
    assert f"<loc>{place}</loc>" in text
    assert f'<xhtml:link rel="alternate" hreflang="es" href="{place}"/>' in text
    assert text.count("<loc>") * 4 == text.count("<xhtml:link")


@pytest.mark.parametrize(
    ("path", "code", "within"),
    [("/", "en", "/"), ("/es", "es", "/"), ("/es/a/b", "es", "/a/b"), ("/esa", "en", "/esa")],
)
def test_an_address_comes_apart_and_together_again(
    tmp_path: Path, path: str, code: str, within: str
) -> None:
    force = {"language": "en", "languages": ["en", "es"]}
    speech, bare = translations.spoken_at(force, path, catalogues(tmp_path))
    assert (speech.code, bare) == (code, within)
    with speak(speech):
        assert links.page(bare) == path


def test_an_entry_that_is_doubtful_is_not_used(tmp_path: Path) -> None:
    file = catalogues(tmp_path) / "es/LC_MESSAGES/messages.po"
    file.write_text(file.read_text("utf-8").replace('\nmsgid "Stat', '\n#, fuzzy\nmsgid "Stat'))
    found = translations.catalogue("es", tmp_path)
    assert found is not None
    assert found.gettext("Stations") == "Stations"
    assert found.gettext("Not found") == "No encontrado"
