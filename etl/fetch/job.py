"""What the verb 'fetch' does: asks for the days that are not final yet, a year at a time, and
leaves a file for 'accept' for each. A window that is complete stays, whatever the next one does."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from etl.accept import find_source
from etl.disk import storage, write_whole
from etl.fetch.check import declared, mistakes_of
from etl.fetch.happyornot import PAGE, TOKEN, Ask, Cell, experience_points, pages
from etl.fetch.inbox import Inbox, Part, State, csv_bytes, json_lines
from etl.fetch.proposal import proposed
from etl.fetch.settings import Fetch
from etl.fetch.tree import resolve
from etl.fetch.web import Sleep, Web
from etl.fetch.windows import Window, final, reached, windows
from etl.job import Job, Say
from etl.jobs import Report
from etl.sources import Source
from release.errors import DefinitionError, UsageError

VISIBLE = re.compile(r"[!-~]{1,4096}")
"""What can stand in a header. Another token would be quoted by the library that refuses it."""


@dataclass(frozen=True)
class Run:
    """What stays the same during one run."""

    source: Source
    settings: Fetch
    inbox: Inbox
    web: Web
    today: date
    say: Say

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are written: those that the mapping reads."""
        return tuple(self.source.reads)

    def name(self, window: tuple[date, date]) -> str:
        return f"{self.settings.what}_{window[0]}_{window[1]}.{self.source.format}"

    def asks(self, window: tuple[date, date]) -> list[Ask]:
        """One question a filter; the API takes one survey and one experience point at a time."""
        own = self.settings
        filters = itertools.product(own.surveys or [None], own.experience_points or [None])
        return [
            Ask(own.url, own.what, self.columns, *window, survey, point)
            for survey, point in filters
        ]

    def encoded(self, rows: list[tuple[Cell, ...]], *, first: bool) -> bytes:
        """Rows as they stand in the file."""
        if self.source.format == "jsonl":
            return json_lines(rows, self.columns)
        header = [self.columns] if first else []
        return csv_bytes([*header, *rows], self.source.delimiter)


def fetch(
    job: Job,
    source_id: str,
    token: str,
    until: str | None,
    sleep: Sleep,
    say: Say,
    proxy: str = "",
) -> Iterator[Report]:
    """Fetch a source up to and with the ISO day ``until`` (yesterday), one report a file.

    Raises DefinitionError, UsageError, Busy, DeliveryError or StorageError; files that were
    reported stay.
    """
    source = find_source(job.force, source_id)
    settings = _settings(source, {area.id for area in job.force.areas})
    today = date.fromisoformat(job.clock.today)
    end = _end(until, today)
    headers = {TOKEN: _checked(token)}
    with (
        job.trusted()
    ):  # only to know that the landing zone is this force's: fetching may take hours
        inbox = Inbox(job.landing.folder / "inbox" / source_id)
    with inbox.held(), Web(headers, sleep, proxy, say) as web:
        run = Run(source, settings, inbox, web, today, say)
        if settings.stations:
            yield _propose(run, job)
        if settings.what != "experience_points":
            accepted = {m.file for m in job.landing.manifests() if m.source == source_id}
            yield from _windows(run, end, accepted)


def _settings(source: Source, areas: set[str]) -> Fetch:
    """What is to be fetched, checked once more: what must not be fetched never reaches the disk."""
    settings = declared(source)
    if settings is None:
        raise UsageError(
            f"{source.id!r} is not fetched: its table [{source.id}.fetch] is not in sources.toml"
        )
    if mistakes := mistakes_of(source, areas):
        raise DefinitionError([f"sources.toml: [{source.id}]{mistake}" for mistake in mistakes])
    return settings


def _end(until: str | None, today: date) -> date:
    """The first day that is not wanted. Today is not over, so it is never fetched."""
    if until is None:
        return today
    try:
        end = date.fromisoformat(until) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise UsageError("the last day must be a date such as 2026-06-30") from None
    if end > today:
        raise UsageError(f"the last day must be before today, got {until}: today is not over")
    return end


def _checked(token: str) -> str:
    if not token:
        raise UsageError("there is no token: set HAPPYORNOT_TOKEN for this run")
    if not VISIBLE.fullmatch(token):
        raise UsageError("the token in HAPPYORNOT_TOKEN holds blanks or signs that no token has")
    return token


def _asked(run: Run) -> str:
    """The fingerprint of everything that decides which rows and columns come."""
    settings = run.settings.model_dump_json(exclude={"overlap_days", "stations"})
    form = [*run.columns, run.source.format, run.source.delimiter]
    return hashlib.sha256("\n".join([settings, *form]).encode()).hexdigest()[:16]


def _windows(run: Run, end: date, accepted: set[str]) -> Iterator[Report]:
    """Fetch what is not final, oldest first. A file that went away before it was accepted counts as
    never fetched."""
    state = run.inbox.state(_asked(run))
    there = accepted | {path.name for path in run.inbox.folder.iterdir()}
    done = tuple(w for w in state.windows if not w.file or w.file in there)
    state = state.model_copy(update={"windows": done})
    since, settings = run.settings.since, run.settings
    if reached(done, since) >= end and any(w.day == run.today and w.end >= end for w in done):
        run.say(f"everything before {end} was fetched today; nothing is new")
        return
    for window in windows(final(done, since, settings.overlap_days), end):
        state = _window(run, window, state)
        yield _report(run, state.windows[-1])


def _window(run: Run, window: tuple[date, date], state: State) -> State:
    """Fetch one window to its end, page by page; the state after each page is on disk."""
    name = run.name(window)
    fresh = Part(start=window[0], end=window[1], day=run.today)
    part = run.inbox.continued(state.part or fresh, fresh, name)
    for turn, ask in enumerate(run.asks(window)):
        if turn < part.turn:
            continue
        for page in pages(run.web, ask, part.offset, PAGE):
            last = page.next is None
            data = run.encoded(page.rows, first=not part.rows) if page.rows else b""
            step = {
                "turn": turn + last,
                "offset": page.next or 0,
                "bytes": run.inbox.append(name, part.bytes, data),
                "rows": part.rows + len(page.rows),
            }
            part = part.model_copy(update=step)
            state = state.model_copy(update={"part": part})
            run.inbox.keep(state)
            run.say(f"{run.source.id} {window[0]} to {window[1]}: {part.rows:,} rows")
    return _finished(run, name, part, state)


def _finished(run: Run, name: str, part: Part, state: State) -> State:
    file = run.inbox.finish(name, part.rows)
    window = Window(start=part.start, end=part.end, day=part.day, file=file, rows=part.rows)
    others = tuple(w for w in state.windows if (w.start, w.end) != (window.start, window.end))
    state = state.model_copy(update={"windows": (*others, window), "part": None})
    run.inbox.keep(state)
    return state


def _report(run: Run, window: Window) -> Report:
    return {
        "source": run.source.id,
        "what": run.settings.what,
        "file": str(run.inbox.folder / window.file) if window.file else "",
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "rows": window.rows,
    }


def _propose(run: Run, job: Job) -> Report:
    """Write the code list that the tree suggests. Nothing uses it by itself."""
    points = experience_points(run.web, run.settings.url)
    resolved = resolve(points, run.settings.stations)
    rows, changes = proposed(points, resolved, run.source, job.force.codes)
    path = job.landing.folder / "proposals" / run.source.id / "experience_points.csv"
    with storage(path.parent):
        write_whole(path, csv_bytes(rows))
    return {
        "source": run.source.id,
        "what": "experience_points",
        "file": str(path),
        "rows": len(rows) - 1,
        **changes,
    }
