"""A site in languages of a test's own, so that it says the same whatever translators do."""

from dataclasses import replace
from pathlib import Path

from release.draft import Draft
from tests.factory import FORCE, sample_draft

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
WORDS = {
    "es": {
        "Stations": "Comisarías",
        "Not found": "No encontrado",
        "There is no page at this address.": "No hay ninguna página en esta dirección.",
        "There is no measure with this name in this release.": "No hay ningún indicador así.",
        "Happy Index": "Índice de satisfacción",
    },
    "ar": {"Stations": "مراكز الشرطة", "Home": "الصفحة الأولى"},
}


def catalogues(folder: Path) -> Path:
    """A folder like locale/ with a few words in Spanish and in Arabic."""
    for code, words in WORDS.items():
        file = folder / code / "LC_MESSAGES" / "messages.po"
        file.parent.mkdir(parents=True)
        said = "".join(f'\nmsgid "{a}"\nmsgstr "{b}"\n' for a, b in words.items())
        file.write_text(HEAD + said, "utf-8")
    return folder


def speaking(*languages: str, months: int = 3, last: str = "2026-06") -> Draft:
    """The sample release of a force with these languages, its own first."""
    draft = sample_draft(months, last)
    force = FORCE | {"language": languages[0], "languages": list(languages)}
    return replace(draft, documents=draft.documents | {"force": {"testshire": force}})
