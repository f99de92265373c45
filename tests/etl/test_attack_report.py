"""What the data officer is told of the attack test: how much and how narrow, never a value."""

import re
from pathlib import Path

import pytest

from etl.attack.solve import NEED
from etl.verbs.lines import attack_lines
from tests.etl.conftest import AREAS, Place, month_of_presses, presses

ANSWERS = {"oak": 41, "ash": 33}
"""Answers on respect at each station, and how many of them were good: 4 and 29 were not."""
GOOD = {"oak": 37, "ash": 4}
TOLD = {
    "tables": 4, "numbers": 12, "narrowest": 5, "known": 3, "rounds": 2, "hidden": 1,
    "programmes": 1240, "seconds": 1.26,
}  # fmt: skip


def answers() -> str:
    rows = [
        f"{place}{n},{place},2026-{n % 3 + 1:02d}-03,respect,{5 if n < GOOD[place] else 1}"
        for place, many in ANSWERS.items()
        for n in range(many)
    ]
    return "\n".join(["id,place,day,item,rating", *rows]) + "\n"


def test_a_release_says_what_the_attack_did_and_no_value(place: Place) -> None:
    place.run("accept", "survey", place.deliver("s.csv", answers()))
    done = place.run("release")
    assert done.code == 0, done.err
    _published, first, second = done.out.splitlines()
    assert re.fullmatch(
        r"attack test: \d+ small numbers and changes in \d+ tables stood; the narrowest keeps "
        r"\d+ possible values",
        first,
    )
    assert re.fullmatch(
        r"attack test: \d+ rounds?, \d+ cells? hidden by it, [\d,]+ programmes, \d+\.\d s", second
    )
    assert not re.search(r"\b(oak|ash|west)\b", first + second)


def test_the_same_as_json(place: Place) -> None:
    place.run("accept", "survey", place.deliver("s.csv", answers()))
    told = place.run("release", "--json").json["attack"]
    assert set(told) == set(TOLD) and told["narrowest"] >= NEED and told["numbers"] > 0
    assert told["known"] is None and told["rounds"] >= 1


def test_where_nobody_is_counted_there_is_nothing_to_find_out(place: Place) -> None:
    place.run("accept", "kiosks", place.deliver("k.csv", presses(month_of_presses("2026-01"))))
    done = place.run("release")
    assert "attack test: there is no small number of people to find out" in done.out
    told = place.run("release", "--json").json["attack"]
    assert told["numbers"] == 0 and told["narrowest"] is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "5 possible values; 3 where head-counts are known"),
        ({"known": None}, "keeps 5 possible values"),
        ({"rounds": 1}, "1 round, 1 cell hidden by it, 1,240 programmes, 1.3 s"),
        ({"hidden": 0}, "2 rounds, 0 cells hidden by it, 1,240 programmes, 1.3 s"),
    ],
)
def test_each_line_agrees_with_its_numbers(changed: dict[str, int | None], said: str) -> None:
    assert any(line.endswith(said) for line in attack_lines(TOLD | changed))


def test_a_release_that_cannot_be_made_safe_names_the_measure_only(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.attack.gate.NEEDS", {False: 10_000, True: 10_000})
    place.run("accept", "survey", place.deliver("s.csv", answers()))
    done = place.run("release")
    assert done.code == 70 and not Path(place.folder / "public" / "portal.sqlite").exists()
    assert (
        "could still find small numbers out in" in done.err and "treated_with_respect" in done.err
    )
    areas = [line.split(",")[0] for line in AREAS.splitlines()[1:]]
    assert not re.search(rf"\b({'|'.join(areas)})\b", done.err.splitlines()[-1])


def test_where_there_is_nothing_yet_nothing_is_attacked(place: Place) -> None:
    only = "id,place,day,item,rating\na1,oak,2026-02-03,respect,4\n"
    place.run("accept", "survey", place.deliver("s.csv", only))
    done = place.run("release")
    assert "attack test: there is no small number of people to find out" in done.out, done.err
    place.run("accept", "survey", place.deliver("more.csv", answers()))
    assert "the narrowest keeps" in place.run("release").out
