"""The catalogue drives everything: one more entry is one more measure; mistakes come together."""

import shutil

import pytest

from etl.codes import code_list
from etl.force import read_force
from etl.validate import Codelist, rules_of
from release.errors import DefinitionError
from tests.etl.conftest import month_of_presses, presses
from tests.etl.sources import catalogue as common
from tests.factory import ROOT

RECORDS = common().records
NO_LISTS = {"areas": Codelist([], {}), "courses": Codelist([], {})}

ONE_MORE = """
[very_unhappy_share]
title = "Very unhappy visitors"
definition = "Of all presses, the share on the very unhappy face."
why_it_matters = "These visits went wrong."
caution = "Anyone can press."
theme = "station"
kind = "percent"
unit = "%"
direction = "lower"
factor = 100
numerator = { record = "press", where = { face = ["very_unhappy"] } }
denominator = { record = "press" }
protection = "events"
min_cell = 30
finest_area = "station"
frequencies = ["month"]
owner = "Head of Customer Service"
next_review = 2027-03-31
"""


@pytest.fixture
def catalogue(tmp_path):
    """A copy of the catalogue that a test may spoil."""
    return shutil.copytree(ROOT / "catalogue", tmp_path / "catalogue")


def test_an_entry_alone_adds_a_measure(place):
    (place.force / "measures.toml").write_text(ONE_MORE)
    rows = month_of_presses("2026-01", each=20)
    place.run("accept", "kiosks", place.deliver("k.csv", presses(rows)))
    assert place.run("release").code == 0
    reader = place.latest()
    assert reader.measures["very_unhappy_share"].title == "Very unhappy visitors"
    shown = {o.area: o for o in reader.observations("very_unhappy_share")}
    assert set(shown) == {"oak", "west", "smallshire"}
    expected = 100 * sum(button == 0 for *_, button in rows) / len(rows)
    assert [o.value for o in shown.values()] == pytest.approx([expected] * 3)


def test_two_mistakes_are_reported_together(place, catalogue):
    path = catalogue / "measures.toml"
    text = path.read_text()
    text = text.replace('direction = "higher"', 'direction = "upwards"', 1)
    text = text.replace('numerator = { record = "complaint"', 'numerator = { record = "grumble"', 1)
    path.write_text(text)
    with pytest.raises(DefinitionError) as raised:
        read_force(place.force, catalogue)
    first, second = raised.value.mistakes
    assert first == (
        f"{path}: [happy_index].direction: should be 'higher', 'lower' or 'neutral', got 'upwards'"
    )
    assert second.startswith(
        f"{path}: [complaints_received].numerator.record: must be one of press,"
    )
    assert second.endswith("got 'grumble'")
    assert raised.value.exit_code == 78


def test_check_prints_every_mistake_and_exits(place):
    (place.force / "sources.toml").write_text('[kiosks]\ntitle = "K"\nrecord = "presss"\n')
    (place.force / "areas.csv").write_text(
        "id,name,level,parent\na,A,force,\nb,B,station,nowhere\n"
    )
    result = place.run("check")
    assert result.code == 78
    assert "areas.csv: [b].parent: must be an area of this file, got 'nowhere'" in result.err
    assert "sources.toml: [kiosks].format: must be given" in result.err
    assert "sources.toml: [kiosks].columns: must be given" in result.err


MISTAKES = {
    "min_cell under ten": ("min_cell = 30", "min_cell = 9", "min_cell: should be greater than"),
    "no number field": ('sum = "points"', 'sum = "face"', "must be a number field of press"),
    "unknown category": ('misuse = ["false"]', 'misuse = ["no"]', "must be among true, false"),
    "unknown field": ("target = 80", "goal = 80", "goal: is not a known field"),
    "missing definition": ("why_it_matters", "why_it_maters", "why_it_matters: must be given"),
    "not TOML": ("[happy_index]", "[happy_index", "cannot be read as TOML"),
}


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_measure_is_named(place, catalogue, old, new, sentence):
    path = catalogue / "measures.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DefinitionError) as raised:
        read_force(place.force, catalogue)
    assert any(sentence in mistake for mistake in raised.value.mistakes)


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


@pytest.mark.parametrize("record", [r for r in RECORDS if not RECORDS[r].derived])
def test_the_rules_of_a_record_type_fit_the_bits_of_an_integer(record):
    assert len(rules_of(RECORDS[record].revised(), NO_LISTS, "2026-06-30", "UTC").rules) < 63


def test_a_measure_is_not_named_like_a_table(catalogue):
    path = catalogue / "measures.toml"
    path.write_text(path.read_text("utf-8") + ONE_MORE.replace("very_unhappy_share", "effect", 1))
    with pytest.raises(DefinitionError) as error:
        read_force(ROOT / "forces/anyshire", catalogue)
    assert "[effect].id: must not be the name of a table of the release" in str(error.value)


@pytest.mark.parametrize("named", ["nothing", "treated_with_respect", "complaints_received"])
def test_a_course_can_only_move_what_is_there_by_month_and_station(catalogue, named):
    path = catalogue / "courses.toml"
    moved = path.read_text("utf-8").replace('["happy_index"]', f'["happy_index", "{named}"]', 1)
    path.write_text(moved)
    with pytest.raises(DefinitionError) as error:
        read_force(ROOT / "forces/anyshire", catalogue)
    said = "[empathy].expected_to_move: must be a quotient that is published for each station by"
    assert said in str(error.value) and f"got '{named}'" in str(error.value)


def test_a_wrong_measure_is_not_missed_a_second_time(catalogue):
    path = catalogue / "measures.toml"
    path.write_text(path.read_text("utf-8").replace('kind = "score"', 'kind = "odd"', 1))
    with pytest.raises(DefinitionError) as error:
        read_force(ROOT / "forces/anyshire", catalogue)
    assert "[happy_index].kind" in str(error.value) and "expected_to_move" not in str(error.value)


def test_limits_start_again_only_at_a_place_of_the_force(catalogue):
    path = catalogue / "measures.toml"
    fields = 'period = "2025-04", area = "moon", decided = 2025-03-18, why = "New hall."'
    rebase = f"rebase = [{{ {fields} }}]"
    path.write_text(path.read_text("utf-8").replace("scale = [0, 100]", rebase, 1))
    with pytest.raises(DefinitionError) as error:
        read_force(ROOT / "forces/anyshire", catalogue)
    assert "[happy_index].rebase.0.why" in str(error.value)
    path.write_text(path.read_text("utf-8").replace("New hall.", "The desk moved to a new hall."))
    with pytest.raises(DefinitionError) as error:
        read_force(ROOT / "forces/anyshire", catalogue)
    assert "[happy_index].rebase.area: must be an area" in str(error.value)
