"""What every reader gives: batches of rows of text with the line they came from."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from release.errors import DeliveryError

LINE = "line"
ROW = "raw:line"
"""The line in ``Batch.rows``: a name that no export gives a column of its own."""

BLANK = " \t"
JOIN = "\x1f"
"""Stands between the items of a list that became one text."""

COLUMN_LIMIT = 10_000
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters and half characters, which no text of an export needs."""


@dataclass(frozen=True)
class Batch:
    """A part of a delivery, small enough to be worked on in memory.

    ``rows``: ROW (1-based, Int64, increasing) and one text column for each column that the mapping
    keeps and the file has (``Source.kept``). ``ragged``: line → number of cells, for rows that do
    not have as many cells as the header.
    """

    rows: pl.DataFrame
    ragged: pl.DataFrame

    @property
    def count(self) -> int:
        """Rows in the batch, blank ones not counted."""
        return self.rows.height + self.ragged.height


@dataclass(frozen=True)
class Raw:
    """A delivery while it is read: the names of all columns, then its batches in file order.

    The batches can be taken once. What shows only later (a broken quote, a damaged archive, no row
    at all) raises DeliveryError from the iterator. ``sha256`` gives the digest of the unpacked
    bytes that were read, once the batches are exhausted; ``given`` is how many they are so far.
    ``close`` gives the file back, wherever reading stopped.
    """

    header: list[str]
    batches: Iterator[Batch]
    sha256: Callable[[], str]
    given: Callable[[], int] = lambda: 0
    close: Callable[[], None] = lambda: None


def header_names(cells: Sequence[str], where: str) -> list[str]:
    """Column names without white space; a blank one is called by its position (#3)."""
    if len(cells) > COLUMN_LIMIT:
        raise DeliveryError(
            f"{where}: has {len(cells):,} columns, the limit is {COLUMN_LIMIT:,}; "
            "export only the columns that are needed"
        )
    names = [cell.strip() or f"#{n}" for n, cell in enumerate(cells, 1)]
    times = Counter(names)
    twice = [str(n) for n, name in enumerate(names, 1) if times[name] > 1]
    if twice:
        raise DeliveryError(
            f"{where}: columns {', '.join(twice[:10])} of the header have the same name; give each "
            "column its own"
        )
    return names


def not_empty(batches: Iterator[Batch], where: str, what: str = "the file has a header but no rows",
) -> Iterator[Batch]:  # fmt: skip
    """The batches that hold rows; DeliveryError at the end where none did."""
    rows = 0
    for batch in batches:
        rows += batch.count
        if batch.count:
            yield batch
    if rows == 0:
        raise DeliveryError(f"{where}: {what}; export it again")


def from_cells(
    header: list[str], numbered: Sequence[tuple[int, Sequence[str]]], kept: list[str] | None = None
) -> Batch:
    """The kept columns out of lists of cells; rows whose cells are all blank are left out."""
    width = len(header)
    names = header if kept is None else kept
    places = [header.index(name) for name in names]
    filled = [(n, cells) for n, cells in numbered if any(cell.strip(BLANK) for cell in cells)]
    good = [(n, cells) for n, cells in filled if len(cells) == width]
    ragged = [(n, len(cells)) for n, cells in filled if len(cells) != width]
    columns = {
        name: [cells[place] for _, cells in good] for name, place in zip(names, places, strict=True)
    }
    return Batch(text_frame([n for n, _ in good], columns), ragged_frame(ragged))


def text_frame(numbers: Sequence[int], columns: dict[str, list[str]]) -> pl.DataFrame:
    """The frame of ``Batch.rows``."""
    texts = [pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items()]
    return pl.DataFrame([pl.Series(ROW, numbers, dtype=pl.Int64), *texts])


def ragged_frame(rows: Sequence[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={LINE: pl.Int64, "cells": pl.Int64}, orient="row")
