"""Dates and times as text. A calendar joined to the data validates and converts at once, the same
on every engine: no parser guesses, and the local day never shifts."""

import re
from datetime import date
from functools import cache

import polars as pl

FIRST, LAST = date(1990, 1, 1), date(2068, 12, 31)
"""The days that any record may have (two-digit years are unambiguous within them)."""

ISO = "%Y-%m-%d"
CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
TIME = CLOCK + r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
"""A time of day; an offset may follow and is ignored, because the day is the local one."""


@cache
def calendar(format_: str) -> dict[str, str]:
    """Every way to write a day in ``format_`` (zeros leading or not) → its ISO text."""
    forms = {format_}
    for code in ("%m", "%d"):
        forms |= {form.replace(code, f"%-{code[1]}") for form in forms}
    iso = _days().dt.to_string(ISO).to_list()
    return {
        text: day
        for form in sorted(forms)
        for text, day in zip(_days().dt.to_string(form).to_list(), iso, strict=True)
    }


def _days() -> pl.Series:
    return pl.date_range(FIRST, LAST, "1d", eager=True)


def split_format(format_: str) -> tuple[str, str]:
    """``%m/%d/%Y %H:%M`` → its date part and the text between date and time ('' without a time)."""
    match = re.match(r"(.*?)([T ])%H:%M(:%S)?$", format_)
    return (match[1], match[2]) if match else (format_, "")


def readable(format_: str) -> bool:
    """Whether the calendar can read a format: year, month and day once each, nothing else."""
    codes = re.findall(r"%.", split_format(format_)[0])
    return sorted(codes) in (["%Y", "%d", "%m"], ["%d", "%m", "%y"])


@cache
def iso_days() -> frozenset[str]:
    return frozenset(_days().dt.to_string(ISO).to_list())
