"""HappyOrNot's API v2 on the loopback: answers as the specification says, and fails on demand."""

import gzip
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGING = {"offset", "limit"}
FEEDBACK = {"surveyId", "experiencePointId", "period", "startDate", "endDate", "includeMisuse"}
FEEDBACK |= {"csvSeparator", "order", *PAGING}
PATHS = {
    "/results/button-feedbacks.json": FEEDBACK,
    "/results/follow-up-feedbacks.json": FEEDBACK,
    "/results/text-feedbacks.json": FEEDBACK | {"includeSpam"},
    "/experience-points.json": {"csvSeparator", "rootExperiencePointId", "type"},
}
BODIES = {
    400: "Bad request, possibly invalid or missing parameter values.",
    401: "Not authenticated, missing or invalid API credentials.",
    403: "Not authorised to access the resources given in parameters.",
    404: "Not found",
}
TOKEN = "a-token-that-nobody-may-read"
Row = dict[str, Any]


@dataclass
class Api:
    """What the service holds, what it was asked, and how its next answers fail, in turn."""

    rows: list[Row] = field(default_factory=list)
    points: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    always: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    url: str = ""
    ended: threading.Event = field(default_factory=threading.Event)


class Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(why)


@contextmanager
def serving(api: Api, certificate: Path | None = None) -> Iterator[Api]:
    """The API on a port of its own, until the test ends; over TLS where there is a certificate."""

    class Bound(Handler):
        service = api

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    api.url = f"http://127.0.0.1:{server.server_port}/v2"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield api
    finally:
        api.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Api

    def handle(self) -> None:
        with suppress(ConnectionError):  # a client that has seen enough hangs up
            super().handle()

    def do_GET(self) -> None:
        api, parts = self.service, urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        api.asked.append({"path": parts.path.removeprefix("/v2"), **asked})
        fault = api.faults.pop(0) if api.faults else api.always
        try:
            rows, more = answer(api, parts.path, asked, self.headers.get("X-HON-API-Token"))
        except Refused as refused:
            api.refused.append(f"{refused.status}: {refused}")
            self.say(refused.status, BODIES[refused.status].encode(), {})
            return
        self.fail_or(fault, json.dumps(rows).encode(), more)

    def fail_or(self, fault: str, body: bytes, more: str) -> None:
        api, headers = self.service, {"X-More-Available": more} if more else {}
        kind, _, value = fault.partition(" ")
        match kind:
            case "status":
                status, _, after = value.partition(" ")
                self.say(int(status), b"{}", {"Retry-After": after} if after else {})
            case "redirect":
                self.say(302, b"", {"Location": value})
            case "cut":
                self.say(200, body[: len(body) // 2], headers, length=len(body))
                self.close_connection = True
            case "slow":
                api.ended.wait(5)
                self.close_connection = True
            case "body":
                self.say(200, value.encode(), headers)
            case "body-endless":
                self.say(200, value.encode(), {"X-More-Available": "true"})
            case "headless":
                self.say(200, body, {})
            case "gzip":
                self.say(200, gzip.compress(body), {**headers, "Content-Encoding": "gzip"})
            case "torn":
                self.say(200, b"not packed", {**headers, "Content-Encoding": "gzip"})
            case "endless":
                self.say(200, body, {"X-More-Available": "true"})
            case _:
                self.say(200, body, headers)

    def say(self, status: int, body: bytes, headers: dict[str, str], length: int = -1) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length < 0 else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002
        return "Sun, 22 Nov 2026 08:00:00 GMT"

    def log_message(self, format: str, *_: Any) -> None:
        pass


def answer(api: Api, path: str, asked: dict[str, str], token: str | None) -> tuple[list[Row], str]:
    """The rows of a question and whether there are more; Refused as the specification says."""
    short = path.removeprefix("/v2")
    if short not in PATHS:
        raise Refused(404, short)
    if token != TOKEN:
        raise Refused(403 if token == f"{TOKEN}-of-others" else 401, "token")
    if unknown := asked.keys() - PATHS[short]:
        raise Refused(400, f"unknown parameters {sorted(unknown)}")
    if short == "/experience-points.json":
        return api.points, ""
    rows = [row for row in api.rows if _matches(row, asked)]
    rows.sort(key=lambda row: row["localTime"], reverse=_one(asked, "order", "asc desc") == "desc")
    offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", 1000))
    if offset < 0 or not 0 <= limit <= 10_000:
        raise Refused(400, "paging")
    more = offset + limit < len(rows)
    return rows[offset : offset + limit], "true" if more else "false"


def _matches(row: Row, asked: dict[str, str]) -> bool:
    start, end = (_day(asked, name) for name in ("startDate", "endDate"))
    if not start < end or end > _year_after(start):
        raise Refused(400, "startDate->endDate")
    misuse = _one(asked, "includeMisuse", "false true") == "true"
    spam = _one(asked, "includeSpam", "true false") == "true"
    return (
        start <= date.fromisoformat(row["localTime"][:10]) < end
        and (misuse or not row["misuse"])
        and (spam or not row.get("spam"))
        and all(
            asked.get(name) in (None, str(row[name])) for name in ("surveyId", "experiencePointId")
        )
    )


def _day(asked: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(asked[name])
    except (KeyError, ValueError):
        raise Refused(400, name) from None


def _year_after(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 2, 28) if leap else day.replace(year=day.year + 1)


def _one(asked: dict[str, str], name: str, words: str) -> str:
    word = asked.get(name, words.split()[0])
    if word not in words.split():
        raise Refused(400, name)
    return word


def press(number: int, when: str, **more: Any) -> Row:
    """One button feedback with everything that the API tells about it."""
    return {
        "feedbackId": f"00000000-0000-4000-8000-{number:012d}",
        "smileyId": 700,
        "localTime": when,
        "surveyId": 10,
        "experiencePointId": 100,
        "buttonIndex": number % 4,
        "misuse": False,
        "position": 0,
        "smileyType": "SMILEY_TOUCH",
        **more,
    }
