"""What a scheduler runs: fetch, accept what lies in the inbox, release, purge. A step that fails,
be it by a mistake in the portal itself, does not stop the others; the run ends with the code of the
worst."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from etl.accept import fingerprint
from etl.fetch.check import declared
from etl.fetch.job import fetch
from etl.job import Job
from etl.jobs import INBOX, Report, accept_files, purge
from etl.logbook import Entry, Log
from etl.publishing import release
from etl.readers.containers import files
from etl.runs import CRASHED, code_of
from etl.sources import Source
from release.errors import Busy, MissingInput, PortalError

WORST = (CRASHED, 78, 74, 70, 66, 65, 64, 75, 69, 0)
"""Exit codes, the one that a person should hear of first."""


BUGS = (Exception, pl.exceptions.PanicException)
"""What an error is that nobody foresaw. Polars' own is no Exception."""


def _unexpected(what: str, error: BaseException) -> PortalError:
    """A mistake in the portal. What it says may hold a value, so only its class is told."""
    return PortalError(
        f"{what}: the portal itself made a mistake ({type(error).__name__}); the rest went on; "
        "tell whoever maintains the portal"
    )


@dataclass
class Daily:
    """One such run. ``inbox`` holds a folder a source; ``token`` and ``proxy`` are for 'fetch';
    deliveries received before the ISO day ``before`` are purged, none where it is blank."""

    job: Job
    log: Log
    inbox: Path
    token: str
    proxy: str
    tell: Callable[[str, Report], None]
    failures: list[PortalError] = field(default_factory=list)
    within: str = ""
    before: str = ""

    def run(self, entry: Entry) -> None:
        """All steps of all sources. Raises Busy at once where another run is at work."""
        self.within = entry.id
        with _alone(self.job):
            seen = Seen.of(self.job)
            for source in self.job.force.sources.values():
                self._fetch(source, entry)
                self._accept(source, seen, entry)
            self._release(entry)
            self._purge(entry)

    @property
    def worst(self) -> PortalError | None:
        return min(self.failures, key=lambda e: WORST.index(code_of(e)), default=None)

    def _fetch(self, source: Source, entry: Entry) -> None:
        if declared(source) is None or not self.token:
            return
        with self._step("fetch", source.id, entry) as step:
            token, proxy, say = self.token, self.proxy, self.job.say
            for report in fetch(self.job, source.id, token, None, time.sleep, say, proxy):
                step.add(report)
                self.tell("fetch", report)

    def _accept(self, source: Source, seen: "Seen", entry: Entry) -> None:
        folders = dict.fromkeys([self.inbox, self.job.landing.folder / INBOX])
        there = [folder / source.id for folder in folders if (folder / source.id).is_dir()]
        if not there:
            return
        with self._step("accept", source.id, entry) as step:
            new = [p for folder in there for p in _exports(folder) if not seen.known(source, p)]
            for path in new:
                try:
                    state = state_of(path)
                    reports = []
                    for report in accept_files(self.job, source.id, [path]):
                        reports.append(report["delivery"])
                        step.add(report)
                        entry.add({k: v for k, v in report.items() if k != "file"})
                        self.tell("accept", report)
                    seen.keep(source, path, state, reports)
                except Busy:
                    raise
                except BUGS as error:
                    step.refuse(path.name, error)
                    self._failed(error, path.name)

    def _release(self, entry: Entry) -> None:
        if self.job.landing.manifests():
            with self._step("release", "", entry) as step:
                report = release(self.job)
                step.add(report)
                entry.add(report)
                self.tell("release", report)

    def _purge(self, entry: Entry) -> None:
        if self.before and self.job.landing.manifests():
            with self._step("purge", "", entry):
                report = purge(self.job, self.before)
                if report["purged"] or report["inbox"]:
                    self.tell("purge", report)

    @contextmanager
    def _step(self, verb: str, source: str, entry: Entry) -> Iterator[Entry]:
        """A step with its own row in the run log; its failure is kept and the run goes on."""
        try:
            with self.log.run(verb, source, within=self.within) as step:
                yield step
        except BUGS as error:
            self._failed(error, f"{verb} {source}".strip())
        entry.names += step.names
        entry.refused += step.refused

    def _failed(self, error: BaseException, what: str) -> None:
        error = error if isinstance(error, PortalError) else _unexpected(what, error)
        self.failures.append(error)
        self.tell("failed", {"error": str(error), "exit_code": code_of(error)})


def _exports(folder: Path) -> list[Path]:
    """The exports in a folder; an empty folder is no mistake."""
    with suppress(MissingInput):
        return files(folder)
    return []


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Busy at once where another such run, or any run that writes, is at work."""
    with job.trusted():
        handle = os.open(job.landing.folder / "daily.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another 'daily' is at work; wait until it ends and run again") from None
        yield
    finally:
        os.close(handle)


State = list[int]


def state_of(path: Path) -> State:
    """What changes whenever somebody changes or replaces a file."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


class Seen:
    """The files that were accepted, so that the next run need not read them to know them.
    ``definitions`` are the fingerprints of the sources'; with others all is offered again. Without
    this ledger (<landing>/seen.json) they are read once more and nothing else changes."""

    def __init__(self, path: Path, deliveries: set[str], definitions: dict[str, str]) -> None:
        self.path, self.deliveries, self.definitions = path, deliveries, definitions
        self.files: dict[str, tuple[State, list[str], str]] = {}
        with suppress(OSError, ValueError, TypeError):
            for name, (state, made, under) in json.loads(path.read_text("utf-8")).items():
                self.files[str(name)] = (list(state), list(made), str(under))

    @staticmethod
    def of(job: Job) -> "Seen":
        known = {m.delivery for m in job.landing.manifests()}
        sources = job.force.sources
        definitions = {id_: fingerprint(job.force, source) for id_, source in sources.items()}
        return Seen(job.landing.folder / "seen.json", known, definitions)

    def known(self, source: Source, path: Path) -> bool:
        """Whether this very file was accepted under these definitions and its deliveries are still
        there."""
        state, made, under = self.files.get(self._name(source, path), ([], [], ""))
        there = bool(made) and set(made) <= self.deliveries
        with suppress(OSError):
            return there and under == self.definitions[source.id] and state == state_of(path)
        return False

    def keep(self, source: Source, path: Path, state: State, made: list[str]) -> None:
        """Note a file that was accepted in this state; that it cannot be noted costs time only."""
        self.deliveries |= {*made}
        self.files[self._name(source, path)] = (state, made, self.definitions[source.id])
        there = {n: f for n, f in self.files.items() if Path(n.partition("|")[2]).exists()}
        temporary = self.path.with_name(".seen.json.new")
        with suppress(OSError):
            temporary.write_text(json.dumps(there), "utf-8")
            temporary.replace(self.path)

    def _name(self, source: Source, path: Path) -> str:
        return f"{source.id}|{path.resolve()}"
