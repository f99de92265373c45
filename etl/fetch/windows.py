"""Which days are to be fetched, and which are final. Pure: days in, windows out."""

from collections.abc import Iterable
from datetime import date, timedelta

from release.measures import Strict

LONGEST = timedelta(days=365)
"""The API allows a year at most; 365 days are one in every year."""


class Window(Strict):
    """Days from ``start`` to before ``end``, fetched on ``day``; no ``file`` where no rows came."""

    start: date
    end: date
    day: date
    file: str
    rows: int


def windows(start: date, end: date) -> list[tuple[date, date]]:
    """The days from ``start`` to before ``end`` in pieces of a year at most, without a gap."""
    found = []
    while start < end:
        stop = min(start + LONGEST, end)
        found.append((start, stop))
        start = stop
    return found


def reached(done: Iterable[Window], since: date) -> date:
    """The first day after ``since`` that was not fetched yet."""
    return _joined(since, [(window.start, window.end) for window in done])


def final(done: Iterable[Window], since: date, overlap: int) -> date:
    """The first day whose feedback may still be incomplete: it was not fetched, or too soon.

    A kiosk without a network delivers late. A day is final once it was fetched ``overlap`` days
    after it ended, so that what comes up to so late is never missed.
    """
    late = timedelta(days=overlap)
    return _joined(since, [(w.start, min(w.end, w.day - late)) for w in done])


def _joined(since: date, spans: list[tuple[date, date]]) -> date:
    """How far the spans lead from ``since`` without a gap."""
    for start, end in sorted(spans):
        if start > since:
            break
        since = max(since, end)
    return since
