"""The page of a station: its parts in their order, and words where something is not there."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from portal.components.parts import letters
from portal.components.shell import footer
from portal.first_html import render
from portal.pages import station
from release.draft import Draft
from release.reader import Reader
from tests.factory import sample_draft
from tests.portal.published import published

PARTS = [
    "short", "station", "encounter", "phone", "complaints", "training", "asked", "compared",
    "numbers", "elsewhere",
]  # fmt: skip


@pytest.fixture(scope="module")
def draft() -> Draft:
    return sample_draft(14)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> Reader:
    return published(tmp_path_factory.mktemp("station"), draft)


def markup(reader: Reader, area: str = "station_elm") -> str:
    return render(station.page(reader, area=area).main)


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def part(html: str, id: str) -> str:
    found = re.search(rf'<section[^>]*id="{id}".*?</section>', html, re.S)
    assert found, id
    return found[0]


def changed(draft: Draft, area: str, **fields: object) -> Draft:
    areas = tuple(a.model_copy(update=fields) if a.id == area else a for a in draft.areas)
    return replace(draft, areas=areas)


def test_the_parts_stand_in_their_order_and_the_list_leads_to_each(reader: Reader) -> None:
    html = markup(reader)
    assert re.findall(r'<section[^>]*id="([a-z]+)"', html) == PARTS
    jumps = re.search(r'<nav[^>]*class="jump".*?</nav>', html, re.S)
    assert jumps and re.findall(r'href="#([a-z]+)"', jumps[0]) == PARTS
    titles = [said(t) for t in re.findall(r"<a[^>]*>(.*?)</a>", jumps[0])]
    assert titles == [said(re.search(r"<h2.*?</h2>", part(html, id))[0]) for id in PARTS]  # type: ignore[index]


def test_only_the_first_drawing_of_a_theme_is_open(reader: Reader) -> None:
    encounter = part(markup(reader), "encounter")
    assert encounter.count('<details class="fold">') == 2
    first = encounter.index('class="fold"')
    assert encounter[:first].count('figure class="chart"') == 1
    assert re.search(r'<details class="fold"><summary><h3 id="quality_of_interaction-item-title">',
                     encounter)  # fmt: skip
    station = part(markup(reader), "station")
    assert station.index("happy_index-face-title") < station.index('class="fold"')


def test_what_is_said_once_is_not_said_twice(reader: Reader) -> None:
    words = said(markup(reader))
    assert words.count("the Happy Index at Elm Station was") == 1
    assert words.count("it is too early to tell") == 1 and "Too early to tell" not in words


def test_the_sentences_of_a_drawing_stand_with_its_numbers_and_describe_it(reader: Reader) -> None:
    chart = part(markup(reader), "phone")
    drawing, _details, behind = chart.partition("<details>")
    about = re.search(r'<p[^>]*id="(calls_[a-z_]+-about)"[^>]*>(.*?)</p>', behind)
    assert about and "The lowest figure since" in about[2]
    assert f" {about[1]}" in drawing and "The lowest figure" not in drawing


def test_name_headline_icon_and_contact_come_first(reader: Reader) -> None:
    html = markup(reader)
    top = html[: html.index('class="jump"')]
    for first, then in [("<h1>Elm Station", 'class="lead"'), ('class="lead"', "icon icon-"),
                        ("icon icon-", "Captain Made-Up Elm")]:  # fmt: skip
        assert top.index(first) < top.index(then)
    assert "<img" not in html, "a card without a photo has no empty box"


def test_a_photo_of_the_card_is_shown_with_its_words(tmp_path: Path, draft: Draft) -> None:
    card = next(a.card for a in draft.areas if a.id == "station_elm")
    for photo, shown in [("data:image/png;base64,AAAA", True), ("https://x.example/a.png", False)]:
        folder = tmp_path / str(shown)
        folder.mkdir()
        reader = published(folder, changed(draft, "station_elm", card=card | {"photo": photo}))
        assert ('alt="Photo of Captain Made-Up Elm"' in markup(reader)) is shown


def test_quality_is_split_by_question_and_by_encounter(reader: Reader) -> None:
    encounter = said(part(markup(reader), "encounter"))
    assert "Quality of interaction: Question" in encounter
    assert "Quality of interaction: Kind of encounter" in encounter
    assert reader.measures["quality_of_interaction"].caution in encounter


def test_the_funnel_has_this_station_marked_and_its_band_in_words(reader: Reader) -> None:
    compared = part(markup(reader), "compared")
    assert compared.count('class="ring c-main"') == 1
    assert "Happy visitors by size of place" in said(compared)
    assert 'href="/compare?measure=happy_share&amp;area=station_elm"' in compared


def test_every_measure_with_a_figure_has_its_row_and_its_file(reader: Reader) -> None:
    numbers = part(markup(reader), "numbers")
    shown = {m for m in reader.measures if reader.observations(m, area="station_elm")}
    files = re.findall(r'href="/data/[0-9a-f]+/([a-z_]+)\.csv\?area=station_elm"', numbers)
    assert set(files) == shown and len(files) == len(shown)
    assert 'href="/data"' in numbers


@pytest.mark.parametrize(
    ("area", "words", "not_said"),
    [
        ("station_elm", "Look up when we come in.", "Nothing is listed for"),
        ("station_fir", "Nothing is listed for Fir Station alone. This was asked around it: South "
                        "District and Testshire.", "Look up when we come in."),
        ("district_south", "Look up when we come in.", "Nothing is listed for"),
        ("testshire", "Tell us what has become of our report.", "Nothing is listed for"),
    ],
)  # fmt: skip
def test_what_was_asked_is_that_of_the_place_or_of_those_around_it(
    reader: Reader, area: str, words: str, not_said: str
) -> None:
    asked = said(part(markup(reader, area), "asked"))
    assert words in asked and not_said not in asked


def test_only_two_things_that_were_asked_stand_here_with_the_way_to_all(
    tmp_path: Path, draft: Draft
) -> None:
    actions = draft.documents["action"]
    more = {f"more-{n}": body for n in range(3) for body in [actions["greeting"]]}
    documents = {**draft.documents, "action": {**actions, **more}}
    reader = published(tmp_path, replace(draft, documents=documents))
    own = part(markup(reader), "asked")
    assert own.count("<h3>") == 2
    assert 'href="/actions?area=station_elm">Everything that people asked for' in own
    assert 'href="/actions">Everything' in part(markup(reader, "testshire"), "asked")


def test_a_station_without_data_says_so_once(reader: Reader) -> None:
    html = markup(reader, "station_hazel")
    assert said(html).count("No figures have come in for Hazel Station yet.") == 1
    assert re.findall(r'<section[^>]*id="([a-z]+)"', html) == ["asked", "elsewhere"]
    assert 'class="jump"' not in html and "Captain Made-Up Hazel" in html
    assert "<svg" not in html and "In short" not in said(html)
    assert "<table" not in html


def test_measures_that_the_force_lacks_leave_no_part(tmp_path: Path, draft: Draft) -> None:
    few = tuple(m for m in draft.measures if m.theme == "phone")
    kept = {m.id for m in few}
    seen = draft.observations[draft.observations["measure"].isin(kept)]
    found = {name: rows[rows["measure"].isin(kept)] for name, rows in draft.findings.items()}
    documents = {k: v for k, v in draft.documents.items() if k not in ("action", "course")}
    lacking = replace(draft, measures=few, observations=seen, findings=found, documents=documents)
    html = markup(published(tmp_path, lacking))
    assert re.findall(r'<section[^>]*id="([a-z]+)"', html) == ["phone", "compared", "numbers"]


def test_a_station_that_took_over_another_says_so(tmp_path: Path, draft: Draft) -> None:
    ended = changed(draft, "station_elm", valid_to="2025-12-31", successor="station_fir")
    reader = published(tmp_path, ended)
    assert "Fir Station serves the area of a closed station now: Elm Station" in said(
        markup(reader, "station_fir")
    )
    closed = markup(reader)
    assert "Captain Made-Up Elm" not in closed and "<svg" not in closed
    assert re.findall(r'<section[^>]*id="([a-z]+)"', closed) == ["numbers"]
    assert "<h2>Last figures</h2>" in closed and "<details" not in closed


@pytest.mark.parametrize("area", ["station_elm", "district_north"])
def test_figures_of_the_force_alone_say_so_in_every_place(reader: Reader, area: str) -> None:
    inside = part(markup(reader, area), "elsewhere")
    assert said(inside).count("Published for larger areas only:") == 1
    assert 'href="/stations/testshire#leadership">Leadership in Testshire</a>' in inside
    assert 'id="leadership"' in markup(reader, "testshire")


def test_a_theme_without_figures_of_a_station_leads_to_those_of_its_district(
    reader: Reader,
) -> None:
    inside = part(markup(reader), "elsewhere")
    assert "Themes of comments in South District" in said(inside)
    assert 'href="/stations/district_south#comments"' in inside
    assert 'figure class="chart"' in part(markup(reader, "district_south"), "comments")


def test_the_target_is_gone_with_a_closed_station(tmp_path: Path, draft: Draft) -> None:
    reader = published(tmp_path / "a", draft)
    stations = [a.id for a in draft.areas if a.level == "station"]
    words = "If nothing changes, it will"
    area = next(a for a in stations if words in said(markup(reader, a)))
    ended = changed(draft, area, valid_to="2025-12-31")
    html = markup(published(tmp_path / "b", ended), area)
    assert "it will keep" not in said(html) and "the target of" not in said(html)


def test_the_foot_says_what_is_rounded(reader: Reader) -> None:
    foot = said(render(footer(reader)))
    assert "Counts of people are rounded to protect them" in foot


def test_an_address_of_email_breaks_between_its_parts() -> None:
    said = render(letters("elm@police.example"))
    assert said == (
        '<a dir="ltr" href="mailto:elm@police.example">elm@<wbr>police.<wbr>example</a>'
    )
