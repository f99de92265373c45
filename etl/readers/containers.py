"""From the path that a person gives to the files in it: folders, archives, packed files, and the
checksums beside them. Nothing is unpacked to the disk."""

import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from etl.readers import archive
from etl.readers.streams import PIECE, UNPACKED_LIMIT, Hashed, Readable, Unpacked
from release.errors import DeliveryError, MissingInput

IGNORED_STARTS = (".", "~$")
IGNORED_ENDS = (".part", ".tmp", ".crdownload", ".sha256")
IGNORED_NAMES = {"thumbs.db", "desktop.ini"}
GZIP, ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
GZIP_WBITS = 31
WORKBOOKS = (".xlsx", ".xlsm")
CHECKSUM = re.compile(r"\\?([0-9a-fA-F]{64})(?:[ \t]+\*?(.+))?")


@dataclass(frozen=True)
class Member:
    """One file of a delivery, unpacked as it is read.

    ``name``: for people, "archive.zip/june.csv". ``size``: unpacked bytes, None where only reading
    would tell. ``state``: that of the file before anything of it was read.
    """

    name: str
    size: int | None
    stream: Callable[[], Readable]
    state: tuple[int, ...] = ()

    def open(self) -> Hashed:
        """Its unpacked bytes; DeliveryError while they are read where the archive is damaged."""
        return Hashed(self.stream())

    def fingerprint(self) -> str:
        """The SHA-256 of its unpacked bytes, by reading them once."""
        with self.open() as stream:
            while stream.read(PIECE):
                pass
            return stream.sha256()


def ignored(name: str) -> bool:
    """Whether a file is no delivery but something that systems leave beside them."""
    low = name.lower()
    return low.startswith(IGNORED_STARTS) or low.endswith(IGNORED_ENDS) or low in IGNORED_NAMES


def files(path: Path) -> list[Path]:
    """The files that a path means, sorted: itself, those of a folder, or those of a pattern."""
    if path.exists():
        found = _folder(path) if path.is_dir() else [path]
    else:
        found = _matches(path)
    if not found:
        raise MissingInput(f"{path.name}: there is no export in it; give the path of a file")
    for file in found:
        _check_kind(file)
    return found


def _folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    for above, below, names in os.walk(folder, onerror=_closed):
        below[:] = [name for name in below if not name.startswith(".")]
        found += [Path(above, name) for name in names if not ignored(name)]
    return sorted(found)


def _closed(error: OSError) -> None:
    name = Path(error.filename or "").name
    raise MissingInput(f"{name}: the folder cannot be opened; check its permissions") from None


def _matches(path: Path) -> list[Path]:
    """The files that match a path with * ? or [ in it."""
    wild = [n for n, part in enumerate(path.parts) if re.search(r"[*?\[]", part)]
    if not wild:
        raise MissingInput(f"{path.name}: there is no such file; give the path of an export")
    above, pattern = Path(*path.parts[: wild[0]]), path.parts[wild[0] :]
    try:
        hits = [hit for hit in above.glob(str(Path(*pattern))) if not _hidden(hit, above)]
    except ValueError:
        raise MissingInput(f"{path.name}: is not a pattern; write * on its own or ?") from None
    found = {file for hit in hits for file in (_folder(hit) if hit.is_dir() else [hit])}
    return sorted(found)


def _hidden(path: Path, above: Path) -> bool:
    return ignored(path.name) or any(p.startswith(".") for p in path.relative_to(above).parts)


def _check_kind(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise MissingInput(f"{path.name}: leads nowhere; give the path of an export") from None
    except PermissionError:
        raise MissingInput(f"{path.name}: cannot be opened; check its permissions") from None
    if not stat.S_ISREG(mode):
        raise MissingInput(f"{path.name}: is a pipe or a device; give the path of a file")


def members(path: Path) -> list[Member]:
    """The files in a file: itself, what a .gz holds, or each entry of a .zip.

    A checksum beside it must match. DeliveryError where an archive is not an honest one.
    """
    _check_kind(path)
    state = state_of(path)
    try:
        _check_sum(path)
        with path.open("rb") as file:
            magic = file.read(4)
        if magic.startswith(GZIP):
            found = [_packed(path)]
        elif magic in ZIP and not archive.is_workbook(path):
            found = _of_archive(path)
        else:
            found = [Member(path.name, path.stat().st_size, lambda: path.open("rb"))]
    except PermissionError:
        raise MissingInput(f"{path.name}: cannot be opened; check its permissions") from None
    return [replace(member, state=state) for member in found]


def state_of(path: Path) -> tuple[int, ...]:
    """What changes when somebody writes to a file."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _check_sum(path: Path) -> None:
    beside = path.with_name(path.name + ".sha256")
    if not beside.is_file():
        return
    lines = beside.read_bytes()[:PIECE].decode("utf-8-sig", "replace").splitlines()
    found = [match.groups() for line in lines if (match := CHECKSUM.fullmatch(line.strip()))]
    said = [code for code, name in found if name is None or Path(name).name == path.name]
    if len(said) != 1:
        raise DeliveryError(
            f"{beside.name}: does not hold one checksum for {path.name}; write it with sha256sum"
        )
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != said[0].lower():
            raise DeliveryError(
                f"{path.name}: is not the file that {beside.name} was made for; copy both again"
            )


def _packed(path: Path) -> Member:
    def stream() -> Readable:
        return Unpacked(path.open("rb"), GZIP_WBITS, UNPACKED_LIMIT, path.name)

    member = Member(path.name, None, stream)
    _check_level(member, Path(path.stem).suffix)
    return member


def _of_archive(path: Path) -> list[Member]:
    with path.open("rb") as file:
        listed = archive.entries(file, path.name)
    kept = [e for e in listed if not any(ignored(part) for part in e.name.split("/"))]
    if not kept:
        raise DeliveryError(f"{path.name}: the archive holds no export; pack it again")
    found = [_entry(path, entry) for entry in sorted(kept, key=lambda e: e.name)]
    for member in found:
        _check_level(member, Path(member.name).suffix)
    return found


def _entry(path: Path, entry: archive.Entry) -> Member:
    shown = "".join(letter if letter.isprintable() else "?" for letter in entry.name)
    name = f"{path.name}/{shown}"
    return Member(name, entry.size, lambda: entry.unpacked(path.open("rb"), name))


def _check_level(member: Member, ending: str) -> None:
    """Archives hold exports, not archives; a workbook is one file although it is a zip."""
    with member.open() as stream:
        magic = stream.read(4)
    nested = magic.startswith(GZIP) or (magic in ZIP and ending.lower() not in WORKBOOKS)
    if nested:
        raise DeliveryError(f"{member.name}: is an archive in an archive; unpack it once first")
