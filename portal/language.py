"""The language of a page: gettext, and the local form of numbers, dates and periods.

English is the language of the source; portal/translations.py finds the words of another one.
"""

import gettext as gnu
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from portal.speech import SOURCE, Speech, locale_of, speak, spoken
from portal.translations import catalogue
from release.vocabulary import frequency_of, period_end, period_start


@contextmanager
def use(language: str, words: gnu.NullTranslations | None = None) -> Iterator[None]:
    """Everything said inside the block is in ``language``, from its catalogue or from ``words``."""
    found = words or catalogue(language) or SOURCE
    with speak(Speech(language, found, locale_of(language))):
        yield


def gettext(message: str) -> str:
    return spoken().words.gettext(message)


def ngettext(one: str, many: str, count: float) -> str:
    """The form for ``count``; a fraction takes the form of many."""
    return spoken().words.ngettext(one, many, int(count) if count == int(count) else 2)


def translated(text: str) -> str:
    """A text that came with the release: a title, definition or unit of the catalogue."""
    return gettext(text) if text else ""


_ = gettext

DIGITS = re.compile("[#,0.]+")
"""The place of the number in a pattern of Babel's, such as ``#,##0\xa0%``."""

FOUR_DIGITS = frozenset(("es", "pl"))
"""Languages that write 1234 but 12.345. Babel leaves out that rule."""

AND_BEFORE_I = re.compile(r" y (?=[ií]|hi(?!e))", re.IGNORECASE)
"""Spanish says "e" there. Babel leaves out that rule too."""


def direction() -> str:
    """``ltr`` or ``rtl``."""
    return str(spoken().locale.text_direction)


def number(value: float, decimals: int = 0) -> str:
    """1234.5 → "1,234.5" with one decimal."""
    return _number(value, decimals, spoken().locale)


@lru_cache(maxsize=10_000)
def _number(value: float, decimals: int, locale: Locale) -> str:
    """Halves go up, as readers round; Babel alone would take them to the even digit."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    places = "." + "0" * decimals if decimals else ""
    short = locale.language in FOUR_DIGITS and abs(exact) < 10_000
    return str(format_decimal(exact, ("0" if short else "#,##0") + places, locale=locale))


def percent(value: float, decimals: int = 0) -> str:
    """72.4 → "72%", or "72 %" where the language wants a space."""
    return _percent(value, decimals, spoken().locale)


@lru_cache(maxsize=10_000)
def _percent(value: float, decimals: int, locale: Locale) -> str:
    pattern = str(locale.percent_formats[None].pattern)
    return DIGITS.sub(_number(value, decimals, locale), pattern, count=1)


def listed(items: list[str]) -> str:
    """["a", "b", "c"] → "a, b and c"."""
    joined = str(format_list(items, locale=spoken().locale))
    return AND_BEFORE_I.sub(" e ", joined) if spoken().locale.language == "es" else joined


def day(value: str | date) -> str:
    """2026-07-07, with or without a time of day → "7 July 2026"."""
    found = datetime.fromisoformat(value).date() if isinstance(value, str) else value
    return str(format_date(found, "long", locale=spoken().locale))


def period_title(period: str) -> str:
    """2026-03 → "March 2026"; 2026-Q1 → "January to March 2026"; 2026 → "2026"."""
    start, end = period_start(period), period_end(period)
    match frequency_of(period):
        case "year":
            return _skeleton("y", start)
        case "month":
            return _skeleton("yMMMM", start)
        case _:
            return _("{first_month} to {last_month_and_year}").format(
                first_month=_formatted("LLLL", start, spoken().locale),
                last_month_and_year=_skeleton("yMMMM", end),
            )


def _skeleton(pattern: str, value: date) -> str:
    return _formatted(pattern, value, spoken().locale)


@lru_cache(maxsize=2_000)
def _formatted(pattern: str, value: date, locale: Locale) -> str:
    """``LLLL`` is the bare name of the month; other patterns follow the order of the language."""
    if pattern == "LLLL":
        return str(format_date(value, pattern, locale=locale))
    return str(format_skeleton(pattern, value, locale=locale))
