"""What a browser asks for to keep pages and to install the site."""

import pytest
from werkzeug.test import Client


def test_the_worker_is_at_the_root_and_asked_for_anew(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    again = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
def test_the_site_installs_in_the_language_of_the_page(
    client: Client, prefix: str, language: str
) -> None:
    address = f"{prefix}/manifest.webmanifest"
    assert f'<link rel="manifest" href="{address}">' in client.get(prefix or "/").text
    told = client.get(address).get_json(force=True)
    assert "Testshire Police" in told["name"]
    assert told["short_name"] == "Testshire"
    assert (told["lang"], told["start_url"], told["scope"]) == (language, prefix or "/", "/")
    assert client.get(told["icons"][0]["src"], buffered=True).status_code == 200


def test_a_page_can_say_that_it_was_kept(client: Client) -> None:
    page = client.get("/stations").text
    assert 'data-offline="/offline"' in page and 'role="status"' in page
    assert "{moment}" in page
    assert client.get("/offline").status_code == 200
    assert 'id="kept"' not in client.get("/nothing").text


def test_the_list_of_kept_pages_is_not_for_search_engines(client: Client) -> None:
    assert "/offline" not in client.get("/sitemap.xml").text


def test_another_path_has_no_manifest(client: Client) -> None:
    for path in ("/stations/manifest.webmanifest", "/fr/manifest.webmanifest", "/es/sw.js"):
        assert client.get(path).status_code == 404
