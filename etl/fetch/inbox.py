"""The inbox of one source on disk. A window's file exists from the moment it is complete; what an
interrupted run left is continued on the same day and removed later.

    .lock                             held by the one run that may write
    .fetched.json                     which windows are complete, and how far the open one is
    .<what>_<start>_<end>.<format>.part
    <what>_<start>_<end>.<format>     for 'accept', which takes the whole folder
"""

import csv
import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from etl.disk import locked, storage, write_whole
from etl.fetch.happyornot import Cell
from etl.fetch.windows import Window
from release.errors import MissingInput
from release.folders import sync
from release.measures import Strict


class Part(Strict):
    """How far an unfinished window is: ``bytes`` of its file are whole pages, holding ``rows``.
    ``turn`` counts the filters, ``offset`` is where the next page of this turn begins."""

    start: date
    end: date
    day: date
    turn: int = 0
    offset: int = 0
    bytes: int = 0
    rows: int = 0

    def same(self, other: "Part") -> bool:
        """Whether both are of one window and of one day."""
        return (self.start, self.end, self.day) == (other.start, other.end, other.day)


class State(Strict):
    """``asked`` is the fingerprint of the settings; with other settings all begins anew."""

    asked: str
    windows: tuple[Window, ...] = ()
    part: Part | None = None


class Inbox:
    """The files of one source in ``folder``; made on first use, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """The right to write; Busy at once where another run fetches the same."""
        with locked(self.folder / ".lock", f"fetching into {self.folder}"):
            yield

    def state(self, asked: str) -> State:
        """What was fetched with these settings."""
        path = self.folder / ".fetched.json"
        if not path.exists():
            return State(asked=asked)
        try:
            state = State.model_validate_json(path.read_text("utf-8"))
        except (OSError, ValueError, ValidationError):
            raise MissingInput(
                f"{path} cannot be read; remove it, and everything is fetched again"
            ) from None
        return state if state.asked == asked else State(asked=asked)

    def keep(self, state: State) -> None:
        """Replace the state on disk."""
        text = state.model_dump_json(indent=1)
        with storage(self.folder):
            write_whole(self.folder / ".fetched.json", text.encode())

    def continued(self, part: Part, fresh: Part, name: str) -> Part:
        """``part`` where its file can be continued for the window ``fresh``; else ``fresh``."""
        path = self._part(name)
        whole = part.same(fresh) and path.exists() and path.stat().st_size >= part.bytes
        with storage(self.folder):
            for old in self.folder.glob(".*.part"):
                if not (whole and old == path):
                    old.unlink()
        return part if whole else fresh

    def append(self, name: str, at: int, data: bytes) -> int:
        """Write a page behind the first ``at`` bytes of an unfinished file; its new length."""
        with storage(self.folder):
            handle = os.open(self._part(name), os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(handle, "r+b") as file:
                file.truncate(at)
                file.seek(at)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        return at + len(data)

    def finish(self, name: str, rows: int) -> str:
        """Give a complete file its name. One without rows goes, as 'accept' refuses it; no name."""
        with storage(self.folder):
            if rows:
                self._part(name).rename(self.folder / name)
            else:
                self._part(name).unlink()
            sync(self.folder)
        return name if rows else ""

    def _part(self, name: str) -> Path:
        return self.folder / f".{name}.part"


def csv_bytes(rows: Sequence[Sequence[Cell]], delimiter: str = ",") -> bytes:
    """Rows as CSV in UTF-8: true and false in small letters as the API's own CSV, null as empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def json_lines(rows: Sequence[Sequence[Cell]], columns: Sequence[str]) -> bytes:
    """Rows as one JSON object a line."""
    lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)
