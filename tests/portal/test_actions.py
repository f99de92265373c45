"""What people asked for and what was done: how it stands, its measure before and since."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
import textstat

from portal import actions, small_multiples
from portal.first_html import render
from portal.page import NotFound
from portal.pages import actions as page
from portal.wording import acting
from release.draft import Draft
from release.measures import Area
from release.reader import Observation, Reader
from release.releases import Releases
from release.vocabulary import TOTAL, Status
from release.writer import publish
from tests.factory import areas, catalogue_measures, sample_draft

MEASURES = {m.id: m for m in catalogue_measures()}
SHARE, ABANDONED = MEASURES["happy_share"], MEASURES["calls_abandoned"]
ELM = next(a for a in areas() if a.id == "station_elm")
ODD = '<b>"odd"</b> & {area} %s ' + "W" * 200


@pytest.fixture(scope="module")
def draft() -> Draft:
    """Two measures alone: each case of a test is a release of its own."""
    whole = sample_draft(24)
    kept = ("happy_share", "recruit_coverage")
    seen = whole.observations[whole.observations["measure"].isin(kept)]
    measures = tuple(m for m in whole.measures if m.id in kept)
    return Draft(measures, whole.areas, seen, {"force": whole.documents["force"]})


def reader_of(folder: Path, draft: Draft, *listed: dict[str, Any]) -> Reader:
    """A release of July 2026 with these actions."""
    documents = {**draft.documents, "action": {f"a{n}": body for n, body in enumerate(listed)}}
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    publish(url, replace(draft, documents=documents), "2026-07-07T09:00:00Z")
    return Releases(url).latest()


def body(**changed: str) -> dict[str, str]:
    known = {"area": "station_elm", "asked": "Look up.", "did": "We do.", "by": "2026-01-31",
             "done": "2026-01-05", "measure": "happy_share"}  # fmt: skip
    return known | changed


def said(reader: Reader, **asked: str) -> str:
    html = render(page.page(reader, **asked).main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({}, "Done on time", "It was done on 5 January 2026. It was promised by 31 January 2026."),
        ({"done": "2026-02-01"}, "Done late",
         "It was done on 1 February 2026, 1 day later than promised."),
        ({"done": "2026-02-05"}, "Done late", "5 days later than promised"),
        ({"done": "", "by": "2026-01-06"}, "Overdue",
         "It was promised by 6 January 2026 and had not been done when this was published."),
        ({"done": "", "by": "2027-01-01"}, "Not done yet", "It is promised by 1 January 2027."),
        ({"done": "2027-01-01", "by": "2027-06-01"}, "Not done yet",
         "It is promised by 1 June 2027."),
        ({"done": "", "by": ""}, "Not done yet", "No day was promised."),
        ({"by": "soon"}, "Done", "It was done on 5 January 2026."),
    ],
)  # fmt: skip
def test_how_it_stands_is_said_as_of_the_release(
    tmp_path: Path, draft: Draft, changed: dict[str, str], status: str, words: str
) -> None:
    text = said(reader_of(tmp_path, draft, body(**changed)))
    assert status in text and words in text
    assert ("What we plan" in text) is (status in ("Not done yet", "Overdue"))


def seen(value: float | None, half: float | None, period: str, note: str = "") -> Observation:
    low, high = (None, None) if half is None or value is None else (value - half, value + half)
    status: Status = "normal" if value is not None else "suppressed"
    return Observation(
        "happy_share", "quarter", ELM.id, TOTAL, TOTAL, period, None, None, value, low, high,
        status, note,
    )  # fmt: skip


BEFORE, NOW = seen(50, 2, "2025-Q4"), seen(60, 2, "2026-Q2")


@pytest.mark.parametrize(
    ("measure", "before", "now", "words"),
    [
        (SHARE, BEFORE, NOW, "before, in October to December 2025, it was 50%. In April to June "
         "2026 it was 60%. The likely ranges lie apart: it is better than before."),
        (ABANDONED, BEFORE, NOW, "The likely ranges lie apart: it is worse than before."),
        (SHARE, BEFORE, seen(52, 2, "2026-Q2"), "chance may explain the difference."),
        (SHARE, BEFORE, seen(60, None, "2026-Q2"), "we cannot say if that is more than chance"),
        (SHARE, BEFORE, seen(None, None, "2026-Q2", "most"), "it was a large share."),
        (SHARE, BEFORE, seen(None, None, "2026-Q2"), "is not shown, so we cannot say"),
        (SHARE, BEFORE, None, "There is no whole period since then, so it is too soon to say."),
        (SHARE, None, NOW, "No figure from before is shown, so we cannot say if it changed."),
        (SHARE, seen(None, None, "2025-Q4"), NOW, "No figure from before is shown"),
        (SHARE, None, None, "it is too soon to say, there is no figure since then."),
    ],
)  # fmt: skip
def test_the_measure_says_no_more_than_its_ranges(
    measure: Any, before: Observation | None, now: Observation | None, words: str
) -> None:
    text = acting.since(measure, ELM, before, now)
    assert words in text and "None" not in text
    assert not re.search(r"because of|thanks to|led to|worked\b", text)
    assert textstat.flesch_kincaid_grade(text) <= 9


def test_before_and_since_are_whole_periods_around_the_day(tmp_path: Path, draft: Draft) -> None:
    reader = reader_of(tmp_path, draft, body(), body(done="2026-04-02"), body(done="2020-01-01"))
    found = {a.id: actions.evidence(reader, a) for a in actions.every(reader)}
    periods = {
        id_: (e.before and e.before.period, e.now and e.now.period)
        for id_, e in found.items()
        if e is not None
    }
    assert periods["a0"] == ("2025-Q4", "2026-Q2")
    assert periods["a1"] == ("2026-Q1", None), "the quarter in which it was done is neither"
    assert periods["a2"] == (None, "2026-Q2")


def test_the_drawing_marks_the_period_in_which_it_was_done(tmp_path: Path, draft: Draft) -> None:
    reader = reader_of(tmp_path, draft, body(done="2026-07-02"))
    found = actions.evidence(reader, actions.every(reader)[0])
    assert found is not None
    figure = small_multiples.before_and_after(found.shown, [0, 100], "2026-Q3")
    go.Figure(figure)
    assert figure["data"][-1]["x"] == ["2026-Q3", "2026-Q3"]
    assert figure["layout"]["xaxis"]["categoryarray"][-1] == "2026-Q3"


def test_what_is_still_to_do_comes_first(tmp_path: Path, draft: Draft) -> None:
    reader = reader_of(
        tmp_path, draft,
        body(asked="Old."), body(asked="New.", done="2026-01-06"),
        body(asked="Open.", done="", by="2027-01-01"),
        body(asked="Overdue.", done="", by="2025-02-03"),
    )  # fmt: skip
    text = said(reader)
    places = [text.index(f"“{words}.”") for words in ("Overdue", "Open", "New", "Old")]
    assert places == sorted(places)
    assert "People asked for 4 things. 2 are done. 1 is overdue." in text


@pytest.mark.parametrize(
    ("asked", "own", "around"),
    [
        ({}, ["Elm.", "South.", "All."], []),
        ({"area": "testshire"}, ["Elm.", "South.", "All."], []),
        ({"area": "district_south"}, ["Elm.", "South."], ["All."]),
        ({"area": "station_elm"}, ["Elm."], ["South.", "All."]),
        ({"area": "station_alder"}, [], ["All."]),
    ],
)
def test_a_place_shows_its_own_and_those_around_it(
    tmp_path: Path, draft: Draft, asked: dict[str, str], own: list[str], around: list[str]
) -> None:
    reader = reader_of(
        tmp_path, draft, body(asked="Elm."), body(asked="South.", area="district_south"),
        body(asked="All.", area="testshire"),
    )  # fmt: skip
    html = render(page.page(reader, **asked).main)
    assert sorted(re.findall(r"<h2>“([^”]+)”", html)) == sorted(own)
    assert sorted(re.findall(r"<h3><a[^>]*>“([^”]+)”", html)) == sorted(around)
    if not own:
        assert "Nothing is listed for Alder Station alone." in said(reader, **asked)
    with pytest.raises(NotFound):
        page.page(reader, area="nowhere")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"area": "gone"}, "Its place is not in this release."),
        ({"measure": "gone"}, "The measure that would show if it worked is not in this release."),
        ({"measure": "recruit_coverage"}, "There are no figures here of the measure"),
        ({"area": "station_hazel"}, "There are no figures here of the measure"),
        ({"asked": ""}, "Something was asked for"),
        ({"did": ""}, "The force has not said."),
        ({"asked": ODD, "did": ODD}, ODD.split("%")[0]),
        ({"by": "2026-13-45", "done": "yesterday"}, "No day was promised."),
    ],
)
def test_odd_documents_have_words_and_never_fail(
    tmp_path: Path, draft: Draft, changed: dict[str, str], words: str
) -> None:
    reader = reader_of(tmp_path, draft, body(**changed), {})
    html = render(page.page(reader).main)
    assert words in said(reader) and "None" not in said(reader)
    assert "<b>" not in html and html.count("<article") == 2
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_release_without_actions_says_so(tmp_path: Path, draft: Draft) -> None:
    reader = reader_of(tmp_path, draft)
    assert "does not say yet what people asked for" in said(reader)
    assert "<form" not in render(page.page(reader).main)


def test_a_day_is_counted_from_the_promise() -> None:
    assert "3 days later" in acting.dated("late", date(2026, 1, 31), date(2026, 2, 3))


def test_the_place_of_an_action_is_named(tmp_path: Path, draft: Draft) -> None:
    area: Area = next(a for a in draft.areas if a.id == "station_elm")
    assert f"{area.name} What we did" in said(reader_of(tmp_path, draft, body()))
