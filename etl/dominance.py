"""Whether a sum would tell what its largest contributors gave. Pure.

Sums about people are not published at all (etl/menu.py); this is for hours or money of others.
"""

from collections.abc import Iterable


def dominant(values: Iterable[float], n: int = 2, share: float = 90) -> bool:
    """Whether the ``n`` largest contributions are ``share`` percent of the sum or more: a tie
    counts. ``values``: one for each holder, who may have given more than once."""
    largest = sorted(values, reverse=True)
    return 100 * sum(largest[:n]) >= share * sum(largest)


def p_percent(values: Iterable[float], p: float) -> bool:
    """Whether the second largest could tell the largest contribution to within ``p`` percent."""
    largest = sorted(values, reverse=True)
    return 100 * sum(largest[2:]) < p * sum(largest[:1])
