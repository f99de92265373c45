"""Rows of every table of findings, made by hand: hidden, negative and odd values among them."""

from dataclasses import replace
from typing import Any

from release.draft import Draft, frame_of
from release.tables import FINDINGS, TABLES

HARD = '=HYPERLINK("x"), "quoted"'


def two_rows(name: str) -> list[dict[str, Any]]:
    """Two rows of a table: one of odd values, one with nothing but its key."""
    table = TABLES[name]
    known = {"measure": "happy_index", "area": "station_elm", "at": "-3", "period": "2026-06"}
    key = {column: known.get(column, "") for column in table.key}
    numbers = {column: [-1.5, 0.1 + 0.2, 12.0][n % 3] for n, column in enumerate(table.numbers)}
    texts = dict.fromkeys(table.texts, HARD)
    return [key | numbers | texts, {**key, "measure": "happy_share"}]


def with_findings(draft: Draft, **rows: list[dict[str, Any]]) -> Draft:
    """The draft with two rows in every table, or those that are given."""
    found = {name: rows.get(name, two_rows(name)) for name in FINDINGS}
    frames = {name: frame_of(TABLES[name], given) for name, given in found.items()}
    return replace(draft, findings=frames)
