"""The attacker of tests/etl/attacker.py reads all that is shown of complaints: exact counts by
month, quarter and year, what they were about, and which were settled in time."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl import smallshire
from tests.etl.adversary import Rows, Table, World, files
from tests.etl.attacker import fallen
from tests.etl.smallshire import AREAS, STATIONS

pytestmark = pytest.mark.slow
SOURCES = """
[complaints]
title = "Complaints"
record = "complaint"
format = "csv"
columns = { complaint_id = "id", area = "place", date = "day", type = { constant = "complaint" }, class = "class", closed_in_target = "closed" }
"""  # noqa: E501
MEASURES = ("complaints_received", "complaints_closed_in_target")
CLASSES, CLOSED = ("lack_of_service", "verbal_abuse", "other"), ("yes", "no", "open")
MONTHS = tuple(f"2025-{m:02d}" for m in range(1, 13))
LATE = MONTHS[7]
"""The month of which some complaints come after the first release."""


@dataclass(frozen=True)
class Some:
    """So many complaints of one kind."""

    station: str
    month: str
    about: str
    closed: str
    many: int
    late: bool = False


@st.composite
def forces(draw) -> list[Some]:
    """Quiet and busy stations; most months have few complaints of each kind."""
    quiet = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5])
    busy = st.sampled_from([0, 1, 3, 6, 9, 12])
    found = [Some(STATIONS[0], month, CLASSES[0], "yes", 1) for month in MONTHS]
    for station in STATIONS:
        many = draw(st.sampled_from([quiet, quiet, busy]))
        for month in MONTHS:
            for about, closed in product(CLASSES, CLOSED):
                found += [Some(station, month, about, closed, draw(many))]
        found.append(Some(station, LATE, CLASSES[0], "yes", draw(st.integers(0, 3)), late=True))
    return found


def delivered(some: list[Some], *, late: bool) -> str:
    lines = ["id,place,day,class,closed"]
    for n, s in enumerate(some):
        if late == (s.late or s.month > "2025-09"):
            row = f"{s.station},{s.month}-10,{s.about},{s.closed}"
            lines += [f"c{n}x{m},{row}" for m in range(s.many)]
    return "\n".join(lines) + "\n"


def world_of(some: list[Some]) -> World:
    truth: Counter[tuple[int, str, str, tuple[str, str]]] = Counter()
    for s in some:
        for version in (0, 1) if s.month == LATE else (0,):
            if version or not s.late:
                truth[version, s.month, s.station, (s.about, s.closed)] += s.many
    return World(AREAS, MONTHS, dict(truth), revised=frozenset([LATE]))


def menu(row: dict[str, str]) -> Table:
    """Complaints of a class or of all; those that were settled, and of these in time."""
    if row["measure"] == "complaints_closed_in_target":
        yes, no = (frozenset((about, how) for about in CLASSES) for how in ("yes", "no"))
        return Table(yes | no, yes, step=1)
    some = [row["category"]] if row["breakdown"] else CLASSES
    return Table(frozenset((about, how) for about in some for how in CLOSED), step=1)


def published(some: list[Some], folder: Path) -> Rows:
    """The public rows of two releases, one before the late complaints and one after them."""
    deliveries = [
        (day, {"complaints": delivered(some, late=late)})
        for day, late in (("2025-10-05", False), ("2026-01-05", True))
    ]
    client, releases = smallshire.published(folder, SOURCES, some, deliveries)
    return files(client, releases, MEASURES)


@smallshire.search(2)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(forces())
def test_no_complaint_gives_anybody_away(some):
    with tempfile.TemporaryDirectory() as folder:
        rows = published(some, Path(folder))
        assert fallen(rows, world_of(some), menu) == []


QUIET = {"ash": 14, "elm": 3, "fir": 4, "oak": 21, "yew": 17}
"""Complaints a month. North is shown and so is Ash: the other two have seven together."""


def quiet() -> list[Some]:
    return [
        Some(station, month, CLASSES[n % 2], CLOSED[n % 3], 1)
        for station, many in QUIET.items()
        for month in MONTHS
        for n in range(many)
    ]


def test_quiet_stations_stand_together(tmp_path):
    rows = published(quiet(), tmp_path)
    assert sum(bool(r["numerator"]) for r in rows) > 50
    assert fallen(rows, world_of(quiet()), menu) == []


def test_two_hidden_stations_of_a_shown_district_are_caught(tmp_path, monkeypatch):
    """Planted in the job: what the shown parts leave to all hidden ones is no target."""
    monkeypatch.setattr("etl.attack.programme.Worlds.leave", lambda _self: None)
    found = fallen(published(quiet(), tmp_path), world_of(quiet()), menu)
    assert {what for what, _cell, _values in found} == {"parent minus shown siblings"}


def test_a_lone_hidden_station_is_caught(tmp_path, monkeypatch):
    """Planted in the job: no attack, and nothing hidden beside a lone hidden one."""
    monkeypatch.setattr("etl.disclosure.hide_lone", lambda cells, _areas: cells.assign(size=0))
    monkeypatch.setattr("etl.attack.gate.more_to_hide", lambda *_: set())
    monkeypatch.setattr("etl.attack.solve._may_be_small", lambda *_: False)
    some = [s for s in quiet() if s.station != "elm"]
    found = fallen(published(some, tmp_path), world_of(some), menu)
    assert "count" in {what for what, _cell, _values in found}
