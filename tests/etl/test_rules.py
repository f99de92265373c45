"""Rules that a record type declares beside its types: lengths, plans, and rules across fields."""

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.fields import NOT_IN_USE
from etl.records import RecordType
from etl.validate import BROKEN, Codelist, judge, rules_of

LISTS = {"areas": Codelist(["oak"], {}), "courses": Codelist([], {})}
RECORD = RecordType(
    id="r",
    title="R",
    primaryKey=["id"],
    date="by",
    rules=[
        {"field": "done", "requires": "did"},
        {"field": "whole", "sum": ["part", "rest"], "tolerance": 1},
        {"field": "score", "sum": ["extra"], "tolerance": 0.005},
    ],
    fields=[
        {"name": "id", "type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
        {"name": "by", "type": "date", "future": True},
        {"name": "done", "type": "date"},
        {"name": "did", "type": "string"},
        {"name": "area", "type": "string", "codelist": "areas"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["x"]}},
        *({"name": n, "type": "integer"} for n in ("whole", "part", "rest")),
        *({"name": n, "type": "number"} for n in ("score", "extra")),
    ],
)
CASES = [
    ({"id": "a"}, ["id: is shorter than 2 characters"]),
    ({"id": "abcde"}, ["id: is longer than 4 characters"]),
    ({"id": "\u00e9\u00e9\u00e9\u00e9"}, []),
    ({"by": "2031-01-01"}, []),
    ({"by": "2031-02-30"}, ["by: is not a valid date"]),
    ({"done": "2031-01-01", "did": "x"}, ["done: is in the future"]),
    ({"done": "2026-01-01"}, ["done: is given without did"]),
    ({"did": "x"}, []),
    ({"area": NOT_IN_USE}, ["area: was not in use on that day"]),
    ({"kind": NOT_IN_USE}, ["kind: was not in use on that day"]),
    ({"whole": "10", "part": "4", "rest": "6"}, []),
    ({"whole": "10", "part": "4", "rest": "5"}, []),
    ({"whole": "10", "part": "4", "rest": "4"}, ["whole: is not the sum of part, rest"]),
    ({"whole": "10", "part": "4", "rest": "8"}, ["whole: is not the sum of part, rest"]),
    ({"whole": "10", "part": "4"}, []),
    ({"score": "1.005", "extra": "1"}, []),
    ({"score": "1.006", "extra": "1"}, ["score: is not the sum of extra"]),
    ({"score": "1e400", "extra": "=1+1"}, ["score: is not a number", "extra: is not a number"]),
]


@pytest.mark.parametrize(("cells", "expected"), CASES)
def test_a_declared_rule_has_its_sentence(cells, expected):
    rules = rules_of(RECORD, LISTS, "2026-06-30", "UTC")
    schema = {"row": pl.Int64, **dict.fromkeys(RECORD.names, pl.String)}
    frame = nw.from_native(pl.LazyFrame([{"row": 2, **cells}], schema=schema))
    bits = judge(frame, rules).to_native().collect().item(0, BROKEN)
    assert [reason for n, reason in enumerate(rules.reasons) if bits >> n & 1] == expected


@pytest.mark.parametrize("rule", [{}, {"atMost": "did", "requires": "did"}, {"sum": []}])
def test_a_rule_across_fields_says_one_thing(rule):
    with pytest.raises(ValueError, match=r"exactly one of|at least 1"):
        RecordType(**{**RECORD.model_dump(), "rules": [{"field": "id", **rule}]})
