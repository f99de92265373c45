"""The attack test, case by case: what it finds, what it leaves alone, and what it hides."""

import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from etl.attack.gate import gate, plan_of, sight_of
from etl.attack.programme import Target, Worlds
from etl.attack.sight import INF
from etl.attack.solve import NEED, NEED_KNOWN, attack
from etl.attack.withhold import nearest, neighbours_of
from etl.attack.worlds import worlds
from etl.disclosure import Rules, protected, with_cells
from etl.populations import Populations
from etl.records import RecordType
from release.draft import KEY
from release.errors import NotPublished
from tests.etl.test_disclosure import AREAS, SECRET, cell, measure
from tests.factory import ROOT

STOCK = RecordType(
    id="r",
    title="R",
    primaryKey=["id"],
    date="date",
    stock=True,
    person=True,
    fields=[
        {"name": "id", "type": "string"},
        {"name": "date", "type": "date"},
        {"name": "held", "type": "string", "constraints": {"required": True, "enum": [*"yn"]}},
        {"name": "rank", "type": "string", "constraints": {"required": True, "enum": [*"ab"]}},
    ],
)
POPULATIONS = Populations({"r": STOCK})
COUNT = measure(kind="count", protection="events", numerator={"record": "r"})
PEOPLE = measure(
    frequencies=["quarter"],
    breakdowns={
        "rank": {
            "title": "Rank", "field": "rank", "kind": "slice", "categories": {"a": "A", "b": "B"},
        }
    },
)  # fmt: skip


def rules_of(*measures, **more) -> Rules:
    return Rules({m.id: m for m in measures}, AREAS, SECRET, POPULATIONS, **more)


def truth_of(*cells: dict) -> pd.DataFrame:
    return pd.DataFrame(cells).astype({"numerator": float, "denominator": float})


def found_out(truth: pd.DataFrame, rules: Rules, shown: dict | None = None) -> int:
    """How many targets fall where exactly what the rules say is shown, with ``shown`` in its
    place for some rows."""
    rows = protected(with_cells(truth, rules), rules)
    for at, numbers in (shown or {}).items():
        for column, value in numbers.items():
            rows.loc[rows["area"] == at, column] = value
    return len(attack(worlds([sight_of(rows, rules)], plan_of(rules))).open_)


def events(**counts: int) -> pd.DataFrame:
    return truth_of(*(cell(n, None, area=a, frequency="quarter", period="2026-Q1")
                      for a, n in counts.items()))  # fmt: skip


EXACT = {
    "two hidden with a large remainder stand": ({"n": 42, "n1": 5, "n2": 7, "n3": 30}, 0),
    "two hidden that are under ten together fall as one": (
        {"n": 39, "n1": 5, "n2": 4, "n3": 30},
        1,
    ),
    "two hidden with a small remainder fall": ({"n": 33, "n1": 1, "n2": 2, "n3": 30}, 3),
    "two hidden that leave no room above fall": ({"n": 46, "n1": 8, "n2": 8, "n3": 30}, 2),
}


@pytest.mark.parametrize(("counts", "fall"), EXACT.values(), ids=EXACT)
def test_exact_counts(counts, fall):
    assert found_out(events(**counts), rules_of(COUNT)) == fall


def test_what_falls_is_mended_by_hiding_the_smallest_neighbour():
    truth = events(f=300, n=33, s=150, w=117, n1=1, n2=2, n3=30)
    passed = gate(truth, rules_of(COUNT))
    status = passed.rows.set_index("area")["status"]
    assert status["n3"] == "suppressed" or status["n"] == "suppressed"
    assert status[["f", "s", "w"]].eq("normal").all()
    assert passed.report.rounds > 1 and (passed.report.narrowest or 0) >= 5


def staff(**sides: tuple[int, int]) -> pd.DataFrame:
    return truth_of(
        *(cell(*n, area=a, frequency="quarter", period="2026-Q1") for a, n in sides.items())
    )


def test_rounded_people_stand():
    truth = staff(n=(60, 110), n1=(22, 40), n2=(20, 41), n3=(18, 29))
    assert found_out(truth, rules_of(PEOPLE)) == 0


def test_a_planted_exact_neighbour_is_caught():
    """The last of three stations is hidden; the others and the district are shown exactly."""
    truth = staff(n=(45, 110), n1=(22, 50), n2=(20, 41), n3=(3, 19))
    exact = measure(frequencies=["quarter"], protection="events")
    rows = protected(with_cells(truth, rules_of(PEOPLE)), rules_of(PEOPLE))
    true = truth.set_index("area")
    rows["numerator"] = rows["numerator"].where(
        rows["numerator"].isna(), rows["area"].map(true["numerator"])
    )
    sight = sight_of(rows, rules_of(PEOPLE)).assign(exact=True)
    assert len(attack(worlds([sight], plan_of(rules_of(exact)))).open_) > 0
    assert found_out(truth, rules_of(PEOPLE)) == 0


def test_known_head_counts_are_taken_into_account():
    """With the head-count known, "most" of eleven leaves ten or eleven: the word is not said."""
    truth, rules = staff(n1=(10, 11)), rules_of(PEOPLE)
    rows = protected(with_cells(truth, rules), rules)
    assert rows["note"].tolist() == [""]
    sight = sight_of(rows, rules).assign(note="most")
    bound = worlds([sight], plan_of(rules))
    whole = bound.names.index("r()|end|n1|2026-03")
    bound.lower[whole] = bound.upper[whole] = 11
    assert len(attack(bound, NEED_KNOWN).open_) > 0


HEADS = measure(
    kind="count", frequencies=["quarter"], numerator={"record": "r"},
    breakdowns=PEOPLE.model_dump()["breakdowns"],
)  # fmt: skip


def history() -> tuple[pd.DataFrame, Rules]:
    """Six quarters in which all are of rank a, and one with two more of rank b."""
    rows = [(40 + 6 * n, 0) for n in range(6)] + [(80, 2)]
    cells = [
        cell(count, None, frequency="quarter", period=f"{2020 + n // 4}-Q{n % 4 + 1}",
             breakdown=split, category=rank)
        for n, (a, b) in enumerate(rows)
        for split, rank, count in (("", "", a + b), ("rank", "a", a), ("rank", "b", b or None))
    ]  # fmt: skip
    return truth_of(*cells), replace(rules_of(HEADS), secret=bytes([8]) * 32)


def test_what_all_quarters_say_together_is_found_out_and_hidden():
    """Where nobody is of rank b, both counts are the same people: it shows whose offset is greater,
    and so how few they are where somebody is."""
    truth, rules = history()
    assert found_out(truth, rules) == 1
    assert (gate(truth, rules).report.narrowest or 0) >= NEED


def test_counts_of_millions_are_attacked_like_others():
    truth = staff(n=(2_400_000, 5_000_000), n1=(1_200_000, 2_500_000), n2=(1_199_995, 2_499_980))
    assert found_out(truth, rules_of(PEOPLE)) == 0


def test_a_small_count_shown_as_it_is_stops_the_release():
    """Planted: an exact count under ten in a sight."""
    rules = rules_of(COUNT)
    rows = protected(with_cells(events(n=60, n1=20, n2=40), rules), rules)
    rows.loc[rows["area"] == "n1", "numerator"] = 3.0
    with pytest.raises(NotPublished, match="under ten would be shown as it is"):
        worlds([sight_of(rows, rules)], plan_of(rules))


SEEDED = """
from tests.etl.test_attack import *
from etl.attack.blocks import blocks
truth, rules = history()
rows = protected(with_cells(truth, rules), rules)
print([b.fingerprint(5) for b in blocks(worlds([sight_of(rows, rules)], plan_of(rules)))])
"""


def test_the_programme_is_the_same_in_every_process():
    told = set()
    for seed in "123":
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SEEDED],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        told.add(done.stdout)
    assert len(told) == 1


def test_without_an_offset_for_all_quarters_nothing_would_be_found(monkeypatch):
    monkeypatch.setattr("etl.attack.worlds.series_of", lambda name: name)
    assert found_out(*history()) == 0


def test_a_release_that_cannot_be_made_safe_is_not_published(monkeypatch):
    monkeypatch.setattr("etl.attack.gate.ROUNDS", 1)
    with pytest.raises(NotPublished, match=r"still find small numbers out in m; nothing was"):
        gate(events(n=33, n1=1, n2=2, n3=30), rules_of(COUNT))


def test_the_message_names_tables_and_no_number(monkeypatch):
    monkeypatch.setattr("etl.attack.gate.ROUNDS", 1)
    with pytest.raises(NotPublished) as caught:
        gate(events(n=33, n1=1, n2=2, n3=30), rules_of(COUNT))
    assert not any(digit in str(caught.value) for digit in "0123456789")


def test_one_count_shown_in_two_ways_is_refused():
    truth, rules = staff(n=(60, 110), n1=(22, 40), n2=(20, 41), n3=(18, 29)), rules_of(PEOPLE)
    before = gate(truth, rules)
    moved = before.sight.assign(numerator=before.sight["numerator"] + 5)
    with pytest.raises(NotPublished, match="shown in two ways"):
        worlds([moved, before.sight], plan_of(rules))


def test_twins_are_one_population():
    """Before and after the training the same people were assessed: one base, one offset."""
    twice = STOCK.model_copy(update={"repeats": {"rank": "held"}, "stock": False})
    sides = Populations({"r": twice})
    of = [
        measure(
            numerator={"record": "r", "where": {"rank": [x], "held": ["yes"]}},
            denominator={"record": "r", "where": {"rank": [x]}},
        )
        for x in "ab"
    ]
    tops, bottoms = zip(*(sides.of(m) for m in of), strict=True)
    assert len(set(tops)) == 2 and len(set(bottoms)) == 1


def test_what_was_shown_before_counts_although_it_is_hidden_now():
    """The district was shown exactly once; hiding it now does not make it unknown."""
    rules = rules_of(COUNT)
    shown = gate(events(n=52, n1=12, n2=40), rules)
    assert shown.rows.set_index("area").loc["n", "numerator"] == 52
    later = replace(rules, hide=frozenset())
    truth = events(n=52, n1=12, n2=40)
    assert gate(truth, later, [shown.sight]).report.hidden == 0


def test_the_same_numbers_pass_in_the_same_way_again():
    truth, rules = events(f=300, n=33, s=150, w=117, n1=1, n2=2, n3=30), rules_of(COUNT)
    first = gate(truth, rules)
    again = gate(truth, rules, [first.sight], first.stood)
    pd.testing.assert_frame_equal(first.rows[[*KEY, "status"]], again.rows[[*KEY, "status"]])
    assert again.report.programmes <= first.report.programmes


def test_who_falls_again_and_again_hides_more_each_time(monkeypatch):
    """Ten rounds hide one more count each; later ones twice as many as the ones before."""
    monkeypatch.setattr("etl.attack.gate.ROUNDS", 21)
    asked: list[int] = []
    monkeypatch.setattr("etl.attack.gate.more_to_hide", lambda _made, _fell, _hidden, many: (
        asked.append(many) or {f"cell {len(asked)}"}
    ))  # fmt: skip
    with pytest.raises(NotPublished):
        gate(events(n=33, n1=1, n2=2, n3=30), rules_of(COUNT))
    assert asked == [2 ** (n // 10) for n in range(21)]


def test_the_nearest_counts_are_hidden_and_of_these_the_smallest():
    rules = rules_of(COUNT)
    rows = protected(with_cells(events(n=90, n1=20, n2=40, n3=30), rules), rules)
    made = worlds([sight_of(rows, rules)], plan_of(rules))
    column = next(c for c, name in made.shown.items() if "|n1|" in name)
    target = SimpleNamespace(columns=[column])
    reach = [nearest(made, target, neighbours_of(made), set(), many) for many in (1, 2, 9)]
    assert [sorted(name.split("|")[2] for name in found) for found in reach] == [
        ["n1"], ["n1", "n3"], ["n", "n1", "n2", "n3"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("whole", "unit", "prior"),
    [(100, 10, 11), (30, 10, 4), (29, 9, 4), (10, 3, 4), (7, 2, 4), (2, 1, 3), (0, 1, 1)],
)
def test_a_known_whole_of_a_few_people_is_looked_at_in_smaller_steps(whole, unit, prior):
    one = Target("places held", (0,), change=False, cells=(), unit=10).within(whole)
    assert (one.unit, one.prior) == (unit, prior)


@pytest.mark.parametrize("whole", [INF, float("nan")])
def test_a_whole_that_is_not_known_limits_nothing(whole):
    one = Target("places held", (0,), change=False, cells=(), unit=10)
    assert one.within(whole) == one


def test_what_is_certain_follows_through_sums_and_changes_no_limit():
    """Places are 4 and 6 people of two courses, so certainly 10; held and not held stay open."""
    made = Worlds()
    places, first, second, held, left = (made.column(n) for n in "pfshl")
    made.add([places], [first, second])
    made.add([places], [held, left])
    made.lower, made.upper = [0.0, 4.0, 6.0, 0.0, 0.0], [INF, 4.0, 6.0, INF, INF]
    assert made.certain()[:3] == [10.0, 4.0, 6.0]
    assert all(n != n for n in made.certain()[3:])
    assert made.upper == [INF, 4.0, 6.0, INF, INF] and made.lower[0] == 0.0
