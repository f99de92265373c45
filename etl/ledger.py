"""What earlier releases showed of people, kept in the landing zone: the attack reads all of it.

A release can be withdrawn, but not unseen. So an entry is written once, with the true counts that
it came from, and never changed.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from etl.attack.gate import Passed, Say, about_people, gate
from etl.disclosure import Rules, with_cells
from etl.disk import storage, write_whole
from etl.hiding import Hidden
from release.errors import StorageError

ATTACKS = "attacks.json"
CELLS = ["top", "bottom", "true_top", "true_bottom"]


@dataclass(frozen=True)
class Ledger:
    """``sights``: of every earlier release, oldest first. ``hidden``: the dated cells that the
    release before hid, and whether they were large enough to return. ``stood``: the blocks that
    stood in earlier attacks. ``hide``: the cells that these attacks hid, and that stay hidden."""

    sights: list[pd.DataFrame]
    hidden: Hidden
    stood: dict[str, int]
    hide: frozenset[str]


class LedgerFolder:
    """The entries of one landing zone."""

    def __init__(self, landing: Path) -> None:
        self.folder = landing / "ledger"

    def before(self, cells: pd.DataFrame) -> Ledger:
        """What was known before a release of ``cells`` (CELLS). Last entries that counted the very
        same are of this release, which is being made again: it does not come before itself."""
        sights = [self._read(path) for path in self.entries()]
        earlier = list(sights)
        while earlier and _same(earlier[-1], cells):
            earlier.pop()
        attacks = self._attacks()
        return Ledger(
            sights,
            _hidden(earlier[-1]) if earlier else {},
            attacks.get("stood", {}),
            frozenset(attacks.get("hide", [])),
        )

    def keep(self, release: str, passed: Passed) -> None:
        """Write what a release shows, unless the last entry says the same, and how it stood."""
        paths, sight = self.entries(), passed.sight
        known = {"stood": passed.stood, "hide": sorted(passed.hidden)}
        with storage(self.folder.parent):
            self.folder.mkdir(exist_ok=True, mode=0o700)
            if not paths or not _same(self._read(paths[-1]), sight, shown=True):
                name = f"{len(paths) + 1:06d}-{release}.parquet"
                write_whole(self.folder / name, sight.to_parquet(index=False))
            write_whole(self.folder / ATTACKS, json.dumps(known, sort_keys=True).encode())

    def copy_to(self, other: "LedgerFolder") -> None:
        """Give a rebuild what was known."""
        with storage(other.folder.parent):
            other.folder.mkdir(exist_ok=True, mode=0o700)
            for path in [*self.entries(), *self.folder.glob(ATTACKS)]:
                write_whole(other.folder / path.name, path.read_bytes())

    def entries(self) -> list[Path]:
        """The files of the entries, oldest first."""
        return sorted(self.folder.glob("*.parquet"))

    def _read(self, path: Path) -> pd.DataFrame:
        try:
            return pq.read_table(path).to_pandas()
        except (OSError, ValueError) as error:
            raise StorageError(
                f"{path} cannot be read ({type(error).__name__}): it says what an earlier release "
                "showed, and nothing can be published safely without it; put it back from a backup"
            ) from None

    def _attacks(self) -> dict[str, Any]:
        """Without it the attack takes longer and may hide less than before, and stands all the
        same."""
        path = self.folder / ATTACKS
        try:
            return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
        except ValueError:
            return {}


def guarded(truth: pd.DataFrame, rules: Rules, folder: LedgerFolder, say: Say) -> Passed:
    """``truth`` protected so that it stands against the attack, given all that was shown before."""
    before = folder.before(about_people(with_cells(truth, rules), rules))
    asked = replace(rules, before=before.hidden, hide=before.hide)
    return gate(truth, asked, before.sights, before.stood, say)


def _hidden(sight: pd.DataFrame) -> Hidden:
    tops = sight[sight["numerator"].isna() & ~sight["exact"]]
    groups = tops[tops["denominator"].isna() & (tops["bottom"] != "")]
    return {
        **dict(zip(groups["bottom"], groups["group_ample"].astype(bool), strict=True)),
        **dict(zip(tops["top"], tops["number_ample"].astype(bool), strict=True)),
    }


def _same(one: pd.DataFrame, other: pd.DataFrame, *, shown: bool = False) -> bool:
    """Whether two sights count the same cells alike; with ``shown``, and show the same of them."""
    columns = [*CELLS, *(["numerator", "denominator", "note"] if shown else [])]
    left, right = (
        some[columns].drop_duplicates().sort_values(columns, ignore_index=True)
        for some in (one, other)
    )
    return left.equals(right)
