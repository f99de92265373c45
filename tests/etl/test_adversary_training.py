"""The attacker of tests/etl/attacker.py reads all that is said of courses at once: the whole plan,
each course, staff groups and recruits. He knows that everybody takes each course that is theirs, so
that the same people stand under several courses."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl import smallshire
from tests.etl.adversary import Kinds, Menu, Rows, Table, Unknown, World, files, read, wrong_values
from tests.etl.attacker import Attacker, fallen
from tests.etl.smallshire import AREAS, RANK, ROSTER, STATIONS, roster

pytestmark = pytest.mark.slow
COURSES = """
[courses]
title = "Courses"
record = "completion"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, course = "course", date = "day", result = { constant = "passed" } }
"""  # noqa: E501
WORKSHOP, ROLE_PLAY, RECRUITS = "customer_service_workshop", "role_play", "recruit_course"
TAKES = {
    WORKSHOP: ("sworn", "civilian", "recruit"),
    ROLE_PLAY: ("civilian", "recruit"),
    RECRUITS: ("recruit",),
}
"""The courses of this force; all others of the catalogue are for managers, of whom it has none."""
OTHERS = (
    "self_awareness", "resilience", "empathy", "communication", "de_escalation",
    "emotional_intelligence", "cultural_sensitivity", "psychological_training",
    "leadership_certificate",
)  # fmt: skip
MEASURES = {"workshop_coverage": WORKSHOP, "recruit_coverage": RECRUITS, "course_coverage": ""}
QUARTERS = {"2026-Q1": "2026-02-10", "2026-Q2": "2026-05-10"}
ENDS = {"2026-Q1": "2026-03-31", "2026-Q2": "2026-06-30"}


@dataclass(frozen=True)
class Person:
    station: str
    group: str
    done: dict[str, str]
    """The day on which each course was passed."""
    joined: str = "2020-01-01"
    left: str = ""


@st.composite
def forces(draw) -> list[Person]:
    """Stations of all sizes; in the second quarter some join, leave or are trained."""
    size, few = st.sampled_from([0, 1, 3, 7, 10, 12, 19, 34]), st.integers(0, 3)
    first, second = QUARTERS.values()
    people = [Person(station, "sworn", {WORKSHOP: first}) for station in STATIONS for _ in (1, 2)]
    for station, group in product(STATIONS, RANK):
        mine = [course for course, groups in TAKES.items() if group in groups]
        for some in (mine, mine[:1], mine[1:], []):
            many = draw(size if group != "recruit" else few)
            people += [Person(station, group, dict.fromkeys(some, first))] * many
        people += [Person(station, group, dict.fromkeys(mine, second))] * draw(few)
        people += [Person(station, group, {}, left="2026-05-01")] * draw(few)
        people += [Person(station, group, {}, joined="2026-05-01")] * draw(few)
    return people


def world_of(people: list[Person]) -> World:
    truth: dict[Unknown, int] = defaultdict(int)
    for quarter, end in ENDS.items():
        for p in people:
            if p.joined <= end and (not p.left or p.left >= end):
                for course in (c for c, groups in TAKES.items() if p.group in groups):
                    held = "held" if p.done.get(course, "9") <= end else ""
                    truth[0, quarter, p.station, (p.group, course, held)] += 1
    alike = [
        (_kinds([WORKSHOP], [group]), _kinds([course], [group]))
        for course in (ROLE_PLAY, RECRUITS)
        for group in TAKES[course]
    ]
    return World(AREAS, (*QUARTERS,), dict(truth), stock=True, heads=True, alike=(*alike,))


def _kinds(courses, groups, held=("held", "")) -> Kinds:
    return frozenset((g, c, h) for c in courses for g in groups if g in TAKES[c] for h in held)


def menu_of(world: World) -> Menu:
    """Places on courses, of one course or all, and those of them that are done. A person has as
    many places of the whole plan as there are courses that anybody takes there."""

    def menu(row: dict[str, str]) -> Table | None:
        if row["period"][5:] not in ("Q1", "Q2", "03", "06"):
            return None
        split = {row["breakdown"]: row["category"]}
        course = MEASURES[row["measure"]] or split.get("course")
        if course in OTHERS:
            return None
        groups = [split["staff_group"]] if "staff_group" in split else RANK
        one = [course] if course else TAKES
        whole, part = _kinds(one, groups), _kinds(one, groups, ["held"])
        if course:
            return Table(whole, part)
        taken = [c for c in TAKES if world.count(world.cell(row, _kinds([c], RANK)))]
        return Table(whole, part, 100, 50, max(1, len(taken)))

    return menu


def published(people: list[Person], folder: Path) -> Rows:
    """The public rows of two releases."""
    deliveries = [
        (day, {"roster": roster(people, end[:7]), "courses": completions(people, end[:7])})
        for day, end in zip(("2026-04-02", "2026-07-02"), ENDS.values(), strict=True)
    ]
    client, releases = smallshire.published(
        folder,
        ROSTER + COURSES,
        people,
        deliveries,
        courses="\n".join(map(course_of, (*TAKES, *OTHERS))),
    )
    return files(client, releases, MEASURES)


def course_of(course: str) -> str:
    groups = "".join(f'"{group}", ' for group in TAKES.get(course, ("sworn",)))
    ranks = "" if course in TAKES else 'rank_groups = ["manager"]'
    return (
        f'[{course}]\ntitle = "{course}"\narea_of_learning = "empathy"\nfor = [{groups}]\n{ranks}'
    )


def completions(people: list[Person], month: str) -> str:
    rows = [
        f"p{n},{course},{day}"
        for n, p in enumerate(people)
        for course, day in p.done.items()
        if day[:7] <= month and p.joined[:7] <= month
    ]
    # Somebody unknown dates the months that are covered, and is counted nowhere.
    others = [f"x,{course},{day}" for course in TAKES for day in (f"{month}-28", "2026-01-02")]
    return "\n".join(["who,course,day", *others, *rows]) + "\n"


@smallshire.search(3)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(forces())
def test_no_plan_of_training_gives_anybody_away(people):
    with tempfile.TemporaryDirectory() as folder:
        rows, world = published(people, Path(folder)), world_of(people)
        assert fallen(rows, world, menu_of(world)) == []
        assert wrong_values(rows) == []


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> tuple[Rows, World]:
    """The public rows of one force that has everything, and the truth."""
    first, second = QUARTERS.values()
    people = [
        Person(station, group, {c: first if n % 3 else second for c in TAKES if n % 8 < 5})
        for m, station in enumerate(STATIONS)
        for group, many in (("sworn", 31), ("civilian", 19), ("recruit", 6))
        for n in range(many + 3 * m)
    ]
    return published(people, tmp_path_factory.mktemp("one")), world_of(people)


def test_one_course_told_exactly_gives_the_others_away(one):
    """Planted: the true numbers of each course. What the whole plan leaves to those that are not
    shown, and the same people under another course, give away what the job hides."""
    rows, world = one
    assert sum(bool(r["numerator"]) for r in rows) > 60
    seen = read(rows, world, menu_of(world))
    hidden = [c for c in seen.menu if c not in seen.rounded and 1 <= world.count(c) <= 9]
    attacker = Attacker(seen, world)
    assert hidden and all(attacker.values(c) >= 5 for c in hidden)
    for cell in seen.rounded:
        if len({course for _group, course, _held in cell.kinds}) == 1:
            seen.narrow(cell, *[world.count(cell)] * 2)
    told = Attacker(seen, world)
    assert any(told.values(c) < 5 for c in hidden)
