"""Every mistake in a force's sources and code lists is named by file, table and field."""

import pytest

from etl.codes import code_list
from etl.force import read_force
from tests.factory import ROOT

IDENTITY = ["First Name", "E-mail", "Badge", "Phone number", "Date of birth", "Gender", "Forename",
            "phoneNumber", "actor.mbox", "emailAddress", "Initials", "Collar no"]  # fmt: skip


@pytest.mark.parametrize("column", IDENTITY)
def test_a_mapping_that_would_let_a_person_through_is_an_error(place, column):
    sources = place.force / "sources.toml"
    sources.write_text(
        sources.read_text().replace('response_id = "id"', f'response_id = "{column}"')
    )
    result = place.run("check")
    assert result.code == 78 and "looks like a person's identity" in result.err
    text = sources.read_text()
    sources.write_text(text.replace(f'"{column}"', f'{{ column = "{column}", pseudonym = true }}'))
    assert place.run("check").code == 0


def test_a_pseudonym_stands_only_in_records_that_are_protected_as_people(place):
    sources = place.force / "sources.toml"
    text = sources.read_text()
    sources.write_text(
        text.replace('event_id = "id"', 'event_id = { column = "id", pseudonym = true }')
    )
    result = place.run("check")
    assert (
        result.code == 78 and "event_id: must not be a pseudonym, as records of press" in result.err
    )


@pytest.mark.parametrize("force", sorted(p.name for p in (ROOT / "forces").iterdir()))
def test_every_force_of_the_repository_has_no_mistakes(force):
    assert read_force(ROOT / "forces" / force, ROOT / "catalogue").sources


@pytest.mark.parametrize("form", ["%I %p", "%d.%m", "%Y-%m-%d %H.%M", "%m/%d/%Y%Y"])
def test_a_form_of_dates_that_cannot_be_read_is_a_mistake(place, form):
    sources = place.force / "sources.toml"
    sources.write_text(sources.read_text().replace("%Y-%m-%d %H:%M:%S", form))
    result = place.run("check")
    assert result.code == 78 and "[kiosks].columns.at.format: must be made of" in result.err


MAPPINGS = {
    "names without a language": (
        'date = { column = "day", format = "%d %b %Y" }',
        ".columns.date.format: has names of months or days: give the language of the source",
    ),
    "zone of a day": (
        'date = { column = "day", format = "%Y-%m-%d", zone = "UTC" }',
        ".columns.date.zone: needs a format with a time of day",
    ),
    "zone of an epoch": (
        'date = { column = "day", format = "epoch", zone = "UTC" }',
        ".columns.date.zone: has no meaning with the format epoch",
    ),
    "no such zone": (
        'date = { column = "day", format = "%Y-%m-%d %H:%M", zone = "Mars/Base" }',
        ".columns.date.zone: must be offset, UTC or a zone such as Europe/London, got 'Mars/Base'",
    ),
    "per cent of a text": (
        'item = { column = "item", percent = true }',
        ".columns.item: decimal, thousands, percent and duration are for numbers only",
    ),
    "one mark for both": (
        'rating = { column = "rating", decimal = ",", thousands = "," }',
        ".columns.rating.thousands: must not be the mark of decimals",
    ),
    "duration with thousands": (
        'rating = { column = "rating", duration = true, thousands = "," }',
        ".columns.rating.duration: cannot stand beside decimal, thousands or percent",
    ),
    "part of nothing": (
        "item = { part = true }",
        ".columns.item.part: needs a table [desk.split]",
    ),
    "two origins": (
        'item = { column = "item", constant = "trust" }',
        ".columns.item: must say exactly one of column, constant, finest, joined, span, unpivot,",
    ),
    "no such list": (
        'area = { column = "place", codes = "gone.csv" }',
        ".columns.area.codes: gone.csv must be a file of the force with a column 'area'",
    ),
}
WHOLE = {
    "burst of days": (
        'burst = { seconds = 5, of = ["area", "colour"] }',
        [".burst.of: must be fields of answer", ".burst: needs a record type with a time of day"],
    ),
    "split and unpivot": (
        'split = { column = "x" }\nunpivot = { columns = { y = "z" } }',
        [".split: cannot stand beside unpivot"],
    ),
    "a name that is a field": ('names = ["item"]', [".names: 'item' is also mapped"]),
    "dropped and asked": (
        'drop = ["x"]\nonly = { x = ["1"] }',
        [".drop: 'x' is also mapped: drop it or map it"],
    ),
    "no such language": ('language = "xx_123"', [".language: must be a language such as en, de"]),
    "no such way": ('others = "keep"', [".others: should be 'refuse' or 'drop', got 'keep'"]),
}
SURVEY = """
[desk]
title = "Desk"
record = "answer"
format = "csv"
{whole}

[desk.columns]
{fields}
"""
FIELDS = {
    "response_id": '"id"', "area": '"place"', "date": '"day"', "item": '"item"',
    "encounter": '{ constant = "on_the_beat" }', "rating": '"rating"',
}  # fmt: skip


def checked_survey(place, whole="", field=""):
    own = dict([field.split(" = ", 1)]) if field else {}
    fields = "\n".join(f"{name} = {origin}" for name, origin in (FIELDS | own).items())
    (place.force / "sources.toml").write_text(SURVEY.format(whole=whole, fields=fields))
    return place.run("check")


@pytest.mark.parametrize(("field", "sentence"), MAPPINGS.values(), ids=MAPPINGS)
def test_a_mistake_in_a_field_is_named(place, field, sentence):
    result = checked_survey(place, field=field)
    assert result.code == 78 and f"[desk]{sentence}" in result.err


@pytest.mark.parametrize(("whole", "sentences"), WHOLE.values(), ids=WHOLE)
def test_a_mistake_in_a_source_is_named(place, whole, sentences):
    result = checked_survey(place, whole=whole)
    assert result.code == 78
    assert [s for s in sentences if f"[desk]{s}" not in result.err] == []


LISTS = {
    "a code twice": ("code,area\n1,oak\n1,ash\n", "[1]: must be listed once"),
    "no code": ("code,area\n,oak\n", "[code]: must be given in every row"),
    "two values on one day": (
        "code,area,valid_from,valid_to\n1,oak,,2026-01-05\n1,ash,2026-01-05,\n",
        "[1]: has two values on one day; mend valid_from and valid_to",
    ),
    "ends before it begins": (
        "code,area,valid_from,valid_to\n1,oak,2026-01-05,2026-01-04\n",
        "[1].valid_to: must not be before valid_from",
    ),
    "orphan": ("code,parent,area\n1,9,oak\n", "[1].parent: must be a code of this file"),
    "cycle": ("code,parent,area\n1,2,\n2,1,\n", "[1].parent: comes back to itself"),
    "tree with days": (
        "code,parent,area,valid_to\n1,,oak,2026-01-05\n",
        "[parent]: a list has either parent or valid_from and valid_to",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), LISTS.values(), ids=LISTS)
def test_a_mistake_in_a_code_list_is_named(place, text, sentence):
    path = place.force / "points.csv"
    path.write_text(text)
    result = place.run("check")
    assert result.code == 78 and f"{path}: {sentence}" in result.err


def test_a_node_without_an_area_takes_that_of_its_nearest_ancestor():
    rows = [
        {"code": "1", "parent": "", "area": "smallshire"},
        {"code": "2", "parent": "1", "area": "oak"},
        {"code": "3", "parent": "2", "area": ""},
        {"code": "4", "parent": "3", "area": ""},
        {"code": "5", "parent": "1", "area": ""},
        {"code": "6", "parent": "", "area": ""},
    ]
    mistakes: list[str] = []
    assert code_list(rows, mistakes) == {
        "area": {"1": "smallshire", "2": "oak", "3": "oak", "4": "oak", "5": "smallshire"}
    }
    assert not mistakes
