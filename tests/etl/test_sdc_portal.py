"""A made-up force of the published vectors is published and attacked: two overlapping geographies,
two quarters in two releases, one course. The attacker is the one of tests/etl/attacker.py."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.disclosure import Rules
from etl.ledger import LedgerFolder, guarded
from etl.populations import Populations
from etl.records import RecordType
from release.measures import Area
from tests.etl.adversary import Kinds, Rows, Table, Unknown, World, read
from tests.etl.attacker import Attacker
from tests.etl.test_disclosure import SECRET, cell, measure

RANKS = ("PC", "Sgt", "Insp", "CivA", "CivB")
STATUS = {"sworn": RANKS[:3], "civ": RANKS[3:]}
SIDES = ("numerator", "denominator")
SENSITIVE, LEAST_SHOWN, SIDES_A_QUARTER = 215, 120, 214
"""Of the vectors: so many true numbers from 1 to 9. Their own keyed rounding shows 127 of 214, and
so does ours of the first quarter."""
RECORD = RecordType(
    id="r", title="R", primaryKey=["id"], date="date", stock=True, person=True,
    fields=[
        {"name": "id", "type": "string"},
        {"name": "date", "type": "date"},
        {"name": "held", "type": "string",
         "constraints": {"required": True, "enum": ["yes", "no"]}},
        {"name": "rank", "type": "string", "constraints": {"required": True, "enum": RANKS}},
    ],
)  # fmt: skip
QUARTER = {"frequencies": ["quarter"]}
BY_RANK = {
    "rank": {
        "title": "Rank", "field": "rank", "kind": "slice", "levels": ["district", "force"],
        "categories": dict.fromkeys(RANKS, "x"),
    }
}  # fmt: skip
MEASURES = {
    "m": measure(**QUARTER, breakdowns=BY_RANK),
    **{
        status: measure(
            **QUARTER, id=status, denominator={"record": "r", "where": {"rank": [*ranks]}},
            numerator={"record": "r", "where": {"rank": [*ranks], "held": ["yes"]}},
        )
        for status, ranks in STATUS.items()
    },
}  # fmt: skip


def menu_of(records: list[dict[str, Any]]) -> dict[tuple[str, str, str, str], list[int]]:
    """Trained and staff of every table that the vectors name, by measure, area, rank, period."""
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for r in records:
        period = f"2026-Q{r['quarter']}"
        for key in (
            *(("m", r[level], "", period) for level in ("station", "district", "area")),
            (r["status"], r["station"], "", period),
            ("m", r["district"], r["rank"], period),
            ("m", "force", r["rank"], period),
            ("m", "force", "", period),
        ):
            found[key][0] += r["trained"]
            found[key][1] += r["staff"]
    return dict(found)


def areas_of(records: list[dict[str, Any]]) -> tuple[Area, ...]:
    def some(level: str, kind: str) -> list[Area]:
        ids = sorted({r[kind] for r in records})
        return [Area(id=i, name=i, level=level, parent="force") for i in ids]

    where = {r["station"]: (r["district"], r["area"]) for r in records}
    stations = [
        Area(id=s, name=s, level="station", parent=d, within=(a,)) for s, (d, a) in where.items()
    ]
    force = Area(id="force", name="force", level="force")
    return (force, *some("district", "district"), *some("region", "area"), *stations)


def released(records: list[dict[str, Any]], folder: Path) -> tuple[Rows, Rows]:
    """The rows of two releases as the files have them, through the gate and the ledger; and those
    of the second alone."""
    rules = Rules(MEASURES, areas_of(records), SECRET, Populations({"r": RECORD}))
    ledger, rows, last = LedgerFolder(folder), [], []
    for quarter in (1, 2):
        some = menu_of([r for r in records if r["quarter"] <= quarter])
        truth = pd.DataFrame([
            cell(*n, measure=m, area=a, breakdown="rank" if rank else "", category=rank,
                 frequency="quarter", period=p)
            for (m, a, rank, p), n in some.items()
        ]).astype({"numerator": float, "denominator": float})  # fmt: skip
        passed = guarded(truth, rules, ledger, lambda _: None)
        ledger.keep(f"q{quarter}", passed)
        last = [written(row) for row in passed.rows.to_dict("records")]
        rows += last
    return rows, last


def written(row: dict[str, Any]) -> dict[str, str]:
    status = row["measure"] if row["measure"] in STATUS else ""
    return {
        "period": row["period"],
        "area": row["area"],
        "status": row["status"],
        "note": row["note"],
        "breakdown": "status" if status else row["breakdown"],
        "category": status or row["category"],
        **{k: "" if pd.isna(row[k]) else str(row[k]) for k in SIDES},
    }


def menu(row: dict[str, str]) -> Table:
    ranks = STATUS.get(row["category"]) or ([row["category"]] if row["category"] else RANKS)
    held = frozenset((rank, "held") for rank in ranks)
    return Table(held | {(rank, "") for rank in ranks}, held)


def sides(table: Table) -> tuple[Kinds, ...]:
    """The whole, the part, and what is left of the whole."""
    return table.whole, table.part, table.whole - table.part


@pytest.fixture
def records(shared) -> list[dict[str, Any]]:
    return json.loads((shared / "vectors/sdc_portal_seed3.json").read_text())["records"]


@pytest.mark.slow
def test_the_force_of_the_vectors_gives_nobody_away(records, tmp_path):
    rows, last = released(records, tmp_path)
    where = {"force": frozenset(r["station"] for r in records)}
    for kind in ("station", "district", "area"):
        for r in records:
            where[r[kind]] = where.get(r[kind], frozenset()) | {r["station"]}
    truth: dict[Unknown, int] = {}
    for r in records:
        who = 0, f"2026-Q{r['quarter']}", r["station"]
        truth[*who, (r["rank"], "held")] = r["trained"]
        truth[*who, (r["rank"], "")] = r["staff"] - r["trained"]
    world = World(where, ("2026-Q1", "2026-Q2"), truth, stock=True)
    attacker = Attacker(read(rows, world, menu), world)

    levels, fallen = 0, []
    for row in last:
        for kinds in sides(menu(row)):
            cell = world.cell(row, kinds)
            if 1 <= world.count(cell) <= 9:
                levels += 1
                if (n := attacker.values(cell)) < 5:
                    fallen.append((cell, n))
        if row["period"] == "2026-Q2":
            for kinds in sides(menu(row))[1:]:
                late, early = (world.cell({**row, "period": f"2026-Q{q}"}, kinds) for q in (2, 1))
                if 1 <= abs(world.count(late) - world.count(early)) <= 4:
                    n = attacker.values(late, [early])
                    fallen += [(late, n)] if n < 5 else []
    shown = Counter(row["period"] for row in last for k in SIDES if row[k])
    said = f"shown, of {SIDES_A_QUARTER} numbers a quarter: {dict(shown)}; fallen: {fallen}"
    assert levels == SENSITIVE and len(last) * len(SIDES) == 2 * SIDES_A_QUARTER
    assert fallen == [], said
    assert min(shown.values()) >= LEAST_SHOWN, said
