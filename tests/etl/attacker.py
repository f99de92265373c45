"""The attacker solves for what the files of all releases hide, with a linear programme of his own,
and the pass rules judge what he finds. See tests/etl/adversary.py."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from tests.etl.adversary import SMALLEST, Cell, Menu, Rows, Seen, Unknown, World, read


class Attacker:
    """The linear programme over unknowns; ``heads`` says that every whole is known to him. Which
    numbers a revision leaves as they were, he is told."""

    def __init__(self, seen: Seen, world: World, *, heads: bool = False) -> None:
        self.world = world
        self.column: dict[object, int] = {}
        self.entries: list[tuple[int, int, float]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        offsets: dict[int, int] = {}
        for cell in seen.menu:
            self._line(cell)
        for cell, (shown, step) in seen.rounded.items():
            series = (cell.area, cell.kinds, len(cell.period), step)
            at = self.column.setdefault(series, len(self.column))
            offsets[at] = step - 1
            self._row(self._line(cell) | {at: 1}, shown, shown + step - 1)
        for cell, (low, high) in seen.limits.items():
            self._row(self._line(cell), low, high)
        known = {*seen.wholes.values()} if heads else set()
        for cell in known:
            self._row(self._line(cell), *[world.count(cell)] * 2)
        for early, late in _revisions(seen.menu.keys() - seen.rests):
            if world.count(early) == world.count(late):
                self._row(_less(self._line(late), self._line(early)), 0, 0)
        for one, other in world.alike:
            for station, period in ((s, p) for s in world.stations for p in world.periods):
                some = (self._line(Cell(station, period, kinds)) for kinds in (one, other))
                self._row(_less(*some), 0, 0)
        row, column, value = zip(*self.entries, strict=True)
        size = (len(self.lower), len(self.column))
        matrix = csc_matrix((value, (row, column)), shape=size)
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = size
        programme.col_cost_ = programme.col_lower_ = np.zeros(size[1])
        programme.col_upper_ = np.array([offsets.get(n, 10_000) for n in range(size[1])], float)
        programme.row_lower_, programme.row_upper_ = np.array(self.lower), np.array(self.upper)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
        programme.a_matrix_.value_ = matrix.data
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.passModel(programme)

    def values(self, cell: Cell, minus: Iterable[Cell] = (), unit: int = 1) -> int:
        """How many values a cell less others may have, in people of whom one counts ``unit``."""
        costs = np.zeros(len(self.column))
        for sign, some in ((1, (cell,)), (-1, minus)):
            for one in some:
                for at, much in self._line(one).items():
                    costs[at] += sign * much
        every = np.arange(len(costs), dtype=np.int32)
        ends = []
        for sign in (1, -1):
            self.solver.changeColsCost(len(costs), every, sign * costs)
            self.solver.run()
            found = self.solver.getModelStatus()
            assert found == highspy.HighsModelStatus.kOptimal, f"the files contradict: {found}"
            ends.append(sign * self.solver.getObjectiveValue())
        return (math.floor(ends[1] + 1e-6) - math.ceil(ends[0] - 1e-6)) // unit + 1

    def _line(self, cell: Cell) -> dict[int, float]:
        return {
            self.column.setdefault(one, len(self.column)): 1.0 for one in self.world.unknowns(cell)
        }

    def _row(self, line: dict[int, float], low: float, high: float) -> None:
        self.entries += [(len(self.lower), at, much) for at, much in line.items()]
        self.lower.append(low)
        self.upper.append(high)


def _less(one: dict[int, float], other: dict[int, float]) -> dict[int, float]:
    return {at: one.get(at, 0.0) - other.get(at, 0.0) for at in {**one, **other}}


def _revisions(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Every number with itself in the next release that counts it anew."""
    return _next(cells, lambda c: (c.area, c.period, c.kinds), lambda c: c.version)


def _next(
    cells: Iterable[Cell], series: Callable[[Cell], object], order: Callable[[Cell], int | str]
) -> Iterator[tuple[Cell, Cell]]:
    found = defaultdict(list)
    for cell in cells:
        found[series(cell)].append(cell)
    for some in found.values():
        yield from pairwise(sorted(some, key=order))


Fallen = list[tuple[str, Cell, int]]


def fallen(rows: Rows, world: World, menu: Menu) -> Fallen:
    """What the pass rules forbid and the attacker can do: every true 1 to 9 (of a cell, of what is
    left of a whole, of a parent without its shown siblings) and every true change of 1 to 4 must
    keep five possible values; three where head-counts are known."""
    seen = read(rows, world, menu)
    open_ = Attacker(seen, world)
    found: Fallen = []
    small = {c: u for c, u in seen.menu.items() if 1 <= world.count(c) < SMALLEST * u}
    for cell, unit in small.items():
        if (n := open_.values(cell, unit=unit)) < 5:
            found.append(("count", cell, n))
    if world.heads:
        known = Attacker(seen, world, heads=True)
        for cell in small.keys() & seen.wholes.keys():
            whole = world.count(seen.wholes[cell])
            # Of a whole of a few people each possible value must be told from the next.
            unit = min(small[cell], max(1, whole // 3))
            ever = whole // unit + 1
            if (n := known.values(cell, unit=unit)) < min(3, ever):
                found.append(("count, heads known", cell, n))
    for cell, siblings in _families(seen, world):
        # What is left of all items is fewer of them, and may be one.
        unit = 1 if siblings[0].kinds != cell.kinds else seen.menu[cell]
        left = world.count(cell) - sum(world.count(c) for c in siblings)
        if 1 <= left < SMALLEST * unit and (n := open_.values(cell, siblings, unit)) < 5:
            found.append(("parent minus shown siblings", cell, n))
    for early, late in _changes(seen, world):
        unit = seen.menu[late]
        change = abs(world.count(late) - world.count(early))
        if 1 <= change <= 4 * unit and (n := open_.values(late, [early], unit)) < 5:
            found.append(("change", late, n))
    return found


def _families(seen: Seen, world: World) -> Iterator[tuple[Cell, list[Cell]]]:
    """Every number with shown ones that lie in it apart from each other and differ from it in one
    way only: places of it, kinds of it, times of it."""
    for part in (
        lambda c: (c.period, c.kinds),
        lambda c: (c.period, c.area),
        lambda c: (c.area, c.kinds),
    ):
        shown: dict[object, list[tuple[Cell, frozenset[Unknown]]]] = defaultdict(list)
        for cell in seen.shown:
            shown[part(cell)].append((cell, frozenset(world.unknowns(cell))))
        for cell in seen.menu:
            mine, taken = frozenset(world.unknowns(cell)), frozenset[Unknown]()
            siblings = []
            for one, inside in sorted(shown[part(cell)], key=lambda s: len(s[1])):
                if inside < mine and not inside & taken:
                    siblings.append(one)
                    taken |= inside
            if siblings:
                yield cell, siblings


def _changes(seen: Seen, world: World) -> Iterator[tuple[Cell, Cell]]:
    """Changes that must not be found out: of rounded numbers between releases, and of a stock from
    one period to the next."""
    pairs = list(_revisions(seen.menu))
    if world.stock:
        pairs += _next(seen.menu, lambda c: (c.area, len(c.period), c.kinds), lambda c: c.period)
    yield from (pair for pair in pairs if {*pair} & seen.rounded.keys())
