"""Random forces go the whole way to the public files, and an attacker who reads only these finds
nothing that the pass rules forbid. The same attacker finds every leak that is planted."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

from etl.force import read_force
from etl.job import Clock, Job
from etl.landing import Landing
from etl.publishing import release
from release.errors import NotPublished
from tests.etl import smallshire
from tests.etl.adversary import Rows, Table, Unknown, World, files, read, wrong_values
from tests.etl.attacker import Attacker, fallen
from tests.etl.smallshire import AREAS, ROSTER, STATIONS, roster
from tests.factory import ROOT

pytestmark = pytest.mark.slow
COURSES = """
[courses]
title = "Courses"
record = "completion"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, course = { constant = "customer_service_workshop" }, date = "day", result = { constant = "passed" } }
"""  # noqa: E501
WORKSHOP, GROUPS = "workshop_coverage", ("sworn", "civilian", "recruit")
DAYS = {"2026-Q1": "2026-02-10", "2026-Q2": "2026-05-10"}


@dataclass(frozen=True)
class Person:
    station: str
    group: str
    joined: str
    left: str
    trained: str


@st.composite
def forces(draw) -> list[Person]:
    """Stations of all sizes; in the second quarter some join, leave or are trained."""
    size = st.sampled_from([0, 1, 2, 4, 8, 9, 10, 11, 13, 17, 24, 41])
    few = st.integers(0, 4)
    people = []
    for station in STATIONS:
        people += [Person(station, "sworn", "2020-01-01", "", DAYS["2026-Q1"])] * 2
        for group in GROUPS[: draw(st.integers(1, 3))]:
            for trained in (DAYS["2026-Q1"], DAYS["2026-Q2"], ""):
                many = draw(size if trained != DAYS["2026-Q2"] else few)
                people += [Person(station, group, "2020-01-01", "", trained)] * many
            people += [Person(station, group, "2020-01-01", "2026-05-01", "")] * draw(few)
            people += [Person(station, group, "2026-05-01", "", "")] * draw(few)
    return people


def world_of(people: list[Person]) -> World:
    truth: dict[Unknown, int] = defaultdict(int)
    for quarter, end in (("2026-Q1", "2026-03-31"), ("2026-Q2", "2026-06-30")):
        for p in people:
            if p.joined <= end and (not p.left or p.left >= end):
                held = "held" if p.trained and p.trained <= end else ""
                truth[0, quarter, p.station, (p.group, held)] += 1
    return World(AREAS, tuple(DAYS), dict(truth), stock=True, heads=True)


def menu(row: dict[str, str]) -> Table | None:
    """Staff in post and who of them holds the course, at the end of a quarter."""
    if row["period"][5:] not in ("Q1", "Q2", "03", "06"):
        return None
    groups = [row["category"]] if row["breakdown"] else GROUPS
    held = frozenset((g, "held") for g in groups)
    return Table(held | {(g, "") for g in groups}, held)


def published(people: list[Person], folder: Path) -> tuple[Client, list[str]]:
    """Two releases of a force, through the job, behind the real site."""
    deliveries = [
        (day, {"roster": roster(people, month), "courses": courses(people, month)})
        for month, day in (("2026-03", "2026-04-02"), ("2026-06", "2026-07-02"))
    ]
    return smallshire.published(folder, ROSTER + COURSES, people, deliveries)


def courses(people: list[Person], month: str) -> str:
    rows = [
        f"p{n},{p.trained}"
        for n, p in enumerate(people)
        if p.trained and p.trained[:7] <= month and (p.joined[:7] <= month)
    ]
    # Somebody unknown dates the months that are covered, and is counted nowhere.
    return "\n".join(["who,day", f"x,{month}-28", "x,2026-01-02", *rows]) + "\n"


@smallshire.search(4)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(forces())
def test_no_force_gives_anybody_away(people):
    with tempfile.TemporaryDirectory() as folder:
        client, releases = published(people, Path(folder))
        rows = files(client, releases, [WORKSHOP])
        assert fallen(rows, world_of(people), menu) == []
        assert wrong_values(rows) == []


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> tuple[Rows, World]:
    """The public rows of one force that has everything, and the truth."""
    sizes = {"ash": (30, 20), "elm": (24, 16), "fir": (4, 14), "oak": (26, 15), "yew": (31, 11)}
    people = [
        Person(s, group, "2020-01-01", "", DAYS["2026-Q1"] if n < held else "")
        for s, (held, left) in sizes.items()
        for group, some in (("sworn", 1.0), ("civilian", 0.5))
        for held in [int(held * some)]
        for n in range(held + int(left * some))
    ]
    client, releases = published(people, tmp_path_factory.mktemp("one"))
    return files(client, releases, [WORKSHOP]), world_of(people)


def test_the_force_with_everything_stands(one):
    rows, world = one
    assert sum(bool(r["numerator"]) for r in rows) > 10
    assert fallen(rows, world, menu) == [] and wrong_values(rows) == []


def test_exact_neighbours_are_caught(one):
    """Planted: the true numbers of every shown cell."""
    rows, world = one
    seen = read(rows, world, menu)
    hidden = [c for c in seen.menu if c not in seen.rounded and 1 <= world.count(c) <= 9]
    attacker = Attacker(seen, world)
    assert hidden and all(attacker.values(c) >= 5 for c in hidden)
    for cell in seen.rounded:
        seen.narrow(cell, *[world.count(cell)] * 2)
    attacker = Attacker(seen, world)
    assert any(attacker.values(c) < 5 for c in hidden)


def test_an_unrounded_percentage_is_caught(one):
    rows, _world = one
    shown = next(r for r in rows if r["numerator"])
    assert wrong_values([{**shown, "value": str(float(shown["value"]) + 0.4)}])
    hidden = next(r for r in rows if not r["numerator"] and r["status"] == "suppressed")
    assert wrong_values([{**hidden, "value": "92.9"}])


def test_a_lowered_limit_is_caught(tmp_path, monkeypatch):
    """Planted in the job: sides from five up are shown."""
    people = [
        Person("oak", "sworn", "2020-01-01", "", d) for d in [DAYS["2026-Q1"]] * 7 + [""] * 40
    ]
    monkeypatch.setattr("etl.hiding.smallest_side", lambda step: step)
    with pytest.raises(NotPublished, match="under ten would be shown as it is"):
        published(people, tmp_path)


def test_a_rolled_offset_is_caught(tmp_path, monkeypatch):
    """Planted in the job: each run rounds anew."""
    rolls = iter(range(100_000))
    monkeypatch.setattr("etl.rounding.offset", lambda _secret, _cell, base=5: next(rolls) % base)
    people = [
        Person(station, "sworn", "2020-01-01", "", DAYS["2026-Q1"] if n < 33 else "")
        for station in STATIONS
        for n in range(62)
    ]
    with pytest.raises(NotPublished, match="shown in two ways"):
        published(people, tmp_path)


def test_a_release_with_another_secret_is_refused(tmp_path):
    people = [Person("oak", "sworn", "2020-01-01", "", DAYS["2026-Q1"])] * 30
    published(people, tmp_path)
    secret = tmp_path / "landing/secret"
    secret.write_text("00" * 32)
    read = read_force(tmp_path / "smallshire", ROOT / "catalogue")
    clock = Clock("2026-08-02", "2026-08-02T09:00:00Z")
    url = f"sqlite:///{tmp_path / 'public/portal.sqlite'}"
    job = Job(read, Landing(tmp_path / "landing"), url, clock, lambda _: None)
    with pytest.raises(NotPublished, match="is not the one that the published releases"):
        release(job)
