"""The least and the greatest value of every target in all worlds, block by block.

Blocks that share no row are solved on their own. Each solution is a world, and so a witness for
every target of its block: a target with five different values among the worlds seen needs no
programme of its own. The others are minimised and maximised, each from the basis of the last.
"""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from etl.attack.blocks import Block, Numbers, blocks
from etl.attack.programme import Target, Worlds
from etl.attack.sight import INF
from release.errors import NotPublished

NEED, NEED_KNOWN = 5, 3
SLACK = 1e-6
TRIALS = 8
NOTHING = 10**6
"""How many values are left where nothing was looked at."""
CORES = 2
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


@dataclass(frozen=True)
class _Found:
    open_: list[Target]
    narrowest: int
    solved: int


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
