"""What the page asks for when a control changes, and what it is refused."""

import json

import pytest
from werkzeug.test import Client

from portal.callback import LARGEST
from portal.site import UPDATE
from tests.portal.asking import asked


def test_the_update_is_the_content_of_the_page(client: Client) -> None:
    answer = client.post(UPDATE, json=asked("?area=station_elm", "/measures/happy_index"))
    content = answer.get_json()["response"]["content"]["children"]
    assert content["props"]["data-title"].startswith("Happy Index: Elm Station")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_update_of_a_wrong_value_is_its_error_page(client: Client) -> None:
    answer = client.post(UPDATE, json=asked("?period=soon", "/measures/happy_index"))
    assert answer.status_code == 200
    assert "cannot be understood" in answer.text


DEEP = "[" * 50_000 + "]" * 50_000


HOSTILE: list[tuple[bytes, int]] = [
    (b"", 411),
    (b"null", 400),
    (b"[]", 400),
    (b"1", 400),
    (b"NaN", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (DEEP.encode()[:60_000], 400),
    (json.dumps(asked(output="other.children")).encode(), 400),
    (json.dumps(asked(output={"a": 1})).encode(), 400),
    (json.dumps(asked(output=None)).encode(), 400),
    (json.dumps(asked(inputs=None)).encode(), 400),
    (json.dumps(asked(inputs=[])).encode(), 400),
    (json.dumps(asked(inputs=[None])).encode(), 400),
    (json.dumps(asked(inputs=[{"id": {"__proto__": 1}}])).encode(), 400),
    (json.dumps(asked(state=[{"id": "address", "property": "hash", "value": ""}])).encode(), 400),
    (json.dumps(asked({"a": 1})).encode(), 400),
    (json.dumps(asked(["a"])).encode(), 400),
    (json.dumps(asked("\ud800")).encode(), 400),
    (json.dumps(asked("x" * 9000)).encode(), 400),
    (json.dumps(asked("", "/nothing")).encode(), 404),
    (json.dumps(asked("", "//evil.example")).encode(), 404),
    (b" " * (LARGEST + 1), 413),
]


@pytest.mark.parametrize(("body", "status"), HOSTILE, ids=range(len(HOSTILE)))
def test_what_dash_would_not_send_is_refused(client: Client, body: bytes, status: int) -> None:
    answer = client.post(UPDATE, data=body, content_type="application/json")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_other_types_and_lengths_are_refused(client: Client) -> None:
    assert client.post(UPDATE, data=b"{}", content_type="text/plain").status_code == 415
    assert client.get(UPDATE).status_code == 405
    without = {"CONTENT_LENGTH": "", "CONTENT_TYPE": "application/json"}
    assert client.post(UPDATE, environ_overrides=without).status_code == 411
