"""No word of a catalogue shows people unprotected, or one count of them in two ways."""

import re

import pytest
from pydantic import ValidationError

from etl.force import read_force
from etl.records import RecordType
from release.errors import DefinitionError
from tests.etl.smallshire import ROSTER
from tests.etl.sources import catalogue as common
from tests.factory import ROOT

OWN = """
[own]
title = "Own"
definition = "Own."
why_it_matters = "Own."
caution = "Own."
theme = "training"
kind = "{kind}"
unit = "%"
direction = "higher"
factor = 100
{sides}
protection = "{protection}"
{more}
finest_area = "force"
frequencies = ["quarter"]
owner = "O"
next_review = 2027-03-31
"""
SHARE = 'numerator = {{ record = "{0}", where = {{ {1} }} }}\ndenominator = {{ record = "{0}" }}'
HOLDING = (
    'numerator = { record = "holding", where = { course = ["empathy"], held = ["yes"] } }\n'
    'denominator = { record = "holding", where = { course = ["empathy"] } }'
)
PEOPLE = {
    "holding": HOLDING,
    "answer": SHARE.format("answer", 'item = ["trust"]'),
    "pulse": SHARE.format("pulse", 'rating = ["5"]'),
    "recruit": SHARE.format("recruit", 'held = ["yes"]'),
    "promoted": SHARE.format("promoted", 'held = ["yes"]'),
    "check_result": SHARE.format("check_result", 'reached = ["yes"]'),
    "theme": SHARE.format("theme", 'sentiment = ["positive"]'),
    "stop_check": SHARE.format("stop_check", 'done = ["yes"]'),
    "completion": SHARE.format("completion", 'result = ["failed"]'),
}
WHOLE = 'numerator = {{ record = "{0}" }}'


def own(sides: str, protection: str, kind: str = "percent", more: str = "") -> str:
    return OWN.format(sides=sides, protection=protection, kind=kind, more=more)


def refused(place, text: str, said: str) -> None:
    """``check`` says it in one sentence with file, table and field, and nothing is published."""
    (place.force / "measures.toml").write_text(text)
    for verb in ("check", "release"):
        result = place.run(verb)
        assert result.code == 78 and result.out == ""
        assert f"{place.force / 'measures.toml'}: [own].{said}" in result.err
        assert len(re.findall(r"\[own\]", result.err)) == 1


@pytest.mark.parametrize(("record", "sides"), PEOPLE.items(), ids=PEOPLE)
def test_people_are_not_shown_as_events(place, record, sides):
    said = (
        f"protection: must be people for what is counted of {record} (protections, in "
        "records.toml), got 'events'"
    )
    refused(place, own(sides, "events"), said)


@pytest.mark.parametrize("record", ["holding", "complaint", "answer"])
def test_counts_of_people_are_not_reported_elsewhere(place, record):
    said = f"for what is counted of {record} (protections, in records.toml), got 'reported'"
    (place.force / "measures.toml").write_text(
        own(f'numerator = {{ record = "{record}" }}', "reported", "score")
    )
    result = place.run("check")
    assert result.code == 78 and said in result.err


def test_a_reported_figure_is_no_count(place):
    text = own('numerator = { record = "published_score", sum = "value" }', "reported", "count")
    refused(place, text, "kind: must not be count where protection is 'reported'")


OF_CALLS = 'denominator = { record = "contact_day", sum = "handled" }'
OF_TYPE = 'denominator = { record = "complaint", where = { type = ["complaint"] } }'
LATE = 'numerator = { record = "complaint", where = { closed_in_target = ["no"] } }'
CLOSED = 'denominator = { record = "complaint", where = { closed_in_target = ["yes", "no"] } }'
UNLIKE = {
    "a mean of people": (
        WHOLE.format("complaint"), OF_CALLS, "mean", "kind: must be count, percent or rate, as "
        "complaint is about people and each of them counts as one, got 'mean'",
    ),
    "a score of people": (
        WHOLE.format("complaint"), OF_CALLS, "score", "kind: must be count, percent or rate",
    ),
    "a rate with a rest": (LATE, CLOSED, "rate", "kind: must be percent where both sides count"),
    "people under something else": (
        WHOLE.format("press"), OF_TYPE, "rate",
        "denominator.record: must be press like the numerator, or a record that is not about",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("top", "bottom", "kind", "said"), UNLIKE.values(), ids=UNLIKE)
def test_a_quotient_whose_people_nobody_would_protect_is_refused(place, top, bottom, kind, said):
    refused(place, own(f"{top}\n{bottom}", "events", kind), said)


@pytest.mark.parametrize("record", ["post", "promotion", "learning_check", "action"])
def test_what_others_are_made_of_is_not_shown_itself(place, record):
    text = own(WHOLE.format(record), "people", "count")
    refused(place, text, f"numerator.record: {record} is not published itself")


@pytest.mark.parametrize("protection", ["people", "reported"])
def test_presses_and_calls_are_events(place, protection):
    """Rounded numbers that nobody attacks would only look protected."""
    (place.force / "measures.toml").write_text(own(WHOLE.format("press"), protection, "count"))
    result = place.run("check")
    assert result.code == 78 and "protection: must be events for what is counted" in result.err


def test_a_common_measure_cannot_be_put_in_another_way(place):
    """A measure of the force takes the place of the catalogue's: not its protection."""
    text = (ROOT / "catalogue/measures.toml").read_text("utf-8")
    mine = text[text.index("[workshop_coverage]") : text.index("[course_coverage]")]
    (place.force / "measures.toml").write_text(
        mine.replace('protection = "people"', 'protection = "events"', 1)
    )
    result = place.run("check")
    assert result.code == 78
    assert "measures.toml: [workshop_coverage].protection: must be people" in result.err


def test_an_exact_neighbour_is_never_published(place):
    """A share of staff as events beside the rounded one of the catalogue: the whole way."""
    (place.force / "sources.toml").write_text(ROSTER)
    rows = [f"p{n},oak,sworn,constable,2024-01-01," for n in range(104)]
    roster = "\n".join(["who,area,group,rank,start,end", *rows]) + "\n"
    assert place.run("accept", "roster", place.deliver("r.csv", roster)).code == 0
    refused(place, own(HOLDING, "events"), "protection: must be people for what is counted of")
    assert not (place.folder / "public").exists()
    (place.force / "measures.toml").unlink()
    assert place.run("release").code == 0


COMPLAINTS = 'numerator = { record = "complaint", where = { type = ["complaint"] } }'
TWICE = {
    "a larger step": (
        own(HOLDING, "people", more="round_to = 10"),
        "round_to: must be 5, as [",
    ),
    "places on all courses": (
        own(HOLDING.replace('course = ["empathy"], ', "").replace(
            ', where = { course = ["empathy"] }', ""), "people"),
        "round_to: must be 50, as [course_coverage] counts some of the same people",
    ),
    "answers": (
        own('numerator = { record = "answer", where = { item = ["trust"], rating = ["5"] } }\n'
            'denominator = { record = "answer", where = { item = ["trust"] } }', "people",
            more="round_to = 7"),
        "round_to: must be 5, as [",
    ),
    "rounded beside exact": (
        own(COMPLAINTS, "people", "count"),
        "protection: must be events, as [complaints_received] counts some of the same people",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), TWICE.values(), ids=TWICE)
def test_the_same_people_are_not_counted_in_two_ways(place, text, said):
    refused(place, text, said)


ONCE = {
    "the same step": own(HOLDING, "people"),
    "others": own(
        HOLDING.replace("held", 'rank_group = ["sergeant"], held').replace(
            '["empathy"] }', '["empathy"], rank_group = ["sergeant"] }'
        ),
        "people",
        more="round_to = 10",
    ),
    "exact beside exact": own(COMPLAINTS, "events", "count"),
}  # fmt: skip


@pytest.mark.parametrize("text", ONCE.values(), ids=ONCE)
def test_what_nobody_else_counts_may_be_rounded_otherwise(place, text):
    (place.force / "measures.toml").write_text(text)
    result = place.run("check")
    assert (result.code, result.err) == (0, "")


def test_a_breakdown_names_its_own_step(place):
    split = """
[own.breakdowns.course]
title = "C"
field = "course"
kind = "slice"
round_to = 10
categories = { empathy = "E" }
"""
    places = HOLDING.replace('course = ["empathy"], ', "").replace(
        ', where = { course = ["empathy"] }', ""
    )
    refused(
        place,
        own(places, "people", more="round_to = 50") + split,
        "breakdowns.course.round_to: must be 5, as [",
    )


def test_records_about_people_allow_only_their_protection():
    """Besides complaints, which privacy.md lets be exact from ten up."""
    people = {id_: set(r.protections) for id_, r in common().records.items() if r.person}
    assert people.pop("complaint") == {"events", "people"}
    assert all(allowed <= {"people"} for allowed in people.values())


FIELDS = [{"name": "person", "type": "string"}, {"name": "date", "type": "date"}]
BASE = {"id": "r", "title": "R", "primaryKey": ["person"], "date": "date", "fields": FIELDS}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"protections": ["events"]}, "records that name a person"),
        ({"protections": ["people", "reported"]}, "records that name a person"),
        (
            {"person": True, "protections": ["reported"], "primaryKey": ["date"],
             "fields": FIELDS[1:]},
            "only for figures that others have published",
        ),
    ],
)  # fmt: skip
def test_no_record_type_switches_the_protection_off(fields, said):
    with pytest.raises(ValidationError, match=said):
        RecordType(**BASE | fields)


def test_what_is_published_of_people_has_a_menu(place, tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for path in (ROOT / "catalogue").iterdir():
        text = path.read_text("utf-8")
        if path.name == "records.toml":
            line = 'finest = [{ area = "force", frequency = "month", by = ["course"] }]\n'
            text = text.replace(line, "", 1)
        (folder / path.name).write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as error:
        read_force(place.force, folder)
    assert "records.toml: [completion].finest: must be given" in str(error.value)
