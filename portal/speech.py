"""The language in force: its words, its forms of numbers and dates, and where its pages are."""

import gettext as gnu
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale

SOURCE_CODE = "en"
SOURCE = gnu.NullTranslations()
REGIONS = {"en": "en_GB", "es": "es_ES"}
"""The locale of a language whose bare form has dates or numbers of another country."""


def locale_of(code: str) -> Locale:
    """The forms of dates, numbers and lists of a language."""
    return _locale(REGIONS.get(code, code))


@lru_cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@dataclass(frozen=True)
class Speech:
    """A language that a page can be in. ``prefix`` begins the addresses of its pages; ``offered``
    maps every language of the site to its prefix."""

    code: str
    words: gnu.NullTranslations
    locale: Locale
    prefix: str = ""
    offered: Mapping[str, str] = field(default_factory=dict)


OWN = Speech(SOURCE_CODE, SOURCE, locale_of(SOURCE_CODE))
_speech: ContextVar[Speech] = ContextVar("speech", default=OWN)


@contextmanager
def speak(speech: Speech) -> Iterator[None]:
    """Everything said inside the block is said in this language."""
    token = _speech.set(speech)
    try:
        yield
    finally:
        _speech.reset(token)


def spoken() -> Speech:
    """The language in force; that of the source where none was chosen."""
    return _speech.get()


def home() -> str:
    """The code of the force's own language, whose pages have no prefix."""
    return next((code for code, begin in spoken().offered.items() if not begin), spoken().code)
