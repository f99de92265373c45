"""What the force itself wrote, in the language of the page or with the name of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.components import own_words
from portal.first_html import render
from portal.language import catalogue
from portal.pages import home, release, releases
from portal.speech import SOURCE, Speech, locale_of, speak
from release.draft import Draft
from release.reader import Reader
from release.releases import Releases
from release.writer import publish
from tests.factory import sample_draft

NOTE, SPANISH = "The desk at Elm counts twice no more.", "El mostrador de Elm ya no cuenta doble."
OFFERED = {"en": "", "es": "/es"}


def reader_of(folder: Path, draft: Draft) -> Reader:
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    publish(url, draft, "2026-07-07T09:00:00Z", note=NOTE)
    return Releases(url).latest()


@pytest.fixture(params=[True, False], ids=["with Spanish", "without"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[bool, Reader]:
    draft = sample_draft(2)
    words = {"words": {"es": {NOTE: SPANISH}}} if request.param else {}
    return request.param, reader_of(tmp_path, replace(draft, documents=draft.documents | words))


def pages(reader: Reader) -> list[str]:
    id_ = reader.release.id
    made = [home.page(reader), release.page(reader, id=id_), releases.page(reader)]
    return [render(page.main) for page in made]


def test_a_note_is_said_in_spanish_or_as_being_in_english(case: tuple[bool, Reader]) -> None:
    given, reader = case
    words = catalogue("es")
    assert words is not None
    with speak(Speech("es", words, locale_of("es"), "/es", OFFERED)):
        for page in pages(reader):
            assert (SPANISH in page, NOTE in page) == (given, not given)
            marked = f'<span lang="en">{NOTE}</span> <small>(en inglés)</small>'
            assert (marked in page) is not given


def test_at_home_it_is_as_the_force_wrote_it(case: tuple[bool, Reader]) -> None:
    _given, reader = case
    with speak(Speech("en", SOURCE, locale_of("en"), "", OFFERED)):
        assert all(NOTE in page and "(in English)" not in page for page in pages(reader))
        assert own_words(reader, "") == ""
