"""Zip archives: their directory is checked before anything is unpacked, and nothing is trusted
that it says: sizes are limits, offsets must not overlap, every entry must give its CRC-32."""

import stat
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from etl.readers.streams import UNPACKED_LIMIT, Part, Readable, Unpacked
from release.errors import DeliveryError

MEMBER_LIMIT = 1_000
METHODS = {zipfile.ZIP_STORED: None, zipfile.ZIP_DEFLATED: -15}
WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml")
LOCAL, END = b"PK\x03\x04", b"PK\x05\x06"
LOCAL_SIZE, END_SIZE, COMMENT = 30, 22, 65_535
ZIP64_END = 56 + 20
"""A ZIP64 archive has a record and a locator of these sizes between directory and end."""

DAMAGE = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error, IndexError)
"""What zipfile raises over an archive whose bytes were changed."""


@dataclass(frozen=True)
class Entry:
    """One file in an archive: where its packed bytes begin, and what the directory says of it."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    method: int

    def unpacked(self, file: BinaryIO, where: str) -> Readable:
        """Its bytes, which end with DeliveryError where size or CRC-32 are not as claimed."""
        part = Part(file, self.start, self.packed)
        return Unpacked(
            part,
            METHODS[self.method],
            self.size,
            where,
            lambda size, crc: (size, crc) == (self.size, self.crc),
        )


def entries(file: BinaryIO, where: str, limit: int = UNPACKED_LIMIT) -> list[Entry]:
    """The files of an archive; DeliveryError where its directory is not an honest one."""
    try:
        with zipfile.ZipFile(file) as archive:
            listed, start = archive.infolist(), archive.start_dir
        _check_end(file, start, where)
        _check_list(listed, where, limit)
        found = [(info, _entry(file, info)) for info in listed]
    except DAMAGE as error:
        if isinstance(error, PermissionError | FileNotFoundError):
            raise
        raise DeliveryError(f"{where}: the archive is damaged; deliver it again") from None
    _check_places(found, start, where)
    return [entry for info, entry in found if not info.is_dir()]


def _check_end(file: BinaryIO, directory: int, where: str) -> None:
    """One end record, directly behind the directory, and nothing behind it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    length, offset, comment = struct.unpack("<12xLLH", tail[at : at + END_SIZE])
    end = size - len(tail) + at
    gap = end - (directory + length)
    whole = length == 0xFFFFFFFF or offset == 0xFFFFFFFF or gap in (0, ZIP64_END)
    if not whole or comment or tail.count(END) != 1 or end + END_SIZE != size:
        raise DeliveryError(
            f"{where}: the archive has data behind its end or two ends; pack it again"
        )


def _check_list(listed: list[zipfile.ZipInfo], where: str, limit: int) -> None:
    if len(listed) > MEMBER_LIMIT:
        raise DeliveryError(
            f"{where}: holds {len(listed):,} files, the limit is {MEMBER_LIMIT:,}; deliver fewer"
        )
    total = sum(info.file_size for info in listed)
    if total > limit:
        raise DeliveryError(
            f"{where}: unpacks to {total / 1e9:,.1f} GB, the limit is {limit / 1e9:,.0f} GB; "
            "deliver it in parts"
        )
    seen: set[str] = set()
    for n, info in enumerate(listed, 1):
        fault = _fault(info)
        if not fault and info.filename in seen:
            fault = "has the name of another"
        if fault:
            raise DeliveryError(f"{where}: entry {n} of the archive {fault}; pack it again")
        seen.add(info.filename)


def _fault(info: zipfile.ZipInfo) -> str | None:
    """What is wrong with an entry, as the rest of a sentence."""
    name = info.orig_filename
    if name.startswith(("/", "\\")) or "\\" in name or "\0" in name or name[1:2] == ":":
        return "has an absolute or foreign path"
    if ".." in PurePosixPath(name).parts or not name.strip():
        return "has a path that leads out of the archive"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device, not a file"
    if info.flag_bits & 0x41:
        return "is encrypted"
    if info.compress_type not in METHODS:
        return "is packed by a method other than deflate"
    return None


def _entry(file: BinaryIO, info: zipfile.ZipInfo) -> Entry:
    file.seek(info.header_offset)
    local = file.read(LOCAL_SIZE)
    flags, name, extra = struct.unpack("<6xH18xHH", local)
    encoded = file.read(name).decode("utf-8" if flags & 0x800 else "cp437")
    if not local.startswith(LOCAL) or encoded != info.orig_filename:
        raise zipfile.BadZipFile
    start = info.header_offset + LOCAL_SIZE + name + extra
    return Entry(info.filename, start, info.compress_size, info.file_size, info.CRC,
                 info.compress_type)  # fmt: skip


def _check_places(found: list[tuple[zipfile.ZipInfo, Entry]], start: int, where: str) -> None:
    """Entries begin at the first byte and do not overlap each other or the directory."""
    spans = sorted((info.header_offset, entry.start + entry.packed) for info, entry in found)
    if spans and spans[0][0] != 0:
        raise DeliveryError(f"{where}: the archive has data before its first entry; pack it again")
    ends = [*(begin for begin, _ in spans[1:]), start][: len(spans)]
    if any(end > limit for (_, end), limit in zip(spans, ends, strict=True)) or any(
        a[0] == b[0] for a, b in pairwise(spans)
    ):
        raise DeliveryError(f"{where}: entries of the archive overlap; pack it again")


def is_workbook(path: Path) -> bool:
    """Whether an archive is an Office file, which is one file to its reader."""
    try:
        with zipfile.ZipFile(path) as archive:
            return not archive.NameToInfo.keys().isdisjoint(WORKBOOK)
    except PermissionError:
        raise
    except DAMAGE:
        return False
