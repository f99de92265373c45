"""The least and the greatest value of every target in all worlds, block by block.

Blocks that share no row are solved on their own. Each solution is a world, and so a witness for
every target of its block: a target with five different values among the worlds seen needs no
programme of its own. The others are minimised and maximised, each from the basis of the last.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from etl.attack.sight import INF
from etl.attack.worlds import Target, Worlds
from release.errors import NotPublished

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
NEED, NEED_KNOWN = 5, 3
SLACK = 1e-6
TRIALS = 8
CEILING = 1e6
"""Counts above this are of no use to anybody; a limit keeps every programme bounded."""
NOTHING = 10**6
"""How many values are left where nothing was looked at."""
LAYOUT = 1
"""To be raised when the same block should be looked at again."""
CORES = 2
LARGEST_WHOLE, LARGEST_BLOCK = 2_500, 2_000
"""Rows of a block that is solved whole, a larger one is cut by topic; and of a topic's part that is
solved at once, a larger one is cut by time."""
SMALL_CHANGE, SMALLEST, LARGEST = 4, 1, 9


@dataclass(frozen=True)
class Verdict:
    """``open_``: targets that could be found out. ``narrowest``: the fewest values that a target
    keeps which may be small, as far as was looked. ``solved``: programmes. ``passed``: fingerprints
    of the blocks that stood."""

    open_: list[Target]
    narrowest: int
    targets: int
    solved: int
    passed: dict[str, int]


def attack(
    worlds: Worlds,
    need: int = NEED,
    passed: Mapping[str, int] | None = None,
    only: Collection[str] | None = None,
) -> Verdict:
    """Which targets keep fewer than ``need`` possible values while one of them may be small.

    A block whose fingerprint has ``passed`` before (with its narrowest number of values) is not
    solved again. ``only``: the labels of the targets to look at; None means all.
    """
    if only is not None:
        worlds = replace(worlds, targets=[t for t in worlds.targets if t.label in only])
    known = passed or {}
    open_: list[Target] = []
    stood: dict[str, int] = {}
    targets = solved = 0

    def one(block: Block) -> tuple[Block, str, _Found | None]:
        name = block.fingerprint(need)
        return block, name, None if name in known else _Solver(block).found(need)

    with ThreadPoolExecutor(CORES) as pool:
        for block, name, found in pool.map(one, blocks(worlds)):
            targets += len(block.targets)
            if found is None:
                stood[name] = known[name]
                continue
            solved += found.solved
            open_ += found.open_
            if not found.open_:
                stood[name] = found.narrowest
    narrowest = min(stood.values(), default=NOTHING)
    return Verdict(open_, narrowest, targets, solved, stood)


def _values(least: float, greatest: float, unit: int = 1) -> int:
    """How many whole numbers lie between two limits; of what one person may count several times,
    how many numbers of people."""
    return (int(np.floor(greatest + SLACK) - np.ceil(least - SLACK)) // unit) + 1


def _may_be_small(target: Target, least: float, greatest: float) -> bool:
    least, greatest = least / target.unit, greatest / target.unit
    if not target.change:
        return least < LARGEST + 1 - SLACK and greatest > SMALLEST - SLACK
    return (least < SMALL_CHANGE + SLACK and greatest > SMALLEST - SLACK) or (
        greatest > -SMALL_CHANGE - SLACK and least < -SMALLEST + SLACK
    )


@dataclass(frozen=True, eq=False)
class Block:
    """A part of the worlds that shares no row with the rest."""

    name: int
    columns: Whole
    matrix: csr_matrix
    row_lower: Numbers
    row_upper: Numbers
    lower: Numbers
    upper: Numbers
    targets: list[Target]
    wanted: csr_matrix
    """(targets, columns)"""

    def fingerprint(self, need: int) -> str:
        """The same for the same programme and targets."""
        hashed = hashlib.sha256(f"{LAYOUT}|{need}".encode())
        for some in (self.matrix, self.wanted):
            for part in (some.indptr, some.indices, some.data):
                hashed.update(np.ascontiguousarray(part).tobytes())
        for limit in (self.row_lower, self.row_upper, self.lower, self.upper):
            hashed.update(limit.tobytes())
        hashed.update(np.array([(t.prior, t.unit) for t in self.targets]).tobytes())
        return hashed.hexdigest()[:32]


@dataclass(frozen=True)
class _Found:
    open_: list[Target]
    narrowest: int
    solved: int


def blocks(worlds: Worlds) -> Iterator[Block]:
    """The worlds cut into parts that are independent of each other."""
    size = len(worlds.lower)
    matrix = _matrix([(r[0], r[1]) for r in worlds.rows], size)
    signs = [((1.0, -1.0) if t.change else (1.0,)) for t in worlds.targets]
    wanted = _matrix([(t.columns, s) for t, s in zip(worlds.targets, signs, strict=True)], size)
    joined = csr_matrix(abs(matrix).T @ abs(matrix)) + abs(wanted).T @ abs(wanted)
    _count, label = connected_components(joined, directed=False)
    limits = np.array([(r[2], r[3]) for r in worlds.rows]).reshape(-1, 2)
    lower = np.minimum(np.array(worlds.lower), CEILING)
    upper = np.minimum(np.array(worlds.upper), CEILING)
    row_label = label[[r[0][0] for r in worlds.rows]] if worlds.rows else _NONE
    target_label = label[[t.columns[0] for t in worlds.targets]] if worlds.targets else _NONE
    by_rows, by_targets = _grouped(row_label), _grouped(target_label)
    for name, columns in _grouped(label).items():
        rows, mine = by_rows.get(name, _NONE), by_targets.get(name, _NONE)
        whole = [(rows, columns, mine)]
        if len(rows) > LARGEST_WHOLE:
            whole = list(_cut(worlds, matrix, rows, columns, mine))
        for some_rows, some_columns, some in whole:
            if len(some):
                yield Block(
                    int(some_columns[0]),
                    some_columns,
                    matrix[some_rows][:, some_columns],
                    limits[some_rows, 0],
                    limits[some_rows, 1],
                    lower[some_columns],
                    upper[some_columns],
                    [worlds.targets[n] for n in some],
                    wanted[some][:, some_columns],
                )


Part = tuple[Whole, Whole, Whole]
"""Rows, columns and targets, as numbers of them in the worlds."""


def _cut(
    worlds: Worlds, matrix: csr_matrix, rows: Whole, columns: Whole, targets: Whole
) -> Iterator[Part]:
    """One part a topic, and where that is still large one a topic and time: its counts, every sum
    that touches them, all others in these sums with what is shown of them, and the sums between
    the wholes of its shares. Sums that reach further are left out. Of a stock, the time before
    belongs to the part."""
    blank = [""] * (len(worlds.lower) - len(worlds.topics))
    topics, times = np.array([*worlds.topics, *blank]), np.array([*worlds.times, *blank])
    first = np.array([worlds.targets[n].columns[0] for n in targets])
    cutter = _Cutter(matrix[rows], np.array(worlds.serves)[rows], len(worlds.known))
    for topic in np.unique(topics[first]):
        core = np.isin(np.arange(len(topics)), columns) & (topics == topic)
        some, inside = cutter.around(core, topic)
        if some.sum() <= LARGEST_BLOCK:
            yield rows[some], np.flatnonzero(inside), targets[topics[first] == topic]
            continue
        known = np.unique(times[core]).tolist()
        for before, now in zip(["", *known], known, strict=False):
            near = [now] if "|" not in now or before[:5] != now[:5] else [before, now]
            mine = (topics[first] == topic) & (times[first] == now)
            some, inside = cutter.around(core & np.isin(times, near), topic)
            yield rows[some], np.flatnonzero(inside), targets[mine]


class _Cutter:
    """Cuts parts out of a block: ``matrix`` (rows, all columns), ``serves`` (rows,)."""

    def __init__(self, matrix: csr_matrix, serves: npt.NDArray[np.str_], counts: int) -> None:
        self.matrix, self.serves = abs(matrix), serves
        self.rounded = np.asarray(self.matrix[:, counts:].sum(axis=1)).ravel() > 0

    def around(
        self, core: npt.NDArray[np.bool_], topic: str
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """The rows that touch ``core`` and the columns in them, each with its own rounding."""
        rows = np.asarray(self.matrix[:, core].sum(axis=1)).ravel() > 0
        rows &= ((self.serves == "") | (self.serves == topic)) & ~self.rounded
        wholes = core | self._touched(rows & (self.serves == topic))
        beyond = np.asarray(self.matrix[:, ~wholes].sum(axis=1)).ravel() > 0
        rows |= ~beyond & ~self.rounded
        columns = core | self._touched(rows)
        rows |= self.rounded & (np.asarray(self.matrix[:, columns].sum(axis=1)).ravel() > 0)
        return rows, columns | self._touched(rows)

    def _touched(self, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The columns that stand in some rows."""
        return np.asarray(self.matrix[rows].sum(axis=0)).ravel() > 0


_NONE = np.array([], int)


def _grouped(labels: Whole) -> dict[int, Whole]:
    if not len(labels):
        return {}
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))


def _matrix(rows: Sequence[tuple[Sequence[int], Sequence[float]]], width: int) -> csr_matrix:
    at = np.repeat(np.arange(len(rows)), [len(r[0]) for r in rows])
    columns = [c for r in rows for c in r[0]]
    values = [v for r in rows for v in r[1]]
    return csr_matrix(coo_matrix((values, (at, columns)), shape=(len(rows), width)))


class _Solver:
    """One programme; its basis is kept between objectives."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.solved = 0
        if block.matrix.shape[0]:
            self.highs = _programme(block)

    def found(self, need: int) -> _Found:
        """The targets that fall, and how narrow the others are."""
        low, high, solved = self.ranges(need)
        open_, narrowest = [], NOTHING
        for target, least, greatest in zip(self.block.targets, low, high, strict=True):
            if _may_be_small(target, least, greatest):
                values = _values(least, greatest, target.unit)
                if target.prior >= need:
                    narrowest = min(narrowest, values)
                if values < min(need, target.prior):
                    open_.append(target)
        return _Found(open_, narrowest, solved)

    def ranges(self, need: int) -> tuple[Numbers, Numbers, int]:
        """Least and greatest value of each target: exact where they are few, else as far apart as
        was seen."""
        block = self.block
        if not block.matrix.shape[0]:
            return block.wanted @ block.lower, block.wanted @ block.upper, 0
        low = np.full(len(block.targets), INF)
        high = -low
        random = np.random.default_rng(0)
        width = len(block.columns)
        trials = [np.ones(width), -np.ones(width)]
        trials += [random.choice([-1.0, 1.0], width) for _ in range(TRIALS)]
        for costs in trials:
            self._witness(costs, low, high)
        for n, target in enumerate(block.targets):
            enough = min(need, target.prior)
            if _values(low[n], high[n], target.unit) >= enough:
                continue
            costs = np.asarray(block.wanted[n].todense()).ravel()
            least = self._witness(costs, low, high)
            if not target.change and block.wanted[n] @ least > LARGEST * target.unit + SLACK:
                continue
            if _values(low[n], high[n], target.unit) < enough:
                self._witness(-costs, low, high)
        return low, high, self.solved

    def _witness(self, costs: Numbers, low: Numbers, high: Numbers) -> Numbers:
        """One world that is best for ``costs``; widens what was seen of every target."""
        import highspy

        width = len(costs)
        self.highs.changeColsCost(width, np.arange(width, dtype=np.int32), costs)
        self.highs.run()
        self.solved += 1
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NotPublished(
                "the attack test could not be worked out: what is shown does not add up in any "
                f"world ({self.highs.getModelStatus().name}); please report this"
            )
        world = np.array(self.highs.getSolution().col_value)
        seen = self.block.wanted @ world
        np.minimum(low, seen, out=low)
        np.maximum(high, seen, out=high)
        return world


def _programme(block: Block) -> Any:
    import highspy

    matrix = block.matrix.tocsc()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = block.lower, block.upper
    lp.row_lower_, lp.row_upper_ = block.row_lower, block.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    highs.passModel(lp)
    return highs
