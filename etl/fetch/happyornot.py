"""HappyOrNot's Customer API v2, as its OpenAPI specification describes it: pages of feedback and
the tree of experience points. What a mapping does not read is dropped before a page leaves here."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn
from urllib.parse import urlsplit

from etl.fetch.settings import OPTIONAL, REQUIRED, What
from etl.fetch.tree import Point
from etl.fetch.web import Answer, Web
from release.errors import DeliveryError

TOKEN = "X-HON-API-Token"
PAGE = 5_000
"""Rows a page. The specification allows 10,000; a page of long comments should stay small."""

PATHS: dict[What, str] = {
    "button": "/results/button-feedbacks.json",
    "followup": "/results/follow-up-feedbacks.json",
    "text": "/results/text-feedbacks.json",
    "experience_points": "/experience-points.json",
}

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Ask:
    """One question. ``start`` is inclusive, ``end`` exclusive; both are days of the place itself.

    Rows judged as misuse or spam come only where the mapping reads that column: what cannot tell
    them from the others must not see them. Where it does, a later judgement comes as a correction.
    """

    url: str
    what: What
    columns: tuple[str, ...]
    start: date
    end: date
    survey: int | None = None
    point: int | None = None

    def fields(self, offset: int, limit: int) -> dict[str, str]:
        """The parameters of the page that begins at ``offset``."""
        spam = {"includeSpam": _word("spam" in self.columns)} if self.what == "text" else {}
        survey = {} if self.survey is None else {"surveyId": str(self.survey)}
        point = {} if self.point is None else {"experiencePointId": str(self.point)}
        return {
            "startDate": self.start.isoformat(),
            "endDate": self.end.isoformat(),
            "includeMisuse": _word("misuse" in self.columns),
            "offset": str(offset),
            "limit": str(limit),
            "order": "asc",
            **spam,
            **survey,
            **point,
        }


@dataclass(frozen=True)
class Page:
    """Rows in the order of the columns asked for; ``next`` is None after the last page."""

    rows: list[tuple[Cell, ...]]
    next: int | None


def pages(web: Web, ask: Ask, offset: int, limit: int) -> Iterator[Page]:
    """Every page from ``offset`` on. Raises DeliveryError where pages repeat or rows changed.

    The address of the next page is counted and never taken from the answer: the token goes only
    where sources.toml says.
    """
    host, seen = str(urlsplit(ask.url).hostname), set[bytes]()
    here: int | None = offset
    while here is not None:
        answer = web.get(ask.url + PATHS[ask.what], ask.fields(here, limit))
        rows, more = _rows(answer, host), _more(answer, host)
        mark = hashlib.sha256(answer.body).digest()
        if more and (not rows or mark in seen):
            _changed(host, "sends the same page again and again")
        seen.add(mark)
        here = here + len(rows) if more else None
        yield Page([_kept(row, ask, host) for row in rows], here)


def experience_points(web: Web, url: str) -> list[Point]:
    """The whole tree that the token may see, in the order of the answer."""
    host = str(urlsplit(url).hostname)
    answer = web.get(url + PATHS["experience_points"], {})
    if answer.headers.get("x-more-available", "false").lower() == "true":
        _changed(host, "sends only a part of the experience points")
    rows = _rows(answer, host)
    for row in rows:
        _must_have(row, REQUIRED["experience_points"], host)
    return [
        Point(
            id=str(row["experiencePointId"]),
            name=str(row["name"]),
            parent="" if row.get("parent") is None else str(row["parent"]),
            group=row["type"] == "GROUP",
        )
        for row in rows
    ]


def _rows(answer: Answer, host: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(answer.body.decode("utf-8"))
    except (ValueError, RecursionError):
        _changed(host, "sent something that is not JSON")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _changed(host, "sent JSON that is not a list of rows")
    return rows


def _more(answer: Answer, host: str) -> bool:
    said = answer.headers.get("x-more-available", "").strip().lower()
    if said not in ("true", "false"):
        _changed(host, "no longer says whether there are more pages")
    return said == "true"


def _kept(row: dict[str, Any], ask: Ask, host: str) -> tuple[Cell, ...]:
    _must_have(row, [c for c in ask.columns if c not in OPTIONAL[ask.what]], host)
    cells = tuple(row.get(column) for column in ask.columns)
    for column, cell in zip(ask.columns, cells, strict=True):
        if not isinstance(cell, Cell):
            _changed(host, f"sends another kind of value in {column}")
    return cells


def _must_have(row: dict[str, Any], columns: list[str] | tuple[str, ...], host: str) -> None:
    if gone := [column for column in columns if row.get(column) is None]:
        _changed(host, f"sends rows without {', '.join(gone)}")


def _changed(host: str, how: str) -> NoReturn:
    raise DeliveryError(
        f"{host} {how}; nothing of this window was delivered: if it stays so, its API has changed"
    )


def _word(value: bool) -> str:
    return "true" if value else "false"
