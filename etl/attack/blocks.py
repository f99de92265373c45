"""The worlds cut into parts that can be solved on their own. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from etl.attack.programme import Target, Worlds

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
CEILING = 1e6
"""What has no limit is no more than this, or than twice what is shown: so every programme is
bounded, and a count above is of no use to anybody."""
LAYOUT = 2
"""To be raised when the same block should be looked at again."""


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


def blocks(worlds: Worlds) -> Iterator[Block]:
    """The worlds cut into parts that are independent of each other."""
    size = len(worlds.lower)
    matrix = _matrix([(r[0], r[1]) for r in worlds.rows], size)
    signs = [((1.0, -1.0) if t.change else (1.0,)) for t in worlds.targets]
    wanted = _matrix([(t.columns, s) for t, s in zip(worlds.targets, signs, strict=True)], size)
    joined = csr_matrix(abs(matrix).T @ abs(matrix)) + abs(wanted).T @ abs(wanted)
    _count, label = connected_components(joined, directed=False)
    limits = np.array([(r[2], r[3]) for r in worlds.rows]).reshape(-1, 2)
    lower, upper = np.array(worlds.lower), np.array(worlds.upper)
    finite = [some[np.isfinite(some)].max(initial=0) for some in (lower, upper, limits)]
    upper[np.isinf(upper)] = max(CEILING, 2 * max(finite))
    row_label = label[[r[0][0] for r in worlds.rows]] if worlds.rows else _NONE
    target_label = label[[t.columns[0] for t in worlds.targets]] if worlds.targets else _NONE
    by_rows, by_targets = _grouped(row_label), _grouped(target_label)
    for name, columns in _grouped(label).items():
        rows, mine = by_rows.get(name, _NONE), by_targets.get(name, _NONE)
        if len(mine):
            yield Block(
                int(columns[0]),
                columns,
                matrix[rows][:, columns],
                limits[rows, 0],
                limits[rows, 1],
                lower[columns],
                upper[columns],
                [worlds.targets[n] for n in mine],
                wanted[mine][:, columns],
            )


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
