"""Figures become words here and nowhere else; so each rule of privacy.md has its case."""

from dataclasses import replace

import pytest
import textstat

from portal import wording
from portal.pages.explained import calculation
from release.measures import Area, Measure
from release.reader import Observation
from tests.factory import areas, catalogue_measures

MEASURES = {m.id: m for m in catalogue_measures()}
INDEX, SHARE = MEASURES["happy_index"], MEASURES["happy_share"]
WORKSHOP, SECONDS = MEASURES["workshop_coverage"], MEASURES["speed_of_answer"]
FORCE, ELM = areas()[0], next(a for a in areas() if a.id == "station_elm")


def point(
    value: float | None = None,
    *,
    period: str = "2026-06",
    n: float | None = None,
    between: tuple[float, float] | None = None,
    **others: str,
) -> Observation:
    seen = Observation(
        measure="", frequency="month", area=ELM.id, breakdown="", category="", period=period,
        numerator=None, denominator=n, value=value, lower=between and between[0],
        upper=between and between[1], status="normal" if value is not None else "suppressed",
        note="",
    )  # fmt: skip
    return replace(seen, **others)


def head(
    measure: Measure, now: Observation | None, then: Observation | None = None, area: Area = ELM
) -> str:
    return wording.headline(measure, area, now, then)


def test_a_score_is_told_out_of_its_scale_and_beside_the_year_before() -> None:
    assert head(INDEX, point(78), point(74, period="2025-06")) == (
        "In June 2026 the Happy Index at Elm Station was 78 out of 100. A year earlier it was 74."
    )


def test_a_whole_force_is_no_place_that_one_stands_at() -> None:
    assert head(INDEX, point(78), area=FORCE) == (
        "In June 2026 the Happy Index across Testshire was 78 out of 100."
    )


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ((70, 74), (60, 65), "That is higher than a year earlier (62%)."),
        ((50, 55), (60, 65), "That is lower than a year earlier (62%)."),
        ((60, 74), (60, 65), "A year earlier it was 62%: no clear change."),
        (None, (60, 65), "A year earlier it was 62%."),
    ],
)
def test_higher_and_lower_need_intervals_that_do_not_meet(
    now: tuple[float, float] | None, then: tuple[float, float], said: str
) -> None:
    told = head(SHARE, point(72, between=now), point(62, between=then))
    assert told.endswith(said)


def test_touching_intervals_are_no_clear_change() -> None:
    assert wording.change(point(70, between=(65, 75)), point(60, between=(55, 65))) == "unclear"


@pytest.mark.parametrize(
    ("measure", "now", "then", "said"),
    [
        (INDEX, point(78), point(78), "was the same."),
        (INDEX, point(78.4), point(77.6), "was about the same."),
        (WORKSHOP, point(76, n=99, status="rounded"), point(83, n=99, status="rounded"),
         "was about the same."),
        (WORKSHOP, point(80, n=99, status="rounded"), point(80, n=99, status="rounded"),
         "was about the same."),
        (WORKSHOP, point(80, n=900, status="rounded"), point(80, n=900, status="rounded"),
         "was the same."),
    ],
)  # fmt: skip
def test_the_same_is_said_of_equal_values_only(
    measure: Measure, now: Observation, then: Observation, said: str
) -> None:
    assert head(measure, now, then).endswith(f"A year earlier it {said}")


def test_a_hidden_year_before_is_said_and_a_missing_one_is_not() -> None:
    assert head(INDEX, point(78), point()).endswith("The figure for a year earlier is not shown.")
    assert head(INDEX, point(78), point(status="unavailable")).endswith("was 78 out of 100.")


@pytest.mark.parametrize(
    ("value", "n", "said"),
    [
        (3, 15, "few"), (26, 29, "about a quarter"), (50, 12, "about half"),
        (70, 20, "about three quarters"), (97, 20, "most"),
        (72, 30, "about 70%"), (76, 99, "about 80%"), (2, 40, "under 5%"), (99, 40, "over 95%"),
        (72, 100, "about 70%"), (73, 299, "about 75%"), (1, 150, "under 5%"),
        (99, 150, "over 95%"), (72.4, 300, "72%"), (0, 300, "0%"), (100, 900, "100%"),
    ],
)  # fmt: skip
def test_a_share_of_people_is_as_exact_as_their_number(value: float, n: float, said: str) -> None:
    assert wording.share(value, n) == said
    assert wording.said(WORKSHOP, point(value, n=n, status="rounded")) == said


def test_a_share_of_events_is_exact() -> None:
    assert wording.said(SHARE, point(72.4, n=40)) == "72%"


@pytest.mark.parametrize(
    ("id_", "value", "said"),
    [
        ("happy_index", 78.4, "78 out of 100"), ("speed_of_answer", 12, "12 seconds"),
        ("speed_of_answer", 1.2, "1 second"), ("complaints_per_contact", 3.21,
        "3.2 per 1,000 contacts"), ("complaints_received", 1, "1 complaint"),
        ("complaints_received", 1234, "1,234 complaints"), ("calls_abandoned", 4.06, "4.1%"),
    ],
)  # fmt: skip
def test_units_have_their_words(id_: str, value: float, said: str) -> None:
    assert wording.said(MEASURES[id_], point(value)) == said


def test_the_unit_is_not_said_twice_where_the_title_says_it() -> None:
    assert head(MEASURES["complaints_received"], point(41)) == (
        "Complaints received at Elm Station in June 2026: 41."
    )


@pytest.mark.parametrize(
    ("measure", "observed", "words"),
    [
        (INDEX, point(), "too few answers"),
        (SECONDS, point(), "too few cases"),
        (WORKSHOP, point(), "fewer than 10"),
        (MEASURES["complaints_received"], point(), "to protect people"),
        (INDEX, point(status="unavailable"), "no figure for Elm Station in June 2026"),
        (INDEX, point(status="not_applicable"), "does not apply"),
        (INDEX, None, "there are no figures for Elm Station"),
    ],
)
def test_what_is_not_there_is_explained(
    measure: Measure, observed: Observation | None, words: str
) -> None:
    assert words in head(measure, observed)


def test_few_and_most_stand_for_a_share_whose_side_is_too_small() -> None:
    assert wording.said(WORKSHOP, point(note="most", n=40)) == "most"
    assert head(WORKSHOP, point(note="few", n=40)).endswith(": a small share.")
    assert head(WORKSHOP, point(97, n=20, status="rounded")).endswith(": a large share.")
    assert head(WORKSHOP, point(80, n=900), point(note="most", n=40)).endswith(
        ": 80%. A year earlier it was a large share."
    )
    told = wording.of_course("Workshop", ELM, point(note="most"), "most")
    assert ", most of the officers and staff in Elm Station" in told


def test_a_chart_of_vague_shares_ends_them_too() -> None:
    seen = [point(5, n=20, status="rounded", period="2026-05"), point(97, n=20, status="rounded")]
    assert wording.over_time(WORKSHOP, seen) == (
        "The lowest figure since May 2026 was a small share (May 2026), "
        "and the highest was a large share (June 2026)."
    )


def test_a_chart_whose_figures_are_said_alike_has_no_lowest_and_no_highest() -> None:
    alike = [
        point(78.2, n=60, status="rounded", period="2026-05"),
        point(81.9, n=60, status="rounded"),
    ]
    assert wording.over_time(WORKSHOP, alike) == "Every figure since May 2026 is about 80%."
    same = [point(78.2, period="2026-05"), point(78.2)]
    assert wording.over_time(INDEX, same) == "Every figure since May 2026 is 78 out of 100."
    near = [point(81.52, period="2026-05"), point(82.25)]
    assert wording.over_time(SHARE, near) == (
        "The lowest figure since May 2026 was 81.5% (May 2026), and the highest was 82.3% "
        "(June 2026)."
    )


def test_a_chart_names_its_lowest_and_highest_and_counts_what_is_hidden() -> None:
    seen = [point(70, period="2026-04"), point(period="2026-05"), point(64)]
    assert wording.over_time(INDEX, seen) == (
        "The lowest figure since April 2026 was 64 out of 100 (June 2026), "
        "and the highest was 70 (April 2026)."
    )
    assert wording.gaps(seen).startswith("1 figure is not shown")
    assert wording.gaps(seen[:1]) == ""


def test_one_point_is_no_course_and_none_is_no_figure() -> None:
    assert wording.over_time(INDEX, [point(70)]) == (
        "So far there is one figure: 70 out of 100 in June 2026."
    )
    assert wording.over_time(INDEX, [point()]) == "No figure can be shown yet."


def test_few_and_most_are_counted_apart_and_contradict_no_other_sentence() -> None:
    few, most = point(note="few"), point(note="most", period="2026-07")
    assert wording.gaps([few, most]) == ""
    assert wording.worded([few, most]).startswith("2 figures are only called few or most")
    assert wording.worded([few]).startswith("1 figure is only called few or most")
    assert wording.worded([point(), point(70)]) == ""
    assert wording.over_time(WORKSHOP, [few, most]) == ""
    assert wording.over_time(WORKSHOP, [point(80, n=150), most]) == (
        "One figure is a point: 80% in June 2026."
    )
    assert wording.over_time(WORKSHOP, [point(60), point(80), few]) == (
        "The points lie between 60% and 80%."
    )
    assert wording.over_time(WORKSHOP, [point(60), point(60), few]) == (
        "Each figure that is a point is 60%."
    )


def test_targets_say_which_side_is_good() -> None:
    assert wording.target(INDEX) == "The target is 80 out of 100 or more."
    assert wording.target(MEASURES["calls_abandoned"]) == "The target is 5% or less."
    assert wording.target(WORKSHOP) == "The target is 100%."
    assert wording.target(MEASURES["complaints_received"]) == ""


def test_a_breakdown_is_told_category_by_category() -> None:
    seen = [
        point(60.2, breakdown="face", category="very_happy"),
        point(39.8, breakdown="face", category="happy"),
    ]
    assert wording.split(INDEX, seen) == "In June 2026: Very happy 60% and Happy 40%."


def test_of_many_categories_the_highest_and_the_lowest_are_named_and_the_hidden_counted() -> None:
    items = list(MEASURES["quality_of_interaction"].breakdowns["item"].categories.items())
    seen = [
        point(70 + n, breakdown="item", category=code, n=900)
        for n, (code, _title) in enumerate(items[:5])
    ]
    seen.append(point(breakdown="item", category=items[5][0]))
    quality = MEASURES["quality_of_interaction"]
    assert wording.split(quality, seen) == (
        f"In June 2026, of 5 figures, the highest is {items[4][1]} 74%, and the lowest is "
        f"{items[0][1]} 70%. 1 figure is not shown, to protect people or because it rests on too "
        "little."
    )
    alike = [
        point(79 + n / 2, breakdown="item", category=code, n=60, status="rounded")
        for n, (code, _title) in enumerate(items[:4])
    ]
    assert wording.split(quality, alike) == "In June 2026 all 4 figures are about 80%."


@pytest.mark.parametrize("id_", MEASURES)
def test_every_measure_says_in_plain_words_how_it_is_worked_out_and_of_what(id_: str) -> None:
    measure = MEASURES[id_]
    told = calculation(measure)
    assert told.startswith(("It is ", "We count ")) and "“" not in told and "_" not in told
    assert textstat.flesch_kincaid_grade(told) <= 9
    assert bool(measure.cases) == (measure.denominator is not None)
    head = f"Based on: {measure.cases}" if measure.cases else "Based on"
    assert wording.based_on(measure) == head


def test_the_quotient_is_said_by_its_kind() -> None:
    assert calculation(MEASURES["calls_abandoned"]) == (
        "We count the calls in which the caller rang off. The figure is their share of all calls "
        "that came in."
    )
    assert calculation(MEASURES["complaints_per_contact"]) == (
        "It is the number of complaints and concerns for every 1,000 calls answered and visits to "
        "a desk."
    )
    assert calculation(INDEX).startswith("It is the points of all presses, divided by the number")
    assert calculation(INDEX.model_copy(update={"counted": ""})) == ""
