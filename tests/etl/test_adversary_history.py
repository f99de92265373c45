"""Three years in one release: the offset of a number is the same in every quarter, so that what all
quarters say together is more than what each of them says. See tests/etl/adversary.py."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl import smallshire
from tests.etl.adversary import Rows, Table, Unknown, World, files
from tests.etl.attacker import fallen
from tests.etl.smallshire import AREAS, ROSTER, STATIONS, roster
from tests.etl.test_adversary import COURSES, GROUPS, WORKSHOP

pytestmark = pytest.mark.slow
QUARTERS = [f"{year}-Q{n}" for year in (2023, 2024, 2025) for n in (1, 2, 3, 4)]
ENDS = ["03-31", "06-30", "09-30", "12-31"]


def first_day(quarter: str) -> str:
    return f"{quarter[:4]}-{3 * int(quarter[-1]) - 2:02}-02"


def last_day(quarter: str) -> str:
    return f"{quarter[:4]}-{ENDS[int(quarter[-1]) - 1]}"


@dataclass(frozen=True)
class Person:
    """Somebody at a station from one quarter on to another (blank: still), trained in a third."""

    station: str
    group: str
    begins: str
    ends: str
    trains: str

    @property
    def joined(self) -> str:
        return first_day(self.begins)

    @property
    def left(self) -> str:
        return first_day(self.ends) if self.ends else ""

    def there(self, quarter: str) -> bool:
        return self.begins <= quarter and (not self.ends or quarter < self.ends)


@st.composite
def forces(draw) -> list[Person]:
    """Sworn officers and some civilians all the time; recruits in some quarters, else none."""
    quarter, people = st.sampled_from(QUARTERS), []
    trained = st.sampled_from(["", *QUARTERS])
    for station in STATIONS:
        for group, most in (("sworn", 60), ("civilian", 14)):
            many = draw(st.integers(most // 2, most))
            people += [Person(station, group, QUARTERS[0], "", draw(trained)) for _ in range(many)]
        for _ in range(draw(st.integers(0, 3))):
            begins = draw(quarter)
            stays = draw(st.integers(1, 3))
            ends = (QUARTERS + [""] * 3)[QUARTERS.index(begins) + stays]
            many = draw(st.integers(1, 6))
            people += [Person(station, "recruit", begins, ends, draw(trained))] * many
    return people


def world_of(people: list[Person]) -> World:
    truth: dict[Unknown, int] = defaultdict(int)
    for quarter in QUARTERS:
        for p in people:
            if p.there(quarter):
                held = "held" if p.trains and p.trains <= quarter and p.begins <= p.trains else ""
                truth[0, quarter, p.station, (p.group, held)] += 1
    return World(AREAS, tuple(QUARTERS), dict(truth), stock=True, heads=True)


def menu(row: dict[str, str]) -> Table | None:
    """Staff in post and who of them holds the course, at the end of a quarter."""
    if row["period"][5:] not in ("Q1", "Q2", "Q3", "Q4", "03", "06", "09", "12"):
        return None
    groups = [row["category"]] if row["breakdown"] else GROUPS
    held = frozenset((g, "held") for g in groups)
    return Table(held | {(g, "") for g in groups}, held)


def published(people: list[Person], folder: Path) -> Rows:
    trained = [
        f"p{n},{first_day(p.trains)}"
        for n, p in enumerate(people)
        if p.trains and p.begins <= p.trains
    ]
    # Somebody unknown dates the months that are covered, and is counted nowhere.
    courses = "\n".join(["who,day", "x,2023-01-02", "x,2025-12-28", *trained]) + "\n"
    deliveries = [("2026-01-02", {"roster": roster(people, "2025-12"), "courses": courses})]
    client, releases = smallshire.published(folder, ROSTER + COURSES, people, deliveries)
    return files(client, releases, [WORKSHOP])


@smallshire.search(2)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(forces())
def test_no_history_gives_anybody_away(people):
    with tempfile.TemporaryDirectory() as folder:
        assert fallen(published(people, Path(folder)), world_of(people), menu) == []
