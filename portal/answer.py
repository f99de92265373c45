"""One answer of the site: bytes with their headers, asked for many times, compressed once."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

import brotli

from portal.security import HEADERS

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

ASK_AGAIN = "public, no-cache"
"""Pages: whoever keeps one asks before each use whether it is still the same, so that what was
withdrawn is not shown again."""

SHORT = "public, max-age=60"
"""What may change with the next release and is not a page, such as downloads of ``latest``."""

FOR_EVER = "public, max-age=31536000, immutable"
"""What never changes: a download of a release by its id, a fingerprinted file."""

NEVER = "no-store"
SMALL = 500
"""Bytes below which compression is not worth its headers."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=5),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""The better first."""

HTML, JSON, TEXT = "text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """Status, type, bytes and headers; ``packs`` says whether it also goes compressed."""

    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    packs: bool = False
    _packed: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def packed(self, coding: str) -> bytes:
        """The bytes in one of ``CODINGS``, made when it is first asked for."""
        if coding not in self._packed:
            self._packed[coding] = CODINGS[coding](self.body)
        return self._packed[coding]

    @property
    def size(self) -> int:
        """Bytes of the body and of the compressed forms that were made so far."""
        return len(self.body) + sum(map(len, self._packed.values()))

    @property
    def tag(self) -> str:
        """The strong ETag without its quotes, empty where the answer has none."""
        return self.headers.get("ETag", "").strip('"')


def answer(
    status: int,
    kind: str,
    body: bytes,
    *,
    cache: str,
    release: str = "",
    pack: bool = True,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """An answer with its ETag (release and hash of the bytes)."""
    given = {"Cache-Control": cache, **(headers or {})}
    if release:
        given["X-Release"] = release
    if status == HTTPStatus.OK and cache != NEVER:
        given["ETag"] = f'"{release or "site"}-{hashlib.sha256(body).hexdigest()[:16]}"'
    packs = pack and len(body) > SMALL
    if packs:
        given["Vary"] = "Accept-Encoding"
    return Answer(status, kind, body, given, packs)


def send(found: Answer, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Write an answer to a client: 304 where it has it already, no body for HEAD."""
    coding = _coding(found, environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = found.packed(coding) if coding else found.body
    headers = {**HEADERS, **found.headers}
    if found.tag and coding:
        headers["ETag"] = f'"{found.tag}-{coding}"'
    if found.tag and _has(environ.get("HTTP_IF_NONE_MATCH", ""), found.tag):
        start(_line(304), list(headers.items()))
        return []
    headers |= {"Content-Type": found.kind, "Content-Length": str(len(body))}
    if coding:
        headers["Content-Encoding"] = coding
    start(_line(found.status), list(headers.items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _coding(found: Answer, accepted: str) -> str:
    names = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part}
    return next((c for c in CODINGS if c in names), "") if found.packs else ""


def _has(sent: str, tag: str) -> bool:
    """Whether a client holds this answer in any of its codings."""
    held = {part.strip().removeprefix("W/").strip('"') for part in sent.split(",")}
    return bool(held & {tag, f"{tag}-br", f"{tag}-gzip", "*"})


def _line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
