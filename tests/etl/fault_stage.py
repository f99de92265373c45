"""A place to let a run fail in, and what must hold there afterwards."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.engine import Polars
from etl.landing import Landing
from etl.parts import standing
from release.stored import check_published
from tests.etl.conftest import AREAS, FORCE, SOURCES, month_of_presses, presses
from tests.etl.faults import Ended, Fault, Launcher, Running

VERBS = ("first", "accept", "release")
"""An accept where nothing is there yet, one of another delivery, a release of that."""

POINTS = 10
OLD = month_of_presses("2026-01")
NEW = [
    *OLD[:9],
    *[(id_, place, when, 3) for id_, place, when, _ in OLD[9:15]],
    *month_of_presses("2026-02", "ash", each=8),
    *[(f"bad{n}", "elm", "2026-02-01 10:00:00", 1) for n in range(3)],
]
"""Repeats, corrections, new records and refused ones: every kind of file is written."""


@dataclass(frozen=True)
class State:
    """What a person can see of a place: the deliveries, the records that stand, the release."""

    deliveries: list[tuple[object, ...]]
    records: list[tuple[object, ...]]
    digest: str


def state(folder: Path) -> State:
    landing, public = Landing(folder / "landing"), folder / "public/portal.sqlite"
    told: list[tuple[object, ...]] = [
        (m.number, m.sha256, m.rows, m.accepted, m.quarantined, m.duplicates, m.corrections)
        for m in landing.manifests()
    ]
    frames = standing(Polars(), landing.parts("press", "kiosks"))
    rows: list[tuple[object, ...]] = []
    if frames:
        rows = nw.concat(frames).to_native().collect().drop("row").sort(pl.all()).rows()
    there = public.exists()
    return State(told, rows, check_published(f"sqlite:///{public}").digest if there else "")


def files(folder: Path) -> list[str]:
    """Every file of the landing zone, and what lies beside the public file."""
    return sorted(
        str(path.relative_to(folder))
        for home in ("landing", "public")
        for path in (folder / home).glob("**/*")
        if not path.is_dir()
    )


@dataclass(frozen=True)
class Reference:
    """What an undisturbed run leads to: before, after, the files then; the run's steps."""

    before: State
    after: State
    files: list[str]
    steps: list[str]


@dataclass
class Stage:
    """Makes folders in which a verb is about to fail, and runs it there."""

    launcher: Launcher
    folder: Path
    count: int = 0

    def place(self, verb: str) -> Path:
        """A fresh copy in which all went well that comes before ``verb``."""
        self.count += 1
        return copied(self.folder / verb, self.folder / str(self.count))

    def start(self, place: Path, verb: str, what: str = "", at: int = 0, **more: Any) -> Running:
        words = {
            "first": ["accept", "kiosks", place / "old.csv"],
            "accept": ["accept", "kiosks", place / "new.csv"],
        }
        fault = Fault(str(place), what, at, **more)
        return self.launcher.start(fault, *words.get(verb, verb.split()), **settings(place))

    def run(self, place: Path, verb: str, what: str = "", at: int = 0, **more: Any) -> Ended:
        """Run a verb with a fault, to its end."""
        return self.start(place, verb, what, at, **more).wait()


def settings(place: Path) -> dict[str, str]:
    return {
        "PORTAL_FORCE": str(place / "smallshire"),
        "PORTAL_LANDING": str(place / "landing"),
        "PORTAL_DATABASE": f"sqlite:///{place / 'public' / 'portal.sqlite'}",
    }


def copied(old: Path, new: Path) -> Path:
    shutil.copytree(old, new)
    return new


def prepared(launcher: Launcher, folder: Path) -> Stage:
    """Where each verb of VERBS begins: an empty zone, a delivery released, another one accepted."""
    stage, first = Stage(launcher, folder), folder / "first"
    force = first / "smallshire"
    force.mkdir(parents=True)
    for name, text in (("force.toml", FORCE), ("areas.csv", AREAS), ("sources.toml", SOURCES)):
        (force / name).write_text(text)
    for name, rows in (("old.csv", OLD), ("new.csv", NEW)):
        (first / name).write_text(presses(rows))
    accept = copied(first, folder / "accept")
    for verb in ("first", "release"):
        ended = stage.run(accept, verb)
        assert ended.code == 0, ended.err
    assert stage.run(copied(accept, folder / "release"), "accept").code == 0
    return stage


def reference(stage: Stage, verb: str) -> Reference:
    place = stage.place(verb)
    before = state(place)
    steps = stage.run(place, verb).steps
    after = state(place)
    assert before != after
    return Reference(before, after, files(place), steps)


def points(steps: Sequence[str], most: int = POINTS, first: int = 1) -> list[int]:
    """So many steps, spread over all of them."""
    return sorted({first + n * len(steps) // most for n in range(most)} & {*range(len(steps) + 1)})


def check_whole(place: Path, ended: Ended, expected: Reference) -> None:
    """The old state or the new one; a good end means the new one."""
    now = state(place)
    assert now in (expected.before, expected.after)
    if ended.code == 0:
        assert now == expected.after
    else:
        assert "Traceback" not in ended.err, ended.err


def check_healed(stage: Stage, place: Path, verb: str, expected: Reference) -> None:
    """The next ordinary run makes it as if nothing had happened, and leaves nothing behind."""
    ended = stage.run(place, verb)
    assert ended.code == 0, ended.err
    assert state(place) == expected.after
    assert files(place) == expected.files


def sentence(ended: Ended) -> str:
    """The one line that says what went wrong."""
    (line,) = [x for x in ended.err.splitlines() if x.startswith("error: ")]
    assert "Traceback" not in ended.err
    return line
