"""Numbers as people write them, as plain digits. Pure: an expression in, an expression out.

A text that does not fit what the mapping declares gets a mark and is refused: "1.234" is one thing
in English and another in German, and nothing is guessed.
"""

import re
from dataclasses import dataclass

import polars as pl

from etl.times import UNFIT

SPACES = "[ \u00a0\u202f]"
MILLION = 1_000_000


@dataclass(frozen=True)
class Style:
    """How numbers are written: the mark before decimals, the one between thousands ('' for none),
    whether they are per cent of one, whether they are lengths of time."""

    decimal: str = "."
    thousands: str = ""
    percent: bool = False
    duration: bool = False

    @property
    def plain(self) -> bool:
        return self == Style()


def digits(text: pl.Expr, style: Style) -> pl.Expr:
    """The number as digits with a point; of a duration its seconds."""
    if style.duration:
        return _fitting(text, _seconds(text))
    if style.percent:
        text = text.str.replace(rf"{SPACES}?%$", "")
    number = _fitting(text, _decimal(text, style))
    return _fitting(number, _hundredth(number)) if style.percent else number


def _fitting(text: pl.Expr, found: pl.Expr) -> pl.Expr:
    return pl.coalesce(found, pl.concat_str(text, pl.lit(UNFIT)))


def _decimal(text: pl.Expr, style: Style) -> pl.Expr:
    mark, group = re.escape(style.decimal), _group(style.thousands)
    grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|" if group else ""
    form = rf"^[+-]?(?:{grouped}[0-9]+)(?:{mark}[0-9]+)?$"
    good: pl.Expr = pl.when(text.str.contains(form)).then(text)
    if group:
        good = good.str.replace_all(group, "")
    return good.str.replace(style.decimal, ".", literal=True)


def _group(thousands: str) -> str:
    return SPACES if thousands == " " else re.escape(thousands)


def _hundredth(number: pl.Expr) -> pl.Expr:
    """A hundredth to six places, without the exponents that floats are written with."""
    good = pl.when(number.str.contains(r"^[+-]?[0-9]{1,9}(?:\.[0-9]+)?$")).then(number)
    value = (good.cast(pl.Float64) * (MILLION // 100)).round().cast(pl.Int64)
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = (value.abs() // MILLION).cast(pl.String)
    return pl.concat_str(
        sign, whole, pl.lit("."), (value.abs() % MILLION).cast(pl.String).str.zfill(6)
    )


def _seconds(text: pl.Expr) -> pl.Expr:
    """1:35 and 0:01:35 as seconds; a fraction of a second is kept."""
    form = r"^(?:([0-9]{1,4}):([0-5][0-9])|([0-9]{1,4})):([0-5][0-9])(\.[0-9]{1,9})?$"
    hours, minutes, alone, seconds = (
        text.str.extract(form, n).cast(pl.Int64).fill_null(0) for n in (1, 2, 3, 4)
    )
    total = (hours * 3600 + (minutes + alone) * 60 + seconds).cast(pl.String)
    fraction = text.str.extract(form, 5).fill_null("")
    return pl.when(text.str.contains(form)).then(pl.concat_str(total, fraction))
