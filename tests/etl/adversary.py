"""What an attacker of his own reads: the CSV files of every release and nothing else. He shares no
code with the job but knows its rules. tests/etl/attacker.py solves for what the files hide.

His unknowns are how many there are of each kind at each station in each of the shortest periods.
Every number of the menu is a sum of unknowns: rows of any measure become cells by a ``Menu``.
"""

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from werkzeug.test import Client

SMALLEST = 10
Kind = tuple[str, ...]
"""What is counted apart: a staff group and whether they hold a course, an item and its rating."""
Kinds = frozenset[Kind]
Unknown = tuple[int, str, str, Kind]
"""Version, shortest period, station, kind."""
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Table:
    """What a row of a measure counts: the whole, and the part of it that is its numerator (none for
    a count). ``least``: the smallest whole that is shown; ``step``: of rounding, 1 for exact;
    ``unit``: how often one person may count."""

    whole: Kinds
    part: Kinds = frozenset()
    least: int = SMALLEST
    step: int = 5
    unit: int = 1


Menu = Callable[[dict[str, str]], Table | None]
"""What a row is about; None for a row that is not read."""


@dataclass(frozen=True)
class Cell:
    """A number: how many of some kinds in an area and a period, in one version of the truth."""

    area: str
    period: str
    kinds: Kinds
    version: int = 0


@dataclass(frozen=True)
class World:
    """The stations of each area, the shortest periods, and how many there are of each unknown.

    ``revised``: periods that each release counts anew; all others are the same in every release.
    ``stock``: a state of a day, so that changes from one period to the next are people.
    ``heads``: wholes are known to many. ``alike``: kinds of which there are as many as of others.
    """

    stations: dict[str, frozenset[str]]
    periods: tuple[str, ...]
    truth: dict[Unknown, int]
    revised: frozenset[str] = frozenset()
    stock: bool = False
    heads: bool = False
    alike: tuple[tuple[Kinds, Kinds], ...] = ()

    def within(self, period: str) -> list[str]:
        """The shortest periods of a longer one."""
        return [p for p in self.periods if period in (p, p[:4], _quarter(p))]

    def cell(self, row: dict[str, str], kinds: Kinds) -> Cell:
        period = _quarter(row["period"]) if self.stock else row["period"]
        version = int(row.get("version", 0)) if self.revised & {*self.within(period)} else 0
        return Cell(row["area"], period, kinds, version)

    def unknowns(self, cell: Cell) -> Iterator[Unknown]:
        for period in self.within(cell.period):
            version = cell.version if period in self.revised else 0
            for station in self.stations[cell.area]:
                for kind in cell.kinds:
                    yield version, period, station, kind

    def count(self, cell: Cell) -> int:
        return sum(self.truth.get(one, 0) for one in self.unknowns(cell))


def _quarter(period: str) -> str:
    return f"{period[:5]}Q{(int(period[5:]) + 2) // 3}" if period[5:].isdigit() else period


def files(client: Client, releases: list[str], measures: Iterable[str]) -> Rows:
    """The CSV rows of some measures in every release; ``version`` is the number of the release."""
    found: Rows = []
    for measure in measures:
        for n, release in enumerate(releases):
            answer = client.get(f"/data/{release}/{measure}.csv")
            if answer.status_code == 200:
                text = io.StringIO(answer.get_data(as_text=True), newline="")
                found += [row | {"version": str(n)} for row in csv.DictReader(text)]
    return found


@dataclass
class Seen:
    """What all files together say: limits of cells and rounded cells with their step. ``menu`` has
    every number, with how often it may count one person; ``wholes`` the whole of each part and of
    what is left beside it."""

    limits: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    rounded: dict[Cell, tuple[float, int]] = field(default_factory=dict)
    menu: dict[Cell, int] = field(default_factory=dict)
    wholes: dict[Cell, Cell] = field(default_factory=dict)
    rests: set[Cell] = field(default_factory=set)

    def narrow(self, cell: Cell, low: float = 0, high: float = math.inf) -> None:
        old = self.limits.get(cell, (0.0, math.inf))
        self.limits[cell] = (max(old[0], low), min(old[1], high))

    def show(self, cell: Cell, number: str, table: Table, least: int) -> None:
        shown = float(number)
        if table.step == 1:
            self.narrow(cell, shown, shown)
        else:
            assert self.rounded.setdefault(cell, (shown, table.step)) == (shown, table.step)
        self.narrow(cell, least)

    @property
    def shown(self) -> list[Cell]:
        """Cells of which a number is shown, rounded or exact."""
        exact = [c for c, (low, high) in self.limits.items() if low == high]
        return list(dict.fromkeys([*self.rounded, *exact]))


def read(rows: Rows, world: World, menu: Menu) -> Seen:
    """What the rows say. Silence is read as the rules have it: where there is no data there is
    nobody, and a group that is not shown is under its limit; which of those not shown are, he is
    told (he may guess it)."""
    seen = Seen()
    for row in rows:
        table = menu(row)
        if table is None:
            continue
        whole = world.cell(row, table.whole)
        seen.menu[whole] = table.unit
        if row["status"] == "unavailable":
            seen.narrow(whole, 0, 0)
        if not table.part:
            if row["numerator"]:
                seen.show(whole, row["numerator"], table, SMALLEST)
            elif world.count(whole) < SMALLEST:
                seen.narrow(whole, 0, SMALLEST - 1)
            continue
        part, rest = (world.cell(row, k) for k in (table.part, table.whole - table.part))
        side = max(SMALLEST, 2 * table.step)
        for one in (part, rest):
            seen.menu.setdefault(one, table.unit)
            seen.wholes.setdefault(one, whole)
        seen.rests.add(rest)
        if row["denominator"]:
            seen.show(whole, row["denominator"], table, table.least)
        elif world.count(whole) < table.least:
            seen.narrow(whole, 0, table.least - 1)
        if row["numerator"]:
            seen.show(part, row["numerator"], table, side)
            seen.narrow(rest, side)
        elif row["note"]:
            small, large = (part, rest) if row["note"] == "few" else (rest, part)
            seen.narrow(small, 0, side - 1)
            seen.narrow(large, side)
            seen.narrow(whole, table.least)
    return seen


def wrong_values(rows: Rows, effect: Callable[[dict[str, str]], float] = lambda _row: 1.0) -> Rows:
    """Rows whose figure or interval does not follow from the numbers beside it and the design
    ``effect`` that the measure names."""
    wrong = []
    for row in rows:
        if row["numerator"] and row["denominator"]:
            n, x = (float(row[side]) / effect(row) for side in ("denominator", "numerator"))
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
