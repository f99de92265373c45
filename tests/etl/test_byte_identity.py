"""A change within one step of rounding leaves no trace in the public file, in no table of it; one
that crosses a step is seen."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import pytest

from etl.force import read_force
from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.landing import Landing
from etl.populations import HOLDING, population
from etl.publishing import release
from etl.rounding import offset
from tests.etl.conftest import FORCE
from tests.etl.smallshire import ROSTER, roster
from tests.etl.test_adversary import COURSES, DAYS, Person, courses
from tests.etl.test_populations import CATALOGUE, KNOWN
from tests.factory import ROOT

SOURCES = ROSTER + COURSES
CLOCK = Clock("2026-04-02", "2026-04-02T09:00:00Z")
AREAS = """id,name,level,parent
smallshire,Smallshire,force,
north,North,district,smallshire
elm,Elm,station,north
fir,Fir,station,north
"""
SIZES = {"elm": (31, 23), "fir": (42, 36)}
"""Of each station, how many hold the course and how many do not."""


def people(sizes: dict[str, tuple[int, int]] = SIZES) -> list[Person]:
    return [
        Person(station, "sworn", "2020-01-01", "", day)
        for station, (held, left) in sizes.items()
        for day in [DAYS["2026-Q1"]] * held + [""] * left
    ]


def moved(some: list[Person], start: str, many: int = 1) -> list[Person]:
    """So many of those at ``start`` who do not hold the course work at the other station."""
    (end,) = {*SIZES} - {start}
    found = list(some)
    chosen = [n for n, p in enumerate(some) if p.station == start and not p.trained][:many]
    for n in chosen:
        found[n] = replace(some[n], station=end)
    return found


def published(some: list[Person], folder: Path, secret: int = 1) -> Path:
    texts = {"roster": roster(some, "2026-03"), "courses": courses(some, "2026-03")}
    return made(folder, SOURCES, texts, secret)


def made(folder: Path, sources: str, texts: dict[str, str], secret: int = 1) -> Path:
    """The public file of one release, made by the job with a secret that is always the same."""
    force, landing = folder / "smallshire", Landing(folder / "landing")
    force.mkdir(parents=True)
    landing.key.make(f"{secret:064x}")
    for name, text in (("force.toml", FORCE), ("areas.csv", AREAS), ("sources.toml", sources)):
        (force / name).write_text(text)
    file = folder / "public/portal.sqlite"
    read = read_force(force, ROOT / "catalogue")
    job = Job(read, landing, f"sqlite:///{file}", CLOCK, lambda _: None)
    for source, text in texts.items():
        path = folder / f"{source}.csv"
        path.write_text(text)
        assert all(r["quarantined"] == 0 for r in accept_files(job, source, [path]))
    release(job)
    return file


def tables(file: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(file)) as public:
        asked = public.execute("select name from sqlite_master where type = 'table' order by name")
        return {name: [*public.execute(f'select * from "{name}"')] for (name,) in asked.fetchall()}


def bases(secret: int, sizes: dict[str, int]) -> list[float]:
    """The shown size of every group of which constables at a station are part, worked out anew:
    those who take a course, and their places on all courses."""
    key = bytes.fromhex(f"{secret:064x}")
    takers = [g for id_ in CATALOGUE.courses if "sworn/constable" in (g := KNOWN.takers(id_))]
    cells = [(KNOWN.heads(groups), 1, 5) for groups in takers]
    cells.append((population(HOLDING, {}), len(takers), 50))
    return [
        (times * size + offset(key, f"{counted}|end|{station}", step)) // step
        for station, size in sizes.items()
        for counted, times, step in cells
    ]


def quiet(start: str, many: int = 2) -> list[int]:
    """Secrets with which one officer who leaves ``start`` crosses no step of rounding."""
    (end,) = {*SIZES} - {start}
    then = {s: sum(n) for s, n in SIZES.items()}
    now = {**then, start: then[start] - 1, end: then[end] + 1}
    return [*islice((s for s in count(1) if bases(s, then) == bases(s, now)), many)]


QUIET = [(start, secret) for start in SIZES for secret in quiet(start)]


@pytest.mark.parametrize(("start", "secret"), QUIET)
def test_a_change_within_a_step_leaves_no_trace(tmp_path, start, secret):
    before = published(people(), tmp_path / "before", secret)
    after = published(moved(people(), start), tmp_path / "after", secret)
    assert tables(after) == tables(before)
    assert after.read_bytes() == before.read_bytes()


@pytest.mark.parametrize(("start", "secret"), QUIET[::2])
def test_a_change_across_a_step_is_seen(tmp_path, start, secret):
    """Five more move: a whole step at each station, and none in the district."""
    before = tables(published(people(), tmp_path / "before", secret))
    after = tables(published(moved(people(), start, 5), tmp_path / "after", secret))
    assert {name for name in before if after[name] != before[name]} >= {"observation", "release"}
    there = [r for r in after["observation"] if {"smallshire", "north"} & {*map(str, r)}]
    assert there and {*there} <= {*before["observation"]}


def test_another_secret_is_another_file(tmp_path):
    one, other = (published(people(), tmp_path / str(n), n) for n in (1, 2))
    assert tables(one)["observation"] != tables(other)["observation"]


def test_every_table_has_something_to_give_away(tmp_path):
    found = tables(published(people(), tmp_path))
    assert {"observation", "assessment", "document", "protection"} <= {t for t in found if found[t]}
