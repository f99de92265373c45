"""Reads the one request that Dash sends, and refuses everything else."""

import json
from typing import Any

from portal.answer import Environ
from portal.dash_app import INPUTS, OUTPUT, STATES

LARGEST = 64 * 1024
"""Bytes of a body; a real one has about 300."""


class Refused(Exception):
    """A request that Dash would not send; ``status`` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def asked(environ: Environ) -> tuple[str, str]:
    """The path and the query (without ``?``) that the browser wants drawn."""
    body = _json(_read(environ))
    if not isinstance(body, dict) or body.get("output") != ".".join(OUTPUT):
        raise Refused(400)
    search = _values(body.get("inputs"), INPUTS)[0]
    path = _values(body.get("state"), STATES)[0]
    return path or "/", search.removeprefix("?")


def _read(environ: Environ) -> bytes:
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != "application/json":
        raise Refused(415)
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        raise Refused(411)
    if len(length) > 9 or int(length) > LARGEST:
        raise Refused(413)
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400) from None


def _values(given: Any, wanted: tuple[tuple[str, str], ...]) -> list[str]:
    """The values of exactly the wanted properties, in order; null counts as empty."""
    if not isinstance(given, list) or len(given) != len(wanted):
        raise Refused(400)
    return [_value(one, *names) for one, names in zip(given, wanted, strict=True)]


def _value(given: Any, identity: str, name: str) -> str:
    if not isinstance(given, dict) or (given.get("id"), given.get("property")) != (identity, name):
        raise Refused(400)
    value = given.get("value")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 8192 or not _is_text(value):
        raise Refused(400)
    return value


def _is_text(value: str) -> bool:
    """False for halves of characters (lone surrogates), which no encoding can write."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
