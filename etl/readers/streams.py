"""Byte streams that keep count: of what was read (its SHA-256) and of what was unpacked."""

import hashlib
import io
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from release.errors import DeliveryError

PIECE = 1 << 20
UNPACKED_LIMIT = 20_000_000_000
RATIO, RATIO_FROM = 200, 100_000_000
"""An export packs ten to one. Past 100 MB, two hundred to one is a bomb."""


class Readable(Protocol):
    """What a stream of bytes must do here."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


class Hashed(io.RawIOBase):
    """A stream that feeds a SHA-256 of every byte it gives."""

    def __init__(self, inner: Readable) -> None:
        self._inner, self._hash, self._ended = inner, hashlib.sha256(), False
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end; b"" there."""
        parts, left = [], size
        while size < 0 or left > 0:
            part = self._inner.read(left if size >= 0 else -1)
            if not part:
                self._ended = True
                break
            self._hash.update(part)
            self.given += len(part)
            parts.append(part)
            left -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def readall(self) -> bytes:
        return self.read()

    def sha256(self) -> str:
        """The digest of the whole stream; only at its end is there one (else ValueError)."""
        if not self._ended and self.read(1):
            raise ValueError("the stream was not read to its end")
        return self._hash.hexdigest()

    def close(self) -> None:
        self._inner.close()
        super().close()


class Unpacked(io.RawIOBase):
    """The bytes of one deflated or stored entry, with a hard stop at what may come out of it.

    ``packed`` gives the next packed bytes (b"" at the end); ``check`` is told size and CRC-32 of
    what came out. Several gzip members one behind the other are one stream.
    """

    def __init__(self, packed: Readable, wbits: int | None, limit: int, where: str,
                 check: Callable[[int, int], bool] | None = None) -> None:  # fmt: skip
        self._packed, self._wbits, self._limit, self._where = packed, wbits, limit, where
        self._check, self._engine = check, zlib.decompressobj(wbits) if wbits else None
        self._size = self._taken = self._crc = 0
        self._pending, self._done = b"", False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` unpacked bytes, fewer only at the end."""
        parts, left = [], size if size >= 0 else self._limit + 1
        while left > 0 and not self._done:
            part = self._next(min(left, PIECE))
            self._count(part)
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def readall(self) -> bytes:
        return self.read()

    def _next(self, size: int) -> bytes:
        """Some unpacked bytes; none where the packed ones ended."""
        if not self._pending:
            self._pending = self._packed.read(min(size, PIECE) if self._engine is None else PIECE)
            self._taken += len(self._pending)
        if self._engine is None:
            part, self._pending = self._pending, b""
        else:
            part = self._inflated(self._engine, size)
        if not part and not self._pending:
            self._end()
        return part

    def _inflated(self, engine: "zlib._Decompress", size: int) -> bytes:
        """Up to ``size`` bytes of what is pending; zlib may hold some back although none is."""
        if engine.eof and self._pending:
            self._engine = engine = self._following()
        try:
            part = b"" if engine.eof else engine.decompress(self._pending, size)
        except zlib.error:
            raise self._damaged() from None
        self._pending = engine.unconsumed_tail or engine.unused_data
        return part or (self._inflated(engine, size) if self._more() else b"")

    def _more(self) -> bool:
        """Fetch the next packed piece where one gave nothing yet (a header of gzip does)."""
        if not self._pending:
            self._pending = self._packed.read(PIECE)
            self._taken += len(self._pending)
        return bool(self._pending)

    def _following(self) -> "zlib._Decompress":
        """The next member of a gzip file; an entry of a zip has one only."""
        if self._wbits is None or self._wbits < 0:
            raise self._damaged()
        return zlib.decompressobj(self._wbits)

    def _end(self) -> None:
        self._done = True
        whole = self._engine is None or self._engine.eof
        if not whole or (self._check and not self._check(self._size, self._crc)):
            raise self._damaged()

    def _count(self, part: bytes) -> None:
        self._size += len(part)
        if self._check:
            self._crc = zlib.crc32(part, self._crc)
        if self._size > self._limit and self._check:
            raise self._damaged()
        if self._size > self._limit:
            raise DeliveryError(
                f"{self._where}: unpacks to more than {self._limit / 1e9:,.1f} GB; deliver it in "
                "smaller parts"
            )
        if self._size > RATIO_FROM and self._size > RATIO * self._taken:
            raise DeliveryError(
                f"{self._where}: unpacks to more than {RATIO} times its size, which no export "
                "does; deliver the file unpacked"
            )

    def _damaged(self) -> DeliveryError:
        return DeliveryError(f"{self._where}: the archive is damaged or cut off; deliver it again")

    def close(self) -> None:
        self._packed.close()
        super().close()


class Part(io.RawIOBase):
    """``size`` bytes of a file from ``start``; fewer where the file ends before."""

    def __init__(self, inner: BinaryIO, start: int, size: int) -> None:
        self._inner, self._left = inner, size
        inner.seek(start)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found = self._inner.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        return found

    def close(self) -> None:
        self._inner.close()
        super().close()
