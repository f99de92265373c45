"""The one pass over the records: counts and sums by area, month and every category that a measure
needs. All that follows works on this small table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from etl.records import THOUSANDTHS, RecordType
from release.measures import Measure, Term

AREA, MONTH = "area", "month"


@dataclass(frozen=True)
class Quantity:
    """What is added up: records (no ``sum``) or a field, weighted by ``times``, over the records in
    which ``given`` has a value. Sums of number fields are in thousandths."""

    sum: str | None = None
    times: str | None = None
    given: str | None = None

    @property
    def name(self) -> str:
        return f"{self.sum or 'records'}*{self.times or 1}|{self.given or ''}"


RECORDS = Quantity().name


def quantities(measure: Measure) -> tuple[Quantity, Quantity | None]:
    """The quantities of numerator and denominator. The denominator leaves out the records in which
    the numerator's field is blank: an unknown is not a zero."""
    top, bottom = measure.numerator, measure.denominator
    numerator = Quantity(top.sum, top.times, top.sum)
    if bottom is None:
        return numerator, Quantity(None, None, top.sum) if top.sum else None
    shared = top.sum if top.record == bottom.record else None
    return numerator, Quantity(bottom.sum, bottom.times, shared or bottom.sum)


def dimensions(record: RecordType, measures: Iterable[Measure]) -> list[str]:
    """The fields of a record type that some measure selects or breaks down by."""
    found: dict[str, None] = {}
    for measure in measures:
        for term in (measure.numerator, measure.denominator):
            if term is not None and term.record == record.id:
                found |= dict.fromkeys(
                    [*term.where, *(b.field for b in measure.breakdowns.values())]
                )
    return list(found)


def cube(
    frame: nw.LazyFrame[Any],
    record: RecordType,
    measures: Iterable[Measure],
    more: Sequence[str] = (),
) -> nw.LazyFrame[Any]:
    """Area, month, dimensions and ``more`` (text) with one integer column per quantity, the number
    of records (RECORDS) among them."""
    using = [m for m in measures if uses(m, record.id)]
    dims = [*dimensions(record, using), *more]
    found = [q for m in using for q in _quantities_on(m, record.id)]
    wanted = {q.name: q for q in [Quantity(), *found]}
    keyed = frame.with_columns(
        nw.col(record.date).str.slice(0, 7).alias(MONTH),
        *[nw.col(d).cast(nw.String) for d in dims],
    )
    valued = keyed.with_columns(*[_value(q).alias(name) for name, q in wanted.items()])
    return valued.group_by(AREA, MONTH, *dims).agg(*[nw.col(name).sum() for name in wanted])


def uses(measure: Measure, record: str) -> bool:
    return any(
        t is not None and t.record == record for t in (measure.numerator, measure.denominator)
    )


def scale(quantity: Quantity, record: RecordType) -> int:
    """By how much a sum must be divided to be in the unit of its field."""
    fields = [record.field(name) for name in (quantity.sum, quantity.times) if name]
    return THOUSANDTHS ** sum(f is not None and f.type == "number" for f in fields)


def _quantities_on(measure: Measure, record: str) -> list[Quantity]:
    top, bottom = quantities(measure)
    terms: list[tuple[Term, Quantity | None]] = [(measure.numerator, top)]
    terms.append((measure.denominator or measure.numerator, bottom))
    found = [q for term, q in terms if term.record == record and q is not None]
    return [*found, Quantity()] if measure.breakdowns else found


def _value(quantity: Quantity) -> nw.Expr:
    value = nw.col(quantity.sum) if quantity.sum else nw.lit(1)
    if quantity.times:
        value = value * nw.col(quantity.times)
    if quantity.given:
        value = nw.when(~nw.col(quantity.given).is_null()).then(value)
    return value.cast(nw.Int64).fill_null(0)
