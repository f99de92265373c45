"""Progress is one line on a terminal, at most one a second elsewhere, none with --json."""

import io
import sys

import pytest

from etl.verbs.output import Output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_same_kind_of_line_comes_once_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output()
    for n in range(500):
        out.say(f"k.csv: {n:,} rows, {n} rows/s")
    out.say("counting kiosks")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and lines[0].endswith("k.csv: 0 rows, 0 rows/s")


def test_on_a_terminal_it_is_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "40")
    out = Output()
    out.say("one")
    out.say("t" * 100)
    out.tell("error: x")
    said = terminal.getvalue()
    assert said.count("\n") == 1 and said.endswith("\r\x1b[2Kerror: x\n")
    assert all(len(line) <= 39 for line in said.replace("\x1b[2K", "").split("\r"))


def test_there_is_none_beside_json(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(as_json=True)
    out.say("one")
    out.report([1], "a line")
    assert capsys.readouterr() == ("[\n 1\n]\n", "")
