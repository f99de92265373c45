"""A tiny force and the real command line over it."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main
from etl.force import Force, read_force
from etl.landing import Landing
from release.reader import Reader
from release.releases import Releases
from tests.factory import ROOT

SHARED = ROOT.parent / "shared"
FORCE = """
name = "Smallshire Police"
short_name = "Smallshire"
illustrative = true
zone = "Europe/London"
promise = "We listen."
licence = "CC0"
licence_url = "https://smallshire.example/licence"
publication = "monthly"
contact = { email = "hello@smallshire.example" }
levels = { force = "Force", district = "District", station = "Station" }
"""
AREAS = """id,name,level,parent
smallshire,Smallshire,force,
west,West District,district,smallshire
oak,Oak Station,station,west
ash,Ash Station,station,west
"""
SOURCES = """
[kiosks]
title = "Kiosks"
record = "press"
format = "csv"
drop = ["note"]

[kiosks.columns]
event_id = "id"
area = "place"
at = { column = "when", format = "%Y-%m-%d %H:%M:%S" }
touchpoint = { constant = "desk" }
points = { column = "button", values = { 0 = "0", 1 = "33.333", 2 = "66.667", 3 = "100" } }
misuse = { constant = "false" }

[kiosks.columns.face]
column = "button"
values = { 0 = "very_unhappy", 1 = "unhappy", 2 = "happy", 3 = "very_happy" }

[survey]
title = "Survey"
record = "answer"
format = "csv"

[survey.columns]
response_id = "id"
area = "place"
date = "day"
encounter = { constant = "on_the_beat" }
item = "item"
rating = "rating"
"""


@dataclass(frozen=True)
class Result:
    """What a run of the command line printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Place:
    """A force with its landing zone and public database in a temporary folder."""

    folder: Path
    force: Path
    run: Callable[..., Result]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'public' / 'portal.sqlite'}"

    @property
    def landing(self) -> Landing:
        return Landing(self.folder / "landing")

    @property
    def definitions(self) -> Force:
        return read_force(self.force, ROOT / "catalogue")

    def latest(self) -> Reader:
        return Releases(self.url).latest()

    def deliver(self, name: str, text: str | bytes) -> Path:
        """A file to be accepted."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


def presses(rows: list[tuple[str, str, str, int]]) -> str:
    """A kiosk export of (id, place, when, button)."""
    lines = ["id,place,when,button,note", *(f"{i},{p},{w},{b}," for i, p, w, b in rows)]
    return "\n".join(lines) + "\n"


def month_of_presses(
    month: str, place: str = "oak", each: int = 20
) -> list[tuple[str, str, str, int]]:
    """``each`` presses of every button in one month."""
    return [
        (f"{place}-{month}-{n}", place, f"{month}-{n % 27 + 1:02d} 10:{n % 60:02d}:00", n % 4)
        for n in range(each * 4)
    ]


def place_at(
    folder: Path, force: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    """The command line over ``force``, in-process: same arguments, output and exit code."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["etl", *map(str, arguments)])
        capsys.readouterr()
        mask = os.umask(0o022)
        with pytest.raises(SystemExit) as ended:
            main()
        os.umask(mask)
        out, err = capsys.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    place = Place(folder, force, run)
    monkeypatch.setenv("PORTAL_FORCE", str(force))
    monkeypatch.setenv("PORTAL_LANDING", str(folder / "landing"))
    monkeypatch.setenv("PORTAL_DATABASE", place.url)
    return place


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    """The tiny force, nothing delivered yet."""
    force = tmp_path / "smallshire"
    force.mkdir()
    for name, text in (("force.toml", FORCE), ("areas.csv", AREAS), ("sources.toml", SOURCES)):
        (force / name).write_text(text)
    return place_at(tmp_path, force, monkeypatch, capsys)


@pytest.fixture
def shared() -> Path:
    """The folder of real files and published vectors beside the project; skips where it is not."""
    folder = Path(os.environ.get("PORTAL_SHARED", SHARED))
    if not (folder / "data").is_dir():
        pytest.skip("the shared folder with real files and vectors is not beside the project")
    return folder
