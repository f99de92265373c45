"""Every word that a reader sees can be translated."""

import re
from collections.abc import Iterator
from datetime import date
from gettext import NullTranslations
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from portal import extraction, html, language
from portal.components import shell
from portal.first_html import render
from portal.page import Page
from release.reader import Reader
from release.vocabulary import OBSERVATION_COLUMNS
from tests.factory import ROOT, sample_draft
from tests.portal.effects import with_effects
from tests.portal.published import published
from tests.portal.views import ERRORS, VIEWS

OPEN, CLOSE = "⟦", "⟧"


class Pseudo(NullTranslations):
    """A language that marks each text that went through gettext."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"


class Texts(HTMLParser):
    """What a page says in text and in labels, except code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        said = {"aria-label", "title", "placeholder", "alt"}
        self.found += [value for name, value in attrs if name in said and value]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.found.append(data)


def outside(text: str) -> str:
    """The part of a text that did not go through gettext. A chart may break a title into lines, so
    a mark may close that was opened in an earlier text."""
    depth, left = 0, []
    for letter in text:
        if letter == CLOSE:
            depth = max(depth - 1, 0)
            left = left if depth or OPEN in text else []
        elif letter == OPEN:
            depth += 1
        elif not depth:
            left.append(letter)
    return "".join(left)


def data_of(reader: Reader) -> Iterator[str]:
    """Texts that are data: names, contacts, ids, periods, formats of files."""
    yield from ("CSV", "JSON", "XLSX", "Parquet", *OBSERVATION_COLUMNS)
    for area in reader.areas.values():
        yield from (area.name, *area.card.values())
    for body in (reader.force, reader.force["contact"], *reader.documents("source").values()):
        yield from (value for value in body.values() if isinstance(value, str))
    for source in reader.documents("source").values():
        yield from source["reasons"]
    for release in reader.history:
        yield from (release.id, release.digest)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    draft = with_effects(sample_draft(14))
    return published(tmp_path_factory.mktemp("language"), draft)


FORMED = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Q[1-4]|and)\b"
)
"""What Babel writes in the form of the language: months, quarters, the last comma of a list."""


def untranslated(reader: Reader, page: Page) -> list[str]:
    texts = Texts()
    texts.feed(render(shell(page, reader, "/")).replace("<wbr>", ""))
    data = sorted(set(data_of(reader)), key=len, reverse=True)
    left = []
    for text in texts.found:
        rest = outside(text)
        for known in data:
            rest = rest.replace(known, "")
        if re.search(r"[^\W\d_]", FORMED.sub("", rest)):
            left.append(text)
    return left


@pytest.mark.parametrize(("name", "make"), VIEWS + ERRORS, ids=lambda v: v if v is str else None)
def test_every_word_of_a_page_goes_through_gettext(reader: Reader, name: str, make) -> None:  # type: ignore[no-untyped-def]
    with language.use("en", Pseudo()):
        assert untranslated(reader, make(reader)) == []


def test_a_word_that_was_forgotten_is_found(reader: Reader) -> None:
    with language.use("en", Pseudo()):
        forgotten = Page("", "", html.P(["Forgotten ", language.gettext("remembered")]))
        assert untranslated(reader, forgotten) == ["Forgotten ⟦remembered⟧"]


OURS = {
    "portal.extraction:catalogue": extraction.catalogue,
    "portal.extraction:tables": extraction.tables,
    "portal.extraction:titles": extraction.titles,
    "portal.extraction:columns": extraction.columns,
}


def test_the_template_for_translators_is_up_to_date() -> None:
    """Mend it with the command in portal/extraction.py."""
    with (ROOT / "babel.cfg").open() as cfg:
        methods, options = parse_mapping_cfg(cfg)
    named = [(pattern, OURS.get(m, m)) for pattern, m in methods]
    found = {m[2] for m in extract_from_dir(ROOT, named, options)}
    kept = read_po(BytesIO((ROOT / "locale/messages.pot").read_bytes()))
    assert found == {m.id for m in kept if m.id}


def test_the_catalogue_is_extracted_with_its_categories() -> None:
    text = b'[a]\ntitle = "One"\nid = "no"\n[a.breakdowns.b.categories]\nx = "Two"\n'
    assert [m[2] for m in extraction.catalogue(BytesIO(text), None, None)] == ["One", "Two"]


def test_the_words_of_a_force_are_extracted() -> None:
    rows = BytesIO(b'id,hours,lead\na,"Every day, 24 hours",Ada\nb,,Ben\n')
    told = extraction.columns(rows, None, None, {"columns": "hours"})
    assert [m[2] for m in told] == ["Every day, 24 hours"]
    source = BytesIO(b'[kiosks]\ntitle = "Kiosks"\n[kiosks.areas]\ntitle = "no"\n')
    assert [m[2] for m in extraction.titles(source, None, None)] == ["Kiosks"]


@pytest.mark.parametrize(
    ("period", "said"),
    [("2026-03", "March 2026"), ("2026-Q1", "January to March 2026"), ("2026", "2026")],
)
def test_periods_have_their_titles(period: str, said: str) -> None:
    assert language.period_title(period) == said


def test_numbers_and_days_have_the_form_of_the_language() -> None:
    assert language.number(1234.56, 1) == "1,234.6"
    assert language.day("2026-07-07T09:00:00Z") == language.day(date(2026, 7, 7)) == "7 July 2026"
    assert language.listed(["a", "b", "c"]) == "a, b and c"
    with language.use("es"):
        assert language.number(12345.6, 1) == "12.345,6"
        assert language.period_title("2026-03") == "marzo de 2026"
        assert language.direction() == "ltr"
    assert language.percent(72) == "72%"


def test_a_language_without_a_catalogue_speaks_the_source(tmp_path: Path) -> None:
    with language.use("fr"):
        assert language.gettext("Stations") == "Stations"
