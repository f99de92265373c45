"""A byte stream as blocks of UTF-8 that end at a line end, the next one made ready in a thread."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from etl.readers.streams import Readable
from etl.sources import Source
from release.errors import DeliveryError

BLOCK = 16_000_000
PIECE, DECODED = 1 << 18, 1 << 22
BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
WIDE = ("utf-16", "utf-32")
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
LF, CR = 10, 13

T = TypeVar("T")


@dataclass(frozen=True)
class Block:
    """Whole lines. ``first``: the number of the first one. Each ends with LF, CRLF or CR; where
    the file does not (``open_end``), LF was added."""

    data: bytes
    first: int
    open_end: bool = False


def blocks(stream: Readable, source: Source, name: str) -> Iterator[Block]:
    """The lines of a stream; DeliveryError where it is not text in the declared encoding."""
    rest, first, begun = b"", 1, False
    for text in _utf8(stream, source, name):
        data = rest + text if rest else text
        cut = _last_end(data)
        if cut == 0 and len(data) > BLOCK:
            raise too_long(name, first)
        rest = data[cut:]
        if cut:
            begun = True
            data = data[:cut] if rest else data
            yield Block(data, first)
            first += line_ends(data)
    if rest or not begun:
        ended = rest.endswith(b"\r")
        yield Block(rest if ended else rest + b"\n", first, open_end=not ended)


def too_long(name: str, line: int) -> DeliveryError:
    return DeliveryError(
        f"{name}: line {line} is too long for a row of a table; check format and line ends of the "
        "export"
    )


def _last_end(data: bytes) -> int:
    """Where the last whole line ends. A CR at the very end may be half of a CRLF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def line_ends(data: bytes) -> int:
    """How many LF, CRLF and CR there are."""
    count = _count(data, LF)
    if b"\r" in data:
        count += _count(data, CR) - pairs(data)
    return count


def with_lf(data: bytes, returns: int) -> bytes:
    """The lines with LF for CRLF and CR, of which ``data`` has so many."""
    if pairs(data) == returns:
        return data.translate(None, b"\r")
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _count(data: bytes, byte: int) -> int:
    letters = np.frombuffer(data, np.uint8)
    return sum(
        int(np.count_nonzero(letters[at : at + PIECE] == byte)) for at in range(0, len(data), PIECE)
    )


def pairs(data: bytes, one: int = CR, two: int = LF) -> int:
    """How often a byte stands directly before another; CRLF where none is named."""
    letters = np.frombuffer(data, np.uint8)
    return sum(
        int(np.count_nonzero((some[:-1] == one) & (some[1:] == two)))
        for at in range(0, len(data), PIECE)
        if len(some := letters[at : at + PIECE + 1]) > 1
    )


def _utf8(stream: Readable, source: Source, name: str) -> Iterator[bytes]:
    """The content in UTF-8 without a byte order mark, in pieces of about a block."""
    data = stream.read(BLOCK)
    data = data[_check_mark(data, source, name) :]
    decoder = codecs.getincrementaldecoder(source.encoding)()
    lines, pending = 1, False
    while data:
        following = stream.read(BLOCK)
        if source.encoding == "utf-8" and data.isascii() and not pending:
            yield data
            lines += 0 if not following else line_ends(data)
        else:
            parts = []
            for at in range(0, len(data), DECODED):
                last = not following and at + DECODED >= len(data)
                parts.append(_decoded(decoder, data[at : at + DECODED], last, lines, source, name))
                lines += line_ends(parts[-1])
            pending = bool(decoder.getstate()[0])
            yield b"".join(parts)
        data = following


def _check_mark(data: bytes, source: Source, name: str) -> int:
    """How long the byte order mark is that the decoder would not eat."""
    if data.startswith(ARCHIVES):
        raise DeliveryError(
            f"{name}: is an archive or a workbook, but sources.toml says {source.format} for "
            f"[{source.id}]; deliver the export itself"
        )
    mark = next((mark for mark in BOMS if data.startswith(mark)), b"")
    found = BOMS.get(mark)
    if found and found != source.encoding:
        raise DeliveryError(
            f"{name}: the file is {found.upper()}, but sources.toml says {source.encoding} for "
            f'[{source.id}]; export it as {source.encoding} or set encoding = "{found}"'
        )
    if data and not found and source.encoding in WIDE:
        raise DeliveryError(
            f"{name}: does not begin with the byte order mark of {source.encoding}; export it as "
            "UTF-8"
        )
    return len(mark) if found == "utf-8" else 0


def _decoded(
    decoder: codecs.IncrementalDecoder, data: bytes, last: bool, lines: int, source: Source,
    name: str,
) -> bytes:  # fmt: skip
    try:
        return decoder.decode(data, last).encode()
    except UnicodeError as error:
        good = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        lines += _lines_in(good, source.encoding)
    raise DeliveryError(
        f"{name}: line {lines} is not {source.encoding}; set the encoding of [{source.id}] in "
        "sources.toml to the one the export really has"
    ) from None


def _lines_in(data: bytes, encoding: str) -> int:
    return line_ends(data.decode(encoding, "replace").encode("utf-8", "replace"))
