"""People who slipped into a column that the mapping calls safe; names are known as hashes only."""

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.privacy_check import holds_names, masked, name_hashes, names_in, suspicious
from etl.validate import BROKEN, Codelist, judge, rules_of
from tests.etl.sources import catalogue, rows, source

KEY = b"key"
ROSTER = frozenset(name_hashes(["Quillfeather", "Ottoline", "O\u2019Dare", "Ren\u00e9", "Li"], KEY))
MAPPING = source(record="complaint", columns={"complaint_id": "Case", "area": "Station"})
RECORD = catalogue().records["complaint"]

SUSPECT = {
    "jane@smallshire.example": "an e-mail address",
    "mailto:jane": "an e-mail address",
    "call 215-555-0199": "a telephone number",
    "(215) 555-0199": "a telephone number",
    "+44 7700 900123": "a telephone number",
    "+447700900123": "a telephone number",
    "07700 900123": "a telephone number",
    "01632 960 101": "a telephone number",
    "07700900123": "a telephone number",
    "Badge 4471": "a badge number",
    "STAR#12345": "a badge number",
    "warrant no. 881": "a badge number",
    "PC 4471": "a badge number",
    "officer #441": "a badge number",
    "Quillfeather": "a name of the roster",
    "2026_QUILLFEATHER_1": "a name of the roster",
    "ottoline-quillfeather": "a name of the roster",
    "Rene\u0301": "a name of the roster",
    "it was Ottoline Quillfeather": "a name of the roster",
    "Sgt Quillfeather came": "a name of the roster",
}
HARMLESS = [
    "0f8fad5b-d9cb-469f-a165-70867728950e", "12345678-1234-1234-1234-123456789012", "13-0001",
    "C/1", "k000000001", "000123456789", "20260105-000123", "2026-01-05T10:00:00.000+02:00:3",
    "r-1", "Li-7", "the quillfeather of a swan", "PS-00123", "starboard 12", "7",
    "sha_9f86d081884c7d65",
]  # fmt: skip


def found(text: str, roster: frozenset[str] | None = ROSTER) -> str | None:
    frame = pl.DataFrame({"row": [2, 3], "complaint_id": ["C/1", text], "area": ["oak", text]})
    return suspicious(frame, RECORD, MAPPING, roster, KEY)


@pytest.mark.parametrize(("text", "sign"), SUSPECT.items())
def test_people_in_a_safe_column_are_named_by_field_and_line_never_by_value(text, sign):
    said = found(text)
    assert said and said.startswith(f"line 3: complaint_id of [desk] seems to hold {sign};")
    assert text not in said


@pytest.mark.parametrize("text", HARMLESS)
def test_ids_of_machines_are_harmless(text):
    assert found(text) is None


def test_without_a_roster_names_are_not_looked_for():
    assert found("Quillfeather", None) is None


def test_lists_pseudonyms_and_constants_are_not_looked_at():
    frame = pl.DataFrame({"row": [2], "complaint_id": ["a@b.example"], "area": ["a@b.example"]})
    for origin in ({"column": "C", "pseudonym": True}, {"constant": "x"}):
        mapping = source(record="complaint", columns={"complaint_id": origin, "area": "Station"})
        assert suspicious(frame, RECORD, mapping, None, KEY) is None


def test_hashes_of_names_need_the_key_and_hold_no_name():
    mapping = source(names=["Surname", "Forename", "Gone"])
    raw = rows(["Surname", "Forename", "ID"], ["Quillfeather", "Otto", "1"], ["Dare", "Otto", "2"])
    names = names_in(raw.rows, mapping)
    assert sorted(names) == ["Dare", "Otto", "Quillfeather"]
    hashes = name_hashes(names, KEY)
    assert len(hashes) == 3 and not any("dare" in h for h in hashes)
    assert holds_names(["dare-1", "x"], frozenset(hashes), KEY) == [True, False]
    assert holds_names(["dare-1"], frozenset(hashes), b"other") == [False]


def test_what_is_kept_of_refused_rows_has_the_form_of_its_field_and_the_same_reasons():
    lists = {"areas": Codelist(["oak"], {}), "courses": Codelist([], {})}
    rules = rules_of(RECORD, lists, "2026-06-30", "UTC")
    good = {"complaint_id": "C/1", "area": "oak", "date": "2026-01-05", "type": "complaint",
            "class": "other", "closed_in_target": "open"}  # fmt: skip
    bad = [{field: "Ottoline Quillfeather"} for field in good] + [{"date": "2031-01-01"}]
    table = [{"row": n, **good, **cells} for n, cells in enumerate(bad)]
    refused = pl.DataFrame(table)
    kept = masked(refused, rules)
    assert "Ottoline" not in repr(kept.to_dicts())
    assert kept.get_column("date")[-1] == "2031-01-01"
    before, after = (judged(frame, rules) for frame in (refused, kept))
    assert before == after and all(before)


def judged(frame, rules):
    return judge(nw.from_native(frame.lazy()), rules).to_native().collect()[BROKEN].to_list()
