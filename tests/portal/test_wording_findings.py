"""Every sentence about change and difference, over every combination of what a release can say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
import textstat

from portal import wording
from portal.findings import Comparison, Found
from release.measures import Area, Measure, Rebase
from tests.portal.combinations import (
    ASSURANCES,
    DIRECTIONS,
    ELM,
    EVERY,
    FORCE,
    MEASURES,
    NO_CHANGE,
    RANGES,
    Combination,
    compared,
    found_of,
    measure_of,
    point,
    told,
)  # fmt: skip


@pytest.mark.parametrize("combination", EVERY, ids=str)
def test_a_sentence_says_what_is_known_and_no_more(combination: Combination) -> None:
    said, _direction, assurance, rule, sign, range_ = combination
    words = told(combination)
    assert words.endswith(".") and "{" not in words and "  " not in words and "None" not in words
    claims = rule and range_ != "unclear"
    assert ("That is an improvement." in words) == bool(claims and said == "improvement")
    assert ("That is a cause for concern." in words) == bool(claims and said == "concern")
    assert (NO_CHANGE in words.lower()) == (
        said == "common cause" or bool(rule and range_ == "unclear")
    )
    assert ("cannot say" in words) == (said == "latest point missing")
    assert ("There are 12 figures" in words) == (said == "too few points")
    assert ("seldom moved at all" in words) == (said == "no spread")
    if rule:
        up, down = ("higher", "above", "risen", "high"), ("lower", "below", "fallen", "low")
        assert any(w in words for w in (up if sign > 0 else down))
    kept = "keep meeting" in words, "keep missing" in words, "at times meet" in words
    shown = assurance if said not in ("too few points", "no spread") else ""
    assert kept == tuple(shown == a for a in ("passing", "failing", "hit and miss"))


def test_every_icon_has_words_and_only_what_was_found_out_has_one() -> None:
    icons = {told_: wording.icon(found_of(told_, "", "", 0).assessment) for told_, *_ in EVERY}
    assert len(set(icons.values())) == len(icons) == 7 and all(icons.values())
    promises = {
        a: wording.promise_icon(found_of("neutral", a, "", 0).assessment) for a in ASSURANCES
    }
    assert len(set(promises.values())) == 4 and not promises[""]
    assert wording.icon(None) == wording.promise_icon(None) == ""
    assert wording.changing(MEASURES["happy_index"], Found(), None) == ""


def test_where_nothing_changes_nothing_is_claimed_against_the_year_before() -> None:
    now, then = point(80, (78, 82), "2026-06"), point(62, (60, 64), "2025-06")
    measure = measure_of("higher")
    loud = wording.headline(measure, ELM, now, then)
    assert loud.endswith("That is higher than a year earlier (62%).")
    steady = wording.headline(measure, ELM, now, then, course="steady")
    assert steady.endswith("A year earlier it was 62%: no clear change.")


def test_a_change_of_the_series_and_none_between_two_figures_do_not_gainsay_each_other() -> None:
    now, then = point(80, (70, 90), "2026-06"), point(75, (65, 85), "2025-06")
    said = wording.headline(measure_of("higher"), ELM, now, then, course="moving")
    assert said.endswith("A year earlier it was 75%: by themselves these two show no clear change.")


STANDS = {
    ("improvement", "outside", 1): "It is better than its average since July 2023.",
    ("concern", "outside", 1): "It is worse than its average since July 2023.",
    ("neutral", "one side", 1): "It is unusual for its average since July 2023.",
    ("concern", "trend", -1): "It has fallen 7 times in a row or more.",
    ("improvement", "two of three", -1): "",
}


@pytest.mark.parametrize(("key", "words"), STANDS.items(), ids=str)
def test_what_stands_out_is_said_before_the_year_before(
    key: tuple[str, str, float], words: str
) -> None:
    variation, rule, sign = key
    found = found_of(variation, "", rule, sign)
    now, then = point(80, (74, 86), "2026-06"), point(75, (65, 85), "2025-06")
    assert wording.stands_out(found, now) == words
    said = wording.headline(
        measure_of("higher"), ELM, now, then, course="moving", outstanding=words
    )
    ending = f"{words} A year earlier it was 75%." if words else "show no clear change."
    assert said.endswith(ending) and ("by themselves" in said) is not bool(words)
    held = point(80, (60, 90), "2026-06")
    assert wording.stands_out(found, held) == wording.stands_out(found, then) == ""


@pytest.mark.parametrize(
    ("variation", "words"),
    [
        ("improvement", "Perhaps an improvement"),
        ("concern", "Perhaps a concern"),
        ("neutral", "Unusual"),
        ("common cause", "No clear change"),
    ],
)
def test_an_icon_beside_a_range_that_holds_the_average_is_a_perhaps(
    variation: str, words: str
) -> None:
    found = found_of(variation, "", "", 0).assessment
    assert wording.icon(found, wording.surety(found, point(80, (50, 90), "2026-06"))) == words
    assert wording.icon(found, wording.surety(found, point(80, (50, 90), "2026-05"))) != "Perhaps"
    assert wording.surety(found, point(80, (50, 90), "2026-05")) == "none"


def test_a_series_of_constants_is_said_to_be_one() -> None:
    found = found_of("common cause", "", "", 0)
    assert found.assessment
    flat = replace(found.assessment, mean=70, lower_limit=70, upper_limit=70)
    said = wording.changing(measure_of("higher"), Found(flat), None)
    assert said == "No clear change: every figure since July 2023 is the same, 70%."


@pytest.mark.parametrize(
    ("points", "start"),
    [(0, "No figure is shown yet"), (1, "There is 1 figure"), (2, "There are 2 figures")],
)
def test_few_points_are_counted(points: int, start: str) -> None:
    found = found_of("too few points", "", "", 0)
    assert found.assessment
    few = Found(replace(found.assessment, points=points))
    assert wording.changing(measure_of("higher"), few, None).startswith(start)


def test_a_limit_beyond_the_scale_is_said_as_its_end() -> None:
    measure = MEASURES["happy_index"]
    assert wording.limit(measure, 103.2) == "100 out of 100"
    assert wording.limit(measure, -3) == "0 out of 100"
    assert wording.limit(measure, -3, "face") == "0%"
    assert wording.limit(MEASURES["complaints_received"], -3.5) == "0 complaints"
    assert wording.limit(MEASURES["complaints_received"], 300) == "300 complaints"


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (81.52, 82.25, "June 2026 (81.5%) is lower than chance alone can explain: below 82.3%."),
        (81.52, 81.54, "June 2026 (81.52%) is lower than chance alone can explain: below 81.54%."),
        (79.0, 82.25, "June 2026 is lower than chance alone can explain: below 82%."),
    ],
)
def test_a_figure_and_the_limit_that_it_lies_beyond_are_never_printed_alike(
    value: float, bound: float, words: str
) -> None:
    found = found_of("concern", "", "outside", -1)
    assert found.assessment
    found = replace(found, assessment=replace(found.assessment, mean=84, lower_limit=bound))
    shown = point(value, None, "2026-06")
    share = MEASURES["happy_share"]
    assert wording.varies(share, found, shown).startswith(words)
    grey = wording.around(share, found.assessment, point=shown)
    assert ("82%" in grey) == (value == 79.0)


def test_an_average_and_a_funnel_are_told_from_the_figure_too() -> None:
    share, shown = MEASURES["happy_share"], point(84.2, None, "2026-06")
    found = found_of("improvement", "", "one side", 1)
    assert found.assessment
    found = replace(found, assessment=replace(found.assessment, mean=83.8))
    said = wording.varies(share, found, shown)
    assert "up to June 2026 (84.2%), all lie above the average of 83.8%." in said
    placed = Comparison(ELM.id, "2026-06", 70, 60, 83.9, 65, 75, "higher")
    told = wording.compared(share, ELM, placed, shown)
    assert f"{ELM.name} (84.2%) was higher than expected" in told and "60.0% to 83.9%" in told


def test_a_figure_that_is_said_roughly_is_not_made_exact_by_its_limit() -> None:
    workshop = MEASURES["workshop_coverage"]
    shown = replace(point(81.52, None, "2026-06"), status="rounded", denominator=120.0)
    found = found_of("concern", "", "outside", -1)
    assert found.assessment
    found = replace(found, assessment=replace(found.assessment, mean=84, lower_limit=82.25))
    assert "June 2026 is lower" in wording.varies(workshop, found, shown)


def test_the_decision_that_started_the_limits_again_is_quoted() -> None:
    why = "The desk moved to a new hall."
    rebase = Rebase(period="2023-07", decided=date(2023, 8, 1), why=why)
    measure = measure_of("higher").model_copy(update={"rebase": [rebase]})
    found = found_of("common cause", "", "", 0).assessment
    said = wording.decided(measure, found, ELM.id)
    assert said == (
        "The limits start again in July 2023. That was decided on 1 August 2023: "
        "The desk moved to a new hall."
    )
    elsewhere = rebase.model_copy(update={"area": "station_fir"})
    assert wording.decided(measure.model_copy(update={"rebase": [elsewhere]}), found, ELM.id) == ""
    later = rebase.model_copy(update={"period": "2024-01"})
    assert wording.decided(measure.model_copy(update={"rebase": [later]}), found, ELM.id) == ""


def test_an_interval_is_said_or_its_lack_explained() -> None:
    now, bare = point(80, (74, 86), "2026-06"), point(80, None, "2026-06")
    assert wording.likely(measure_of("higher"), now) == (
        "For June 2026 the likely range is 74% to 86%."
    )
    assert "do not say how far single cases" in wording.likely(MEASURES["speed_of_answer"], bare)
    reported = MEASURES["happy_index"].model_copy(update={"protection": "reported"})
    assert "without its number of answers" in wording.likely(reported, bare)
    assert wording.likely(measure_of("higher"), None) == ""


def stories() -> Iterator[str]:
    """What a page says of a series, for every measure of the catalogue and every combination."""
    for id_, place in product(MEASURES, (ELM, FORCE)):
        for combination in EVERY:
            yield story(id_, place, combination)
    for id_, (direction, band, range_) in product(
        MEASURES, product(DIRECTIONS, wording.BANDS, RANGES)
    ):
        yield compared(direction, band, range_, id_)
    for measure in MEASURES.values():
        yield from captions(measure)


def captions(measure: Measure) -> Iterator[str]:
    """What stands under the charts of a measure."""
    seen = [point(v, None, f"2026-0{n}") for n, v in enumerate((70, 72, None, 64), 1)]
    found = found_of("neutral", "", "outside", 1).assessment
    parts = [
        wording.over_time(measure, seen), wording.target(measure), wording.gaps(seen),
        wording.around(measure, found),
    ]  # fmt: skip
    yield " ".join(part for part in parts if part)
    yield wording.not_compared(measure)
    for bands in (["as expected"] * 6, ["as expected"] * 4 + ["higher", "lower", "lower"]):
        yield wording.funnel(
            measure, [Comparison("s", "2026-06", 66, 60, 72, 62, 70, band) for band in bands]
        )


def story(id_: str, place: Area, combination: Combination) -> str:
    said, direction, _assurance, rule, _sign, range_ = combination
    measure = measure_of(direction, id_)
    now = point(None if said == "latest point missing" else 80, RANGES[range_], "2026-06")
    then = point(62, (60, 64), "2025-06")
    parts = [
        wording.headline(
            measure,
            place,
            now,
            then,
            course="steady" if said == "common cause" else "moving" if rule else "",
            outstanding=wording.stands_out(found_of(said, "", rule, _sign), now),
        ),
        wording.likely(measure, now),
        told(combination, id_),
    ]
    return " ".join(part for part in parts if part)


def test_every_text_can_be_read_in_the_ninth_grade() -> None:
    hard = {}
    for text in set(stories()):
        grade = textstat.flesch_kincaid_grade(text)
        if grade > 9:
            hard[text] = grade
    worst = sorted(hard.items(), key=lambda item: -item[1])
    assert not hard, (len(hard), worst[:5])
