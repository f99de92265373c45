"""Keys of records and their hashes, 8 bytes each, kept beside the records as a cache."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

HASH = "part:hash"


@dataclass(frozen=True)
class Key:
    """The fields that make a record unique within its source."""

    names: tuple[str, ...]

    @property
    def text(self) -> pl.Expr:
        return joined(self.names)

    @property
    def tag(self) -> str:
        """Hashes hold for one key and one version of polars; others are made again."""
        return f"{crc32('|'.join(self.names).encode()):08x}-{pl.__version__}"


def joined(names: Sequence[str]) -> pl.Expr:
    """Several fields as one text."""
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in names]
    return texts[0] if len(texts) == 1 else pl.concat_str(texts, separator="\x1f")


def hashes_of(path: Path, key: Key, rows: pl.LazyFrame | None = None) -> pl.Series:
    """The hash of every key of a Parquet file, in the order of its rows: from the file beside it,
    or made from ``rows`` (its content, read where not given) and kept there."""
    beside = path.with_name(f"{path.stem}.{key.tag}.u64")
    kept = _kept(beside)
    if kept is not None:
        return pl.Series(HASH, kept)
    rows = pl.scan_parquet(path) if rows is None else rows
    values = rows.select(key.text.hash()).collect().to_series()
    temporary = beside.with_name(f".{beside.name}.{os.getpid()}.new")
    with temporary.open("wb") as file:
        np.append(values.to_numpy(), np.uint64(values.len())).tofile(file)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(beside)
    return values.alias(HASH)


def _kept(path: Path) -> NDArray[np.uint64] | None:
    """The hashes of a file; None where it is not there or not whole. Their number stands last."""
    if not path.exists():
        return None
    values = np.fromfile(path, dtype=np.uint64)
    return values[:-1] if len(values) and values[-1] == len(values) - 1 else None
