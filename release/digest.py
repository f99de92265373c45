"""The identity of a release: SHA-256 over definitions, areas and observations in fixed order."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from release.draft import KEY, SHOWN, Draft

DIGITS = 6
"""Decimal places kept of every shown number, so that equal numbers are equal bytes."""

NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]

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


def canonical(observations: pd.DataFrame) -> pd.DataFrame:
    """The observations in key order, numbers to DIGITS places, columns KEY then SHOWN."""
    frame = observations[KEY + SHOWN].sort_values(KEY, ignore_index=True)
    return frame.assign(**{n: frame[n].astype("float64").round(DIGITS) + 0.0 for n in NUMBERS})


def digest(documents: Iterable[Document], observations: pd.DataFrame) -> str:
    """Hexadecimal SHA-256. ``observations`` must be canonical; documents may come in any order."""
    hashed = hashlib.sha256()
    for kind, id_, body in sorted(documents, key=lambda d: d[:2]):
        hashed.update(f"{kind}\t{id_}\t{canonical_json(body)}\n".encode())
    hashed.update(observations.to_csv(index=False, lineterminator="\n").encode())
    return hashed.hexdigest()


def digest_of(draft: Draft) -> str:
    """The digest that a draft would be published under."""
    return digest(documents_of(draft), canonical(draft.observations))
