"""What the site answers to right and wrong requests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import Client

from portal.answer import App
from portal.kept import Kept
from portal.origin import public
from portal.site import UPDATE, build
from release.reader import Reader
from release.withdrawal import withdraw
from release.writer import publish
from tests.factory import sample_draft
from tests.portal.asking import STATION, asked
from tests.portal.conftest import ROOT


def test_a_page_is_whole_without_javascript(client: Client) -> None:
    page = client.get(STATION).text
    assert "<title>Elm Station – Testshire Police</title>" in page
    assert page.count("<main") == page.count("<h1>") == 1
    assert "<table" in page and '<svg class="plot' in page
    assert '<link rel="canonical" href="http://localhost/stations/station_elm">' in page
    assert " style=" not in page
    assert "<script>" not in page


def test_nothing_tells_versions(client: Client) -> None:
    page = client.get(STATION)
    for word in ("python", "dash_version", "plotly_version", "4.4.1", "end_id", "Werkzeug"):
        assert word not in page.text
        assert word not in str(page.headers)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/stations?unknown=1&x=2", 200),
        ("/stations/nowhere", 404),
        ("/measures/nothing", 404),
        ("/nothing", 404),
        ("/nothing/at/all?q=1", 404),
        ("/stations/..%2f..%2fetc", 404),
        ("/stations/%00", 400),
        ("/stations/%ff", 400),
        ("/measures/happy_index?period=soon", 400),
        ("/measures/happy_index?area=a&area=b", 400),
        ("/measures/happy_index?area=%00", 400),
        ("/stations?release=nothing", 404),
        ("/?period=zz", 400),
        ("/stations/station_elm?period=xyz", 400),
        ("/training?area=nowhere", 404),
        ("/stations?area=nowhere", 404),
        ("/stations?area=%3Cb%3E", 400),
        ("/data?measure=nothing", 404),
        ("/methods?measure=happy_index&breakdown=nothing", 400),
        ("/methods?measure=happy_index&breakdown=face&area=station_elm&period=2026", 200),
        ("/stations?q=" + "x" * 300, 200),
        ("/stations?q=%00", 400),
        ("/stations?" + "x=1&" * 200, 400),
        ("/stations?" + "x" * 9000, 414),
        ("/_dash-component-suites/dash/../../etc/passwd", 404),
        ("/_dash-component-suites/nothing/x.js", 404),
        ("/static/../../etc/passwd", 404),
        ("/static/nothing.js", 404),
        ("/_reload-hash", 404),
        ("/assets/portal.css", 404),
    ],
)
def test_every_address_has_its_status(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    if status != 200:
        assert "<h1>" in answer.text


def test_a_bad_value_is_refused_where_the_page_is_kept(client: Client) -> None:
    assert client.get("/training").status_code == 200
    assert client.get("/training?area=nowhere").status_code == 404
    told = client.post(UPDATE, json=asked("?area=nowhere", "/training")).text
    assert "no station or area with this name" in told


def test_an_address_of_two_slashes_leads_nowhere(client: Client) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//evil.example/"})
    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_a_hostile_value_is_never_reflected(client: Client) -> None:
    answer = client.get("/measures/happy_index?area=<script>alert(1)</script>")
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    answer = client.open("/", method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_is_get_without_its_body(client: Client) -> None:
    got, head = client.get(STATION), client.head(STATION)
    assert head.data == b""
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert head.headers["ETag"] == got.headers["ETag"]


def test_headers_name_the_release_and_forbid_the_rest(client: Client, latest: Reader) -> None:
    headers = client.get("/").headers
    assert headers["X-Release"] == latest.release.id
    assert headers["Cache-Control"] == "public, no-cache"
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy and "script-src 'self';" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_who_has_a_page_gets_304(client: Client, coding: str) -> None:
    first = client.get(STATION, headers={"Accept-Encoding": coding})
    tag = first.headers["ETag"]
    again = client.get(STATION, headers={"Accept-Encoding": coding, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    other = client.get(STATION, headers={"If-None-Match": '"something-else"'})
    assert other.status_code == 200


def test_an_earlier_release_stays_readable(client: Client, latest: Reader) -> None:
    old = latest.history[-1].id
    earlier = client.get(f"{STATION}?release={old}")
    assert earlier.status_code == 200
    assert earlier.headers["X-Release"] == old
    assert "In June 2026" not in earlier.text


HASHED = """
import sys, hashlib
from werkzeug.test import Client
from portal.site import build
client = Client(build(sys.argv[1], __import__("pathlib").Path(sys.argv[2])))
for path in ("/", "/stations/station_elm", "/measures/happy_index", "/_dash-layout"):
    print(hashlib.sha256(client.get(path).data).hexdigest())
"""


def test_pages_are_the_same_bytes_in_every_process(database: str, static: Path) -> None:
    """Dash keeps properties in an order that depends on the seed of hashes."""
    seen = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", HASHED, database, str(static)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1


@pytest.fixture
def empty(tmp_path: Path, static: Path) -> Client:
    return Client(build(f"sqlite:///{tmp_path}/portal.sqlite", static))


def test_nothing_published_is_said_and_the_first_release_is_noticed(
    empty: Client, tmp_path: Path
) -> None:
    answer = empty.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing is published yet" in answer.text
    assert empty.get("/readyz").status_code == 503
    assert empty.get("/livez").status_code == 200
    assert empty.post(UPDATE, json=asked()).status_code == 503
    publish(f"sqlite:///{tmp_path}/portal.sqlite", sample_draft(3), "2026-07-07T09:00:00Z")
    assert empty.get("/").status_code == 200
    assert empty.get("/readyz").get_json()["ready"] is True


def test_a_new_release_and_a_withdrawal_change_the_pages_at_once(
    empty: Client, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/portal.sqlite"
    first = publish(url, sample_draft(2, "2026-05"), "2026-06-02T09:00:00Z")
    assert empty.get("/").headers["X-Release"] == first.id
    second = publish(url, sample_draft(3), "2026-07-07T09:00:00Z")
    assert empty.get("/").headers["X-Release"] == second.id
    assert empty.get("/").headers["X-Edition"] == "2"
    assert empty.get(f"/stations?release={first.id}").status_code == 200
    withdraw(url, first.id, "a name was in it", "2026-07-08T09:00:00Z")
    for address in (f"/stations?release={first.id}", f"/data/{first.id}/happy_index.csv"):
        answer = empty.get(address)
        assert (answer.status_code, answer.headers["X-Edition"]) == (410, "3")
    withdraw(url, second.id, "a name was in it", "2026-07-09T09:00:00Z")
    answer = empty.get("/")
    assert (answer.status_code, answer.headers["X-Edition"]) == (503, "4")


def test_spellings_of_one_page_are_kept_once(app: App) -> None:
    site, client = app.application, Client(app)  # type: ignore[attr-defined]
    site.kept = Kept()
    for n in range(20):
        client.get(f"{STATION}?nothing={n}")
        client.get(f"/stations?q=word{n}")
        client.get(f"/nothing{n}")
    assert len(site.kept) == 2


def test_machines_find_their_way(client: Client) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    assert "<loc>http://localhost/stations/station_elm</loc>" in client.get("/sitemap.xml").text
    evil = {"Host": "evil.example/<x>", "X-Forwarded-Proto": "https"}
    assert "<loc>/stations/station_elm</loc>" in client.get("/sitemap.xml", headers=evil).text
    for path in ("/sitemap.xml", "/robots.txt", "/methods"):
        assert "evil.example" not in client.get(path, headers=evil).text


def test_a_site_with_a_public_origin_names_it_to_all(database: str, static: Path) -> None:
    client = Client(build(database, static, public="https://police.example"))
    for host in ("localhost", "evil.example"):
        text = {p: client.get(p, headers={"Host": host}).text for p in ("/robots.txt", "/methods")}
        assert "Sitemap: https://police.example/sitemap.xml" in text["/robots.txt"]
        assert 'rel="canonical" href="https://police.example/methods"' in text["/methods"]


CITED = re.compile(r"release \S+, (\S*/measures/happy_index\?)")


def test_a_citation_has_the_origin_of_the_page_and_of_its_update(
    database: str, static: Path
) -> None:
    """A page for one origin is never given to another; a made-up host is not believed."""
    client = Client(build(database, static))
    path = "/measures/happy_index"
    wanted = {"localhost": "http://localhost", "evil.example": "", "127.0.0.1": "http://127.0.0.1"}
    for host, site in (*wanted.items(), *reversed(wanted.items())):
        told = {"headers": {"Host": host}}
        update = client.post(UPDATE, json=asked(path=path), **told)
        for said in (client.get(path, **told).text, update.text):
            assert [found.removesuffix(f"{path}?") for found in CITED.findall(said)] == [site]
    public_one = Client(build(database, static, public="https://police.example"))
    assert f"https://police.example{path}?" in public_one.get(path).text


@pytest.mark.parametrize(
    ("said", "meant"),
    [("", ""), ("https://Police.example/", "https://police.example"), ("http://a:8050", None)],
)
def test_a_public_origin_is_scheme_and_host(said: str, meant: str | None) -> None:
    assert public(said) == (said if meant is None else meant)


@pytest.mark.parametrize(
    "said",
    ["police.example", "https://", "https://a/b", "ftp://a", 'https://a"><b>', "https://a\n"],
)
def test_what_is_no_origin_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_ORIGIN must be like"):
        public(said)


def test_static_files_are_compressed_and_kept_for_ever(client: Client) -> None:
    address = re.search(r'href="(/static/[^"]+\.css)"', client.get("/").text)
    assert address
    answer = client.get(address[1], headers={"Accept-Encoding": "br"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
