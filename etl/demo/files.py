"""The writing edge of the demonstration: rows of text become delivery files, byte for byte the same
for the same rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

Row = Sequence[str]
T = TypeVar("T")


def write_rows(
    path: Path,
    header: Row,
    rows: Iterable[Row],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    line_end: str = "\n",
) -> Path:
    """Write one delimited file; ``utf-8-sig`` and ``utf-16`` begin with a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(_encoded(text.getvalue(), encoding))
    return path


def _encoded(text: str, encoding: str) -> bytes:
    """UTF-16 is little-endian on every machine, as the learning system writes it."""
    if encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)


def write_lines(path: Path, header: Row, lines: Iterable[str]) -> Path:
    """Write rows that are joined already and hold no commas or quotes: ten times as fast."""
    path.write_bytes("\n".join([",".join(header), *lines, ""]).encode())
    return path


def planted(rows: list[T], bad: Iterable[T], repeats: int, rng: np.random.Generator) -> list[T]:
    """``rows`` with the ``bad`` ones and ``repeats`` exact copies strewn among them."""
    copies = [rows[n] for n in rng.integers(0, len(rows), repeats)]
    together = [*rows, *bad, *copies]
    extra = rng.uniform(0, len(rows), len(together) - len(rows))
    places = np.concatenate([np.arange(len(rows)), extra])
    return [together[n] for n in np.argsort(places, kind="stable")]


def altered(row: Row, place: int, cell: str) -> Row:
    """A copy of a row with one cell replaced: how a bad row is made from a good one."""
    return [*row[:place], cell, *row[place + 1 :]]
