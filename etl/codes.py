"""A force's code lists: what the names and numbers of its exports mean, some only for a time, some
through the nodes above them. Pure: rows in, tables out."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.fetch.tree import Point, resolve

SPAN = ("valid_from", "valid_to")
NOT_FIELDS = ("code", "parent", *SPAN)


@dataclass(frozen=True)
class Spell:
    """A value of a code from a day to a day, both included ('' is open)."""

    code: str
    value: str
    first: str
    last: str


class Dated(dict[str, str]):
    """Code → value where some codes are in use only for a time; as a dict, the last value."""

    def __init__(self, spells: Sequence[Spell]) -> None:
        super().__init__((s.code, s.value) for s in sorted(spells, key=lambda s: s.last or "~"))
        self.spells = list(spells)


Codes = dict[str, dict[str, dict[str, str]]]
"""File → column → code → value."""


def code_list(rows: list[dict[str, str]], mistakes: list[str]) -> dict[str, dict[str, str]]:
    """A code list as column → code → value; its mistakes are sentences without the file's name."""
    columns = [c for c in (rows[0] if rows else {}) if c not in NOT_FIELDS]
    rows = [{**row, "code": normal(row.get("code", ""))} for row in rows]
    if any(not row["code"] for row in rows):
        mistakes.append("[code]: must be given in every row")
    if rows and "parent" in rows[0]:
        return _tree(rows, columns, mistakes)
    if rows and any(name in rows[0] for name in SPAN):
        return _dated(rows, columns, mistakes)
    _once([row["code"] for row in rows], mistakes)
    return {column: {row["code"]: row.get(column, "") for row in rows} for column in columns}


def normal(text: str) -> str:
    """A code as it is compared: NFC, without white space at its ends."""
    return unicodedata.normalize("NFC", text).strip()


def _once(codes: list[str], mistakes: list[str]) -> None:
    twice = (
        sorted({code for code in codes if codes.count(code) > 1})
        if len(codes) != len(set(codes))
        else []
    )
    mistakes += [f"[{code}]: must be listed once" for code in twice]


def _tree(
    rows: list[dict[str, str]], columns: list[str], mistakes: list[str]
) -> dict[str, dict[str, str]]:
    """A node without a value takes that of its nearest ancestor."""
    if any(name in rows[0] for name in SPAN):
        mistakes.append("[parent]: a list has either parent or valid_from and valid_to")
    _once([row["code"] for row in rows], mistakes)
    points = [Point(row["code"], "", normal(row.get("parent", "")), False) for row in rows]
    found, whole = {}, resolve(points, {})
    mistakes += [f"[{c}].parent: must be a code of this file" for c in whole.orphans]
    mistakes += [f"[{c}].parent: comes back to itself" for c in whole.cycles]
    for column in columns:
        own = {row["code"]: row[column] for row in rows if row.get(column)}
        found[column] = resolve(points, own).areas
    return found


def _dated(
    rows: list[dict[str, str]], columns: list[str], mistakes: list[str]
) -> dict[str, dict[str, str]]:
    spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        spans[row["code"]].append((row.get("valid_from", ""), row.get("valid_to", "") or "~"))
    for code, mine in spans.items():
        mine.sort()
        if any(last < first for first, last in mine):
            mistakes.append(f"[{code}].valid_to: must not be before valid_from")
        if any(a[1] >= b[0] for a, b in pairwise(mine)):
            mistakes.append(f"[{code}]: has two values on one day; mend valid_from and valid_to")
    return {
        column: Dated(
            [
                Spell(r["code"], r.get(column, ""), r.get("valid_from", ""), r.get("valid_to", ""))
                for r in rows
            ]
        )
        for column in columns
    }
