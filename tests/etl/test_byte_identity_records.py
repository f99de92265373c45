"""One answer, one theme of a comment and one complaint that change within a step of rounding, or
among what is hidden, leave no trace in the public file either."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice, product
from pathlib import Path
from typing import Any

import pytest

from etl.populations import population
from etl.rounding import offset
from tests.etl.test_byte_identity import made, tables

SURVEY = """
[records]
title = "Survey"
record = "answer"
format = "csv"
columns = { response_id = "id", area = "place", date = "day", encounter = { constant = "traffic_stop" }, item = "kind", rating = "value" }
"""  # noqa: E501
COMMENTS = """
[records]
title = "Comments"
record = "theme"
format = "csv"
columns = { comment_id = "id", area = "place", date = "day", theme = "kind", sentiment = "value" }
"""
COMPLAINTS = """
[records]
title = "Complaints"
record = "complaint"
format = "csv"
columns = { complaint_id = "id", area = "place", date = "day", type = { constant = "complaint" }, class = "kind", closed_in_target = "value" }
"""  # noqa: E501
MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]
STATIONS, DISTRICT, FORCE = ("elm", "fir"), "north", "smallshire"

Groups = dict[tuple[str, str], int]
"""How many records of each kind and value a station has in a month."""


@dataclass(frozen=True)
class Move:
    """So many records of ``elm`` in the last month that change their kind and value."""

    before: tuple[str, str]
    after: tuple[str, str]
    many: int = 1


def delivered(groups: Groups, move: Move | None = None) -> str:
    lines = ["id,place,day,kind,value"]
    for (n, (station, month)), (key, size) in product(
        enumerate(product(STATIONS, MONTHS)), groups.items()
    ):
        kinds = [key] * size
        if move and key == move.before and (station, month) == (STATIONS[0], MONTHS[-1]):
            kinds[: move.many] = [move.after] * move.many
        name = "".join(key).replace("_", "")
        lines += [
            f"{name}{n}x{m},{station},{month}-10,{kind},{value}"
            for m, (kind, value) in enumerate(kinds)
        ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """``cells``: how often a change of one counts in each rounded cell that it touches: the
    population, its step and its size in a month of a station."""

    sources: str
    groups: Groups
    move: Move
    record: str
    cells: tuple[tuple[dict[str, Any], int, int], ...]
    areas: tuple[str, ...]

    def published(self, folder: Path, move: Move | None, secret: int) -> Path:
        return made(folder, self.sources, {"records": delivered(self.groups, move)}, secret)

    def crosses(self, secret: int) -> bool:
        """Whether one more in elm, the district and the force is seen in one of the cells; worked
        out anew, from the rule alone."""
        key = bytes.fromhex(f"{secret:064x}")
        for where, step, each in self.cells:
            for area, (frequency, months) in product(self.areas, (("quarter", 3), ("year", 12))):
                size = each * months * (1 if area in STATIONS else len(STATIONS))
                u = offset(key, f"{population(self.record, where)}|{frequency}|{area}", step)
                if (size + u) // step != (size + 1 + u) // step:
                    return True
        return False


GOOD = ["4", "5"]
CASES = {
    "an answer": Case(
        SURVEY,
        {(item, r): 40 for item in ("respect", "trust", "kept_informed") for r in ("2", "5")},
        Move(("respect", "2"), ("respect", "5")),
        "answer",
        (
            ({"item": ["respect"], "rating": GOOD}, 5, 40),
            ({"rating": GOOD}, 50, 120),
            ({"encounter": ["traffic_stop"], "rating": GOOD}, 50, 120),
        ),
        (STATIONS[0], DISTRICT, FORCE),
    ),
    "a theme of a comment": Case(
        COMMENTS,
        {(theme, v): 20 for theme in ("waiting_time", "respect") for v in ("positive", "negative")},
        Move(("respect", "negative"), ("respect", "positive")),
        "theme",
        (
            ({"theme": ["respect"], "sentiment": ["positive"]}, 5, 20),
            ({"sentiment": ["positive"]}, 15, 40),
        ),
        (DISTRICT, FORCE),
    ),
}


def some(case: Case, *, seen: bool, many: int) -> Iterator[int]:
    """Secrets with which the change is seen, or is not."""
    return islice((s for s in count(1) if case.crosses(s) == seen), many)


def pairs(*, seen: bool, many: int) -> list[Any]:
    return [
        pytest.param(case, secret, id=f"{name}-{secret}")
        for name, case in CASES.items()
        for secret in some(case, seen=seen, many=many)
    ]


@pytest.mark.parametrize(("case", "secret"), pairs(seen=False, many=2))
def test_a_change_within_a_step_leaves_no_trace(tmp_path, case, secret):
    before = case.published(tmp_path / "before", None, secret)
    after = case.published(tmp_path / "after", case.move, secret)
    assert tables(after) == tables(before)
    assert after.read_bytes() == before.read_bytes()


@pytest.mark.parametrize(("case", "secret"), pairs(seen=True, many=1))
def test_a_change_across_a_step_is_seen(tmp_path, case, secret):
    before = tables(case.published(tmp_path / "before", None, secret))
    after = tables(case.published(tmp_path / "after", case.move, secret))
    assert {n for n in before if after[n] != before[n]} >= {"observation", "release"}


YES = "yes"
COMMON: Groups = {("lack_of_service", YES): 12, ("verbal_abuse", YES): 12}
RARE = ("harassment", "civil_rights", "physical_abuse")


def complained(folder: Path, *, rare: int = 0, common: int = 0) -> Path:
    """Complaints of two common kinds each month, and six of each of three rare kinds in the year;
    so many of the first kind are of the second."""
    text = delivered(COMMON, Move(*COMMON, common))
    kinds = [kind for kind in RARE for _ in range(6)]
    kinds[:rare] = [RARE[1]] * rare
    for n, kind in enumerate(kinds):
        text += f"r{n},elm,2025-12-{n + 1:02d},{kind},{YES}\n"
    return made(folder, COMPLAINTS, {"records": text})


def rows_of(found: dict[str, list[tuple[Any, ...]]], kind: str) -> set[tuple[Any, ...]]:
    return {row for row in found["observation"] if kind in row}


def test_a_complaint_that_moves_among_what_is_hidden_leaves_no_trace(tmp_path):
    """Complaints are exact from ten up: beneath, one of a kind more or less is not to be seen."""
    before, after = (complained(tmp_path / str(n), rare=n) for n in (0, 1))
    hidden = rows_of(tables(before), RARE[0])
    assert hidden and all("suppressed" in row for row in hidden)
    assert tables(after) == tables(before)
    assert after.read_bytes() == before.read_bytes()


def test_a_complaint_that_moves_among_what_is_shown_is_seen(tmp_path):
    before, after = (tables(complained(tmp_path / str(n), common=n)) for n in (0, 1))
    assert {n for n in before if after[n] != before[n]} >= {"observation", "release"}
    kind = next(iter(COMMON))[0]
    assert rows_of(before, kind) and rows_of(before, kind) != rows_of(after, kind)
