"""What one release shows of each count of people, and what its silence says. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from etl.hiding import FEW, MOST
from release.errors import NotPublished
from release.vocabulary import ROUNDING, SMALLEST_CELL


class Line(NamedTuple):
    """One row of a sight: the dated cells of both sides (bottom blank for a count), their true and
    shown counts, the word that is said, the smallest group shown, the step of rounding, and whether
    shown counts are exact."""

    top: str
    bottom: str
    true_top: float
    true_bottom: float
    numerator: float | None
    denominator: float | None
    note: str
    least: int
    base: int
    exact: bool


COLUMNS = list(Line._fields)


def lines(sight: pd.DataFrame) -> list[Line]:
    """The rows of a sight; equal rows are equal lines."""
    some = sight[COLUMNS].astype("object")
    return [Line(*row) for row in some.where(some.notna(), None).itertuples(index=False, name=None)]


INF = float("inf")
NONE = "none"
"""Note of a line that says that there is nobody: a row without data, and a category that stands in
no row though others of its breakdown do. Everybody can see that."""


@dataclass
class Known:
    """What is known of one count: its limits, and what it is with its unknown offset (people) or
    without (exact)."""

    lower: float = 0.0
    upper: float = INF
    rounded: float | None = None
    base: int = ROUNDING

    @property
    def told(self) -> bool:
        """Whether a number is shown of it, or nobody is there."""
        return self.rounded is not None or self.lower == self.upper

    def narrow(self, lower: float = 0.0, upper: float = INF) -> None:
        self.lower, self.upper = max(self.lower, lower), min(self.upper, upper)

    def show(self, count: float, base: int, *, exact: bool) -> None:
        """What a release shows. The same count rounded to the same step shows the same for ever."""
        if exact:
            self.narrow(count, count)
        elif self.rounded is None or base != self.base:
            self.narrow(*reach(self))
            self.rounded, self.base = count, base
        elif self.rounded != count:
            raise NotPublished(
                "the same count of people would be shown in two ways, as if by two secrets; "
                "nothing was published; put back the secret and the ledger of the published ones"
            )


def read_line(line: Line, top: Known, bottom: Known, rest: Known) -> None:
    """Add what one line of a sight says of its two sides and of what is left of the whole.

    Silence is read as far as it can mean one thing only: a count or a group that is not shown is
    under its limit (we grant that to the attacker where it is so; it may also have been hidden to
    protect another one, which he cannot see). Where a group is shown and its part is not, without a
    word, several reasons are possible, and nothing follows.
    """
    if line.note == NONE:
        top.narrow(upper=0)
        bottom.narrow(upper=0)
        return
    for known in (top, bottom, rest):
        known.base = known.base if known.rounded is not None or line.exact else line.base
    share, side = line.bottom != "", SMALLEST_CELL if line.exact else 2 * line.base
    size = bottom if share else top
    if share and line.denominator is not None:
        bottom.show(line.denominator, line.base, exact=line.exact)
        bottom.narrow(lower=line.least)
    elif share and line.true_bottom < line.least:
        bottom.narrow(upper=line.least - 1)
    if line.numerator is not None:
        top.show(line.numerator, line.base, exact=line.exact)
        top.narrow(lower=side)
        rest.narrow(lower=side)
    elif line.note == FEW:
        top.narrow(upper=side - 1)
        rest.narrow(lower=side)
        size.narrow(lower=line.least)
    elif line.note == MOST:
        rest.narrow(upper=side - 1)
        top.narrow(lower=side)
        size.narrow(lower=line.least)
    elif not share and line.true_top < SMALLEST_CELL:
        top.narrow(upper=SMALLEST_CELL - 1)


def reach(known: Known) -> tuple[float, float]:
    """The limits of a count from its own display alone, whatever its offset."""
    if known.rounded is None:
        return known.lower, known.upper
    wide = known.base - 1
    return max(known.lower, known.rounded - wide), min(known.upper, known.rounded + wide)
