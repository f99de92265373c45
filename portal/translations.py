"""The languages of the site: which there are, what they are called, and which one an address names.

A language is a catalogue under locale/<code>/LC_MESSAGES/messages.po. It is read as translators
write it, at first use, so that nothing has to be built.
"""

import gettext as gnu
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.speech import SOURCE, SOURCE_CODE, Speech, locale_of

FOLDER = Path(__file__).resolve().parent.parent / "locale"


@lru_cache
def catalogue(code: str, folder: Path = FOLDER) -> gnu.NullTranslations | None:
    """The words of a language; None where nobody wrote any. Doubtful entries stay in the source."""
    file = folder / code / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return None
    compiled = BytesIO()
    with file.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=code))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def offered(force: Mapping[str, Any], folder: Path = FOLDER) -> dict[str, str]:
    """Every language of the site with the beginning of its addresses; the force's own comes first
    and has none. One that the force names but nobody has translated is not offered."""
    own = str(force.get("language", SOURCE_CODE))
    others = (str(code) for code in force.get("languages", ()))
    there = [c for c in others if c != own and (c == SOURCE_CODE or catalogue(c, folder))]
    return {own: ""} | {code: f"/{code}" for code in there}


def spoken_at(force: Mapping[str, Any], path: str, folder: Path = FOLDER) -> tuple[Speech, str]:
    """The language that a path names, and the path of the page without its beginning."""
    languages = offered(force, folder)
    own, *others = languages
    code = next((c for c in others if f"{path}/".startswith(f"/{c}/")), own)
    prefix = languages[code]
    words = catalogue(code, folder) or SOURCE
    return Speech(code, words, locale_of(code), prefix, languages), path[len(prefix) :] or "/"


def own_name(code: str) -> str:
    """What a language calls itself: "Español"."""
    locale = Locale.parse(code)
    name = str(locale.get_language_name(code) or code)
    return name[:1].upper() + name[1:]
