"""What comes out of a reader, whole, and archives that no honest program writes."""

import json
import struct
import tarfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl.readers import read
from etl.readers.containers import members
from etl.sources import Source
from portal.npm import Package, from_npm
from release.errors import DeliveryError
from tests.factory import ROOT


@dataclass(frozen=True)
class Taken:
    """All batches of a delivery in one."""

    header: list[str]
    rows: pl.DataFrame
    ragged: pl.DataFrame
    sha256: str

    @property
    def count(self) -> int:
        return self.rows.height + self.ragged.height


class All(Source):
    """A mapping that keeps every column."""

    def kept(self, header: list[str]) -> list[str]:
        return header


def mapping(**fields: Any) -> Source:
    """A mapping that keeps every column, unless it says which."""
    common = {"id": "desk", "title": "Desk", "record": "completion", "format": "csv", "columns": {}}
    return (Source if "columns" in fields else All)(**{**common, **fields})


def take(path: Path, **fields: Any) -> Taken:
    """The only member of a file, read to its end."""
    member, *others = members(path)
    if others:
        raise DeliveryError("more than one member")
    raw = read(member, mapping(**fields))
    batches = list(raw.batches)
    assert raw.sha256() == member.fingerprint()
    rows, ragged = (pl.concat([getattr(b, part) for b in batches]) for part in ("rows", "ragged"))
    return Taken(raw.header, rows, ragged, raw.sha256())


def cells_of(records: Sequence[Any], width: int) -> tuple[list[Any], list[Any]]:
    """What the rows and the ragged rows of these records are, told row by row."""
    filled = [(n, cells) for n, cells in records if any(cell.strip(" \t") for cell in cells)]
    good = [(n, *cells) for n, cells in filled if len(cells) == width]
    return good, [(n, len(cells)) for n, cells in filled if len(cells) != width]


@dataclass
class Item:
    """One entry of a zip; every field of its headers may lie."""

    name: bytes = b"june.csv"
    content: bytes = b"a,b\n1,2\n"
    method: int = 8
    flags: int = 0
    size: int | None = None
    crc: int | None = None
    mode: int = 0o100644
    local: bytes | None = None
    offset: int | None = None


def packed(content: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()


def zip_of(*items: Item, before: bytes = b"", behind: bytes = b"", comment: bytes = b"") -> bytes:
    """An archive, written field by field."""
    out, directory = before, b""
    for item in items:
        body = packed(item.content) if item.method == 8 else item.content
        size = len(item.content) if item.size is None else item.size
        crc = zlib.crc32(item.content) if item.crc is None else item.crc
        name = item.name if item.local is None else item.local
        numbers = (item.flags, item.method, 0, 0x21, crc, len(body), size)
        at = len(out) if item.offset is None else item.offset
        if item.offset is None:
            out += struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, *numbers, len(name), 0) + name + body
        directory += struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 0x314, 20, *numbers, len(item.name), 0, 0, 0, 0,
            item.mode << 16, at,
        ) + item.name  # fmt: skip
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, len(items), len(items), len(directory),
                      len(out), len(comment))  # fmt: skip
    return out + directory + end + comment + behind


CORPUS = Package(
    "csv-spectrum", "1.0.0", "6e0aee64133cff5395c60dc10c0f99323f64c46c7e597a44192a08c42b5c3915"
)


def cases_of_csv_spectrum() -> list[tuple[str, bytes, list[dict[str, str]]]]:
    """Name, file and meaning of each case; fetched once with npm into var/npm, else skipped."""
    file = from_npm(CORPUS, ROOT / "var/npm", print)
    if file is None:
        pytest.skip("no csv-spectrum: npm is not there or could not give it")
    with tarfile.open(file) as archive:
        parts = {m.name: f.read() for m in archive if (f := archive.extractfile(m)) is not None}
    names = sorted(Path(name).stem for name in parts if name.endswith(".csv"))
    return [
        (name, parts[f"package/csvs/{name}.csv"], json.loads(parts[f"package/json/{name}.json"]))
        for name in names
    ]


TEXT = b"a,b\n1,2\n"


def given(tmp_path: Path, content: bytes, name: str = "june") -> Path:
    """A file of this content."""
    path = tmp_path / name
    path.write_bytes(content)
    return path
