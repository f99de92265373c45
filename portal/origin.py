"""Scheme and host of the site, where an address must be whole.

What a client writes is not believed: what is made for it may be kept and shown to others.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from portal.answer import Environ

PUBLIC = re.compile(r"(https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)/?", re.I)
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_here: ContextVar[str] = ContextVar("here", default="")


@contextmanager
def at(site: str) -> Iterator[None]:
    """Inside the block a page is made for this origin."""
    token = _here.set(site)
    try:
        yield
    finally:
        _here.reset(token)


def here() -> str:
    """The origin of the page that is being made; empty where it is not known, and in files, which
    are the same for everyone."""
    return _here.get()


def public(said: str) -> str:
    """The public origin as the environment names it, empty where it names none. ValueError: it is
    no scheme and host."""
    if said and not PUBLIC.fullmatch(said):
        raise ValueError(f"PORTAL_ORIGIN must be like https://police.example, got {said!r}")
    return said.lower().removesuffix("/")


def origin(environ: Environ) -> str:
    """The origin where a client of this machine asks this very server, else empty: addresses then
    begin with their path."""
    host, port = environ.get("HTTP_HOST", "").lower(), environ.get("SERVER_PORT", "")
    name, _colon, given = host.rpartition(":") if not host.endswith(LOOPBACK) else (host, "", "80")
    return f"http://{host}" if name in LOOPBACK and given == port else ""
