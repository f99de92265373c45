"""Turns the rows of an export into the fields of a record type, still as text. Pure: frame in,
frame out. Columns that the mapping drops are gone after this, and people are pseudonyms."""

import hashlib
import hmac
from calendar import monthrange
from datetime import timedelta
from functools import cache
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.dates import FIRST, ISO, LAST, TIME, calendar, split_format
from etl.readers.raw import LINE, ROW, Raw
from etl.records import Field, RecordType
from etl.sources import Origin, Source
from release.errors import DeliveryError

Frame = nw.LazyFrame[Any]
Codes = dict[str, dict[str, dict[str, str]]]
NAME, VALUE, NEXT = "unpivot:name", "unpivot:value", "unpivot:next"
FOUND, DAY, CLOCK, EDGES = "shape:found", "shape:day", "shape:time", ["shape:from", "shape:to"]
TEXT = "shape:text"
EARLY = r"T([0-9]):"
"""An hour of one digit; it gets its zero, so that equal times are equal texts."""

"""Columns made on the way; an export may well have its own called found, day or time."""


def shape(raw: Raw, source: Source, record: RecordType, codes: Codes, key: bytes) -> pl.DataFrame:
    """``line`` and one text column per field of the record type (null where blank).

    ``codes`` are the force's code lists, ``key`` the secret of the pseudonyms. A source without
    unpivot gives one row per line, one with unpivot one row per filled cell.
    """
    check_header(raw.header, source)
    absent = [pl.lit("").alias(c) for c in source.reads if c not in raw.header]
    rows = raw.rows.lazy().with_columns(absent)
    if source.unpivot:
        rows = _unpivoted(rows, raw.header, source)
    present = {*raw.header, *source.reads, NAME, VALUE, NEXT}
    frame: Frame = nw.from_native(rows)
    for column, origins in _by_column(source).items():
        if column and column in present and _translates(origins):
            frame = _once_per_text(frame, column, origins, codes, key)
        else:
            frame = _with_fields(frame, origins, codes, present, key)
    fields = [_finished(field, source) for field in record.fields]
    shaped = frame.to_native().select(pl.col(ROW).alias(LINE), *fields).collect()
    return shaped if shaped.get_column(LINE).is_sorted() else shaped.sort(LINE, maintain_order=True)


def _finished(field: Field, source: Source) -> pl.Expr:
    """The field under its own name; of a time in a field of days only the day."""
    if field.name not in source.columns:
        return pl.lit(None, pl.String).alias(field.name)
    text = pl.col(f"field:{field.name}")
    if field.type == "date" and split_format(source.columns[field.name].format or "")[1]:
        text = (
            pl.when(text.str.contains(f"^.{{10}}T{TIME}$"))
            .then(text.str.slice(0, 10))
            .otherwise(text)
        )
    return text.alias(field.name)


def check_header(header: list[str], source: Source) -> None:
    """A column that is missing or unknown stops the file, with the differences."""
    missing = [c for c in source.reads if c not in header]
    known = {*source.reads, *source.drop, *_next_columns(header, source)}
    unknown = [str(n) for n, c in enumerate(header, 1) if c not in known]
    if source.format == "json":
        missing = []
    if missing or unknown:
        raise DeliveryError(
            f"the columns of [{source.id}] are not those of sources.toml"
            + (f"; missing: {', '.join(missing[:10])}" if missing else "")
            + (f"; not named there: column {', '.join(unknown[:10])}" if unknown else "")
            + f"; name them under columns, unpivot or drop{_headless(header, known)}"
        )


def _headless(header: list[str], known: set[str]) -> str:
    """A hint where no name is known. What stands there is never quoted: it may be a record."""
    return "" if known & set(header) else "; the line of the header does not seem to be one"


def _next_columns(header: list[str], source: Source) -> list[str]:
    """The columns to the right of the unpivoted ones, where the mapping reads them."""
    if not source.unpivot or not any(o.unpivot == "next" for o in source.columns.values()):
        return []
    places = [header.index(c) + 1 for c in source.unpivot.columns if c in header]
    return [header[place] for place in places if place < len(header)]


def _unpivoted(rows: pl.LazyFrame, header: list[str], source: Source) -> pl.LazyFrame:
    assert source.unpivot is not None
    keep = list(dict.fromkeys(c for o in source.columns.values() for c in o.columns))
    follows = dict(zip(header, [*header[1:], ""], strict=True))
    parts = [
        rows.select(
            ROW,
            *keep,
            pl.lit(code).alias(NAME),
            pl.col(column).alias(VALUE),
            (pl.col(follows[column]) if follows.get(column) else pl.lit("")).alias(NEXT),
        )
        for column, code in source.unpivot.columns.items()
    ]
    return pl.concat(parts).filter(~pl.col(VALUE).str.strip_chars().is_in(source.unpivot.skip))


def _by_column(source: Source) -> dict[str, dict[str, Origin]]:
    """The fields by the one column that they read ('' where it is another number of columns)."""
    unpivoted = {"name": NAME, "value": VALUE, "next": NEXT}
    found: dict[str, dict[str, Origin]] = {}
    for name, origin in source.columns.items():
        column = origin.column or unpivoted.get(origin.unpivot or "", "")
        found.setdefault(column, {})[name] = origin
    return found


def _translates(origins: dict[str, Origin]) -> bool:
    """Whether some field of a column is looked up (ISO dates and times are not)."""
    return any(
        o.values or o.codes or o.pseudonym or (o.format and split_format(o.format)[0] != ISO)
        for o in origins.values()
    )


def _once_per_text(
    frame: Frame, column: str, origins: dict[str, Origin], codes: Codes, key: bytes
) -> Frame:
    """Translate each different text of a column once and join the answers: a column of millions of
    rows has a few texts."""
    texts = frame.select(column).unique().collect().lazy()
    table = _with_fields(texts, origins, codes, {column}, key).rename({column: TEXT})
    return frame.join(table, left_on=column, right_on=TEXT, how="left")


def _with_fields(
    frame: Frame, origins: dict[str, Origin], codes: Codes, present: set[str], key: bytes
) -> Frame:
    for name, origin in origins.items():
        looked_up = codes.get(origin.codes or "", {}).get(name, {})
        frame = _with_field(frame, f"field:{name}", origin, looked_up, present, key)
    return frame


def _with_field(
    frame: Frame, target: str, origin: Origin, codes: dict[str, str], present: set[str], key: bytes
) -> Frame:
    if origin.span:
        return _span(frame, target, origin)
    frame = frame.with_columns(_text(origin, present).alias(target))
    frame = _looked_up(frame, target, codes)
    if origin.prefix:
        whole = nw.concat_str([nw.lit(origin.prefix), nw.col(target)])
        frame = frame.with_columns(whole.alias(target))
    if origin.pseudonym:
        people = frame.select(target).unique().collect().get_column(target).to_list()
        frame = _looked_up(frame, target, _pseudonyms(people, key))
    return _iso(frame, target, origin.format) if origin.format else frame


def _text(origin: Origin, present: set[str]) -> nw.Expr:
    """The cell as trimmed text, null where blank, with ``blank`` and ``values`` applied."""
    if origin.constant is not None:
        return nw.lit(origin.constant)
    if origin.finest:
        cells = [
            nw.concat_str([nw.lit(prefix), _cell(column)])
            for column, prefix in origin.finest.items()
        ]
        return nw.coalesce(*cells)
    column = {"name": NAME, "value": VALUE, "next": NEXT}.get(origin.unpivot or "", origin.column)
    if column not in present:
        return nw.lit(None, nw.String)
    text = _cell(column)
    if origin.blank is not None:
        text = text.fill_null(origin.blank)
    translated = text
    for raw_value, code in (origin.values or {}).items():
        translated = nw.when(text == raw_value).then(nw.lit(code)).otherwise(translated)
    return translated


def _cell(column: str) -> nw.Expr:
    trimmed = nw.col(column).str.strip_chars()
    return nw.when(trimmed != "").then(trimmed)


def _looked_up(frame: Frame, target: str, table: dict[str, str]) -> Frame:
    """Replace each text found in ``table``; leave the others for the record type to refuse."""
    if not table:
        return frame
    right = nw.from_native(pl.LazyFrame({target: list(table), FOUND: list(table.values())}))
    joined = frame.join(right, on=target, how="left")
    return joined.with_columns(nw.coalesce(FOUND, target).alias(target)).drop(FOUND)


def _pseudonyms(people: list[str | None], key: bytes) -> dict[str, str]:
    """A keyed pseudonym (HMAC-SHA256, 16 hexadecimal digits) for each person's own number."""
    return {
        person: hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:16]
        for person in people
        if person is not None
    }


def _iso(frame: Frame, target: str, format_: str) -> Frame:
    """Dates and times in ``format_`` as ISO text; what does not fit stays and is refused later."""
    day_format, between = split_format(format_)
    if day_format == ISO and not between:
        return frame
    text = nw.col(target)
    if day_format == ISO:
        return frame.with_columns(
            text.str.replace(between, "T", literal=True).str.replace(EARLY, r"T0$1:").alias(target)
        )
    if between:
        frame = frame.with_columns(
            text.str.replace_all(r"[T ].*$", "").alias(DAY),
            text.str.replace_all(r"^[^T ]*", "").str.replace_all("^ ", "T").alias(CLOCK),
        )
    else:
        frame = frame.with_columns(text.alias(DAY), nw.lit("").alias(CLOCK))
    frame = _looked_up(frame, DAY, calendar(day_format))
    both = nw.concat_str([nw.col(DAY), nw.col(CLOCK).str.replace(EARLY, r"T0$1:")])
    return frame.with_columns(both.alias(target)).drop(DAY, CLOCK)


def _span(frame: Frame, target: str, origin: Origin) -> Frame:
    assert origin.span is not None
    for n, column in enumerate(origin.span):
        frame = frame.with_columns(_cell(column).alias(EDGES[n]))
        frame = _iso(frame, EDGES[n], origin.format or ISO)
    both = nw.concat_str([nw.col(EDGES[0]), nw.col(EDGES[1])], separator="|")
    frame = _looked_up(frame.with_columns(both.alias(target)), target, _spans())
    return frame.drop(*EDGES)


@cache
def _spans() -> dict[str, str]:
    """'first day|last day' of every week of seven days and every calendar month."""
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days - 31)]
    weeks = {f"{d}|{d + timedelta(6)}": "week" for d in days}
    firsts = [d for d in days if d.day == 1]
    return weeks | {f"{d}|{d.replace(day=monthrange(d.year, d.month)[1])}": "month" for d in firsts}
