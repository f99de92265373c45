"""The least and the greatest value of every target in all worlds, block by block.

Blocks that share no row are solved on their own, and each of them whole: whatever ties one count
to another, over sums, time or a common offset, is in its programme. Each solution is a world, and
so a witness for every target of its block: a target with five different values among the worlds
seen needs no programme of its own. First all that are still narrow are pulled apart at once, on
each core by other chances. Those that stay narrow are minimised and maximised one by one, shared
out among the cores: as only the costs change, the last world stays possible, and the primal simplex
method goes on from it in few steps.
"""

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.attack.blocks import Block, Numbers, Whole, blocks
from etl.attack.programme import Target, Worlds
from etl.attack.sight import INF
from release.errors import NotPublished

NEED, NEED_KNOWN = 5, 3
SLACK = 1e-6
FEW = 50
"""Targets are pulled apart together while each time more than so many of them become wide."""
LARGE = 2_500
"""Rows of a block that all cores work at."""
DUAL, PRIMAL = 1, 4
"""Methods of HiGHS: from anywhere, and from a world that is possible."""
NOTHING = 10**6
"""How many values are left where nothing was looked at."""
CORES = 2
SMALL_CHANGE, SMALLEST, LARGEST = 4, 1, 9


@dataclass(frozen=True)
class Stood:
    """A target that cannot be found out, with how many values it keeps, as far as was looked
    (NOTHING where it cannot be small). ``lasting``: enough values whether small or not, so that it
    stands in every wider world too."""

    target: Target
    values: int
    lasting: bool


@dataclass(frozen=True)
class Verdict:
    """``open_``: targets that could be found out. ``stood``: the others. ``solved``: programmes."""

    open_: list[Target]
    stood: list[Stood]
    solved: int


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
    some = sorted(blocks(worlds), key=lambda b: (-b.matrix.shape[0], b.name))
    names = [block.fingerprint(need) for block in some]
    known = passed or {}
    asked = [n for n, name in enumerate(names) if name not in known]
    teams = {n: [_Solver(some[n], need, at) for at in range(_cores(some[n]))] for n in asked}
    every = [one for team in teams.values() for one in team]
    with ThreadPoolExecutor(CORES) as pool:
        [*pool.map(_Solver.together, every)]
        for team in teams.values():
            _share(team)
        [*pool.map(_Solver.apart, every)]
    open_: list[Target] = []
    stood = [
        Stood(target, known[name], lasting=False)
        for block, name in zip(some, names, strict=True)
        if name in known
        for target in block.targets
    ]
    for team in teams.values():
        _share(team)
        for target, values, small in team[0].judged():
            wide = values >= min(need, target.prior)
            if small and not wide:
                open_.append(target)
            else:
                told = values if small and target.prior >= need else NOTHING
                stood.append(Stood(target, told, lasting=wide))
    return Verdict(open_, stood, sum(one.solved for one in every))


def _cores(block: Block) -> int:
    return CORES if block.matrix.shape[0] > LARGE else 1


def _share(team: "list[_Solver]") -> None:
    """Tell everyone at one block what was seen, and who looks at which targets alone."""
    low = np.min([one.low for one in team], axis=0)
    high = np.max([one.high for one in team], axis=0)
    for one in team:
        one.low, one.high = low.copy(), high.copy()
    narrow = team[0].narrow()
    for at, one in enumerate(team):
        one.mine = narrow[at :: len(team)]


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


class _Solver:
    """One programme, and what was seen of its targets: exact where that is little, else as far
    apart as was seen. ``at``: which of those who work at the same block."""

    def __init__(self, block: Block, need: int, at: int = 0) -> None:
        self.block, self.at = block, at
        self.low = np.full(len(block.targets), INF)
        self.high = -self.low
        self.enough = np.array([min(need, t.prior) for t in block.targets])
        self.units = np.array([t.unit for t in block.targets])
        self.mine: Whole = np.arange(len(block.targets))
        self.solved = 0

    def together(self) -> None:
        """Pull all counts up and down, then the targets that are still narrow each by chance, as
        long as it helps many."""
        block = self.block
        if not block.matrix.shape[0]:
            self.low, self.high = block.wanted @ block.lower, block.wanted @ block.upper
            return
        self.highs = _programme(block)
        every = np.ones(len(block.columns)) * (-1) ** self.at
        self._witness(every, DUAL)
        for costs in chain([-every] if _cores(block) == 1 else [], self._pulls()):
            before = len(self.narrow())
            self._witness(costs, DUAL)
            if before - len(self.narrow()) < FEW:
                return

    def _pulls(self) -> Iterator[Numbers]:
        random = np.random.default_rng(self.at)
        while len(narrow := self.narrow()):
            signs = np.zeros(len(self.block.targets))
            signs[narrow] = random.choice([-1.0, 1.0], len(narrow))
            yield self.block.wanted.T @ signs

    def apart(self) -> None:
        """The least and the greatest value of each of ``mine``, unless enough was seen of it."""
        if not self.block.matrix.shape[0]:
            return
        for n in self.mine.tolist():
            if not self._wide()[n]:
                self._alone(n)

    def _alone(self, n: int) -> None:
        target, row = self.block.targets[n], self.block.wanted[n]
        costs = np.asarray(row.todense()).ravel()
        least = float((row @ self._witness(costs, PRIMAL))[0])
        small = target.change or least <= LARGEST * target.unit + SLACK
        if small and not self._wide()[n]:
            self._witness(-costs, PRIMAL)

    def narrow(self) -> Whole:
        """The targets of which fewer different values were seen than are enough."""
        return np.flatnonzero(~self._wide())

    def _wide(self) -> npt.NDArray[np.bool_]:
        if np.isinf(self.low).any():
            return np.zeros(len(self.low), bool)
        values = np.floor(self.high + SLACK) - np.ceil(self.low - SLACK)
        wide: npt.NDArray[np.bool_] = values // self.units + 1 >= self.enough
        return wide

    def judged(self) -> Iterator[tuple[Target, int, bool]]:
        """How many values each target keeps by what was seen, and whether one of them is small."""
        for target, least, greatest in zip(self.block.targets, self.low, self.high, strict=True):
            values = _values(least, greatest, target.unit)
            yield target, values, _may_be_small(target, least, greatest)

    def _witness(self, costs: Numbers, method: int) -> Numbers:
        """One world that is best for ``costs``; widens what was seen of every target."""
        width = len(costs)
        self.highs.changeColsCost(width, np.arange(width, dtype=np.int32), costs)
        self._run(method)
        self.solved += 1
        world = np.array(self.highs.getSolution().col_value)
        seen = self.block.wanted @ world
        np.minimum(self.low, seen, out=self.low)
        np.maximum(self.high, seen, out=self.high)
        return world

    def _run(self, method: int) -> None:
        """Solve; where the numbers went astray on the way from the last world, from the start."""
        import highspy

        self.highs.setOptionValue("simplex_strategy", method)
        self.highs.run()
        if self.highs.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            self.highs.clearSolver()
            self.highs.setOptionValue("simplex_strategy", DUAL)
            self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NotPublished(
                "the attack test could not be worked out: what is shown does not add up in any "
                f"world ({self.highs.getModelStatus().name}); please report this"
            )


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
