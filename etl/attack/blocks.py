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
"""Counts above this are of no use to anybody; a limit keeps every programme bounded."""
LAYOUT = 1
"""To be raised when the same block should be looked at again."""
LARGEST_WHOLE, LARGEST_BLOCK = 2_500, 2_000
"""Rows of a block that is solved whole, a larger one is cut by topic; and of a topic's part that is
solved at once, a larger one is cut by time."""


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
    inside_block = np.zeros(len(topics), bool)
    inside_block[columns] = True
    for topic in np.unique(topics[first]):
        core = inside_block & (topics == topic)
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
        rows = self._touching(core)
        rows &= ((self.serves == "") | (self.serves == topic)) & ~self.rounded
        wholes = core | self._touched(rows & (self.serves == topic))
        rows |= ~self._touching(~wholes) & ~self.rounded
        columns = core | self._touched(rows)
        rows |= self.rounded & self._touching(columns)
        return rows, columns | self._touched(rows)

    def _touching(self, columns: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The rows in which some columns stand."""
        found: npt.NDArray[np.bool_] = self.matrix @ columns.astype(float) > 0
        return found

    def _touched(self, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The columns that stand in some rows."""
        found: npt.NDArray[np.bool_] = rows.astype(float) @ self.matrix > 0
        return found


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
