"""Small mappings, record types of the real catalogue, and rows as readers give them."""

from functools import cache
from typing import Any

import polars as pl

from etl.catalogue import Catalogue, read_catalogue
from etl.readers.raw import Raw, from_cells
from etl.shape import Codes, shape
from etl.sources import Source
from tests.factory import ROOT


@cache
def catalogue() -> Catalogue:
    mistakes: list[str] = []
    found = read_catalogue(ROOT / "catalogue", None, mistakes)
    assert not mistakes
    return found


def source(**fields: Any) -> Source:
    common = {"id": "desk", "title": "Desk", "record": "completion", "format": "csv"}
    return Source(**{**common, "columns": {}, **fields})


def rows(*table: list[str]) -> Raw:
    """The first list is the header; the others come from lines 2, 3, …"""
    return from_cells(table[0], list(enumerate(table[1:], 2)))


def shaped(raw: Raw, codes: Codes | None = None, key: bytes = b"key", **fields: Any) -> Any:
    """The shaped rows as dictionaries of what is not blank, with their line."""
    mapping = source(**fields)
    record = catalogue().records[mapping.record]
    frame: pl.DataFrame = shape(raw, mapping, record, codes or {}, key)
    return [{k: v for k, v in row.items() if v is not None} for row in frame.to_dicts()]
