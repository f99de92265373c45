"""Runs the real command line in a process of its own and lets its disk fail at the n-th step.

A step is what leaves a trace on the disk: a file opened for writing, made, renamed, removed,
synced, half a Parquet file, a statement that changes the database. A run without a fault lists
its steps, so that a test can pick some and spread them over the whole run.

Loading the job takes longer than the job, so one process loads it and forks for each run. No
thread of polars may be there by then: it only ever works in the children.
"""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import warnings
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from errno import EIO, ENOSPC
from pathlib import Path
from typing import IO, Any

from tests.factory import ROOT

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CHANGES = ("INSERT", "UPDATE", "CREATE", "VACUUM")
ERRORS = {"full": ENOSPC, "failing": EIO}
MOVES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile")


@dataclass(frozen=True)
class Fault:
    """What happens at step ``at`` (from 1) under ``folder``: 'kill', 'full', 'failing', 'stop'
    (SIGSTOP), the name of a signal, or nothing. ``of`` counts only steps of this kind; ``size``
    is the most bytes that any file may have, for what is written in C."""

    folder: str
    what: str = ""
    at: int = 0
    of: str = ""
    size: int = 0


@dataclass(frozen=True)
class Ended:
    """How a run ended; below zero where a signal did it. ``steps``: kind and path of each."""

    code: int
    out: str
    err: str
    steps: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Running:
    """A run that was started; its output lies in ``folder``."""

    launcher: "Launcher"
    pid: int
    folder: Path

    def stopped(self) -> bool:
        """Wait until it stands still or ends; whether it stands still."""
        return self.launcher.ask({"wait": self.pid}) == "stopped"

    def wait(self) -> Ended:
        code = int(self.launcher.ask({"wait": self.pid}))
        texts = [(self.folder / name).read_text("utf-8") for name in ("out", "err", "steps")]
        return Ended(code, texts[0], texts[1], texts[2].splitlines())


class Launcher:
    """The process that forks; to be closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.etl.faults"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, fault: Fault, *arguments: object, **settings: str) -> Running:
        """Begin a verb with this fault and the environment of the caller."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        wish = {
            "arguments": [str(argument) for argument in arguments],
            "environment": {**os.environ, **settings},
            "fault": asdict(fault),
            "folder": str(folder),
        }
        return Running(self, int(self.ask(wish)), folder)

    def run(self, fault: Fault, *arguments: object, **settings: str) -> Ended:
        """The same, to its end."""
        return self.start(fault, *arguments, **settings).wait()

    def ask(self, wish: dict[str, Any]) -> str:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class Trap:
    """Counts the steps of this process and springs at the right one."""

    def __init__(self, fault: Fault, log: IO[bytes]) -> None:
        self._fault, self._log, self._count = fault, log, 0

    def set(self) -> None:
        import polars as pl
        from sqlalchemy import Engine, event

        sys.addaudithook(self._audit)
        os.fsync = self._syncing(os.fsync)
        setattr(pl.DataFrame, "write_parquet", self._writing(pl.DataFrame.write_parquet))  # noqa: B010
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", lambda _: self._step("commit", self._fault.folder))

    def _audit(self, name: str, told: tuple[Any, ...]) -> None:
        if name == "open" and (told[2] or 0) & WRITES:
            self._step("open", told[0])
        elif name in MOVES:
            self._step(name.partition(".")[2], told[0])

    def _syncing(self, sync: Any) -> Any:
        def fsync(handle: int) -> None:
            self._step("fsync", Path(f"/proc/self/fd/{handle}").readlink())
            sync(handle)

        return fsync

    def _writing(self, write: Any) -> Any:
        def write_parquet(frame: Any, file: Any, **options: Any) -> None:
            write(frame, file, **options)
            if self._due("parquet"):
                file.flush()
                os.ftruncate(file.fileno(), os.fstat(file.fileno()).st_size // 2)
            self._step("parquet", file.name)

        return write_parquet

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(CHANGES):
            self._step("sql", self._fault.folder)

    def _due(self, kind: str) -> bool:
        wanted = not self._fault.of or self._fault.of == kind
        return wanted and self._count + 1 == self._fault.at

    def _step(self, kind: str, path: Any) -> None:
        if not isinstance(path, str | os.PathLike) or not str(path).startswith(self._fault.folder):
            return
        if self._fault.of and self._fault.of != kind:
            return
        self._count += 1
        shown = os.path.relpath(path, self._fault.folder)
        os.write(self._log.fileno(), f"{kind} {shown}\n".encode())
        if self._count == self._fault.at:
            self._spring(kind)

    def _spring(self, kind: str) -> None:
        what = self._fault.what
        if what in ERRORS and kind in ("sql", "commit"):
            raise sqlite3.OperationalError("database or disk is full")
        if what in ERRORS:
            raise OSError(ERRORS[what], os.strerror(ERRORS[what]))
        number = {"kill": "SIGKILL", "stop": "SIGSTOP"}.get(what, what)
        if number:
            os.kill(os.getpid(), getattr(signal, number))


def _child(wish: dict[str, Any]) -> int:
    """The command line with its fault, in the process that was forked for it."""
    from etl.__main__ import main

    # Whoever starts the tests in the background may have had these ignored.
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fault = Fault(**wish["fault"])
    folder = Path(wish["folder"])
    for handle, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), handle)
    log = (folder / "steps").open("wb")
    os.environ.clear()
    os.environ.update(wish["environment"])
    sys.argv = ["etl", *wish["arguments"]]
    if fault.size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault.size, fault.size))
    try:
        if not fault.size:
            Trap(fault, log).set()
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    return 1


def _answer(wish: dict[str, Any]) -> str:
    """The number of a new process, or how an old one ended or that it stands still."""
    if "wait" in wish:
        status = os.waitpid(wish["wait"], os.WUNTRACED)[1]
        return "stopped" if os.WIFSTOPPED(status) else str(os.waitstatus_to_exitcode(status))
    child = os.fork()
    if child:
        return str(child)
    code = 1
    try:
        code = _child(wish)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)


def serve() -> None:
    """Fork for each wish that comes in, and say how its run ended."""
    warnings.simplefilter("ignore")
    import etl.__main__
    import etl.daily
    import etl.publishing
    import etl.verbs  # noqa: F401

    for line in sys.stdin:
        print(_answer(json.loads(line)), flush=True)


if __name__ == "__main__":
    serve()
