"""Every world that fits all that was shown: variables, their limits and sums between them. Pure.

A variable is a count that the attacker wants: a dated cell, what is left of a whole without a shown
part, or an unknown part of a known sum. A cell whose true count differed between releases is one
variable a count, with one offset for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from etl.attack.family import is_heads, sums, telling
from etl.attack.plan import Plan
from etl.attack.programme import Target, Worlds
from etl.attack.sight import INF, NONE, Known, Line, lines, reach, read_line
from etl.geography import partitions
from etl.populations import Population
from release.errors import NotPublished
from release.vocabulary import (
    FREQUENCIES,
    SMALLEST_CELL,
    period_of,
    period_start,
)

Parsed = tuple[Population | None, str, str, str]

NOW = -1
"""The version of what is unknown beside the last sight."""


def worlds(sights: Sequence[pd.DataFrame], plan: Plan, *, heads_known: bool = False) -> Worlds:
    """The worlds that fit ``sights`` (COLUMNS of etl/attack/sight.py; the last one is what would be
    shown now). With ``heads_known`` everybody knows how many people are in post where."""
    return _Builder(sights, plan, heads_known).build()


class _Builder:
    def __init__(self, sights: Sequence[pd.DataFrame], plan: Plan, heads_known: bool) -> None:
        self.sights, self.plan, self.heads_known = sights, plan, heads_known
        self.made = Worlds()
        self.at: list[dict[str, int]] = []
        """For each sight: dated cell → column."""
        self.parsed: dict[str, Parsed] = {}
        self.part_of: dict[int, Population] = {}
        self.versions: dict[tuple[str, float], int] = {}
        self.rest: dict[tuple[int, int], int] = {}
        self.aux: dict[tuple[str, int], int] = {}
        self.done: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()

    def build(self) -> Worlds:
        last = lines(self.sights[-1])
        now, said = self._see(last, {}), set(last)
        for sight in self.sights[:-1]:
            told = lines(sight)
            same = {cell for line in told if line in said for cell in line[:2] if cell}
            here = {cell: now[cell] for cell in sorted(same)}
            self.at.append(self._see([line for line in told if line not in said], here))
        self.at.append(now)
        for n in range(len(self.sights)):
            self._add_up(n)
        self.made.complete()
        self.made.leave()
        self.made.in_people()
        self._limit()
        self._aim()
        return self.made

    def _see(self, some: Iterable[Line], here: dict[str, int]) -> dict[str, int]:
        """Columns for the cells of one sight (added to ``here``), and what its lines say."""
        for line in some:
            top = here[line.top] = self._cell(line.top, line.true_top)
            bottom = rest = Known()
            if line.bottom:
                whole = here[line.bottom] = self._cell(line.bottom, line.true_bottom)
                bottom = self.made.known[whole]
                rest = self.made.known[self._rest(top, whole)]
            read_line(line, self.made.known[top], bottom, rest)
            if line.note not in ("", NONE):
                self.made.words.add(line.top)
        return here

    def _cell(self, name: str, truth: float) -> int:
        """A cell that counted the same in two releases is one variable."""
        if (name, truth) not in self.versions:
            self.versions[name, truth] = self._new(name, truth)
        return self.versions[name, truth]

    def _new(self, name: str, truth: float) -> int:
        return self.made.column(name, truth)

    def _rest(self, part: int, whole: int) -> int:
        """What is left of a whole without a part."""
        if (part, whole) not in self.rest:
            truth = self.made.truth[whole] - self.made.truth[part]
            label = f"{self.made.labels[whole]} - {self.made.labels[part]}"
            left = self.rest[part, whole] = self.made.column("", truth, label)
            self.made.add([part, left], [whole])
        return self.rest[part, whole]

    def _add_up(self, n: int) -> None:
        """Every sum between the cells of sight ``n``."""
        now, here = self.at[-1], self.at[n]
        old = n < len(self.at) - 1
        years = {name.rsplit("|", 1)[1][:4] for name in here if now.get(name) != here[name]}
        if old and not years:
            return
        by_place: dict[tuple[str, str, str], dict[Population, str]] = defaultdict(dict)
        for name in here:
            counted, frequency, area, period = self._parsed(name)
            if counted is not None and (not old or period[:4] in years):
                by_place[frequency, area, period][counted] = name
        found = sums({p for some in by_place.values() for p in some}, self.plan.populations)
        cells: dict[tuple[Population, str, str], dict[str, int]] = defaultdict(dict)
        for (frequency, area, period), some in by_place.items():
            tail = f"|{frequency}|{area}|{period}"
            columns = {p: here[name] for p, name in some.items()}
            changed = {p for p, name in some.items() if now.get(name) != here[name]}
            for one in telling(found, columns):
                if not old or changed & {one.whole, *one.parts}:
                    version = n if old else NOW
                    parts = [
                        columns[p] if p in columns else self._unknown(f"{p}{tail}", version)
                        for p in one.parts
                    ]
                    self.part_of |= dict(zip(parts, one.parts, strict=True))
                    self._sum(columns[one.whole], parts)
                    columns |= dict(zip(one.parts, parts, strict=True))
            for counted, column in columns.items():
                cells[counted, frequency, period][area] = column
        self._over_areas(cells)
        self._over_time(cells)

    def _unknown(self, name: str, version: int) -> int:
        if (name, version) not in self.aux:
            self.aux[name, version] = self.made.column("", label=f"{name} {version}")
        return self.aux[name, version]

    def _sum(self, whole: int, parts: Sequence[int]) -> None:
        key = ((whole,), tuple(sorted(parts)))
        if key not in self.done:
            self.done.add(key)
            self.made.add([whole], parts)

    def _over_areas(self, cells: dict[tuple[Population, str, str], dict[str, int]]) -> None:
        """Areas that make up another one. Where some count there besides them, it is unknown how
        many; that is so for a whole wherever it was ever so for what is counted."""
        ways = partitions(self.plan.areas)
        there: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for (counted, frequency, period), here in cells.items():
            there[counted.record, frequency, period] |= here.keys()
        sums_of: dict[
            tuple[Population, str, tuple[str, ...]], list[tuple[int, list[int], bool]]
        ] = {}
        for (counted, frequency, period), here in cells.items():
            for place, parts in ways:
                inside = [here[p] for p in parts if p in here]
                if place in here and inside:
                    all_there = here.keys() >= there[counted.record, frequency, period] & {*parts}
                    key = (counted, place, parts)
                    sums_of.setdefault(key, []).append((here[place], inside, all_there))
        for some in sums_of.values():
            besides = any(self._left(*one) for one in some)
            for whole, inside, _all in some:
                more = []
                if besides:
                    labels = self.made.labels
                    name = f"besides {[labels[c] for c in inside]} in {labels[whole]}"
                    more = [self._unknown(name, NOW)]
                self._sum(whole, [*inside, *more])

    def _left(self, whole: int, inside: Sequence[int], all_there: bool) -> bool:
        """Whether the whole counts more than its parts, or may do so for all that we know."""
        left = self.made.truth[whole] - sum(self.made.truth[p] for p in inside)
        return not all_there if np.isnan(left) else bool(left > 0)

    def _over_time(self, cells: dict[tuple[Population, str, str], dict[str, int]]) -> None:
        """Months of a quarter and quarters of a year, where what is counted adds up over time."""
        spans: dict[tuple[Population, str, str, str, str], list[int]] = defaultdict(list)
        for (counted, frequency, period), here in cells.items():
            if self.plan.stock(counted):
                continue
            order = list[str](FREQUENCIES).index(frequency)
            for coarser in FREQUENCIES[order + 1 :]:
                above = period_of(str(period_start(period)), coarser)
                for area, column in here.items():
                    spans[counted, area, coarser, above, frequency].append(column)
        for (counted, area, longer, above, finer), parts in spans.items():
            whole = cells.get((counted, longer, above), {}).get(area)
            if whole is not None and len(parts) == _so_many(finer, longer):
                self._sum(whole, parts)

    def _parsed(self, name: str) -> Parsed:
        if name not in self.parsed:
            counted, frequency, area, period = name.rsplit("|", 3)
            self.parsed[name] = self.plan.known.get(counted), frequency, area, period
        return self.parsed[name]

    def _limit(self) -> None:
        """Limits of every column, and a row for each rounded count with its offset."""
        made = self.made
        for column, (known, truth) in enumerate(zip(made.known, made.truth, strict=True)):
            name = made.names[column]
            counted = self._parsed(name)[0] if name else self.part_of.get(column)
            some = counted is not None and is_heads(counted) and not np.isnan(truth)
            if self.heads_known and some:
                known.narrow(truth, truth)
                known.rounded = None
            low, high = reach(known)
            if low > high:
                raise NotPublished(
                    "a count of people under ten would be shown as it is; nothing was published; "
                    "check the kind and protection of the measures that count them"
                )
            made.lower.append(low)
            made.upper.append(high)
        for column, known in enumerate(list(made.known)):
            if known.rounded is not None:
                series = series_of(made.names[column])
                if series not in made.offsets:
                    made.offsets[series] = len(made.lower)
                    made.lower.append(0.0)
                    made.upper.append(known.base - 1.0)
                pair = (column, made.offsets[series])
                made.rows.append((pair, (1.0, 1.0), known.rounded, known.rounded + known.base - 1))

    def _aim(self) -> None:
        """Counts under ten (of cells, zero too, as it is hidden like the others), and changes of a
        stock or between releases."""
        made, now = self.made, self.at[-1]
        for name, column in now.items():
            known, counted = made.known[column], self._parsed(name)[0]
            fixed = self.heads_known and counted is not None and is_heads(counted)
            if not fixed and known.told and known.upper > 0:
                made.shown[column] = name
        for (part, _whole), left in self.rest.items():
            made.names[left] = made.names[part]
        head = dict(self.rest.keys()) | {left: whole for (_part, whole), left in self.rest.items()}
        named, certain = {*now.values()}, made.certain()
        for column, truth in enumerate(made.truth):
            low, high = made.lower[column], made.upper[column]
            least = 0 if column in named else 1
            unit = made.units[column]
            small = SMALLEST_CELL * unit
            if not least <= truth < small or low >= small or high < 1:
                continue
            whole = head.get(column)
            if self.heads_known and whole is None:
                continue
            if low < high or not self.heads_known:
                name = made.names[column]
                cells = (name,) if name else ()
                aimed = Target(made.labels[column], (column,), False, cells, unit=unit)
                made.targets.append(aimed.within(INF if whole is None else certain[whole]))
        if not self.heads_known:
            made.targets += self._changes()

    def _changes(self) -> Iterator[Target]:
        made = self.made
        series: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for name, column in self.at[-1].items():
            counted = self._parsed(name)[0]
            if self.plan.stock(counted):
                head, period = name.rsplit("|", 1)
                series[head].append((period, column))
        for head, points in series.items():
            points.sort()
            for (early, a), (late, b) in pairwise(points):
                if made.known[a].rounded is not None or made.known[b].rounded is not None:
                    cells = (f"{head}|{late}", f"{head}|{early}")
                    unit = made.units[b]
                    yield Target(" to ".join(cells), (b, a), True, cells, unit=unit)
        for older in self.at[:-1]:
            for name, column in older.items():
                new = self.at[-1].get(name, column)
                told = (made.known[c].rounded is not None for c in (new, column))
                if new != column and any(told):
                    label = f"{made.labels[column]} to {made.labels[new]}"
                    unit = made.units[column]
                    yield Target(label, (new, column), True, (name,), unit=unit)


def series_of(name: str) -> str:
    """A dated cell without its date: the same offset for ever."""
    return name.rsplit("|", 1)[0]


def _so_many(finer: str, coarser: str) -> int:
    months = {"month": 1, "quarter": 3, "year": 12}
    return months[coarser] // months[finer]
