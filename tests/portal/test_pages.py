"""Every page over good, empty, hidden and hostile releases; every number equals the release."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from portal.components import shell
from portal.first_html import render
from portal.page import AddressError, NotFound, Page
from portal.pages import ADDRESSES, errors
from release.draft import Draft
from release.reader import Observation, Reader
from tests.factory import sample_draft
from tests.portal.effects import with_effects
from tests.portal.published import bare, changed, published, without_observations
from tests.portal.views import ERRORS, FUNCTIONS, VIEWS, Make

HOSTILE = '<script>alert("x")</script> & {area} %s ' + "W" * 200


@pytest.fixture(scope="module")
def draft() -> Draft:
    return sample_draft(14)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> Reader:
    earlier = sample_draft(13, "2026-05")
    return published(tmp_path_factory.mktemp("pages"), earlier, with_effects(draft))


def html_of(reader: Reader | None, page: Page, path: str = "/") -> str:
    return render(shell(page, reader, path))


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def station(reader: Reader, area: str) -> str:
    return text_of(html_of(reader, FUNCTIONS["/stations/<area>"](reader, area=area)))


@pytest.mark.parametrize(("name", "make"), VIEWS + ERRORS)
def test_every_page_is_well_made(reader: Reader, name: str, make: Make) -> None:
    page = make(reader)
    markup = html_of(reader, page)
    headings = [int(level) for level in re.findall(r"<h([1-6])", markup)]
    assert headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(headings)), headings
    ids = re.findall(r'\sid="([^"]+)"', markup)
    assert len(ids) == len(set(ids)), name
    assert markup.count("<table") == markup.count("<caption")
    assert "<th>" not in markup and " style=" not in markup
    assert "None" not in text_of(markup) and "nan" not in text_of(markup).split()
    assert page.title and page.description
    for named in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', markup):
        assert set(named.split()) <= set(ids)


@pytest.mark.parametrize(("name", "make"), VIEWS)
def test_a_page_is_light(reader: Reader, name: str, make: Make) -> None:
    import gzip

    assert len(gzip.compress(html_of(reader, make(reader)).encode())) < 50_000, name


def test_every_address_of_the_table_is_looked_at() -> None:
    assert {name.split()[0] for name, _make in VIEWS} == {rule for rule, _page in ADDRESSES}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("empty"), without_observations(sample_draft(1)))


@pytest.mark.parametrize(("name", "make"), VIEWS)
def test_every_page_stands_without_figures(empty: Reader, name: str, make: Make) -> None:
    try:
        text = text_of(html_of(empty, make(empty)))
    except NotFound:
        assert "2026-02" in name
        return
    assert "None" not in text and "Traceback" not in text


@pytest.mark.parametrize("rule", ["/", "/stations", "/measures", "/training", "/data", "/releases"])
def test_the_rooms_stand_in_a_release_that_has_nothing(tmp_path: Path, rule: str) -> None:
    nothing = published(tmp_path, bare())
    assert html_of(nothing, FUNCTIONS[rule](nothing))


def test_no_release_at_all_has_a_page() -> None:
    page = errors.nothing_published()
    assert page.status == 503 and "Come again" in text_of(html_of(None, page))


def test_a_station_without_data_says_so_and_draws_no_empty_box(reader: Reader) -> None:
    markup = html_of(reader, FUNCTIONS["/stations/<area>"](reader, area="station_hazel"))
    main = re.search(r"<main.*?</main>", markup, re.S)
    assert main and text_of(main[0]).count("No figures have come in") == 1
    assert "Published for larger areas only: Themes of comments in" in text_of(markup)
    assert "<svg" not in markup and "Captain Made-Up Hazel" in markup


def test_a_station_page_tells_who_where_and_how(reader: Reader) -> None:
    text = station(reader, "station_elm")
    for said in ("Captain Made-Up Elm", "4 High Street, Elm, TS4 1AA", "Give feedback",
                 "the Happy Index at Elm Station was", "How are people treated"):  # fmt: skip
        assert said in text


def test_hidden_numbers_are_explained_and_never_zero(tmp_path: Path, draft: Draft) -> None:
    gone = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    hidden = published(tmp_path, changed(draft, **gone, status="suppressed"))
    text = station(hidden, "station_elm")
    assert "not shown" in text and "too few answers" in text
    assert "<svg" not in html_of(hidden, FUNCTIONS["/stations/<area>"](hidden, area="station_elm"))
    assert not re.search(r"\b0(%| out of| seconds| complaints)", text)


@pytest.mark.parametrize("whole", [True, False])
def test_a_hidden_course_is_explained_once(tmp_path: Path, draft: Draft, whole: bool) -> None:
    """Where every figure is hidden, and where only the newest of them is."""
    seen = draft.observations
    chosen = seen["measure"].isin([m.id for m in draft.measures if m.theme == "training"])
    if not whole:
        chosen &= seen["period"].isin(["2026-Q2", "2026-06", "2026"])
    numbers = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    gone = {name: seen[name].mask(chosen) for name in numbers}
    gone["status"] = seen["status"].mask(chosen, "suppressed")
    gone["note"] = seen["note"].mask(chosen, "")
    hidden = published(tmp_path, changed(draft, **gone))
    markup = html_of(hidden, FUNCTIONS["/stations/<area>"](hidden, area="station_elm"))
    room = re.search(r'<section[^>]*id="training".*?</section>', markup, re.S)
    assert room
    sentences = re.findall(r"<p[^>]*>(.*?)</p>", room[0], re.S)
    reasons = [said for said in sentences if "It is not shown, to protect people." in said]
    assert len([r for r in reasons if "workshop" in r]) == 1, sentences


def test_a_closed_station_names_its_successor(tmp_path: Path, draft: Draft) -> None:
    closing = {"valid_to": "2025-12-31", "successor": "station_fir"}
    areas = tuple(a.model_copy(update=closing) if a.id == "station_elm" else a for a in draft.areas)
    closed = published(tmp_path, replace(draft, areas=areas))
    text = station(closed, "station_elm")
    markup = render(FUNCTIONS["/stations/<area>"](closed, area="station_elm").main)
    for gone in ("Captain Made-Up Elm", "Visit or call", "Give feedback", "Tell us how it was",
                 "Everyone should have done it"):  # fmt: skip
        assert gone not in text
    assert "tel:" not in markup and "mailto:" not in markup and 'class="card"' not in markup
    assert "Everyone should have done it" in station(closed, "station_fir")
    assert "Elm Station closed on 31 December 2025. Its figures end there." in text
    assert "Fir Station serves its area now." in text
    listed = text_of(html_of(closed, FUNCTIONS["/stations"](closed)))
    assert "Elm Station closed" in listed


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    draft = with_effects(sample_draft(1))
    areas = tuple(a.model_copy(update={"name": HOSTILE}) for a in draft.areas)
    measures = tuple(
        m.model_copy(update={"title": HOSTILE, "definition": HOSTILE}) for m in draft.measures
    )
    documents = {**draft.documents, "source": {"x": {"title": HOSTILE, "rows": 1}}}
    documents["course"] = {"empathy": {"title": HOSTILE}}
    changed_ = replace(draft, areas=areas, measures=measures, documents=documents)
    return published(tmp_path_factory.mktemp("hostile"), changed_)


@pytest.mark.parametrize(("name", "make"), VIEWS)
def test_hostile_names_stay_text(hostile: Reader, name: str, make: Make) -> None:
    try:
        markup = html_of(hostile, make(hostile))
    except NotFound:
        assert "2026-02" in name or "workshop" in name
        return
    assert "<script" not in markup


def test_addresses_that_lead_nowhere_raise_in_one_sentence(reader: Reader) -> None:
    for rule, given in (
        ("/stations/<area>", {"area": "nowhere"}),
        ("/measures/<measure>", {"measure": "nothing"}),
        ("/training/<course>", {"course": "nothing"}),
        ("/releases/<id>", {"id": "0" * 12}),
    ):
        with pytest.raises(NotFound) as error:
            FUNCTIONS[rule](reader, **given)
        page = errors.of(error.value)
        assert page.status == 404 and str(error.value).endswith(".")


def test_a_bad_value_has_its_own_page() -> None:
    assert errors.of(AddressError("No.")).status == 400


def test_a_withdrawn_release_says_why(reader: Reader) -> None:
    row = replace(reader.history[1], withdrawn="2026-03-01T09:00:00Z", withdrawn_why="A leak.")
    reader.history[1], kept = row, reader.history[1]
    try:
        page = FUNCTIONS["/releases/<id>"](reader, id=row.id)
        text = text_of(html_of(reader, page))
    finally:
        reader.history[1] = kept
    assert "Withdrawn on 1 March 2026. The reason: A leak." in text
    assert "See the site as it was then" not in text


def test_an_earlier_release_says_that_a_newer_one_is_there(reader: Reader) -> None:
    reader.release, latest = reader.history[1], reader.release
    try:
        markup = html_of(reader, FUNCTIONS["/"](reader))
    finally:
        reader.release = latest
    assert "A newer one is there." in text_of(markup)
    assert f"release={reader.history[1].id}" in markup


NUMBERS = {
    "happy_index": (0, "{} out of 100"),
    "calls_abandoned": (1, "{}%"),
    "complaints_received": (0, "{} complaints"),
    "complaints_per_contact": (1, "{} per 1,000 contacts"),
}
"""Decimals and form of a figure, written down here a second time."""


@pytest.mark.parametrize("measure", NUMBERS)
@pytest.mark.parametrize("area", ["testshire", "station_elm"])
def test_every_number_of_the_table_equals_the_release(
    reader: Reader, measure: str, area: str
) -> None:
    page = FUNCTIONS["/measures/<measure>"](reader, measure=measure, area=area)
    table = re.search(r'id="over-time".*?<tbody[^>]*>(.*?)</tbody>', html_of(reader, page), re.S)
    assert table
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
             for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[1])]  # fmt: skip
    frequency = reader.measures[measure].frequencies[0]
    seen = reader.observations(measure, area=area, frequency=frequency)
    assert [row[1] for row in cells] == [_expected(measure, o) for o in reversed(seen)]


def _expected(measure: str, o: Observation) -> str:
    decimals, form = NUMBERS[measure]
    value = Decimal(repr(o.value)).quantize(Decimal(10) ** -decimals, ROUND_HALF_UP)
    return form.format(f"{value:,}")


def test_a_citation_leads_to_the_view_that_is_cited(reader: Reader) -> None:
    asked = {"area": "station_elm", "period": "2026-02", "breakdown": "face"}
    page = FUNCTIONS["/measures/<measure>"](reader, measure="happy_index", **asked)
    cited = re.search(r'<p class="cite">(.*?)</p>', html_of(reader, page))
    assert cited
    address = unescape(cited[1]).rpartition(" ")[2]
    path, _mark, search = address.partition("?")
    assert path == "/measures/happy_index"
    assert dict(parse_qsl(search)) == asked | {"release": reader.release.id}
    newest = text_of(
        html_of(reader, FUNCTIONS["/measures/<measure>"](reader, measure="happy_index"))
    )
    assert f"?area=testshire&period=2026-06&release={reader.release.id}" in newest
    form = text_of(html_of(reader, FUNCTIONS["/data"](reader)))
    assert f": name of the measure, release {reader.release.id}, address" in form


def test_counts_of_a_source_that_are_hidden_are_said_in_words(tmp_path: Path) -> None:
    draft = sample_draft(1)
    source = draft.documents["source"]["kiosks"] | {"quarantined": None, "reasons": {"late": None}}
    small = published(
        tmp_path, replace(draft, documents={**draft.documents, "source": {"kiosks": source}})
    )
    assert text_of(html_of(small, FUNCTIONS["/data"](small))).count("fewer than 10") == 2


def test_each_measure_has_its_newest_figure_and_a_sentence(reader: Reader) -> None:
    seen = html_of(reader, FUNCTIONS["/measures"](reader))
    items = re.findall(r"<li><h3>.*?</li>", seen, re.S)
    assert len(items) == len(reader.measures)
    happy = next(item for item in items if "/measures/happy_index" in item)
    newest = reader.observations("happy_index", area="testshire", frequency="month")[-1]
    assert f"<strong>{_expected('happy_index', newest)}</strong>" in happy
    assert "June 2026" in happy
    assert "<p>The average of all presses on the four faces at the station, from 0" in happy
    assert "A press counts" not in happy


def test_an_error_has_a_search_where_there_are_stations(reader: Reader) -> None:
    lost = html_of(reader, errors.not_found())
    assert 'action="/stations"' in lost and 'name="q"' in lost
    assert 'name="q"' not in html_of(None, errors.nothing_published())


@pytest.mark.parametrize("asked", ["", "2026-06", "2026-05"])
def test_the_newest_period_can_be_chosen_once(reader: Reader, asked: str) -> None:
    page = FUNCTIONS["/measures/<measure>"](reader, measure="happy_index", period=asked)
    field = html_of(reader, page).partition('id="choose-period"')[2].partition("</select>")[0]
    options = re.findall(r'<option( selected)? value="([^"]*)">([^<]*)<', field)
    assert [title for _chosen, _value, title in options[:2]] == ["June 2026 (latest)", "May 2026"]
    chosen = [value for chosen, value, _title in options if chosen]
    assert chosen == ["" if asked != "2026-05" else asked]
