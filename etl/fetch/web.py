"""Asks a web service politely: few questions a second, patience where it is busy, no redirects, and
never more of an answer than fits. The token stands in a header and in no message."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from release.errors import Busy, DeliveryError, UsageError

Sleep = Callable[[float], None]
Tell = Callable[[str], None]

ATTEMPTS = 6
PAUSE = 0.5
"""Seconds between two questions. The specification sets no limit, so this one is ours."""

FIRST_WAIT, LONGEST_WAIT = 2.0, 600.0
CONNECT, SILENCE, WHOLE = 10.0, 60.0, 600.0
"""Seconds until a connection stands, between two pieces of an answer, and for all of it."""

LARGEST = 64_000_000
PIECE = 65_536


@dataclass(frozen=True)
class Answer:
    """The unpacked body and the headers of a question that was answered."""

    body: bytes
    headers: Mapping[str, str]


class Later(Exception):
    """Worth another try; ``wait`` where the service said when, in seconds."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        self.what, self.wait = what, wait
        super().__init__(what)


class Web:
    """One service. ``secret`` is the header that says who asks; ``sleep`` waits for seconds;
    ``tell`` is told why."""

    def __init__(
        self, secret: dict[str, str], sleep: Sleep, proxy: str = "", tell: Tell = lambda _: None
    ) -> None:
        settings: dict[str, Any] = {
            "retries": False,
            "timeout": urllib3.Timeout(connect=CONNECT, read=SILENCE),
            "headers": {"accept": "application/json", "accept-encoding": "gzip", **secret},
        }
        self._pool = _pool(proxy, settings)
        self._sleep, self._tell = sleep, tell
        self._asked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.clear()

    def get(self, url: str, fields: dict[str, str]) -> Answer:
        """The answer to one question, asked up to six times.

        Raises Busy where it may work later, UsageError or DeliveryError where it will not.
        """
        host = urlsplit(url).hostname
        for attempt in range(1, ATTEMPTS + 1):
            if self._asked:
                self._sleep(PAUSE)
            self._asked = True
            try:
                return self._once(url, fields)
            except Later as later:
                what, wait = later.what, later.wait
            if wait is not None and wait > LONGEST_WAIT:
                raise Busy(f"{host} asks to wait for {wait / 60:.0f} minutes; run again then")
            if attempt < ATTEMPTS:
                wait = patience(attempt, random.random()) if wait is None else wait
                self._tell(f"{host} {what}; waiting for {wait:.0f} s")
                self._sleep(wait)
        raise Busy(
            f"{host} {what}, {ATTEMPTS} times in a row; what is complete was kept: run again later"
        )

    def _once(self, url: str, fields: dict[str, str]) -> Answer:
        host = urlsplit(url).hostname
        try:
            response = self._pool.request(
                "GET", url, fields=fields, redirect=False, preload_content=False
            )
            try:
                _check(response.status, response.headers, str(host))
                return Answer(_bounded(response, str(host)), response.headers)
            finally:
                response.close()
        except SSLError:
            raise UsageError(
                f"the certificate of {host} cannot be trusted; ask whoever runs your network"
            ) from None
        except DecodeError:
            raise Later("sent an answer that cannot be unpacked") from None
        except (NewConnectionError, ConnectTimeoutError, ProxyError):
            raise Later("cannot be reached") from None
        except (HTTPError, OSError):
            raise Later("broke off") from None


def _pool(proxy: str, settings: dict[str, Any]) -> urllib3.PoolManager:
    """Straight to the service, or by the way that the force's network demands."""
    if not proxy:
        return urllib3.PoolManager(**settings)
    try:
        return urllib3.ProxyManager(proxy, **settings)
    except HTTPError:
        raise UsageError("the proxy must be an address such as http://proxy.example:8080") from None


def patience(attempt: int, chance: float) -> float:
    """Seconds to wait after the n-th failure: doubling, shortened by up to a half by chance (0–1),
    so that many clients do not come back at the same moment."""
    return FIRST_WAIT * 2.0 ** (attempt - 1) * (1 - chance / 2)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """What Retry-After says in seconds, as a number or a date; None where it says nothing clear.

    A date is compared with the Date of the same answer, so no clock but the service's own counts.
    """
    text = headers.get("retry-after", "").strip()
    try:
        if text.isascii() and text.isdigit():
            return float(text)
        until = parsedate_to_datetime(text)
        return max(0.0, (until - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def _check(status: int, headers: Mapping[str, str], host: str) -> None:
    """Nothing where the answer is good; the family's error or Later where it is not."""
    if status == 200:
        return
    if status in (401, 403):
        raise UsageError(
            f"{host} refused the token ({status}); make a new one that may read feedback"
        )
    if status == 400:
        raise UsageError(
            f"{host} did not understand the question (400); check surveys, experience_points and "
            "since in sources.toml"
        )
    if status == 404:
        raise UsageError(f"{host} has nothing at this address (404); check url in sources.toml")
    if 300 <= status < 400:
        raise UsageError(
            f"{host} sends us to another address ({status}), which must not get the token; "
            "check url in sources.toml"
        )
    if status == 429 or status >= 500:
        raise Later(f"answered with {status}", retry_after(headers))
    raise DeliveryError(f"{host} answered with {status}, which its specification does not know")


def _bounded(response: urllib3.BaseHTTPResponse, host: str) -> bytes:
    body, end = bytearray(), time.monotonic() + WHOLE
    while piece := response.read1(PIECE, decode_content=True):
        body += piece
        if len(body) > LARGEST:
            raise DeliveryError(f"{host} sent more than {LARGEST / 1e6:.0f} MB for one page")
        if time.monotonic() > end:
            raise Later("was too slow")
    return bytes(body)
