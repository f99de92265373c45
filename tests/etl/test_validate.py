"""Every rule with its sentence, and every row out exactly once."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import read
from etl.readers.containers import members
from etl.readers.raw import NO_TEXT
from etl.shape import shape
from etl.validate import DAY
from release.errors import PortalError
from tests.etl.sources import arrive, catalogue, source
from tests.etl.verdicts import (
    BROKEN,
    LISTS,
    RIGHT,
    TODAY,
    Checked,
    check,
    checked,
    reasons,
)

TABLE = [(f, cell, r) for f, cells in BROKEN.items() for cell, r in cells.items()]


@pytest.mark.parametrize(("field", "cell", "reason"), TABLE)
def test_each_rule_has_its_sentence(field, cell, reason):
    assert reasons(**{field: cell}) == [f"{field}: {reason}"]


@pytest.mark.parametrize(("field", "cell"), [(f, c) for f, cs in RIGHT.items() for c in cs])
def test_what_is_right_passes(field, cell):
    assert reasons(**{field: cell}) == []


def test_a_code_counts_on_the_days_on_which_it_is_in_use():
    assert reasons(area="yew", day="2025-12-31") == []
    assert reasons(area="yew", day="2019-12-31") == ["area: was not in use on that day"]
    assert reasons(area="yew", day="2026-01-01") == ["area: was not in use on that day"]


def test_an_hour_that_the_clock_skips_is_refused_and_one_it_shows_twice_is_not():
    skipped = "at: does not exist in Europe/London: the clock was put forward"
    assert reasons(at="2026-03-29T01:00:00") == reasons(at="2026-03-29T01:59") == [skipped]
    assert reasons(at="2026-03-29T00:59:59") == reasons(at="2026-03-29T02:00:00") == []
    assert reasons(at="2025-10-26T01:30:00") == []


@settings(max_examples=200)
@given(text=st.dates().map(str) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_the_pattern_of_a_day_knows_every_day_that_exists(text):
    try:
        exists = bool(date.fromisoformat(text))
    except ValueError:
        exists = text.startswith("0000-")
    assert exists == bool(re.fullmatch(DAY, text)) or text.startswith("0000-")


def test_a_rule_across_two_fields():
    assert reasons(part="6") == ["part: is greater than whole"]
    assert reasons(part="6", whole=None) == []


def test_all_reasons_of_a_row_stand_together():
    found = reasons(id=None, area="elm", day="2026-02-30", whole="-1", part="0", yes="no")
    assert found == [
        "id: is missing", "area: is not in the list of areas", "day: is not a valid date",
        "whole: is below 0", "yes: is not true or false", "part: is greater than whole",
    ]  # fmt: skip


def test_values_are_typed_and_numbers_are_thousandths():
    (row,) = check(
        {"score": "-0.0005", "whole": "+7", "at": "2026-01-05T10:00:00.5Z"}
    ).records.rows(named=True)
    assert (row["score"], row["whole"], row["at"]) == (0, 7, "2026-01-05T10:00:00")
    assert check({"score": "33.3336"}).records.item(0, "score") == 33334


def test_the_first_arrival_wins_and_repeats_are_told_apart():
    found = check({}, {}, {"kind": "y"}, {"id": "b"}, {})
    assert found.records.get_column("id").to_list() == ["a", "b"]
    assert (found.rows, found.accepted, found.duplicates) == (5, 2, 2)
    assert found.quarantine.rows() == [(4, "id: stands in an earlier line with other content")]


def test_a_refused_line_is_no_first_arrival():
    found = check({"yes": "no!"}, {}, {"kind": "y"})
    assert found.records.height == found.accepted == 1
    assert [r for _, r in found.quarantine.rows()] == [
        "yes: is not true or false", "id: stands in an earlier line with other content",
    ]  # fmt: skip


def test_what_is_stored_is_a_duplicate_and_new_content_is_not():
    found = check({}, {"id": "b", "kind": "y"}, {"id": "c"}, before=[{}, {"id": "b"}])
    assert (found.accepted, found.duplicates, found.quarantine.height) == (2, 1, 0)
    assert sorted(found.records.select("id", "kind").rows()) == [("a", "x"), ("b", "y"), ("c", "x")]


def completions(*records: tuple) -> Checked:
    """(line, course, day[, result]) of one person, as an unpivoted source gives them."""
    record = catalogue().records["completion"]
    given = [
        (line * 10 + n, "p", course, day, *(more or ["passed"]), None, None)
        for n, (line, course, day, *more) in enumerate(records)
    ]
    schema = {"row": pl.Int64, **dict.fromkeys(record.names, pl.String)}
    return checked(record, 10, pl.DataFrame(given, schema=schema, orient="row"))


def test_a_line_with_one_bad_record_is_refused_whole_and_takes_nothing_with_it():
    bad, good = (2, "empathy", "2026-01-05"), (3, "empathy", "2026-01-05")
    found = completions(bad, (2, "resilience", "soon"), good, (3, "resilience", "2026-01-06"))
    assert (found.rows, found.accepted, found.duplicates) == (2, 1, 0)
    assert found.records.get_column("course").to_list() == ["empathy", "resilience"]


def test_a_line_refused_for_a_clash_takes_nothing_with_it():
    found = completions(
        (2, "empathy", "2026-01-05"),
        (3, "empathy", "2026-01-05", "failed"),
        (3, "resilience", "2026-01-06"),
        (4, "resilience", "2026-01-06"),
    )
    assert (found.rows, found.accepted, found.duplicates) == (3, 2, 0)
    assert found.records.get_column("course").to_list() == ["empathy", "resilience"]


# --- any small file, mutated in any way, against a check in plain Python --------------------------

HEADER = ["id", "place", "day", "item", "rating"]
ROWS = [[f"r{n}", ("oak", "ash")[n % 2], f"2026-0{n}-28", "respect", str(n)] for n in range(1, 6)]
MAPPING = source(
    record="answer",
    columns={
        "response_id": "id", "area": "place", "date": "day", "item": "item", "rating": "rating",
        "encounter": {"constant": "on_the_beat"},
    },
)  # fmt: skip
ODD = ["", " ", '"', ",", "\n", "\0", "é", "1e400", "6", "0", "+5", "٣", "2026-02-30", "2999-01-01",
       "elm", "x" * 65, "5 ", "−1", "\x1f", "oak"]  # fmt: skip


def mutate(data: st.DataObject) -> list[list[str]]:
    table = [list(row) for row in ROWS]
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(table) - 1))
        match data.draw(st.sampled_from(["drop", "change", "repeat", "swap"])):
            case "drop":
                table[place] = table[place][:-1]
            case "change" if table[place]:
                cell = data.draw(st.integers(0, len(table[place]) - 1))
                table[place][cell] = data.draw(st.sampled_from(ODD) | st.text(max_size=3))
            case "repeat":
                table.append(list(table[place]))
            case "swap":
                table[place], table[0] = table[0], table[place]
    return table


def plainly_good(row: list[str]) -> bool:
    id_, place, day, item, rating = (cell.strip() for cell in row)
    try:
        past = date.fromisoformat(day) <= date.fromisoformat(TODAY)
    except ValueError:
        return False
    known = place in ("oak", "ash") and item == "respect"
    fits = re.fullmatch(r"[A-Za-z0-9_-]{1,64}", id_) and re.fullmatch(r"\+?0*[1-5]", rating)
    return bool(past and known and fits and re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.A))


def delivered(path: Path) -> Checked:
    """A file through reader, shape and rules."""
    (member,), record = members(path), catalogue().records["answer"]
    raw = read(member, MAPPING)
    batches = list(raw.batches)
    frames = [shape(batch, raw.header, MAPPING, record, {}, b"k") for batch in batches]
    found = arrive(record, [frames], LISTS, TODAY)
    quarantine = pl.concat([found.taken[0].quarantine, *(
        batch.ragged.select("line", reasons=pl.lit("ragged")) for batch in batches
    )])  # fmt: skip
    rows = sum(batch.count for batch in batches)
    return Checked(found.records, quarantine, rows, found.taken[0].repeats.duplicates)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_every_row_leaves_once_and_only_good_ones_are_accepted(tmp_path_factory, data):
    table, out = mutate(data), io.StringIO()
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows([HEADER, *table])
    path = tmp_path_factory.getbasetemp() / "mutated.csv"
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    try:
        found = delivered(path)
    except PortalError:
        assert any(NO_TEXT.search(cell) or not cell.isascii() for row in table for cell in row)
        return
    expected = {r[0].strip(): int(r[4]) for r in reversed(table) if len(r) == 5 and plainly_good(r)}
    filled = [row for row in table if any(cell.strip(" \t") for cell in row)]
    assert found.rows == len(filled)
    assert found.rows == found.accepted + found.quarantine.height + found.duplicates
    stored = dict(found.records.select("response_id", "rating").rows())
    assert stored == expected and found.records.height == len(stored)
