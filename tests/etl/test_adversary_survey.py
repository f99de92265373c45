"""The attacker of tests/etl/attacker.py reads all that is shown of the survey: four measures and
two breakdowns that count the same answers, by quarter and year, before and after late answers."""

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl import smallshire
from tests.etl.adversary import Kinds, Rows, Table, Unknown, World, files, read, wrong_values
from tests.etl.attacker import Attacker, fallen
from tests.etl.smallshire import AREAS, STATIONS
from tests.factory import ROOT

pytestmark = pytest.mark.slow
SOURCES = """
[survey]
title = "Survey"
record = "answer"
format = "csv"
columns = { response_id = "id", area = "place", date = "day", encounter = "kind", item = "item", rating = "rating" }
"""  # noqa: E501
ALONE = {
    "treated_with_respect": "respect",
    "kept_informed": "kept_informed",
    "trust_and_confidence": "trust",
}
"""Measures of one item each."""
QUALITY = "quality_of_interaction"
ITEMS, ENCOUNTERS = (*ALONE.values(),), ("traffic_stop", "on_the_beat")
QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
LATE = "2025-Q3"
"""The quarter of which some answers come after the first release."""


@dataclass(frozen=True)
class Answers:
    """So many answers of one kind; to ``items`` items each."""

    station: str
    quarter: str
    encounter: str
    items: int
    good: int
    bad: int
    late: bool = False

    def rows(self) -> Sequence[tuple[str, bool]]:
        """Item and whether it was answered well."""
        some = [(item, True) for item in ITEMS[: self.items]] * self.good
        return some + [(item, False) for item in ITEMS[: self.items]] * self.bad


@st.composite
def surveys(draw) -> list[Answers]:
    """Stations of all sizes, some of few answers, of few bad ones, of late ones."""
    good = st.sampled_from([0, 4, 9, 11, 17, 24, 33, 60])
    bad = st.sampled_from([0, 1, 2, 5, 8, 10, 12, 19, 35])
    items, few = st.sampled_from([3, 3, 2]), st.integers(0, 3)
    # Somebody answers in every month, so that all of them are covered.
    found = [Answers(STATIONS[0], quarter, ENCOUNTERS[0], 3, 1, 0) for quarter in QUARTERS]
    for station in STATIONS:
        for quarter in QUARTERS:
            for encounter in ENCOUNTERS:
                at = station, quarter, encounter
                found.append(Answers(*at, draw(items), draw(good), draw(bad)))
            if quarter == LATE:
                found.append(Answers(*at, draw(items), draw(few), draw(few), late=True))
    return found


def delivered(some: Sequence[Answers], *, late: bool) -> str:
    """The answers before the first release, or those that came after it."""
    lines = ["id,place,day,kind,item,rating"]
    for n, a in enumerate(some):
        if late == (a.late or a.quarter > LATE):
            for m, (item, well) in enumerate(a.rows()):
                month, rating = 3 * int(a.quarter[-1]) - m % 3, 4 + m % 2 if well else 1 + m % 3
                day = f"2025-{month:02d}-10"
                lines.append(f"r{n}x{m},{a.station},{day},{a.encounter},{item},{rating}")
    return "\n".join(lines) + "\n"


def world_of(some: Sequence[Answers]) -> World:
    truth: dict[Unknown, int] = defaultdict(int)
    for a in some:
        for item, well in a.rows():
            kind = (item, a.encounter, "good" if well else "bad")
            for version in (0, 1) if a.quarter == LATE else (0,):
                if version or not a.late:
                    truth[version, a.quarter, a.station, kind] += 1
    return World(AREAS, QUARTERS, dict(truth), revised=frozenset([LATE]))


def menu(row: dict[str, str]) -> Table:
    """Answers to an item, to all, or after an encounter, and which of these were good."""
    split = {row["breakdown"]: row["category"]}
    item = ALONE.get(row["measure"]) or split.get("item")
    good, bad = (
        _kinds([item] if item else ITEMS, split.get("encounter"), how) for how in ("good", "bad")
    )
    if item:
        return Table(good | bad, good, 30)
    return Table(good | bad, good, 30 * len(ITEMS), 5 * len(ITEMS), len(ITEMS))


def _kinds(items: Sequence[str], encounter: str | None, how: str) -> Kinds:
    some = [encounter] if encounter else ENCOUNTERS
    return frozenset((item, one, how) for item in items for one in some)


def quality() -> str:
    """The measure of all items as a force has it that asks so few, instead of ten."""
    text = (ROOT / "catalogue/measures.toml").read_text("utf-8")
    mine = text[text.index(f"[{QUALITY}]") : text.index("[treated_with_respect]")]
    for name, ten in (("min_cell", 300), ("round_to", 50), ("design_effect", 10)):
        assert f"{name} = {ten}" in mine
        mine = mine.replace(f"{name} = {ten}", f"{name} = {ten // 10 * len(ITEMS)}")
    return mine


def effect(row: dict[str, str]) -> float:
    whole = row["measure"] == QUALITY and row["breakdown"] != "item"
    return len(ITEMS) if whole else 1


def published(some: Sequence[Answers], folder: Path) -> Rows:
    """The public rows of two releases, one before the late answers and one after them."""
    deliveries = [
        (day, {"survey": delivered(some, late=late)})
        for day, late in (("2025-10-05", False), ("2026-01-05", True))
    ]
    client, releases = smallshire.published(folder, SOURCES, some, deliveries, quality())
    return files(client, releases, [*ALONE, QUALITY])


@smallshire.search(2)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(surveys())
def test_no_survey_gives_anybody_away(some):
    with tempfile.TemporaryDirectory() as folder:
        rows = published(some, Path(folder))
        assert fallen(rows, world_of(some), menu) == []
        assert wrong_values(rows, effect) == []


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> tuple[Rows, World]:
    """The public rows of one survey that has everything, and the truth."""
    good, bad = (31, 24, 9, 40, 17), (14, 5, 8, 3, 11)
    some = [
        Answers(station, quarter, encounter, 3 - (n + m) % 2, good[n] + m, bad[n] + m)
        for n, station in enumerate(STATIONS)
        for m, quarter in enumerate(QUARTERS)
        for encounter in ENCOUNTERS
    ]
    some += [
        Answers(s, LATE, ENCOUNTERS[0], 3, 1, n % 2, late=True) for n, s in enumerate(STATIONS)
    ]
    return published(some, tmp_path_factory.mktemp("one")), world_of(some)


def test_what_is_left_of_an_exact_neighbour_is_caught(one):
    """Planted: the true numbers of every shown cell of one measure; the others stay rounded."""
    rows, world = one
    assert sum(bool(r["numerator"]) for r in rows) > 100
    planted = []
    for row in rows:
        table = menu(row)
        if row["measure"] == "treated_with_respect" and row["numerator"]:
            whole, part = (world.count(world.cell(row, k)) for k in (table.whole, table.part))
            row = {**row, "numerator": str(part), "denominator": str(whole), "exact": "yes"}
        planted.append(row)

    def exact(row):
        return replace(menu(row), step=1) if row.get("exact") else menu(row)

    seen = read(rows, world, menu)
    hidden = [
        c for c in seen.menu if 1 <= world.count(c) <= 9 and {"respect"} == {k[0] for k in c.kinds}
    ]
    attacker, told = Attacker(seen, world), Attacker(read(planted, world, exact), world)
    assert hidden and all(attacker.values(c) >= 5 for c in hidden)
    assert any(told.values(c) < 5 for c in hidden)


def test_a_whole_percent_from_true_numbers_is_caught(one):
    rows, _world = one
    shown = next(r for r in rows if r["numerator"])
    assert wrong_values([{**shown, "value": str(float(shown["value"]) + 0.4)}], effect)
