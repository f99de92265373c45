"""Secret sticky rounding: the same cell is rounded in the same way for ever. Pure."""

import hashlib
import hmac

import numpy as np
import pandas as pd

from release.vocabulary import ROUNDING


def rounded(counts: pd.Series, offsets: np.ndarray, base: int | np.ndarray = ROUNDING) -> pd.Series:
    """base × floor((count + u) / base)."""
    return base * np.floor((counts + offsets) / base)


def offset(secret: bytes, cell: str, base: int = ROUNDING) -> int:
    """u in 0..base-1 of a cell, the same for ever: the first eight bytes (big-endian) of
    HMAC-SHA256 of the cell's id without its date, modulo the base."""
    return int.from_bytes(hmac.digest(secret, cell.encode(), hashlib.sha256)[:8], "big") % base


def shown_counts(counts: pd.Series, cells: pd.Series, bases: pd.Series, secret: bytes) -> pd.Series:
    """Rounded counts; ``cells`` are the ids of what they count, without the date."""
    pairs = list(zip(cells.tolist(), bases.tolist(), strict=True))
    found = {pair: offset(secret, *pair) for pair in set(pairs)}
    return rounded(counts, np.array([found[pair] for pair in pairs]), bases.to_numpy())
