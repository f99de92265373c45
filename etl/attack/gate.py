"""Attack, hide more, attack again: a release passes, or it is not published. Pure.

Nothing in what it says names a number: tables, how many, how narrow, how long.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import pandas as pd

from etl.attack.sight import COLUMNS
from etl.attack.solve import NEED, NEED_KNOWN, Verdict, attack
from etl.attack.worlds import Plan, Target, Worlds, worlds
from etl.disclosure import Rules, least_of, protected, step_of, with_cells
from release.errors import NotPublished
from release.measures import Measure
from release.vocabulary import TOTAL

ROUNDS = 60
"""So many times more is hidden before a release is given up."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What the attack test did. ``narrowest``: the fewest values that a number keeps that may be
    small; ``known``: the same where head-counts are known. ``hidden``: cells hidden by the test."""

    tables: int
    numbers: int
    narrowest: int
    known: int
    rounds: int
    hidden: int
    programmes: int
    seconds: float


@dataclass(frozen=True)
class Passed:
    """Shown rows (KEY, SHOWN and the cells of their sides) that passed, what they show of people,
    the blocks that stood, and how."""

    rows: pd.DataFrame
    sight: pd.DataFrame
    stood: dict[str, int]
    report: Report


def gate(
    truth: pd.DataFrame,
    rules: Rules,
    earlier: Sequence[pd.DataFrame] = (),
    passed: Mapping[str, int] | None = None,
    say: Say = lambda _: None,
) -> Passed:
    """Protect ``truth`` (KEY, numerator, denominator) so that it stands against the attack, given
    the sights of all ``earlier`` releases. ``passed``: what stood in an earlier attack.

    NotPublished where hiding more does not help within ROUNDS.
    """
    began = perf_counter()
    cells, plan, hidden = with_cells(truth, rules), plan_of(rules), set(rules.hide)
    programmes, stood = 0, dict(passed or {})
    for n in range(ROUNDS):
        rows = protected(cells, replace(rules, hide=frozenset(hidden)))
        sight = sight_of(rows, rules)
        open_made = worlds([*earlier, sight], plan)
        first = attack(open_made, NEED, stood)
        known_made = worlds([*earlier, sight], plan, heads_known=True)
        second = attack(known_made, NEED_KNOWN, stood)
        programmes += first.solved + second.solved
        stood |= first.passed | second.passed
        more = _more(open_made, first, hidden) | _more(known_made, second, hidden)
        if not first.open_ and not second.open_:
            report = Report(
                tables=sight["table"].nunique(),
                numbers=first.targets,
                narrowest=first.narrowest,
                known=second.narrowest,
                rounds=n + 1,
                hidden=len(hidden) - len(rules.hide),
                programmes=programmes,
                seconds=perf_counter() - began,
            )
            return Passed(rows, sight, {**first.passed, **second.passed}, report)
        say(f"{len(first.open_) + len(second.open_)} numbers could be found out: hiding more")
        if not more:
            break
        hidden |= more
    raise NotPublished(
        f"the attack test could still find small numbers out in {_tables(sight)}; nothing was "
        "published; take a breakdown or a finer area of these out of the catalogue, or raise their "
        "min_cell"
    )


def plan_of(rules: Rules) -> Plan:
    """What the catalogue tells the attacker."""
    pairs = [
        rules.populations.of(measure, split, category)
        for measure in rules.measures.values()
        for split, categories in _splits(measure)
        for category in categories
    ]
    known = {str(p): p for pair in pairs for p in pair if p is not None}
    measured = {
        field
        for top, bottom in pairs
        if bottom is not None and top.record == bottom.record
        for field in dict(top.where).keys() | dict(bottom.where).keys()
        if top.values(field) != bottom.values(field)
    }
    return Plan(rules.populations, rules.areas, known, frozenset(measured))


def _splits(measure: Measure) -> list[tuple[str, list[str]]]:
    return [(TOTAL, [TOTAL]), *((id_, [*b.categories]) for id_, b in measure.breakdowns.items())]


def about_people(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The rows that count people and have data."""
    about = {
        id_: rules.populations.about_people(m.numerator.record) and m.protection != "reported"
        for id_, m in rules.measures.items()
    }
    # Of a rate only the events are counts of people; what they are set against is something else.
    alone = {id_: m.kind == "rate" for id_, m in rules.measures.items()}
    mine = cells[cells["measure"].map(about).astype(bool) & cells["true_top"].notna()]
    rate = mine["measure"].map(alone).astype(bool)
    return mine.assign(
        bottom=mine["bottom"].mask(rate, ""), true_bottom=mine["true_bottom"].mask(rate)
    )


def sight_of(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What the rows about people show (COLUMNS, with the ``table`` they stand in)."""
    mine = about_people(rows, rules)
    return mine.assign(
        least=least_of(mine, rules),
        base=step_of(mine, rules),
        exact=mine["measure"].map(lambda id_: rules.measures[id_].protection == "events"),
        table=mine["measure"] + " " + mine["frequency"] + " " + mine["breakdown"],
    )[["table", *COLUMNS, "number_ample", "group_ample"]].reset_index(drop=True)


def _more(made: Worlds, verdict: Verdict, hidden: set[str]) -> set[str]:
    """For each target that could be found out, one more cell to hide: what is said of it in words,
    then the smallest of the nearest shown counts."""
    neighbours = _neighbours(made) if verdict.open_ else {}
    more: set[str] = set()
    for target in verdict.open_:
        own = [name for name in target.cells if name not in hidden]
        if own:
            more.add(own[0])
        elif not (found := _nearest(made, target, neighbours)) & more:
            more |= found
    return more


def _nearest(made: Worlds, target: Target, neighbours: dict[int, set[int]]) -> set[str]:
    """The smallest of the shown cells that are the fewest sums away from a target."""
    seen = edge = set(target.columns)
    while edge:
        shown = [c for c in edge if c in made.shown]
        if shown:
            size = {c: made.known[c].rounded or made.known[c].lower for c in shown}
            return {made.shown[min(shown, key=lambda c: (size[c], made.shown[c]))]}
        edge = set().union(*(neighbours.get(c, set()) for c in edge)) - seen
        seen = seen | edge
    return set()


def _neighbours(made: Worlds) -> dict[int, set[int]]:
    """Columns that stand in a sum with each column."""
    found: dict[int, set[int]] = defaultdict(set)
    counts = len(made.known)
    for columns, _coefficients, _lower, _upper in made.rows:
        some = {c for c in columns if c < counts}
        for column in some:
            found[column] |= some
    return found


def _tables(sight: pd.DataFrame) -> str:
    names = sorted({str(t).split(" ")[0] for t in sight["table"]})
    return ", ".join(names)
