"""Every row leaves exactly once: accepted, quarantined with all its reasons, or a duplicate.

A record type is compiled to narwhals expressions; the broken rules of a row are the bits of one
integer, so that any engine gives the same reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import narwhals.stable.v2 as nw
import polars as pl

from etl.dates import TIME, iso_days
from etl.readers.raw import LINE, Raw
from etl.records import THOUSANDTHS, Field, RecordType

INTEGER = r"[+-]?[0-9]{1,12}"
NUMBER = r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,15})?"
DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
BROKEN, ROW, KEY, CONTENT = "rule:broken", "rule:row", "rule:key", "rule:content"


@dataclass(frozen=True)
class Checked:
    """``records``: typed, unique within the file, without ``line``. ``quarantine``: line and
    reasons (text, joined by '; '), never a value. Lines are counted, not records."""

    records: pl.DataFrame
    quarantine: pl.DataFrame
    rows: int
    duplicates: int

    @property
    def accepted(self) -> int:
        return self.rows - self.quarantine.height - self.duplicates


@dataclass(frozen=True)
class Rule:
    """One way in which a record can be wrong; ``broken`` is true where it is."""

    reason: str
    broken: nw.Expr


def validate(
    shaped: pl.DataFrame,
    raw: Raw,
    record: RecordType,
    lists: dict[str, list[str]],
    today: str,
    known: pl.LazyFrame | None = None,
) -> Checked:
    """Check shaped text (``etl.shape``) against a record type.

    ``lists`` holds the ids of each codelist, ``today`` (ISO) is the last day a record may have,
    ``known`` are the records of this source that are stored already.
    """
    rules = rules_of(record, lists, today)
    typed = nw.from_native(shaped.lazy()).with_columns(_bits(rules).alias(BROKEN))
    typed = typed.with_columns(*[_cast(f).alias(f.name) for f in record.fields])
    frame = typed.to_native().with_row_index(ROW).collect()
    frame = _with_repeats(frame, record, known)
    return _by_line(frame, raw, [rule.reason for rule in rules], record)


def rules_of(record: RecordType, lists: dict[str, list[str]], today: str) -> list[Rule]:
    """All rules of a record type, in a fixed order (the bit of a rule is its place)."""
    rules = [r for field in record.fields for r in _field_rules(field, lists, today)]
    for rule in record.rules:
        left, right = record.field(rule.field), record.field(rule.atMost)
        assert left and right
        rules.append(
            Rule(
                f"{rule.field}: is greater than {rule.atMost}",
                (_cast(left) > _cast(right)).fill_null(False),
            )
        )
    return rules


def _field_rules(field: Field, lists: dict[str, list[str]], today: str) -> Iterable[Rule]:
    text, limits = nw.col(field.name), field.constraints
    if limits.required:
        yield Rule(f"{field.name}: is missing", text.is_null())
    if field.codelist:
        yield _rule(
            f"{field.name}: is not in the list of {field.codelist}",
            ~text.is_in(lists[field.codelist]),
        )
    if limits.enum:
        yield _rule(f"{field.name}: is not one of the known values", ~text.is_in(limits.enum))
    if limits.pattern:
        yield _rule(
            f"{field.name}: does not have the right form",
            ~_matches(text, limits.pattern),
        )
    yield from _type_rules(field, today)
    if limits.minimum is not None:
        yield _rule(
            f"{field.name}: is below {limits.minimum:g}",
            _cast(field) < _scaled(field, limits.minimum),
        )
    if limits.maximum is not None:
        yield _rule(
            f"{field.name}: is above {limits.maximum:g}",
            _cast(field) > _scaled(field, limits.maximum),
        )


def _type_rules(field: Field, today: str) -> Iterable[Rule]:
    text = nw.col(field.name)
    match field.type:
        case "integer":
            yield _rule(f"{field.name}: is not a whole number", ~_matches(text, INTEGER))
        case "number":
            yield _rule(f"{field.name}: is not a number", ~_matches(text, NUMBER))
        case "boolean":
            yield _rule(f"{field.name}: is not true or false", ~text.is_in(["true", "false"]))
        case "date" | "datetime":
            form = DAY if field.type == "date" else f"{DAY}T{TIME}"
            kind = "date" if field.type == "date" else "time"
            well_formed, day = _matches(text, form), text.str.slice(0, 10)
            future = well_formed & (day > today)
            valid = future | (well_formed & day.is_in(sorted(iso_days())))
            yield _rule(f"{field.name}: is not a valid {kind}", ~valid)
            yield _rule(f"{field.name}: is in the future", future)


def _rule(reason: str, broken: nw.Expr) -> Rule:
    """A rule about a value that is there; a blank one is a matter of ``required`` alone."""
    return Rule(reason, broken.fill_null(False))


def _matches(text: nw.Expr, pattern: str) -> nw.Expr:
    return text.str.contains(rf"\A(?:{pattern})\z")


def _scaled(field: Field, limit: float) -> int:
    return round(limit * (THOUSANDTHS if field.type == "number" else 1))


def _cast(field: Field) -> nw.Expr:
    """The typed value; null where the text does not have the form of the type."""
    text = nw.col(field.name)
    match field.type:
        case "integer":
            return nw.when(_matches(text, INTEGER)).then(text).cast(nw.Int64)
        case "number":
            number = nw.when(_matches(text, NUMBER)).then(text).cast(nw.Float64)
            return (number * THOUSANDTHS).round().cast(nw.Int64)
        case "datetime":
            return text.str.slice(0, 19)
        case _:
            return text


def _bits(rules: list[Rule]) -> nw.Expr:
    bits = [
        nw.when(r.broken).then(nw.lit(1 << n)).otherwise(nw.lit(0)) for n, r in enumerate(rules)
    ]
    return nw.sum_horizontal(*bits)


def _joined(names: list[str]) -> pl.Expr:
    """Several fields as one text."""
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in names]
    return texts[0] if len(texts) == 1 else pl.concat_str(texts, separator="\x1f")


def _with_repeats(
    frame: pl.DataFrame, record: RecordType, known: pl.LazyFrame | None
) -> pl.DataFrame:
    """Adds ``same`` (whether it equals its key's first record in a line without a broken rule; null
    where its key stands once or its line is refused), ``again`` (it is not that first record) and
    ``stored`` (it equals a record that is stored already). Only keys that come twice are compared
    in full, so that a clean delivery costs one pass."""
    keyed = frame.select(ROW, LINE, BROKEN, *record.names, _joined(record.primaryKey).alias(KEY))
    # Comparing hashes first is three times as fast; what they take for equal is compared in full.
    twice = keyed.filter(pl.col(KEY).hash().is_duplicated())
    if twice.height:
        refused = frame.filter(pl.col(BROKEN) != 0)
        twice = _without(twice, refused).filter(pl.col(KEY).is_duplicated())
    first = pl.col(CONTENT).first().over(KEY)
    twice = twice.sort(ROW).with_columns(_joined(record.names).alias(CONTENT))
    twice = twice.with_columns(same=pl.col(CONTENT) == first)
    standing = _without(twice, twice.filter(~pl.col("same")))
    again = standing.select(ROW, again=~pl.col(KEY).is_first_distinct())
    twice = _marked(twice.select(ROW, "same"), again)
    found = _stored(keyed.filter(pl.col(BROKEN) == 0), record, known)
    stored = pl.DataFrame({ROW: found}).with_columns(stored=pl.lit(True))
    marked = _marked(_marked(frame, twice), stored)
    return marked.with_columns(pl.col("again", "stored").fill_null(False))


def _marked(frame: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """The columns of ``marks`` beside their rows; null in the others."""
    if marks.is_empty():
        blank = {n: pl.lit(None, pl.Boolean) for n in marks.columns if n != ROW}
        return frame.with_columns(**blank)
    return frame.join(marks, on=ROW, how="left", maintain_order="left")


def _without(frame: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The records of the lines that are not among the refused ones."""
    if refused.is_empty():
        return frame
    return frame.join(refused.select(LINE), on=LINE, how="anti", maintain_order="left")


def _one_a_line(frame: pl.DataFrame) -> bool:
    """Whether every line gave one record, so that what is said of a record holds for its line."""
    return not bool((frame.get_column(LINE).diff() <= 0).any())


def _stored(keyed: pl.DataFrame, record: RecordType, known: pl.LazyFrame | None) -> pl.Series:
    """The rows that are stored already with the same content."""
    if known is None:
        return keyed.clear().get_column(ROW)
    keys = keyed.lazy().select(KEY)
    old = known.with_columns(_joined(record.primaryKey).alias(KEY)).join(keys, on=KEY, how="semi")
    content = old.select(_joined(record.names).alias(CONTENT)).collect()
    if content.is_empty():
        return keyed.clear().get_column(ROW)
    mine = keyed.with_columns(_joined(record.names).alias(CONTENT))
    return mine.join(content, on=CONTENT, how="semi").get_column(ROW)


def _by_line(frame: pl.DataFrame, raw: Raw, reasons: list[str], record: RecordType) -> Checked:
    """Bring the verdicts on records back to the lines they came from."""
    clash = pl.col("same").fill_null(True).not_()
    bad = frame.filter((pl.col(BROKEN) != 0) | clash)
    quarantine = _reasons(bad, reasons, record)
    quarantine = pl.concat([quarantine, _ragged(raw)]).sort(LINE)
    refused = (pl.col(BROKEN) != 0) | clash
    good = frame.filter(~refused) if _one_a_line(frame) else _without(frame, quarantine)
    new = ~(pl.col("again") | pl.col("stored"))
    old, good = good.filter(~new).select(LINE), good.filter(new)
    if not old.is_empty():
        old = old.join(good.select(LINE), on=LINE, how="anti").unique()
    return Checked(
        records=good.select(record.names),
        quarantine=quarantine,
        rows=raw.count,
        duplicates=old.height,
    )


def _reasons(bad: pl.DataFrame, reasons: list[str], record: RecordType) -> pl.DataFrame:
    """One row a line with the reasons of all its records."""
    key = " and ".join(record.primaryKey)
    rows: dict[int, dict[str, None]] = {}
    for line, bits, same in bad.select(LINE, BROKEN, "same").iter_rows():
        found = rows.setdefault(line, {})
        found |= dict.fromkeys(r for n, r in enumerate(reasons) if bits >> n & 1)
        if same is False:
            found[f"{key}: stands in an earlier line with other content"] = None
    return _quarantine([(line, "; ".join(found)) for line, found in rows.items()])


def _ragged(raw: Raw) -> pl.DataFrame:
    width = len(raw.header)
    return _quarantine(
        [
            (line, f"row has {cells} cells, the header has {width}")
            for line, cells in raw.ragged.iter_rows()
        ]
    )


def _quarantine(rows: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={LINE: pl.Int64, "reasons": pl.String}, orient="row")
