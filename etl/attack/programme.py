"""The attacker's linear programme: counts, their limits, the sums between them, and targets."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from etl.attack.sight import INF, Known
from release.vocabulary import ROUNDING

STEPS = 3
"""Into how many steps a known whole is cut at least."""
Row = tuple[tuple[int, ...], tuple[float, ...], float, float]
"""Columns, coefficients, lower and upper limit of their sum."""


@dataclass(frozen=True)
class Target:
    """What must not be found out: a count (one column) or a change (later less earlier). ``cells``
    are those of which hiding one may help. What has the same ``label`` is the same number, however
    much is hidden."""

    label: str
    columns: tuple[int, ...]
    change: bool
    cells: tuple[str, ...]
    prior: float = INF
    """How many values were possible before anything was shown."""
    unit: int = 1
    """How often one person may count."""

    def within(self, whole: float) -> "Target":
        """The same as part of a whole that is known for certain (else NaN or INF), of which it can
        be no more. A whole of a few people is looked at in smaller steps, as it would else be one
        value whatever is shown."""
        if not np.isfinite(whole):
            return self
        unit = min(self.unit, max(1, int(whole) // STEPS))
        return replace(self, prior=whole // unit + 1, unit=unit)


@dataclass
class Worlds:
    """A linear programme over ``columns``; the first ``len(known)`` of them are counts."""

    known: list[Known] = field(default_factory=list)
    truth: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    """Dated cells of which "few" or "most" is said."""
    shown: dict[int, str] = field(default_factory=dict)
    """Column → dated cell that is shown now, and so could be hidden."""

    def column(self, name: str, truth: float = np.nan, label: str = "") -> int:
        self.known.append(Known())
        self.labels.append(label or f"{name}={truth}")
        self.truth.append(truth)
        self.names.append(name)
        return len(self.known) - 1

    def add(self, plus: Iterable[int], minus: Iterable[int]) -> None:
        """The sum of some columns is that of others."""
        coefficients: dict[int, float] = defaultdict(float)
        for column in plus:
            coefficients[column] += 1
        for column in minus:
            coefficients[column] -= 1
        self.rows.append((tuple(coefficients), tuple(coefficients.values()), 0.0, 0.0))

    def leave(self) -> None:
        """What the shown parts of each whole leave to two or more hidden ones together is a target
        like any other count."""
        for columns, signs, low, high in list(self.rows):
            whole = [c for c, sign in zip(columns, signs, strict=True) if sign == 1]
            parts = [c for c, sign in zip(columns, signs, strict=True) if sign == -1]
            hidden = [c for c in parts if not self.known[c].told]
            summed = low == high == 0 and len(whole) == 1 and len(parts) + 1 == len(columns)
            if not summed or not 2 <= len(hidden) < len(parts):
                continue
            truth = self.truth[whole[0]] - sum(self.truth[c] for c in parts if c not in hidden)
            shown = [self.labels[c] for c in parts if c not in hidden]
            label = f"{self.labels[whole[0]]} left by {shown}"
            left = self.column("", truth, label)
            self.known[left].base = self.known[whole[0]].base
            self.add([left], hidden)

    def in_people(self) -> None:
        """How often one person may count in each number: as the step of rounding says, and no more
        often than in all its parts in which there is anybody."""
        self.units = [max(1, known.base // ROUNDING) for known in self.known]
        for columns, signs, low, high in self.rows:
            plus = [c for c, sign in zip(columns, signs, strict=True) if sign > 0]
            parts = {c: -sign for c, sign in zip(columns, signs, strict=True) if sign < 0}
            some = sum(int(n) * self.units[c] for c, n in parts.items() if self.known[c].upper > 0)
            if low == high == 0:
                for column in plus:
                    self.units[column] = min(self.units[column], max(1, some))

    def complete(self) -> None:
        """True counts of the unknown parts that follow from all others, so that what a whole leaves
        to its only unknown part is a target too."""
        self.truth = self._follow(self.truth)

    def certain(self) -> list[float]:
        """Each count that its limits alone fix, or that follows from such ones; else NaN. No limit
        is changed by it: what follows from numbers that are shown has to be found by the attack."""
        fixed = zip(self.lower, self.upper, strict=True)
        return self._follow([low if low == high else np.nan for low, high in fixed])

    def _follow(self, counts: list[float]) -> list[float]:
        """``counts`` (NaN: unknown) with those that are the only unknown one of a sum."""
        found = list(counts)
        waiting = [r for r in self.rows if r[2] == r[3] == 0]
        while True:
            later = []
            for row in waiting:
                missing = [c for c in row[0] if np.isnan(found[c])]
                if len(missing) == 1:
                    terms = zip(row[0], row[1], strict=True)
                    own = dict(zip(row[0], row[1], strict=True))[missing[0]]
                    rest = sum(k * found[c] for c, k in terms if c != missing[0])
                    found[missing[0]] = -rest / own
                elif missing:
                    later.append(row)
            if len(later) == len(waiting):
                return found
            waiting = later
