"""People who slipped into a column that the mapping calls safe; names are known as hashes only."""

import random

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.privacy_check import holds_names, masked, name_hashes, names_in, suspicious
from etl.validate import BROKEN, Codelist, judge, rules_of
from tests.etl.sources import catalogue, rows, source

KEY = b"key"
ROSTER = frozenset(
    name_hashes(["Quillfeather", "Ottoline", "O\u2019Dare", "Ren\u00e9", "Li", "Long"], KEY)
)
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
    "0044 7700 900123": "a telephone number",
    "PC 4471": "a badge number",
    "PC.1234": "a badge number",
    "PC_1234": "a badge number",
    "PC-1234": "a badge number",
    "pc1234": "a badge number",
    "Sgt1234": "a badge number",
    "DS:1_WPC 123": "a badge number",
    "officer #441": "a badge number",
    "Quillfeather": "a name of the roster",
    "2026_QUILLFEATHER_1": "a name of the roster",
    "ottoline-quillfeather": "a name of the roster",
    "Rene\u0301": "a name of the roster",
    "it was Ottoline Quillfeather": "a name of the roster",
    "Sgt Quillfeather came": "a name of the roster",
    "sgt_quillfeather": "a name of the roster",
    "OttolineQuillfeather": "a name of the roster",
    "o.quillfeather2": "a name of the roster",
    "Long": "a name of the roster",
    "LONG-4": "a name of the roster",
    "O_Long": "a name of the roster",
}
HARMLESS = [
    "0f8fad5b-d9cb-469f-a165-70867728950e", "12345678-1234-1234-1234-123456789012", "13-0001",
    "C/1", "k000000001", "000123456789", "20260105-000123", "2026-01-05T10:00:00.000+02:00:3",
    "r-1", "Li-7", "the quillfeather of a swan", "PS-00123", "starboard 12", "7",
    "sha_9f86d081884c7d65", "long_wait", "Long_Wait", "long-queue", "LONG_QUEUE", "LongQueue",
    "long",
    "urn:0f8fad5b-dc12-dc12-dc12-70867728950e", "evt_0dc1234a", "DC1", "PS-0012345", "RPC1234",
    "2155551234", "612345678",
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


SAFE = source(
    record="complaint", columns={"complaint_id": {"column": "C", "safe": True}, "area": "Station"}
)


def judged_safe(text: str) -> str | None:
    frame = pl.DataFrame({"row": [2], "complaint_id": [text], "area": ["oak"]})
    return suspicious(frame, RECORD, SAFE, ROSTER, KEY)


def test_a_field_that_is_declared_safe_may_look_like_a_name_or_badge_never_like_an_address():
    assert "or safe = true if it is none" in (found("PC-1234") or "")
    assert "or safe = true if it is none" in (found("Long") or "")
    assert judged_safe("PC-1234") is None and judged_safe("Ottoline_Quillfeather") is None
    for text in ("jane@smallshire.example", "07700900123"):
        said = judged_safe(text)
        assert said and "safe = true" not in said


RANDOM = random.Random(7)
PHONES = [f"{RANDOM.choice(['215', '267'])}{n}" for n in RANDOM.sample(range(5550000, 9990000), 60)]
BARE = {
    "telephones of one city": (PHONES, True),
    "with the country before them": ([f"1{n}" for n in PHONES], True),
    "a few of them": (PHONES[:29], False),
    "a counter": (sorted(PHONES), False),
    "a counter, newest first": (sorted(PHONES, reverse=True), False),
    "random numbers": (
        [str(n) for n in RANDOM.sample(range(10**9, 10**10), 500)], False,
    ),
    "case numbers of a year": (
        [f"2026{n}" for n in RANDOM.sample(range(100000, 999999), 60)], False,
    ),
    "seconds since 1970": ([str(1767600000 + n) for n in RANDOM.sample(range(10**6), 60)], False),
}  # fmt: skip


@pytest.mark.parametrize(("numbers", "suspect"), BARE.values(), ids=BARE)
def test_bare_numbers_of_ten_digits_are_telephones_where_a_whole_column_is(numbers, suspect):
    frame = pl.DataFrame({"row": range(2, 2 + len(numbers)), "complaint_id": numbers})
    said = suspicious(frame.with_columns(area=pl.lit("oak")), RECORD, MAPPING, ROSTER, KEY)
    assert ("seems to hold a telephone number" in (said or "")) is suspect


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
    assert holds_names(["Dare-1", "x"], frozenset(hashes), KEY) == [True, False]
    assert holds_names(["Dare-1"], frozenset(hashes), b"other") == [False]


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


NUMBERS = {
    "07700900123": "6", "5550199": "6", "+447700900123": "6", "-77009001": "0", "0000003": "1",
    "3": "3", "9": "6", "0": "0", "x": "\x1a",
}  # fmt: skip


def test_a_number_that_a_field_does_not_take_is_not_kept_but_its_reason():
    record = catalogue().records["answer"]
    lists = {"areas": Codelist(["oak"], {}), "courses": Codelist([], {})}
    good = {"response_id": "r", "date": "2026-01-05", "encounter": "on_the_beat", "item": "trust"}
    table = [{"row": n, "area": "no", "rating": text, **good} for n, text in enumerate(NUMBERS)]
    refused, rules = pl.DataFrame(table), rules_of(record, lists, "2026-06-30", "UTC")
    kept = masked(refused, rules)
    assert kept.get_column("rating").to_list() == [*NUMBERS.values()]
    assert judged(refused, rules) == judged(kept, rules)


def test_numbers_keep_their_rules_across_fields():
    record = catalogue().records["contact_day"]
    lists = {"areas": Codelist(["oak"], {}), "courses": Codelist([], {})}
    rules = rules_of(record, lists, "2026-06-30", "UTC")
    rest = {"speed_of_answer": None, "service_level": None, "channel": "front_desk", "area": "oak"}
    counts = ["offered", "handled", "abandoned", "transferred", "answered_10", "answered_60",
              "answered_over_60"]  # fmt: skip
    rows = [
        ["7700900123"] * 7,
        ["7700900123", "10", "5", "5", "5", "5", "0"],
        ["10", "2500000", "7700900123", "5", "2000000", "400000", "100000"],
    ]
    cells = [dict(zip(counts, row, strict=True)) for row in rows]
    table = [{"row": n, "date": "2026-01-05", **rest, **row} for n, row in enumerate(cells)]
    refused = pl.DataFrame(
        table, schema={"row": pl.Int64, **dict.fromkeys(record.names, pl.String)}
    )
    kept = masked(refused, rules)
    assert judged(refused, rules) == judged(kept, rules)
    assert "7700900123" not in repr(kept.to_dicts())
    assert kept.get_column("handled").to_list() == ["1000001", "10", "2500000"]


def judged(frame, rules):
    return judge(nw.from_native(frame.lazy()), rules).to_native().collect()[BROKEN].to_list()
