"""What stood against the attack, and whether it still does when more is hidden. Pure.

Hiding takes a number away, so mostly every world that was possible before still is; but silence
says something too. Where it is so, what stood stands, and only what is new has to be attacked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.attack.blocks import blocks
from etl.attack.programme import Row, Target, Worlds
from etl.attack.sight import INF
from etl.attack.solve import NOTHING, Verdict

Key = tuple[str, float, int]
"""A target whatever its place in the programme."""
Named = tuple[frozenset[tuple[str, float]], float, float]
"""A row with labels in place of columns."""


@dataclass
class Proof:
    """What stood against one attacker, and in which worlds: how many values each target keeps at
    the least. ``lasting`` are those that stand in wider worlds too; ``passing`` may become small
    and narrow there."""

    made: Worlds | None = None
    lasting: dict[Key, int] = field(default_factory=dict)
    passing: dict[Key, int] = field(default_factory=dict)

    def open_in(self, made: Worlds) -> set[str] | None:
        """The labels of the targets that have yet to be attacked in ``made``; None means all."""
        self.passing = {}
        if self.made is None or not wider(made, self.made):
            self.lasting = {}
            return None
        return {t.label for t in made.targets if _key(t) not in self.lasting}

    def learn(self, made: Worlds, verdict: Verdict) -> None:
        self.made = made
        for one in verdict.stood:
            kept = self.lasting if one.lasting else self.passing
            kept[_key(one.target)] = one.values

    def numbers(self) -> int:
        return len(self.made.targets) if self.made else 0

    def narrowest(self) -> int:
        """The fewest values that a target of the last worlds keeps."""
        some = self.made.targets if self.made else []
        return min((self._values(t) for t in some), default=NOTHING)

    def stood(self, need: int) -> dict[str, int]:
        """The fingerprints of all blocks of the last worlds, each with its narrowest target."""
        return {
            block.fingerprint(need): min(self._values(t) for t in block.targets)
            for block in blocks(self.made or Worlds())
        }

    def _values(self, target: Target) -> int:
        key = _key(target)
        return self.lasting[key] if key in self.lasting else self.passing[key]


def _key(target: Target) -> Key:
    return target.label, target.prior, target.unit


def wider(new: Worlds, old: Worlds) -> bool:
    """Whether each world of ``old`` is one of ``new``, with some value of what only ``new`` has."""
    before, after = _labels(old), _labels(new)
    if len({*before}) < len(before) or len({*after}) < len(after):
        return False
    limits = dict(zip(before, zip(old.lower, old.upper, strict=True), strict=True))
    for label, low, high in zip(after, new.lower, new.upper, strict=True):
        least, greatest = limits.get(label, (0.0, INF))
        if low > least or high < greatest:
            return False
    known = {*_named(old.rows, before)}
    fresh = [_fresh(row, limits.keys()) for row in _named(new.rows, after) if row not in known]
    return all(fresh) and len({*fresh}) == len(fresh)


def _fresh(row: Named, known: Iterable[str]) -> str:
    """The only new count of a row that says no more than what this is, the sum of known ones; else
    blank. Two such rows of one count would say something of the known ones."""
    terms, low, high = row
    fresh = [(label, times) for label, times in terms if label not in known]
    rest = [times for label, times in terms if label in known]
    free = low == high == 0 and len(fresh) == 1 and fresh[0][1] > 0 and max(rest, default=0) < 0
    return fresh[0][0] if free else ""


def _labels(some: Worlds) -> list[str]:
    """A name for each column: that of the count, or of the series whose offset it is."""
    series = {column: f"offset of {name}" for name, column in some.offsets.items()}
    return [*some.labels, *(series[n] for n in range(len(some.labels), len(some.lower)))]


def _named(rows: Iterable[Row], labels: list[str]) -> Iterable[Named]:
    for columns, times, low, high in rows:
        yield frozenset(zip((labels[c] for c in columns), times, strict=True)), low, high
