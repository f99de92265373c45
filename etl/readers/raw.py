"""What every reader gives: rows of text with the line they came from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from release.errors import DeliveryError

LINE = "line"
ROW = "raw:line"
"""The line in ``Raw.rows``: a name that no export gives a column of its own."""

BLANK = " \t"


@dataclass(frozen=True)
class Raw:
    """``rows``: ROW (1-based, Int64) and one text column per entry of ``header``.
    ``ragged``: line → number of cells, for rows that do not have as many cells as the header."""

    header: list[str]
    rows: pl.DataFrame
    ragged: pl.DataFrame

    @property
    def count(self) -> int:
        """Rows in the file, blank ones not counted."""
        return self.rows.height + self.ragged.height


def header_names(cells: Sequence[str], where: str) -> list[str]:
    """Column names without white space; a blank one is called by its position (#3)."""
    names = [cell.strip() or f"#{n}" for n, cell in enumerate(cells, 1)]
    times = Counter(names)
    twice = [str(n) for n, name in enumerate(names, 1) if times[name] > 1]
    if twice:
        raise DeliveryError(
            f"{where}: columns {', '.join(twice[:10])} of the header have the same name; give each "
            "column its own"
        )
    return names


def from_cells(header: list[str], numbered: Sequence[tuple[int, Sequence[str]]]) -> Raw:
    """Rows from lists of cells; rows whose cells are all blank are left out."""
    width = len(header)
    kept = [(n, cells) for n, cells in numbered if any(cell.strip(BLANK) for cell in cells)]
    good = [(n, *cells) for n, cells in kept if len(cells) == width]
    ragged = [(n, len(cells)) for n, cells in kept if len(cells) != width]
    schema = {ROW: pl.Int64, **dict.fromkeys(header, pl.String)}
    return Raw(header, pl.DataFrame(good, schema=schema, orient="row"), ragged_frame(ragged))


def ragged_frame(rows: Sequence[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={LINE: pl.Int64, "cells": pl.Int64}, orient="row")
