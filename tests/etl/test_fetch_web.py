"""The client against a service that is busy, broken, slow or not what it seems."""

import shutil
import subprocess
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from etl.fetch import web as module
from etl.fetch.happyornot import TOKEN as HEADER
from etl.fetch.web import ATTEMPTS, PAUSE, Web, patience, retry_after
from release.errors import Busy, DeliveryError, PortalError, UsageError
from tests.etl.happyornot_server import TOKEN, Api, serving

PATH = "/experience-points.json"
POINTS = [{"experiencePointId": 1, "name": "Oak", "type": "GROUP"}]


@pytest.fixture
def api() -> Iterator[Api]:
    with serving(Api(points=POINTS)) as running:
        yield running


def get(api: Api, path: str = PATH, token: str = TOKEN, **fields: str) -> tuple[Any, list[float]]:
    """The body of the answer or the error, and how long was waited."""
    waits: list[float] = []
    with Web({HEADER: token}, waits.append) as web:
        try:
            return web.get(api.url + path, fields).body, waits
        except PortalError as error:
            return error, waits


def test_a_good_answer_needs_no_wait(api: Api) -> None:
    body, waits = get(api)
    assert b"Oak" in body and waits == []


def test_two_questions_are_half_a_second_apart(api: Api) -> None:
    waits: list[float] = []
    with Web({HEADER: TOKEN}, waits.append) as web:
        for _ in range(3):
            web.get(api.url + PATH, {})
    assert waits == [PAUSE, PAUSE]


@pytest.mark.parametrize("fault", ["status 429 7", "status 503 7"])
def test_retry_after_is_kept_to(api: Api, fault: str) -> None:
    api.faults = [fault]
    body, waits = get(api)
    assert b"Oak" in body and waits == [7.0, PAUSE]


def test_retry_after_as_a_date_is_measured_on_the_clock_of_the_service(api: Api) -> None:
    then = format_datetime(datetime(2026, 11, 22, 8, 1, 30, tzinfo=UTC), usegmt=True)
    api.faults = [f"status 429 {then}"]
    body, waits = get(api)
    assert b"Oak" in body and waits == [90.0, PAUSE]


def test_a_wait_too_long_is_left_to_the_next_run(api: Api) -> None:
    api.faults = ["status 429 3600"]
    error, waits = get(api)
    assert isinstance(error, Busy) and "60 minutes" in str(error) and waits == []


@pytest.mark.parametrize("fault", ["status 500", "status 502", "cut", "torn", "status 429 soon"])
def test_what_passes_is_tried_again(api: Api, fault: str) -> None:
    api.faults = [fault, fault]
    body, waits = get(api)
    assert b"Oak" in body and len(api.asked) == 3
    assert 1 <= waits[0] <= 2 and 2 <= waits[2] <= 4


def test_what_stays_ends_after_six_attempts(api: Api) -> None:
    api.always = "status 500"
    error, waits = get(api)
    assert isinstance(error, Busy) and len(api.asked) == ATTEMPTS
    assert str(error).startswith("127.0.0.1 answered with 500, 6 times in a row")
    assert sum(waits) < 70


def test_silence_is_a_time_out(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SILENCE", 0.05)
    api.faults = ["slow"]
    body, _ = get(api)
    assert b"Oak" in body and len(api.asked) >= 2


def test_an_answer_that_drips_is_given_up(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE", -1.0)
    error, _ = get(api)
    assert isinstance(error, Busy) and "was too slow" in str(error)


def test_a_service_that_is_not_there_is_busy() -> None:
    with serving(Api()) as gone:
        pass
    said: list[str] = []
    with (
        Web({HEADER: TOKEN}, lambda _: None, tell=said.append) as web,
        pytest.raises(Busy, match=r"127\.0\.0\.1 cannot be reached, 6 times in a row"),
    ):
        web.get(gone.url + PATH, {})
    assert len(said) == ATTEMPTS - 1 and said[0].startswith("127.0.0.1 cannot be reached; waiting")


def test_packed_answers_are_unpacked_and_bounded(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.always = "gzip"
    assert b"Oak" in get(api)[0]
    api.points = POINTS * 20_000
    monkeypatch.setattr(module, "LARGEST", 100_000)
    error, _ = get(api)
    assert isinstance(error, DeliveryError) and "more than 0 MB for one page" in str(error)


@pytest.mark.parametrize(
    ("path", "token", "fields", "status"),
    [
        (PATH, "wrong", {}, 401),
        (PATH, f"{TOKEN}-of-others", {}, 403),
        (PATH, TOKEN, {"colour": "blue"}, 400),
        ("/nothing.json", TOKEN, {}, 404),
    ],
)
def test_a_refusal_is_one_sentence_and_asked_once(
    api: Api, path: str, token: str, fields: dict[str, str], status: int
) -> None:
    error, waits = get(api, path, token, **fields)
    assert isinstance(error, UsageError) and f"({status})" in str(error)
    assert len(api.asked) == 1 and waits == []


def test_no_redirect_gets_the_token(api: Api) -> None:
    with serving(Api(points=POINTS)) as other:
        api.faults = [f"redirect {other.url}{PATH}"]
        error, _ = get(api)
        assert isinstance(error, UsageError) and "must not get the token" in str(error)
        assert other.asked == []


def test_an_unknown_status_is_an_error(api: Api) -> None:
    api.faults = ["status 418"]
    assert isinstance(get(api)[0], DeliveryError)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_certificate_that_nobody_vouches_for_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "own.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    command = [*make.split(), "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    with serving(Api(points=POINTS), path) as api:
        api.url = api.url.replace("http:", "https:")
        error, waits = get(api)
    assert isinstance(error, UsageError) and "certificate of 127.0.0.1" in str(error)
    assert api.asked == [] and waits == []


@pytest.mark.parametrize("fault", ["status 500", "cut", "torn", "redirect /x", "status 418"])
def test_the_token_is_in_no_message(api: Api, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    api.always = fault
    error, _ = get(api)
    shown = "".join(traceback.format_exception(error))
    assert TOKEN not in shown + repr(error) + caplog.text


def test_patience_doubles_within_its_limits() -> None:
    assert [patience(n, 0) for n in (1, 2, 3, 4, 5)] == [2, 4, 8, 16, 32]
    assert [patience(n, 1) for n in (1, 2)] == [1, 2]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "9" * 5000}, float("inf")),
        ({"retry-after": "soon", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 08:00:09 GMT"}, None),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 07:00:00 GMT",
                "date": "Sun, 22 Nov 2026 08:00:00 GMT",
            },
            0.0,
        ),
    ],
)
def test_retry_after(headers: dict[str, str], wait: float | None) -> None:
    assert retry_after(headers) == wait


def test_nothing_really_waits(api: Api) -> None:
    started = time.monotonic()
    api.always = "status 503 500"
    get(api)
    assert time.monotonic() - started < 5


def test_by_way_of_a_proxy(api: Api) -> None:
    proxy = api.url.removesuffix("/v2")
    with Web({HEADER: TOKEN}, lambda _: None, proxy) as web:
        assert b"Oak" in web.get(f"http://127.0.0.1:1/v2{PATH}", {}).body
    assert api.asked == [{"path": PATH}]


def test_a_proxy_that_is_no_address() -> None:
    with pytest.raises(UsageError, match="the proxy must be an address"):
        Web({HEADER: TOKEN}, lambda _: None, "socks9://x")
