"""What the run log says: every run that wrote something, and how it ended. See etl/logbook.py."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict

KILLED, CRASHED, CTRL_C = 137, 1, 130


class Run(BaseModel):
    """One run as it stands in the log. ``within`` is the run that it was a step of; ``seconds`` and
    ``peak_mb`` are of this process, ``exit_code`` is None until it ended."""

    model_config = ConfigDict(frozen=True)

    id: str
    pid: int
    started: str
    verb: str
    within: str = ""
    source: str = ""
    engine: str = ""
    ended: str = ""
    seconds: float = 0.0
    files: int = 0
    names: list[str] = []
    refused: list[str] = []
    rows: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicates: int = 0
    corrections: int = 0
    rows_per_second: int = 0
    peak_mb: int = 0
    release: str = ""
    exit_code: int | None = None
    error: str = ""
    message: str = ""

    def killed(self) -> "Run":
        """The same run where nothing is at work any more, whatever process has its number now."""
        return self if self.exit_code is not None else self.model_copy(update={"exit_code": KILLED})

    @property
    def code(self) -> int | None:
        """How it ended; None while it is at work."""
        if self.exit_code is not None:
            return self.exit_code
        return None if alive(self.pid) else KILLED


def code_of(error: BaseException) -> int:
    """The exit code that an error leads to."""
    if isinstance(error, KeyboardInterrupt):
        return CTRL_C
    code = getattr(error, "code" if isinstance(error, SystemExit) else "exit_code", CRASHED)
    return code if isinstance(code, int) else CRASHED


def file_of(name: str) -> str:
    """The file that a delivery came in: "k.zip" of "k.zip/june.csv"."""
    return name.partition("/")[0]


def path_of(landing: Path) -> Path:
    return landing / "runs.jsonl"


def read_runs(landing: Path) -> list[Run]:
    """Every run of a landing zone in the order in which they began."""
    path = path_of(landing)
    found: dict[str, Run] = {}
    try:
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
    except OSError:
        return []
    for line in lines:
        try:
            run = Run.model_validate_json(line)
        except ValueError:
            continue
        found[run.id] = run
    some = at_work(landing)
    return [run if some else run.killed() for run in found.values()]


@contextmanager
def working(landing: Path) -> Iterator[None]:
    """Mark the log while a run is at work. The mark goes with the process, however it ends; that it
    cannot be set stops nothing."""
    handle = None
    with suppress(OSError):
        handle = os.open(path_of(landing), os.O_RDONLY | os.O_NONBLOCK)
        _mark(handle)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _mark(handle: int) -> None:
    """Somebody who only looks holds the log for a moment, so it is tried more than once."""
    for _ in range(10):
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return
        time.sleep(0.01)


def at_work(landing: Path) -> bool:
    """Whether any run is; also where that cannot be known."""
    try:
        handle = os.open(path_of(landing), os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def alive(pid: int) -> bool:
    """Whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
