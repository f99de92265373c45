"""Every row leaves exactly once: accepted, quarantined with all its reasons, or a duplicate.

A record type is compiled to narwhals expressions; the broken rules of a row are the bits of one
integer, so that any engine gives the same reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.dates import FIRST, TIME, gaps
from etl.records import THOUSANDTHS, Across, Field, RecordType
from etl.shape import NOT_IN_USE, ROW_NUMBER

Frame = nw.LazyFrame[Any]

INTEGER = r"[+-]?[0-9]{1,12}"
NUMBER = r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,15})?"
MONTH_OF_31 = r"(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
MONTH_OF_30 = r"(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
FEBRUARY = r"02-(?:0[1-9]|1[0-9]|2[0-8])"
LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = rf"(?:[0-9]{{4}}-(?:{MONTH_OF_31}|{MONTH_OF_30}|{FEBRUARY})|{LEAP_YEAR}-02-29)"
"""Every day that exists, so that no engine's own idea of a date is asked."""

BROKEN = "rule:broken"


@dataclass(frozen=True)
class Codelist:
    """The ids that a field may have; for some of them the first and the last day ('' = open)."""

    ids: list[str]
    spans: dict[str, tuple[str, str]]


Codelists = dict[str, Codelist]


@dataclass(frozen=True)
class Rule:
    """One way in which a record can be wrong; ``broken`` is true where it is."""

    reason: str
    broken: nw.Expr


@dataclass(frozen=True)
class Rules:
    """What the records of one source are held to. The bit of a rule is its place."""

    record: RecordType
    rules: list[Rule]
    lists: Codelists

    @property
    def reasons(self) -> list[str]:
        return [rule.reason for rule in self.rules]


def judge(shaped: Frame, rules: Rules) -> Frame:
    """Adds BROKEN, the broken rules of each record as the bits of one integer, and the values of
    its numbers."""
    numbers = [f for f in rules.record.fields if f.type in ("integer", "number")]
    if numbers:
        shaped = shaped.with_columns(*[_number(f).alias(_name(f)) for f in numbers])
    return shaped.with_columns(_bits(rules.rules).alias(BROKEN))


def typed(judged: Frame, record: RecordType) -> Frame:
    """The records without a broken rule: ``row`` and the fields in their types. Numbers are whole
    thousandths."""
    good = judged.filter(nw.col(BROKEN) == 0)
    return good.select(ROW_NUMBER, *[_typed(f).alias(f.name) for f in record.fields])


def as_text(records: pl.LazyFrame, record: RecordType) -> pl.LazyFrame:
    """Typed records as the text that they were made of, so that they can be judged again."""
    return records.select(ROW_NUMBER, *[_uncast(f).alias(f.name) for f in record.fields])


def _uncast(field: Field) -> pl.Expr:
    value = pl.col(field.name)
    if field.type == "number":
        whole, rest = value.abs() // THOUSANDTHS, value.abs() % THOUSANDTHS
        sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
        digits = rest.cast(pl.String).str.zfill(3)
        return pl.concat_str(sign, whole.cast(pl.String), pl.lit("."), digits)
    return value.cast(pl.String)


def rules_of(record: RecordType, lists: Codelists, today: str, zone: str) -> Rules:
    """All rules of a record type, in a fixed order. ``lists`` holds the ids of each codelist,
    ``today`` (ISO) is the last day a record may have, ``zone`` the one of its local times."""
    rules = [r for field in record.fields for r in _field_rules(field, record, lists, today)]
    rules += [r for f in record.fields if f.type == "datetime" for r in _clock_rules(f, zone)]
    rules += [_across(rule, record) for rule in record.rules]
    return Rules(record, rules, lists)


def _across(rule: Across, record: RecordType) -> Rule:
    """A rule across fields; where one of them is blank only ``requires`` can be broken."""
    fields = [record.field(name) for name in (rule.field, *rule.others)]
    left, *right = [_typed(field) for field in fields if field]
    if rule.requires:
        lacking = ~nw.col(rule.field).is_null() & nw.col(rule.requires).is_null()
        return Rule(f"{rule.field}: is given without {rule.requires}", lacking)
    if rule.atMost:
        return _rule(f"{rule.field}: is greater than {rule.atMost}", left > right[0])
    whole = right[0]
    for part in right[1:]:
        whole = whole + part
    field = record.field(rule.field)
    assert field
    much = _scaled(field, rule.tolerance)
    apart = (left - whole > much) | (whole - left > much)
    return _rule(f"{rule.field}: is not the sum of {', '.join(rule.others)}", apart)


def _clock_rules(field: Field, zone: str) -> Iterable[Rule]:
    """A time that the clocks of the force never showed: the hour that is skipped in spring."""
    skipped = nw.col(field.name).str.slice(0, 15).is_in(gaps(zone))
    yield _rule(f"{field.name}: does not exist in {zone}: the clock was put forward", skipped)


def _open_rules(field: Field, day: nw.Expr, lists: Codelists) -> Iterable[Rule]:
    """A code that was not in use on the record's day: by the force's list, or by the areas."""
    closed = nw.col(field.name) == NOT_IN_USE
    for id_, (first, last) in lists[field.codelist or ""].spans.items():
        outside = nw.lit(False)
        if first:
            outside = outside | (day < first)
        if last:
            outside = outside | (day > last)
        closed = closed | ((nw.col(field.name) == id_) & outside)
    yield _rule(f"{field.name}: was not in use on that day", closed)


def _field_rules(field: Field, record: RecordType, lists: Codelists, today: str) -> Iterable[Rule]:
    text, limits = nw.col(field.name), field.constraints
    if limits.required:
        yield Rule(f"{field.name}: is missing", text.is_null())
    if field.codelist:
        ids = [*lists[field.codelist].ids, NOT_IN_USE]
        yield _rule(f"{field.name}: is not in the list of {field.codelist}", ~text.is_in(ids))
        yield from _open_rules(field, nw.col(record.date).str.slice(0, 10), lists)
    if limits.enum:
        known = [*limits.enum, NOT_IN_USE]
        yield _rule(f"{field.name}: is not one of the known values", ~text.is_in(known))
        yield _rule(f"{field.name}: was not in use on that day", text == NOT_IN_USE)
    if limits.pattern:
        yield _rule(
            f"{field.name}: does not have the right form",
            ~_matches(text, limits.pattern),
        )
    if limits.minLength is not None:
        yield _rule(
            f"{field.name}: is shorter than {limits.minLength} characters",
            text.str.len_chars() < limits.minLength,
        )
    if limits.maxLength is not None:
        yield _rule(
            f"{field.name}: is longer than {limits.maxLength} characters",
            text.str.len_chars() > limits.maxLength,
        )
    yield from _type_rules(field, today)
    if limits.minimum is not None:
        yield _rule(
            f"{field.name}: is below {limits.minimum:g}",
            _typed(field) < _scaled(field, limits.minimum),
        )
    if limits.maximum is not None:
        yield _rule(
            f"{field.name}: is above {limits.maximum:g}",
            _typed(field) > _scaled(field, limits.maximum),
        )


def _type_rules(field: Field, today: str) -> Iterable[Rule]:
    text = nw.col(field.name)
    match field.type:
        case "integer":
            yield Rule(f"{field.name}: is not a whole number", _unreadable(field))
        case "number":
            yield Rule(f"{field.name}: is not a number", _unreadable(field))
        case "boolean":
            yield _rule(f"{field.name}: is not true or false", ~text.is_in(["true", "false"]))
        case "date" | "datetime":
            form = DAY if field.type == "date" else f"{DAY}T{TIME}"
            kind = "date" if field.type == "date" else "time"
            valid, day = _matches(text, form), text.str.slice(0, 10)
            yield _rule(f"{field.name}: is not a valid {kind}", ~(valid & (day >= str(FIRST))))
            if not field.future:
                yield _rule(f"{field.name}: is in the future", valid & (day > today))


def _rule(reason: str, broken: nw.Expr) -> Rule:
    """A rule about a value that is there; a blank one is a matter of ``required`` alone."""
    return Rule(reason, broken.fill_null(False))


def _matches(text: nw.Expr, pattern: str) -> nw.Expr:
    return text.str.contains(rf"\A(?:{pattern})\z")


def _scaled(field: Field, limit: float) -> int:
    return round(limit * (THOUSANDTHS if field.type == "number" else 1))


def _name(field: Field) -> str:
    """The column of a field's number beside its text; no field has such a name."""
    return f"value:{field.name}"


def _number(field: Field) -> nw.Expr:
    """The whole number (of thousandths); null where the text does not have the form of one."""
    text = nw.col(field.name)
    if field.type == "integer":
        return nw.when(_matches(text, INTEGER)).then(text).cast(nw.Int64)
    number = nw.when(_matches(text, NUMBER)).then(text).cast(nw.Float64)
    return (number * THOUSANDTHS + 0.5).floor().cast(nw.Int64)


def _unreadable(field: Field) -> nw.Expr:
    return ~nw.col(field.name).is_null() & nw.col(_name(field)).is_null()


def _typed(field: Field) -> nw.Expr:
    """The value of a judged record's field in its type."""
    if field.type in ("integer", "number"):
        return nw.col(_name(field))
    text = nw.col(field.name)
    return text.str.slice(0, 19) if field.type == "datetime" else text


def _bits(rules: list[Rule]) -> nw.Expr:
    kind = nw.Int32 if len(rules) < 32 else nw.Int64
    none = nw.lit(0, kind)
    bits = [
        nw.when(r.broken).then(nw.lit(1 << n, kind)).otherwise(none) for n, r in enumerate(rules)
    ]
    return nw.sum_horizontal(none, *bits)
