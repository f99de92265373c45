"""Sentences about training: every status, no more than the band allows, and easy to read."""

from itertools import product
from typing import Any

import pytest
import textstat

from portal import language
from portal.wording import training
from release.measures import Measure
from release.reader import Observation
from tests.factory import catalogue_measures
from tests.portal.observations import seen

NEVER = training.NEVER
GRADE = 9
MEASURES = {m.id: m for m in catalogue_measures()}
READY: Measure = MEASURES["learning_before"]


def row(status: str, finish: str = "", earliest: str = "", latest: str = "") -> dict[str, Any]:
    return {"status": status, "finish": finish, "earliest": earliest, "latest": latest}


ON_TIME = row("on time", "2027-03", "2027-01", "2027-06")
ROWS = {
    "on time": (
        ON_TIME,
        "At the pace of the last six months everyone will have done it by March 2027 (likely "
        "between January 2027 and June 2027). That keeps the promise of 30 June 2027.",
    ),
    "on time, perhaps": (
        row("too close to call", "2027-Q2", "2027-Q1", "2028-Q1"),
        "At the pace of the last six months everyone will have done it by June 2027 (likely "
        "between March 2027 and March 2028). Whether that keeps the promise of 30 June 2027 cannot "
        "be told yet.",
    ),
    "late": (
        row("late", "2028-03", "2027-07", "2029-06"),
        "At the pace of the last six months everyone will have done it by March 2028 (likely "
        "between July 2027 and June 2029). That is too late for the promise of 30 June 2027.",
    ),
    "late, perhaps": (
        row("too close to call", "2027-07", "2027-06", "2027-08"),
        "At the pace of the last six months everyone will have done it by July 2027 (likely "
        "between June 2027 and August 2027). Whether that keeps the promise of 30 June 2027 cannot "
        "be told yet.",
    ),
    "one month": (
        row("on time", "2027-03", "2027-03", "2027-03"),
        "At the pace of the last six months everyone will have done it by March 2027. That keeps "
        "the promise of 30 June 2027.",
    ),
    "open end": (
        row("late", "2030-03", "2029-01", NEVER),
        "At the pace of the last six months everyone will have done it by March 2030. It is not "
        "likely before January 2029, and it may take more than ten years. That is too late for the "
        "promise of 30 June 2027.",
    ),
    "not at this pace": (
        row("not at this pace", NEVER, NEVER, NEVER),
        "At the pace of the last six months not everyone will have done it within ten years. The "
        "promise is 30 June 2027.",
    ),
    "not at this pace, at best": (
        row("not at this pace", NEVER, "2031-01", NEVER),
        "At the pace of the last six months not everyone will have done it within ten years. At "
        "best it takes until January 2031. The promise is 30 June 2027.",
    ),
    "not enough data": (
        row("not enough data"),
        "There is not enough data to tell when everyone will have done it. The promise is 30 June "
        "2027.",
    ),
    "nearly everyone": (
        row("nearly everyone"),
        "Fewer than 10 people have yet to do it. The promise is 30 June 2027.",
    ),
    "finished": (
        row("finished", "2026-06", "2026-06", "2026-06"),
        "Everyone in post has done it. The promise is 30 June 2027.",
    ),
}


@pytest.mark.parametrize(("when", "expected"), ROWS.values(), ids=ROWS)
def test_every_status_has_its_sentence(when: dict[str, Any], expected: str) -> None:
    assert training.finish(when, "2027-06-30") == expected
    alone = training.finish(when)
    assert "promise" not in alone and expected.startswith(alone)


def test_a_promise_is_kept_or_broken_only_where_the_whole_band_says_so() -> None:
    months = ["2026-12", "2027-06", "2027-07", "2028-01", NEVER]
    for earliest, finish, latest in product(months, repeat=3):
        if months.index(earliest) <= months.index(finish) <= months.index(latest):
            told = training.finish(row("late", finish, earliest, latest), "2027-06-30")
            assert ("keeps the promise of" in told and "Whether" not in told) == (
                latest <= "2027-06"
            )
            assert ("too late" in told) == (earliest >= "2027-07" and finish != NEVER)


@pytest.mark.parametrize(
    ("name", "late"),
    [
        ("on time", False),
        ("on time, perhaps", False),
        ("not at this pace", True),
        ("not at this pace, at best", True),
        ("not enough data", False),
        ("nearly everyone", False),
        ("finished", False),
    ],
)
def test_a_part_is_too_late_where_the_whole_band_is(name: str, late: bool) -> None:
    assert training.too_late(ROWS[name][0], "2027-06-30") is late
    assert not training.too_late(ROWS[name][0], "")


def test_late_parts_speak_for_the_whole() -> None:
    when, late = ROWS["late"][0], ROWS["open end"][0]
    missed = "At this pace the promise of 30 June 2027 will be missed: "

    def told(*parts: tuple[str, dict[str, Any]]) -> str:
        return training.finish(when, "2027-06-30", parts)

    assert told(("North", late)) == missed + "North needs until March 2030."
    assert told(("North", late), ("South", late)) == (
        missed + "North and South need until March 2030."
    )
    sooner = ROWS["late"][0]
    assert told(("North", late), ("South", sooner)) == (
        missed + "North needs until March 2030. Too late as well: South."
    )
    never = ROWS["not at this pace"][0]
    assert told(("North", never), ("South", late)) == (
        missed + "North will not be done within ten years. Too late as well: South."
    )
    assert training.finish(when, "", [("North", late)]) == training.finish(when)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("on time", "March 2027"),
        ("on time, perhaps", "June 2027"),
        ("not at this pace, at best", "not at this pace"),
        ("not enough data", "not enough data"),
        ("nearly everyone", "fewer than 10 left"),
        ("finished", "everyone has"),
    ],
)
def test_a_cell_of_a_table_has_it_in_short(name: str, short: str) -> None:
    assert training.finish_in_short(ROWS[name][0]) == short


def test_one_period_to_come() -> None:
    row = {"value": 86.7, "lower": 80.2, "upper": 90.0}
    assert training.expected(row) == "87% (likely 80% to 90%)"
    assert training.expected(dict.fromkeys(row, 100.0)) == "100%"


@pytest.mark.parametrize(
    ("months", "said"), [(36, "3 years"), (12, "1 year"), (1, "1 month"), (18, "18 months")]
)
def test_how_long_a_course_counts(months: int, said: str) -> None:
    assert training.valid(months) == said


def hidden(period: str, note: str = "") -> Observation:
    point = seen(period, None)
    return Observation(**{n: getattr(point, n) for n in point.__slots__} | {"note": note})


def counted(period: str, value: float | None, n: float, **fields: Any) -> Observation:
    point = seen(period, value)
    return Observation(
        **{k: getattr(point, k) for k in point.__slots__} | {"denominator": n} | fields
    )


def test_recruits() -> None:
    said = training.intake(seen("2025-Q2", 60), "about half")
    assert said == (
        "Of the recruits who began in April to June 2025, about half have done the course by now."
    )
    assert "most have done" in training.intake(hidden("2025", "most"), "most")
    assert "is not shown, to protect people" in training.intake(hidden("2025"), "not shown")


def test_promotions() -> None:
    def told(point: Observation, figure: str) -> str:
        return training.promotions(point, "2025-01-01", "Certificate", figure)

    assert told(counted("2026-Q2", 57, 35), "about 60%") == (
        "Since 1 January 2025, about 35 people have been promoted to manager. By the day of their "
        "promotion, about 60% had done the course “Certificate”."
    )
    assert "about 1 person has been" in told(counted("2026-Q2", 57, 1), "few")
    assert told(hidden("2026-Q2"), "not shown").startswith("How many had done the course")
    assert "most of them had done" in told(hidden("2026-Q2", "most"), "most")


def test_a_burn_up_says_how_far_it_has_come() -> None:
    points = [
        hidden("2026-01", "few"),
        seen("2026-02", 40),
        seen("2026-03", None),
        seen("2026-04", 88),
    ]
    assert training.so_far(READY, points) == "From 40% (February 2026) to 88% (April 2026)."
    nearly = [*points, hidden("2026-05", "most")]
    assert training.so_far(READY, nearly).endswith("to a large share (May 2026).")
    assert training.so_far(READY, points[:2]) == "One figure is a point: 40% in February 2026."


BEFORE, AFTER = seen("2025", 33, 3), seen("2025", 55, 3)


def test_before_and_after_claim_no_more_than_the_ranges_allow() -> None:
    told = training.before_and_after(READY, BEFORE, AFTER)
    assert told == (
        "In 2025, 33% of those assessed were ready before the training. After it, 55% were."
    )
    near = training.before_and_after(READY, BEFORE, seen("2025", 36, 3))
    assert near.endswith("After it, 36% were: no clear change.")
    assert training.before_and_after(READY, BEFORE, seen("2025", None)).startswith("These numbers")
    without = training.before_and_after(READY, seen("2025", 33), seen("2025", 90))
    assert without.endswith("no clear change.")


def test_where_there_is_no_clear_change_is_named() -> None:
    pairs = [("Empathy", BEFORE, AFTER), ("Resilience", BEFORE, BEFORE)]
    assert training.unclear(pairs) == "No clear change: Resilience."
    assert training.unclear(pairs[:1]) == ""
    assert training.unclear([("Empathy", BEFORE, hidden("2025"))]) == ""


EVERYTHING = [
    *(expected for _, expected in ROWS.values()),
    *(
        training.finish(when, "2027-06-30", [("North", ROWS[late][0])])
        for when, _ in ROWS.values()
        for late in ("late", "not at this pace")
    ),
    training.band(),
    training.intake(seen("2025-Q2", 60), "about half"),
    training.intake(hidden("2025"), ""),
    training.promotions(counted("2026-Q2", 57, 35), "2025-01-01", "Leadership", "about 60%"),
    training.promotions(hidden("2026-Q2"), "2025-01-01", "Leadership", ""),
    training.before_and_after(READY, BEFORE, AFTER),
    "Everyone by is the month in which all will have done it at the present pace.",
]


@pytest.mark.parametrize("said", EVERYTHING)
def test_a_child_of_fourteen_can_read_it(said: str) -> None:
    # The formula takes a date for three long words, which it is not.
    plain = said.replace("30 June 2027", "June").replace("1 January 2025", "May")
    assert textstat.flesch_kincaid_grade(plain) <= GRADE, said


def test_every_template_is_translated() -> None:
    class Pseudo(language.gnu.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    with language.use("en", Pseudo()):
        told = [training.finish(when, "2027-06-30") for when, _ in ROWS.values()]
        told += [training.intake(BEFORE, "x"), training.promotions(BEFORE, "2025-01-01", "C", "x")]
        told += [
            training.valid(18),
            training.band(),
            training.before_and_after(READY, BEFORE, AFTER),
        ]
    assert all(said.startswith("⟦") and said.endswith("⟧") for said in told)
