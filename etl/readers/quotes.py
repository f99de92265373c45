"""Quoted fields. Where every quote of a block stands as RFC 4180 wants it, quotes are taken out in
one vectorised pass; else Python's strict csv module decides, record by record."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.readers.blocks import CR, LF, Block, pairs, too_long
from etl.readers.raw import ROW, Batch
from etl.readers.split import LINE_LIMIT, QUOTE, Numbers
from release.errors import DeliveryError

FIELD_LIMIT = 1_000_000
"""Characters in one cell."""
ROW_LIMIT = 16_000_000
"""Bytes of one line."""

HELD = {",": "\x01", "\n": "\x02", "\r": "\x03", '"': "\x04"}
"""What stands for a delimiter, line end or quote inside of quotes while a block is split: control
characters, which no file may hold. The key of the delimiter is any."""


@dataclass(frozen=True)
class Plain:
    """A block without its quotes: ``data`` has LF only, ``numbers`` the line of each record, and
    ``rest`` is the beginning of a record that ends in the next block."""

    data: bytes
    numbers: Numbers
    rest: Block


def unquoted(block: Block, delimiter: str) -> Plain | None:
    """The block without quotes, or None where they do not all stand as RFC 4180 wants them.

    The proof: counted from the start of a record, an odd quote opens and must stand behind a
    delimiter or line end, an even one closes and must stand before one. The only other place is
    a pair of quotes side by side inside a field, which closes and opens again and means one quote.
    With every quote in its place, no reader can see other cells.
    """
    letters = np.frombuffer(block.data, np.uint8).copy()
    at = np.flatnonzero(letters == QUOTE)
    bounds = np.zeros(256, dtype=np.bool_)
    bounds[[LF, CR, ord(delimiter)]] = True
    paired = np.zeros(len(at) + 1, dtype=np.bool_)
    paired[2:-1:2] = np.diff(at)[1::2] == 1
    first = at == 0
    opens = bounds[letters[at - 1]] | first | paired[:-1]
    closes = bounds[letters[np.minimum(at + 1, len(letters) - 1)]] | paired[1:]
    if not (opens[0::2].all() and closes[1::2].all()):
        return None
    inside = np.zeros(len(letters), dtype=np.int8)
    inside[at[0::2]], inside[at[1::2]] = 1, -1
    within = np.cumsum(inside, dtype=np.int8).view(np.bool_)
    ends = _line_ends(letters)
    outside = ~within[ends]
    cut = int(ends[outside][-1]) + 1 if outside.any() else 0
    numbers = np.concatenate([[0], np.flatnonzero(outside)[:-1] + 1]) + block.first
    rest = Block(block.data[cut:], block.first + int(outside.nonzero()[0][-1]) + 1 if cut else
                 block.first, block.open_end)  # fmt: skip
    kept = letters != QUOTE
    doubled = at[paired[:-1]]
    kept[doubled] = True
    letters[doubled] = ord(HELD['"'])
    if b"\r" in block.data:
        returns = (letters == CR) & ~within
        halves = returns & (np.append(letters[1:], QUOTE) == LF)
        letters[returns] = LF
        kept &= ~halves
    _hold(letters, within, delimiter)
    data = letters[:cut][kept[:cut]].tobytes()
    return Plain(data, numbers if cut else numbers[:0], rest)


def evenly(data: bytes, separators: bytes, delimiter: str) -> bytes | None:
    """The block without quotes and CR where every line is quoted as the first one is and no quoted
    cell holds a quote, delimiter or line end; else None.

    The proof: the separators are those of the first line again and again, in which each cell has
    two quotes or none, and as many quotes touch a delimiter or line end as there are.
    """
    pattern = separators[: separators.find(b"\n") + 1]
    lines = len(separators) // len(pattern) if pattern else 0
    cells = pattern.removesuffix(b"\n").removesuffix(b"\r").split(delimiter.encode())
    if pattern * lines != separators or any(cell not in (b"", b'""') for cell in cells):
        return None
    end = CR if pattern.endswith(b"\r\n") else LF
    between = ord(delimiter)
    opens = pairs(data, between, QUOTE), pairs(data, LF, QUOTE) + data.startswith(b'"')
    closes = pairs(data, QUOTE, between), pairs(data, QUOTE, end)
    quoted = [bool(cell) * lines for cell in cells]
    beside = opens == (sum(quoted[1:]), quoted[0]) and closes == (sum(quoted[:-1]), quoted[-1])
    whole = end == LF or pairs(data) == lines
    return data.translate(None, b'"\r') if beside and whole else None


def _line_ends(letters: np.ndarray) -> Numbers:
    """Where each LF, CRLF (its LF) and CR stands."""
    ends = letters == LF
    if (letters == CR).any():
        lone = letters == CR
        lone[:-1] &= ~ends[1:]
        ends = ends | lone
    return np.flatnonzero(ends)


def _hold(letters: np.ndarray, within: np.ndarray, delimiter: str) -> None:
    """Put the characters of ``HELD`` in place, inside of quotes."""
    for letter, held in ((delimiter, ","), ("\n", "\n"), ("\r", "\r")):
        letters[within & (letters == ord(letter))] = ord(HELD[held])


def put_back(batch: Batch, data: bytes, delimiter: str) -> Batch:
    """The batch with delimiters, line ends and quotes inside of cells as they were."""
    there = {HELD[k]: (delimiter if k == "," else k) for k in HELD if HELD[k].encode() in data}
    text = pl.exclude(ROW)
    rows = batch.rows
    for held, letter in there.items():
        rows = rows.with_columns(text.str.replace_all(held, letter, literal=True))
    return Batch(rows, batch.ragged)


Record = tuple[int, list[str]]
PHYSICAL = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)")


def head(block: Block, count: int, delimiter: str, name: str) -> tuple[list[str] | None, Block]:
    """The last of the first ``count`` records (None where there are fewer), and what is behind."""
    csv.field_size_limit(FIELD_LIMIT)
    used = [0]

    def feed() -> Iterator[str]:
        for line in PHYSICAL.finditer(block.data):
            if line.end() - line.start() > LINE_LIMIT:
                raise too_long(name, block.first + len(used) - 1)
            used.append(line.end())
            yield line.group().decode()

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    begins, cells = 0, None
    try:
        for _ in range(count):
            cells = next(reader, None)
            if cells is None:
                return None, block
            begins = reader.line_num
    except csv.Error as error:
        raise _broken(error, block.first + begins, name) from None
    return cells or [""], Block(block.data[used[-1] :], block.first + begins, block.open_end)


def records(block: Block, delimiter: str, name: str, last: bool) -> Iterator[Record | Block]:
    """Each record with the line on which it begins, by Python's csv module; then, where the block
    ends within a record and more is to come, that record as the rest."""
    csv.field_size_limit(FIELD_LIMIT)
    lines = block.data.splitlines(keepends=True)
    done = [False]

    def feed() -> Iterator[str]:
        for n, line in enumerate(lines):
            if len(line) > ROW_LIMIT:
                raise too_long(name, block.first + n)
            yield line.decode()
        done[0] = True

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    begins = 0
    try:
        for cells in reader:
            yield block.first + begins, cells
            begins = reader.line_num
    except csv.Error as error:
        if done[0] and not last:
            yield Block(b"".join(lines[begins:]), block.first + begins, block.open_end)
        else:
            raise _broken(error, block.first + begins, name) from None


def _broken(error: csv.Error, line: int, name: str) -> DeliveryError:
    if re.match("field larger", str(error)):
        return DeliveryError(
            f"{name}: the row on line {line} has a cell of more than {FIELD_LIMIT:,} characters, "
            "or quotes that do not close; mend that row in the export and deliver the file again"
        )
    return DeliveryError(
        f"{name}: the quotes that begin on line {line} do not close as they should; "
        "mend that row in the export and deliver the file again"
    )
