"""An attacker of his own: he reads the CSV files of every release and nothing else, and solves for
what they hide. He shares no code with the job but knows its rules, and whom the courses are for.

His unknowns are people: how many of each staff group are in post at each station at the end of each
quarter, and how many of these hold a course.
"""

import csv
import io
import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from werkzeug.test import Client

GROUPS = ("sworn", "civilian", "recruit")
WORKSHOP, SPLIT = "workshop_coverage", "staff_group"
Who = tuple[str, str, str, bool]
"""Quarter, station, staff group, and whether they hold the course."""


@dataclass(frozen=True)
class Whom:
    """Groups that have no part in common, and of each breakdown that is read the groups of each
    category; none named means that a category is one of the groups."""

    groups: tuple[str, ...]
    splits: dict[str, dict[str, frozenset[str]]]

    def of(self, row: dict[str, str]) -> frozenset[str] | None:
        """The groups that a row is about; None for a breakdown that is not read."""
        if not row["breakdown"]:
            return frozenset(self.groups)
        if row["breakdown"] not in self.splits:
            return None
        return self.splits[row["breakdown"]].get(row["category"], frozenset([row["category"]]))


STAFF = Whom(GROUPS, {SPLIT: {}})


@dataclass(frozen=True)
class Geography:
    """Which stations lie in each area, and who works there."""

    stations: dict[str, frozenset[str]]
    whom: Whom = STAFF


@dataclass(frozen=True)
class Cell:
    """A number of the menu: how many of some groups in an area at the end of a quarter are in post,
    or hold the course."""

    quarter: str
    area: str
    groups: frozenset[str]
    held: bool

    def people(self, where: Geography) -> list[Who]:
        return [
            (self.quarter, station, group, held)
            for station in sorted(where.stations[self.area])
            for group in sorted(self.groups)
            for held in ((True,) if self.held else (True, False))
        ]


@dataclass
class Seen:
    """What all files together say: limits of cells, and rounded cells."""

    limits: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    rounded: dict[Cell, float] = field(default_factory=dict)
    rest: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    """Limits of those of a cell who do not hold the course."""

    def narrow(self, at: dict[Cell, tuple[float, float]], cell: Cell, low: float, high: float):
        old = at.get(cell, (0.0, math.inf))
        at[cell] = (max(old[0], low), min(old[1], high))


def files(client: Client, releases: list[str], measure: str) -> dict[str, list[dict[str, str]]]:
    """The CSV of a measure in every release."""
    found = {}
    for release in releases:
        answer = client.get(f"/data/{release}/{measure}.csv")
        if answer.status_code == 200:
            text = answer.get_data(as_text=True)
            found[release] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found


def read(rows: list[dict[str, str]], truth: dict[Who, int], where: Geography) -> Seen:
    """What the rows of the workshop say. Silence is read as the rules have it: a group that is not
    shown has under ten; which of those not shown have, he is told (he may guess it)."""
    seen = Seen()
    for row in rows:
        if row["status"] == "unavailable" or not row["period"][5:].startswith("Q"):
            continue
        groups = where.whom.of(row)
        if groups is None:
            continue
        whole = Cell(row["period"], row["area"], groups, False)
        part = Cell(row["period"], row["area"], groups, True)
        size = count(truth, whole, where)
        if row["denominator"]:
            seen.rounded[whole] = float(row["denominator"])
            seen.narrow(seen.limits, whole, 10, math.inf)
        elif size < 10:
            seen.narrow(seen.limits, whole, 0, 9)
        if row["numerator"]:
            seen.rounded[part] = float(row["numerator"])
            seen.narrow(seen.limits, part, 10, math.inf)
            seen.narrow(seen.rest, whole, 10, math.inf)
        elif row["note"] == "few":
            seen.narrow(seen.limits, part, 0, 9)
        elif row["note"] == "most":
            seen.narrow(seen.rest, whole, 0, 9)
    return seen


def count(truth: dict[Who, int], cell: Cell, where: Geography) -> int:
    return sum(truth.get(who, 0) for who in cell.people(where))


class Attacker:
    """The linear programme over people; ``heads`` says that head-counts are known to him."""

    def __init__(
        self, seen: Seen, truth: dict[Who, int], where: Geography, *, heads: bool = False
    ) -> None:
        self.where = where
        cells = [*seen.limits, *seen.rounded, *seen.rest]
        quarters = sorted({c.quarter for c in cells})
        stations = sorted(set().union(*where.stations.values()))
        self.column = {
            who: n
            for n, who in enumerate(product(quarters, stations, where.whom.groups, (True, False)))
        }
        offsets = sorted({(c.area, tuple(sorted(c.groups)), c.held) for c in seen.rounded})
        self.offset = {o: len(self.column) + n for n, o in enumerate(offsets)}
        self.width = len(self.column) + len(self.offset)
        rows: list[np.ndarray] = []
        bounds: list[float] = []
        for cell, shown in seen.rounded.items():
            line = self._line(cell)
            line[self.offset[cell.area, tuple(sorted(cell.groups)), cell.held]] = 1
            rows += [line, -line]
            bounds += [shown + 4, -shown]
        for at, held in ((seen.limits, None), (seen.rest, False)):
            for cell, (low, high) in at.items():
                line = self._line(cell, held)
                rows.append(-line)
                bounds.append(-low)
                if high < math.inf:
                    rows.append(line)
                    bounds.append(high)
        if heads:
            for cell in {c for c in cells if not c.held}:
                line, known = self._line(cell), count(truth, cell, where)
                rows += [line, -line]
                bounds += [known, -known]
        self.rows, self.bounds = csr_matrix(np.array(rows)), np.array(bounds)
        self.limits = [(0, 10_000)] * len(self.column) + [(0, 4)] * len(self.offset)

    def values(self, *plus: Cell, minus: tuple[Cell, ...] = (), rest: bool = False) -> int:
        """How many values the sum of some cells less others may have."""
        held = False if rest else None
        line = sum((self._line(c, held) for c in plus), np.zeros(self.width))
        line = line - sum((self._line(c, held) for c in minus), np.zeros(self.width))
        ends = []
        for sign in (1, -1):
            found = linprog(sign * line, self.rows, self.bounds, bounds=self.limits)
            assert found.status == 0, "the files of the releases contradict each other"
            ends.append(sign * found.fun)
        return math.floor(ends[1] + 1e-6) - math.ceil(ends[0] - 1e-6) + 1

    def _line(self, cell: Cell, held: bool | None = None) -> np.ndarray:
        line = np.zeros(self.width)
        for who in cell.people(self.where):
            if held is None or who[3] is held:
                line[self.column[who]] = 1
        return line


def menu(rows: list[dict[str, str]], whom: Whom = STAFF) -> list[Cell]:
    """Every number that the menu has."""
    found: dict[Cell, None] = {}
    for row in rows:
        groups = whom.of(row)
        if row["period"][5:].startswith("Q") and groups is not None:
            for held in (False, True):
                found[Cell(row["period"], row["area"], groups, held)] = None
    return list(found)


def fallen(
    rows: list[dict[str, str]], truth: dict[Who, int], where: Geography
) -> list[tuple[str, Cell, int]]:
    """What the pass rules forbid and the attacker can do: every true 1 to 9 (of a cell, of what is
    left of it, of a district without its shown stations) and every true change of 1 to 4 must keep
    five possible values; three where head-counts are known."""
    seen = read(rows, truth, where)
    open_, known = Attacker(seen, truth, where), Attacker(seen, truth, where, heads=True)
    found: list[tuple[str, Cell, int]] = []
    cells = menu(rows, where.whom)
    for cell in cells:
        size, whole = count(truth, cell, where), count(truth, _whole(cell), where)
        if 1 <= size <= 9 and (n := open_.values(cell)) < 5:
            found.append(("count", cell, n))
        if cell.held and 1 <= size <= 9 and (n := known.values(cell)) < min(3, whole + 1):
            found.append(("count, heads known", cell, n))
        if not cell.held:
            left = whole - count(truth, _part(cell), where)
            if 1 <= left <= 9 and (n := open_.values(cell, rest=True)) < 5:
                found.append(("left", cell, n))
    for cell in cells:
        shown = tuple(c for c in seen.rounded if _inside(c, cell, where))
        left = count(truth, cell, where) - sum(count(truth, c, where) for c in shown)
        if shown and 1 <= left <= 9 and (n := open_.values(cell, minus=shown)) < 5:
            found.append(("parent minus shown siblings", cell, n))
    return found + _changes(cells, open_, truth, where)


def _changes(
    cells: list[Cell], attacker: Attacker, truth: dict[Who, int], where: Geography
) -> list[tuple[str, Cell, int]]:
    series = defaultdict(list)
    for cell in cells:
        series[cell.area, cell.groups, cell.held].append(cell)
    found = []
    for some in series.values():
        some.sort(key=lambda c: c.quarter)
        for early, late in pairwise(some):
            change = abs(count(truth, late, where) - count(truth, early, where))
            if 1 <= change <= 4 and (n := attacker.values(late, minus=(early,))) < 5:
                found.append(("change", late, n))
    return found


def _whole(cell: Cell) -> Cell:
    return Cell(cell.quarter, cell.area, cell.groups, False)


def _part(cell: Cell) -> Cell:
    return Cell(cell.quarter, cell.area, cell.groups, True)


def _inside(one: Cell, other: Cell, where: Geography) -> bool:
    """Whether ``one`` is a station of the area of ``other``, for the same groups."""
    same = (one.quarter, one.groups, one.held) == (other.quarter, other.groups, other.held)
    mine = where.stations[one.area]
    return same and len(mine) == 1 and one.area != other.area and mine < where.stations[other.area]


def wrong_values(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows whose figure or interval does not follow from the numbers beside it."""
    wrong = []
    for row in rows:
        if row["numerator"] and row["denominator"]:
            n, x = float(row["denominator"]), float(row["numerator"])
            z, p = 1.959963984540054, x / n
            middle = (p + z * z / (2 * n)) / (1 + z * z / n)
            half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
            expected = (100 * p, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))
            given = tuple(float(row[c]) for c in ("value", "lower", "upper"))
            if not np.allclose(given, expected, atol=1e-5):
                wrong.append(row)
        elif row["value"] or row["lower"] or row["upper"]:
            wrong.append(row)
    return wrong
