"""The catalogue drives everything: one more entry is one more measure; mistakes come together."""

import ast
import shutil

import pytest

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


def test_the_words_of_a_force_travel_in_each_language(place):
    (place.force / "words").mkdir()
    (place.force / "words/es.toml").write_text('"Mended" = "Corregido"\n"Odd" = 1\n')
    with pytest.raises(DefinitionError) as error:
        _ = place.definitions
    assert 'es.toml: ["Odd"]: must be a text, got 1' in str(error.value)
    assert "es.toml: must be named after one of the languages" in str(error.value)


def test_each_note_of_the_illustrative_force_has_its_spanish():
    words = read_force(ROOT / "forces/anyshire", ROOT / "catalogue").documents["words"]["es"]
    calls = ast.walk(ast.parse((ROOT / "etl/demo/__init__.py").read_text("utf-8")))
    batches = [c for c in calls if isinstance(c, ast.Call) and ast.unparse(c.func) == "Batch"]
    assert {ast.literal_eval(b.args[1]) for b in batches} == set(words) and len(words) == 2
