"""An address is checked before anything is read: 404 for the unknown, 400 for the unreadable."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal import links, places, selection
from portal.page import BadValue, NotFound
from release.reader import Reader
from tests.factory import sample_draft
from tests.portal.published import bare, published


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("selection"), sample_draft(6))


def choose(reader: Reader, measure: str, area: str = "", **asked: str) -> selection.Selection:
    chosen = selection.measure(reader, measure)
    return selection.select(reader, chosen, selection.area(reader, area), **asked)


def test_without_parameters_it_is_the_force_and_the_latest_period(reader: Reader) -> None:
    chosen = choose(reader, "happy_index")
    assert (chosen.area.id, chosen.frequency, chosen.period) == ("testshire", "month", "2026-06")


def test_a_measure_without_months_is_shown_by_quarter(reader: Reader) -> None:
    assert choose(reader, "recruit_coverage").period == "2026-Q2"


def test_months_that_are_mostly_hidden_give_way_to_quarters(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    draft = sample_draft(6)
    seen = draft.observations
    monthly = (seen["measure"] == "complaints_received") & (seen["frequency"] == "month")
    hidden = seen.assign(
        status=seen["status"].mask(monthly, "suppressed"), value=seen["value"].mask(monthly)
    )
    folder = tmp_path_factory.mktemp("hidden")
    found = choose(published(folder, replace(draft, observations=hidden)), "complaints_received")
    assert (found.frequency, found.period) == ("quarter", "2026-Q2")


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (("2026-06",), ("quarter", "2026-Q2")),
        (("2026-06", "2026-Q2", "2026"), ("month", "2026-06")),
    ],
)
def test_a_hidden_newest_figure_gives_way_to_a_longer_period_that_is_shown(
    newest: tuple[str, ...], expected: tuple[str, str], tmp_path: Path
) -> None:
    draft = sample_draft(6)
    seen = draft.observations
    last = (seen["measure"] == "complaints_received") & seen["period"].isin(newest)
    hidden = seen.assign(
        status=seen["status"].mask(last, "suppressed"), value=seen["value"].mask(last)
    )
    reader = published(tmp_path, replace(draft, observations=hidden))
    found = choose(reader, "complaints_received")
    assert (found.frequency, found.period) == expected


def test_a_period_brings_its_frequency(reader: Reader) -> None:
    chosen = choose(reader, "happy_index", "station_elm", period="2026")
    assert (chosen.frequency, chosen.period) == ("year", "2026")


def test_an_area_without_data_has_no_period(reader: Reader) -> None:
    assert choose(reader, "happy_index", "station_hazel").period is None


def test_a_known_period_that_an_area_lacks_is_kept(reader: Reader) -> None:
    assert choose(reader, "happy_index", "station_hazel", period="2026-06").period == "2026-06"


@pytest.mark.parametrize("period", ["2026-13", "soon", "2026-Q5", "26-01", "2026-1", "<b>"])
def test_what_is_no_period_is_a_bad_value(reader: Reader, period: str) -> None:
    with pytest.raises(BadValue):
        choose(reader, "happy_index", period=period)


def test_a_period_in_the_future_is_not_found(reader: Reader) -> None:
    with pytest.raises(NotFound, match="no figures for January 2099 yet"):
        choose(reader, "happy_index", period="2099-01")
    with pytest.raises(NotFound, match="no figures for that period"):
        choose(reader, "happy_index", period="1999-01")


def test_a_length_that_the_measure_lacks_is_a_bad_value(reader: Reader) -> None:
    with pytest.raises(BadValue, match="of that length"):
        choose(reader, "recruit_coverage", period="2026-06")


def test_an_unknown_breakdown_is_a_bad_value(reader: Reader) -> None:
    with pytest.raises(BadValue, match="not split"):
        choose(reader, "happy_index", breakdown="shoe_size")


@pytest.mark.parametrize("name", ["nowhere", "station_", "x" * 80])
def test_unknown_names_are_not_found(reader: Reader, name: str) -> None:
    with pytest.raises(NotFound):
        selection.area(reader, name)
    with pytest.raises(NotFound):
        selection.measure(reader, name)


@pytest.mark.parametrize("name", ["<script>", "a b", "x" * 81, "../etc", "é", "a\0"])
def test_what_cannot_be_a_name_is_a_bad_value(reader: Reader, name: str) -> None:
    with pytest.raises(BadValue) as error:
        selection.area(reader, name)
    assert name not in str(error.value)


def test_a_parameter_given_twice_is_a_bad_value_unless_it_says_the_same() -> None:
    assert selection.text(["a", "a"], "area") == "a"
    with pytest.raises(BadValue, match="more than once"):
        selection.text(["a", "b"], "area")


def test_a_release_without_areas_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = published(tmp_path_factory.mktemp("empty"), replace(bare(), areas=()))
    with pytest.raises(NotFound, match="no areas"):
        selection.area(empty, None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("elm", ["Elm Station"]),
        ("ELM station", ["Elm Station"]),
        ("ts41aa", ["Elm Station"]),
        ("TS4 1AA", ["Elm Station"]),
        ("4 high street", ["Elm Station"]),
        ("north", ["Alder Station", "Birch Station", "Cedar Station"]),
        ("%", []),
        ("zzz", []),
    ],
)
def test_a_station_is_found_by_name_street_postcode_or_district(
    reader: Reader, wanted: str, found: list[str]
) -> None:
    assert [s.name for s in places.search(reader, wanted).exact] == found


def test_links_of_an_earlier_release_stay_in_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    newest = published(
        tmp_path_factory.mktemp("two"), sample_draft(1, "2026-05"), sample_draft(2, "2026-06")
    )
    assert links.href(newest, "/stations", area="a b") == "/stations?area=a+b"
    newest.release, latest = newest.history[1], newest.release
    assert links.href(newest, "/stations") == f"/stations?release={newest.history[1].id}"
    newest.release = latest
