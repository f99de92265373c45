"""Attack, hide more, attack again: a release passes, or it is not published. Pure.

Nothing in what it says names a number: tables, how many, how narrow, how long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from etl.attack.family import is_heads
from etl.attack.plan import Plan
from etl.attack.proof import Proof
from etl.attack.sight import COLUMNS, NONE
from etl.attack.solve import NEED, NEED_KNOWN, NOTHING, Verdict, attack
from etl.attack.withhold import more_to_hide
from etl.attack.worlds import worlds
from etl.disclosure import Rules, least_of, protected, step_of, with_cells
from release.errors import NotPublished
from release.measures import Measure
from release.vocabulary import TOTAL

NEEDS = {False: NEED, True: NEED_KNOWN}
"""How many values must stay possible, by whether head-counts are known."""

ROUNDS = 60
"""So many times more is hidden before a release is given up."""

PATIENCE = 10
"""After so many rounds each further one hides twice as many cells for a target as before."""

Say = Callable[[str], None]

SEEN = ["table", *COLUMNS, "number_ample", "group_ample"]
NO_SIGHT = pd.DataFrame(columns=SEEN)
"""What a release without observations shows of people."""


@dataclass(frozen=True)
class Report:
    """What the attack test did. ``narrowest``: the fewest values that a number keeps that may be
    small (None where none may be); ``known``: the same where head-counts are known. ``hidden``:
    cells hidden by the test."""

    tables: int
    numbers: int
    narrowest: int | None
    known: int | None
    rounds: int
    hidden: int
    programmes: int
    seconds: float


@dataclass(frozen=True)
class Passed:
    """Shown rows (KEY, SHOWN and the cells of their sides) that passed, what they show of people,
    the blocks that stood, the cells that the test hid, and how it went."""

    rows: pd.DataFrame
    sight: pd.DataFrame
    stood: dict[str, int]
    hidden: frozenset[str]
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

    Records of different types meet in no sum, so each type is protected and attacked on its own.
    NotPublished where hiding more does not help within ROUNDS.
    """
    cells, plan = with_cells(truth, rules), plan_of(rules)
    record = cells["measure"].map(lambda id_: rules.measures[id_].numerator.record)
    done = []
    for name in dict.fromkeys(record):
        before = [s[s["top"].str.startswith(f"{name}(")] for s in earlier]
        one = _Gate(rules, plan, before, dict(passed or {}), say)
        done.append(one.guard(cells[record == name], str(name)))
    return Passed(
        pd.concat([d.rows for d in done], ignore_index=True) if done else protected(cells, rules),
        pd.concat([d.sight for d in done], ignore_index=True) if done else NO_SIGHT,
        {name: n for d in done for name, n in d.stood.items()},
        frozenset().union(*(d.hidden for d in done)),
        _together([d.report for d in done]),
    )


def _together(some: Sequence[Report]) -> Report:
    return Report(
        tables=sum(r.tables for r in some),
        numbers=sum(r.numbers for r in some),
        narrowest=min((r.narrowest for r in some if r.narrowest), default=None),
        known=min((r.known for r in some if r.known), default=None),
        rounds=max((r.rounds for r in some), default=0),
        hidden=sum(r.hidden for r in some),
        programmes=sum(r.programmes for r in some),
        seconds=sum(r.seconds for r in some),
    )


def _any(narrowest: Sequence[int]) -> int | None:
    return next((n for n in narrowest if n < NOTHING), None)


@dataclass
class _Gate:
    """The gate of one record type."""

    rules: Rules
    plan: Plan
    earlier: Sequence[pd.DataFrame]
    stood: dict[str, int]
    say: Say

    def guard(self, cells: pd.DataFrame, record: str) -> Passed:
        """Protected rows that stand: first against an attacker who knows what was shown, then
        against one who knows all head-counts too."""
        began, found = perf_counter(), _Found()
        hidden = set(self.rules.hide) & {*cells["top"].unique(), *cells["bottom"].unique()}
        while True:
            before = set(hidden)
            rows, sight = self._seen(cells, hidden)
            attackers = self._attackers(sight)
            for heads in attackers:
                self._stand(cells, record, hidden, heads, found)
            if hidden == before:
                break
        proofs = [found.proofs[heads] for heads in attackers]
        narrowest = [proof.narrowest() for proof in proofs]
        report = Report(
            tables=sight["table"].nunique(),
            numbers=proofs[0].numbers() if proofs else 0,
            narrowest=_any(narrowest[:1]),
            known=_any(narrowest[1:]),
            rounds=found.rounds,
            hidden=len(hidden),
            programmes=found.programmes,
            seconds=perf_counter() - began,
        )
        stood = {
            name: many
            for heads in attackers
            for name, many in found.proofs[heads].stood(NEEDS[heads]).items()
        }
        return Passed(rows, sight, stood, frozenset(hidden), report)

    def _seen(self, cells: pd.DataFrame, hidden: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = protected(cells, replace(self.rules, hide=frozenset(hidden)))
        return rows, sight_of(rows, self.rules)

    def _stand(
        self, cells: pd.DataFrame, record: str, hidden: set[str], heads: bool, found: "_Found"
    ) -> None:
        """Hide more (added to ``hidden``) until no target falls. What stood is attacked again only
        where hiding more may have taken worlds away."""
        proof = found.proofs[heads]
        for n in range(ROUNDS):
            _rows, sight = self._seen(cells, hidden)
            made = worlds([*self.earlier, sight], self.plan, heads_known=heads)
            verdict = attack(made, NEEDS[heads], self.stood, proof.open_in(made))
            proof.learn(made, verdict)
            found.rounds, found.programmes = found.rounds + 1, found.programmes + verdict.solved
            if not verdict.open_:
                return
            self.say(f"{len(verdict.open_)} numbers of {record} could be found out: hiding more")
            more = more_to_hide(made, verdict, hidden, 2 ** (n // PATIENCE))
            if not more:
                break
            hidden |= more
        raise NotPublished(
            f"the attack test could still find small numbers out in {_tables(sight, verdict)}; "
            "nothing was published; take a breakdown or a finer area of these out of the "
            "catalogue, or raise their min_cell"
        )

    def _attackers(self, sight: pd.DataFrame) -> list[bool]:
        """One who knows what was shown; and where people are in post, one who knows how many."""
        if sight.empty:
            return []
        wholes = _heads_of(sight)
        some = any(is_heads(p) for name, p in self.plan.known.items() if f"{name}|" in wholes)
        return [False, True] if some else [False]


def _tables(sight: pd.DataFrame, verdict: Verdict) -> str:
    """The measures in which something fell; all of them where that cannot be told."""
    fell = {cell for target in verdict.open_ for cell in target.cells}
    mine = sight[sight["top"].isin(fell) | sight["bottom"].isin(fell)]
    some = mine if len(mine) else sight
    return ", ".join(sorted({str(table).split(" ")[0] for table in some["table"]}))


@dataclass
class _Found:
    """What the attacks on one record type came to; ``proofs`` has one an attacker."""

    rounds: int = 0
    programmes: int = 0
    proofs: dict[bool, Proof] = field(default_factory=lambda: {False: Proof(), True: Proof()})


def _heads_of(sight: pd.DataFrame) -> set[str]:
    """The populations of the wholes of a sight, each with the sign behind it."""
    return {f"{str(cell).rsplit('|', 3)[0]}|" for cell in sight["bottom"].unique() if cell}


def plan_of(rules: Rules) -> Plan:
    """What the catalogue tells the attacker."""
    pairs = [
        rules.populations.of(measure, split, category)
        for measure in rules.measures.values()
        for split, categories in _splits(measure)
        for category in categories
    ]
    known = {str(p): p for pair in pairs for p in pair if p is not None}
    return Plan(rules.populations, rules.areas, known)


def _splits(measure: Measure) -> list[tuple[str, list[str]]]:
    return [(TOTAL, [TOTAL]), *((id_, [*b.categories]) for id_, b in measure.breakdowns.items())]


def about_people(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The rows that count people and have data, and what says that there is nobody."""
    about = {
        id_: rules.populations.about_people(m.numerator.record) and m.protection != "reported"
        for id_, m in rules.measures.items()
    }
    # Of a rate only the events are counts of people; what they are set against is something else.
    alone = {id_: m.kind == "rate" for id_, m in rules.measures.items()}
    people = cells[cells["measure"].map(about).astype(bool)]
    mine = people[people["true_top"].notna()]
    rate = mine["measure"].map(alone).astype(bool)
    mine = mine.assign(
        bottom=mine["bottom"].mask(rate, ""), true_bottom=mine["true_bottom"].mask(rate)
    )
    nobody = [some for some in _nobody(people, rules) if not some.empty]
    return pd.concat([mine, *nobody]) if nobody else mine


def _nobody(cells: pd.DataFrame, rules: Rules) -> Iterator[pd.DataFrame]:
    """Rows without data; and those of categories that have none anywhere, which are in no file, at
    every place and time of the others."""
    said: dict[str, Any] = {
        "numerator": np.nan,
        "denominator": np.nan,
        "note": NONE,
        "true_top": 0.0,
    }
    for (id_, split), some in cells.groupby(["measure", "breakdown"], sort=False):
        measure = rules.measures[str(id_)]
        top, bottom = measure.numerator, measure.denominator
        if measure.kind == "rate" or (bottom and bottom.record != top.record):
            continue
        zero = 0.0 if bottom else np.nan
        yield some[some["true_top"].isna()].assign(**said, true_bottom=zero)
        if split == TOTAL or measure.breakdowns[str(split)].kind != "slice":
            continue
        places = some.drop_duplicates(["area", "frequency", "period"])
        when = places["top"].str.rsplit("|", n=3).str[1:].str.join("|").astype("str")
        there = {*some["category"].unique()}
        for category in measure.breakdowns[str(split)].categories.keys() - there:
            one, whole = rules.populations.of(measure, str(split), category)
            yield places.assign(
                **said,
                true_bottom=zero,
                category=category,
                top=f"{one}|" + when,
                bottom=f"{whole}|" + when if whole else "",
            )


def sight_of(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What the rows about people show (COLUMNS, with the ``table`` they stand in)."""
    mine = about_people(rows, rules)
    exact = mine["measure"].map(lambda id_: rules.measures[id_].protection == "events")
    return mine.assign(
        least=least_of(mine, rules),
        base=step_of(mine, rules),
        exact=exact.astype(bool) | (mine["note"] == NONE),
        table=mine["measure"] + " " + mine["frequency"] + " " + mine["breakdown"],
    )[SEEN].reset_index(drop=True)
