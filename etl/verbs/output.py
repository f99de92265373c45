"""What a person sees: progress on stderr, results on stdout. Where nobody can read it, the work
goes on: a full disk, a closed pipe or a reader that has stopped never end a run."""

import json
import os
import re
import select
import shutil
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from release.errors import StorageError

SECOND = 1.0


@dataclass
class Output:
    """On a terminal progress is one line that is written again; elsewhere the same kind of line
    comes once a second at most. With ``as_json`` there is none."""

    as_json: bool = False
    lost: bool = False
    _began: float = field(default_factory=time.monotonic)
    _kind: str = ""
    _said: float = 0.0
    _open: bool = False

    def say(self, what: str) -> None:
        """Progress."""
        if self.as_json:
            return
        now = time.monotonic()
        line = f"[{now - self._began:6.1f} s] {what}"
        if _is_terminal(sys.stderr):
            width = shutil.get_terminal_size().columns
            self._open = True
            self._err(f"\r\x1b[2K{line[: width - 1]}")
            return
        kind = re.sub(r"[\d.,]+", "", what.partition(" rows")[0])
        if kind != self._kind or now - self._said >= SECOND:
            self._kind, self._said = kind, now
            self._err(f"{line}\n")

    def tell(self, what: str) -> None:
        """A sentence that is no progress: a warning or an error."""
        self._clear()
        self._err(f"{what}\n")

    def result(self, *lines: str) -> None:
        """What was asked for."""
        self._clear()
        if lines and not self.lost:
            try:
                sys.stdout.write("\n".join(lines) + "\n")
                sys.stdout.flush()
            except BrokenPipeError:
                _to_nowhere(sys.stdout)
            except OSError:
                self.lost = True

    def report(self, report: Any, *lines: str) -> None:
        """A result as JSON or as lines."""
        self.result(
            *([json.dumps(report, ensure_ascii=False, indent=1)] if self.as_json else lines)
        )

    def end(self, code: int) -> int:
        """Close both; the exit code, StorageError's where a result was lost."""
        self._clear()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                _to_nowhere(stream)
            except OSError:
                self.lost = self.lost or stream is sys.stdout
                _to_nowhere(stream)
        return StorageError.exit_code if self.lost and code == 0 else code

    def _clear(self) -> None:
        if self._open:
            self._open = False
            self._err("\r\x1b[2K")

    def _err(self, text: str) -> None:
        if _writable(sys.stderr):
            with suppress(OSError):
                sys.stderr.write(text)
                sys.stderr.flush()


def _is_terminal(stream: IO[str]) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def _writable(stream: IO[str]) -> bool:
    """Whether writing would not wait for a reader."""
    try:
        return bool(select.select([], [stream.fileno()], [], 0)[1])
    except (OSError, ValueError):
        return True


def _to_nowhere(stream: IO[str]) -> None:
    """Send what is still to be written where it fails no more, so that the exit is a clean one."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
