"""Whether a sum would tell what its largest contributors gave. Pure, and exact: a tie counts.

No measure uses it. Sums about people are not published at all, dominated or not: the catalogue
refuses them (etl/menu.py), and sums of others, such as seconds on a line, have no contributors. Who
ever lets hours or money of people be published has to apply it to each cell before anything else.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Amount = int | float | Decimal | Fraction


def dominant(values: Iterable[Amount], n: int = 2, share: Amount = 90) -> bool:
    """Whether the ``n`` largest contributions are ``share`` percent of the sum or more.
    ``values``: one for each holder, who may have given more than once; in a sample, one for each
    holder that somebody in it stands for. ValueError: no finite amount."""
    largest = _largest_first(values)
    return 100 * sum(largest[:n]) >= _exact(share) * sum(largest)


def p_percent(values: Iterable[Amount], p: Amount) -> bool:
    """Whether the second largest could tell the largest contribution to within ``p`` percent."""
    largest = _largest_first(values)
    return 100 * sum(largest[2:]) < _exact(p) * sum(largest[:1])


def _largest_first(values: Iterable[Amount]) -> list[Fraction]:
    return sorted(map(_exact, values), reverse=True)


def _exact(amount: Amount) -> Fraction:
    """The number as it is written: of the float 0.1, one tenth."""
    return Fraction(str(amount))
