"""The run log, <landing>/runs.jsonl: one line when a run begins and one when it ends, only added.

A line that a full disk cut off is skipped by the reader and ended by the next writer; a run of
which only the beginning is there was killed, or is still at work. The log holds counts, names of
files and sentences of ours, never a value. That it cannot be written is said and stops nothing.
"""

import errno
import fcntl
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.runs import Run, code_of, path_of, working
from release.errors import DeliveryError, PortalError
from release.folders import open_folder

NAMES = 1000
"""So many names of files are kept of one run."""

COUNTED = ("rows", "accepted", "quarantined", "duplicates", "corrections")


@dataclass
class Entry:
    """A run while it is at work: what its row will say."""

    id: str
    begun: Run
    sums: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    release: str = ""
    failed: BaseException | None = None

    def add(self, report: dict[str, Any]) -> None:
        """Count what a verb reports: a file or a release."""
        if report.get("file"):
            self._name(report)
        if "observations" in report:
            self.release = str(report.get("id", ""))
        if not report.get("again"):
            for word in COUNTED:
                self.sums[word] = self.sums.get(word, 0) + int(report.get(word, 0))

    def _name(self, report: dict[str, Any]) -> None:
        """Keep the name of a file once, as it was delivered."""
        name = str(report.get("given", "")) or Path(str(report["file"])).name
        if name not in self.names:
            self.names.append(name)

    def refuse(self, name: str, error: BaseException) -> None:
        """A file that was refused; the run goes on and fails in the end."""
        self.names.append(name)
        self.refused.append(name)
        self.failed = self.failed or error

    def row(self, ended: str, seconds: float) -> Run:
        rows = self.sums.get("rows", 0)
        return self.begun.model_copy(
            update={
                **self.sums,
                **_ending(self.failed),
                "ended": ended,
                "seconds": round(seconds, 2),
                "files": len(self.names),
                "names": self.names[:NAMES],
                "refused": self.refused[:NAMES],
                "rows_per_second": round(rows / max(seconds, 0.01)),
                "peak_mb": peak_mb(),
                "release": self.release,
            }
        )


def _blame(entry: Entry, error: BaseException, files: Sequence[Path]) -> None:
    """Note what ended a run, which file it refused, and those that it never got to."""
    entry.failed = error
    if isinstance(error, DeliveryError) and error.file:
        entry.refused.append(error.file)
    named = [*entry.refused, *(path.name for path in files)]
    entry.names += [name for name in dict.fromkeys(named) if name not in entry.names]


def _ending(error: BaseException | None) -> dict[str, Any]:
    """Exit code and family. A message is kept only where it is one of ours, which quote nothing."""
    if error is None:
        return {"exit_code": 0}
    message = str(error).partition("\n")[0] if isinstance(error, PortalError) else ""
    return {"exit_code": code_of(error), "error": type(error).__name__, "message": message}


@dataclass(frozen=True)
class Log:
    """Where runs are noted. ``now`` gives the ISO time; ``warn`` is told what cannot be noted."""

    landing: Path
    force: str
    engine: str
    now: Callable[[], str]
    warn: Callable[[str], None]

    @contextmanager
    def run(
        self, verb: str, source: str = "", files: Sequence[Path] = (), within: str = ""
    ) -> Iterator[Entry]:
        """Note one run, however it ends. ``files`` are named where the run never gets to them."""
        started, began = self.now(), time.monotonic()
        id_ = f"{started}-{os.getpid()}-{time.monotonic_ns() % 1_000_000}"
        begun = Run(
            id=id_, pid=os.getpid(), started=started, verb=verb, within=within, source=source,
            engine=self.engine,
        )  # fmt: skip
        entry = Entry(id_, begun)
        self._add(begun)
        with working(self.landing):
            try:
                yield entry
            except BaseException as error:
                _blame(entry, error, files)
                raise
            finally:
                self._add(entry.row(self.now(), time.monotonic() - began))

    def _add(self, run: Run) -> None:
        try:
            open_folder(self.landing.parent)
            self.landing.mkdir(exist_ok=True, mode=0o700)
            owner = self.landing / "force"
            if not owner.exists() or owner.read_text("utf-8") == self.force:
                _append(path_of(self.landing), json.dumps(run.model_dump(exclude_defaults=True)))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it cannot be read"
            self.warn(f"this run is not in the run log ({reason}); the run itself goes on")


def _append(path: Path, line: str) -> None:
    """One whole line, on the disk when this returns; behind the rest of a broken one a new line."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK
    handle = os.open(path, flags, 0o600)
    try:
        with suppress(OSError):  # where files cannot be locked, at worst an empty line is written
            fcntl.lockf(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        whole = size == 0 or os.pread(handle, 1, size - 1) == b"\n"
        data = (b"" if whole else b"\n") + line.encode() + b"\n"
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def peak_mb() -> int:
    """The most memory that this process or a child of it has held."""
    most = max(resource.getrusage(who).ru_maxrss for who in (0, resource.RUSAGE_CHILDREN))
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024))
