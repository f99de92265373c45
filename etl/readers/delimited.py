"""CSV, TSV and their kin, in blocks of whole lines: each goes the fastest way that is certain to
see the same cells as every other. No row is padded, cut or skipped.

A file that was cut off shows it in its last line: it has no line end (refused), too few cells (a
ragged row) or an open quote (refused). One cut exactly at a line end cannot be told from a shorter
export; only a checksum beside it can (``containers``).
"""

import re
from collections.abc import Generator, Iterator
from itertools import islice

from etl.ahead import ahead
from etl.readers import quotes
from etl.readers.blocks import BLOCK, Block, blocks, line_ends, too_long, with_lf
from etl.readers.raw import Batch, Raw, from_cells, header_names, not_empty
from etl.readers.split import LINE_LIMIT, Table, ordinary, split
from etl.readers.streams import Hashed
from etl.sources import Source
from release.errors import DeliveryError

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
HELD = "".join(quotes.HELD.values())
RECORDS = 50_000
"""Rows of a batch that Python's csv module reads."""

Batches = Generator[Batch, None, Block]
"""Batches of a block; then the record at its end that goes on in the next one."""


def read(stream: Hashed, source: Source, name: str) -> Raw:
    """The rows of a delimited file. ``line`` counts physical lines from 1."""
    lines = blocks(stream, source, name)
    first = next(lines)
    if not first.data.strip():
        raise DeliveryError(f"{name}: the file is empty; export it again")
    delimiter = "\t" if source.format == "tsv" else source.delimiter
    cells, body = quotes.head(first, source.header, delimiter, name)
    if cells is None:
        raise DeliveryError(f"{name}: row {source.header} should hold the header, but is missing")
    _check_controls(first.data[: len(first.data) - len(body.data)], first.first, delimiter, name)
    header = header_names(cells, name)
    table = Table(header, source.kept(header), delimiter, name)
    found = _batches(body, ahead(lines), table, source.open_end)
    return Raw(header, not_empty(found, name), stream.sha256)


def _batches(
    block: Block, coming: Iterator[Block], table: Table, open_end: bool
) -> Iterator[Batch]:
    """The rows of all blocks; a record that ends in a later block is read with that one."""
    while True:
        if block.open_end and block.data and not open_end:
            raise DeliveryError(
                f"{table.name}: the last line has no line end, so the file seems to be cut off; "
                "export it again, or set open_end = true for this source if its exports always "
                "end so"
            )
        rest = yield from _of_block(block, table)
        following = next(coming, None)
        if following is None:
            break
        block = _joined(rest, following, table.name)
    if rest.data:
        yield from _slow(rest, table, last=True)


def _joined(rest: Block, following: Block, name: str) -> Block:
    if len(rest.data) > BLOCK:
        raise too_long(name, rest.first)
    data = rest.data + following.data if rest.data else following.data
    return Block(data, following.first - line_ends(rest.data), following.open_end)


def _of_block(block: Block, table: Table) -> Batches:
    """By the bytes that are no ordinary text: only delimiters and line ends is the common case."""
    delimiter, data = table.delimiter.encode(), block.data
    nothing = Block(b"", block.first + 1)
    if not data:
        return nothing
    if len(delimiter) > 1 or table.delimiter in HELD or _long_line(data):
        _check_controls(data, block.first, table.delimiter, table.name)
        return (yield from _slow(block, table))
    separators = data.translate(None, ordinary(table.delimiter))
    others = separators.translate(None, delimiter + b"\n")
    if CONTROL.search(others.replace(b"\r", b"")):
        _check_controls(data, block.first, table.delimiter, table.name)
    if b'"' in others:
        plain = quotes.evenly(data, separators, table.delimiter)
        if plain is None:
            return (yield from _quoted(block, table))
        data, separators = plain, separators.translate(None, b'"\r')
    elif others:
        data = with_lf(data, separators.count(b"\r"))
        separators = data.translate(None, ordinary(table.delimiter))
    yield split(data, separators, table, block.first)
    return nothing


def _quoted(block: Block, table: Table) -> Batches:
    plain = quotes.unquoted(block, table.delimiter)
    if plain is None or len(plain.rest.data) > quotes.ROW_LIMIT or _long_line(plain.data):
        return (yield from _slow(block, table))
    if plain.data:
        text = ordinary(table.delimiter) + HELD.encode()
        batch = split(plain.data, plain.data.translate(None, text), table, plain.numbers)
        yield quotes.put_back(batch, plain.data, table.delimiter)
    return plain.rest


def _slow(block: Block, table: Table, last: bool = False) -> Batches:
    found = quotes.records(block, table.delimiter, table.name, last)
    rest = Block(b"", block.first)
    while some := list(islice(found, RECORDS)):
        if isinstance(some[-1], Block):
            rest = some.pop()  # type: ignore[assignment]
        yield from_cells(table.header, some, table.kept)  # type: ignore[arg-type]
    return rest


def _long_line(data: bytes) -> bool:
    """Whether a line may be longer than LINE_LIMIT: it then covers a whole window of half of it."""
    half = LINE_LIMIT // 2
    return any(data.find(b"\n", at, at + half) < 0 and data.find(b"\r", at, at + half) < 0
               for at in range(0, len(data), half))  # fmt: skip


def _check_controls(data: bytes, first: int, delimiter: str, name: str) -> None:
    hit = CONTROL.search(data.replace(delimiter.encode(), b" "))
    if hit is None:
        return
    line = first + line_ends(data[: hit.start()])
    if hit.group() == b"\0":
        raise DeliveryError(
            f"{name}: line {line} holds NUL bytes, so the file is damaged or its encoding is "
            "another; export it again"
        )
    raise DeliveryError(
        f"{name}: line {line} holds the control character U+{hit.group()[0]:04X}, which no text "
        "needs; the file is damaged or its encoding is another"
    )
