"""The identity of a release: SHA-256 over definitions, areas and all rows in fixed order."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from release.draft import Draft, frame_of
from release.tables import OBSERVATION, TABLES, Table

DIGITS = 6
"""Decimal places kept of every shown number, so that equal numbers are equal bytes."""

Body = dict[str, Any]
Document = tuple[str, str, Body]


def documents_of(draft: Draft) -> list[Document]:
    """Everything in a draft that explains the numbers, as (kind, id, body) in reading order."""
    measures = [("measure", m.id, m.model_dump(mode="json")) for m in draft.measures]
    areas = [("area", a.id, a.model_dump(mode="json")) for a in draft.areas]
    others = [
        (kind, id_, body)
        for kind, bodies in draft.documents.items()
        for id_, body in bodies.items()
    ]
    return measures + areas + others


def canonical_json(body: Any) -> str:
    """A document as text. The order of its keys is kept: it is the reading order of categories."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def canonical(rows: pd.DataFrame, table: Table = OBSERVATION) -> pd.DataFrame:
    """The rows in key order, numbers to DIGITS places, columns in the table's order."""
    if rows.empty:
        return frame_of(table)
    frame = rows[table.columns].sort_values(list(table.key), ignore_index=True)
    numbers = {n: frame[n].astype("float64").round(DIGITS) + 0.0 for n in table.numbers}
    return frame.assign(**numbers)


def canonical_rows(draft: Draft) -> dict[str, pd.DataFrame]:
    """The canonical rows of every table of a draft."""
    return {name: canonical(rows, TABLES[name]) for name, rows in draft.rows().items()}


def digest(documents: Iterable[Document], rows: dict[str, pd.DataFrame]) -> str:
    """Hexadecimal SHA-256. ``rows`` must be canonical; documents may come in any order."""
    hashed = hashlib.sha256()
    for kind, id_, body in sorted(documents, key=lambda d: d[:2]):
        hashed.update(f"{kind}\t{id_}\t{canonical_json(body)}\n".encode())
    for name in TABLES:
        hashed.update(f"{name}\n".encode())
        hashed.update(rows[name].to_csv(index=False, lineterminator="\n").encode())
    return hashed.hexdigest()


def digest_of(draft: Draft) -> str:
    """The digest that a draft would be published under."""
    return digest(documents_of(draft), canonical_rows(draft))
