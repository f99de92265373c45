"""What a mapping says of each field, done to whole columns: texts are translated, looked up, made
pseudonyms, dates and numbers. Pure: frame in, frame out."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from etl.codes import Codes, Dated, Spell, normal
from etl.dates import ISO, TEXT, spans, timed
from etl.numbers import digits
from etl.sources import Origin, Source
from etl.times import Writing, iso

NAME, VALUE, NEXT, PART = "unpivot:name", "unpivot:value", "unpivot:next", "split:part"
EDGES = ["shape:from", "shape:to"]
DAY, SAID = "shape:day", "shape:said"
"""Columns made on the way; an export may well have its own called found, day or time."""

NOT_IN_USE = "\x1aclosed"
"""Stands for a code of the force's list that has no value on the record's day."""


@dataclass(frozen=True)
class Known:
    """What a mapping is read with: the force's code lists, the secret of the pseudonyms, the
    language of names in dates, the force's zone."""

    codes: Codes
    key: bytes
    language: str = ""
    zone: str = ""

    def table(self, name: str, origin: Origin) -> dict[str, str]:
        """The code list of a field; empty where it has none."""
        return self.codes.get(origin.codes or "", {}).get(name, {})


def told(frame: pl.DataFrame, source: Source, known: Known) -> pl.DataFrame:
    """The frame with a column ``field:<name>`` for each field that the mapping gives."""
    present = {*frame.columns}
    for column, origins in _by_column(source).items():
        if column and column in present and _translates(origins.values()):
            frame = _once_per_text(frame, column, origins, known)
        else:
            frame = _with_fields(frame, origins, present, known)
    return frame


def dated(frame: pl.DataFrame, source: Source, known: Known, date: str) -> pl.DataFrame:
    """Looks up, by the record's day, the codes that are in use only for a time."""
    day = pl.col(f"field:{date}") if date in source.columns else pl.lit(None, pl.String)
    for name, origin in source.columns.items():
        table = known.table(name, origin)
        if isinstance(table, Dated):
            frame = _on_day(frame.with_columns(day.str.slice(0, 10).alias(DAY)), name, table)
    return frame


def _on_day(frame: pl.DataFrame, name: str, table: Dated) -> pl.DataFrame:
    """Each different pair of code and day is looked up once."""
    target = f"field:{name}"
    pairs = frame.select(target, DAY).unique()
    columns = {target: [], SAID: [], "first": [], "last": []}  # type: dict[str, list[str]]
    for spell in table.spells:
        for column, text in zip(columns, _row(spell), strict=True):
            columns[column].append(text)
    spells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    sure = pl.col(DAY).str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").fill_null(False)
    fits = (pl.col("first") <= pl.col(DAY)) & (pl.col(DAY) <= pl.col("last"))
    hits = pairs.join(spells, on=target).filter(fits | ~sure)
    hits = hits.unique([target, DAY], keep="any").select(target, DAY, SAID)
    found = frame.join(hits, on=[target, DAY], how="left", maintain_order="left", nulls_equal=True)
    closed = pl.when(pl.col(target).is_in(list(table))).then(pl.lit(NOT_IN_USE))
    said = pl.coalesce(SAID, closed, target)
    return found.with_columns(pl.when(said != "").then(said).alias(target)).drop(SAID, DAY)


def _row(spell: Spell) -> tuple[str, str, str, str]:
    return spell.code, spell.value, spell.first, spell.last or "~"


def _by_column(source: Source) -> dict[str, dict[str, Origin]]:
    """The fields by the one column that they read ('' where it is another number of columns)."""
    found: dict[str, dict[str, Origin]] = {}
    for name, origin in source.columns.items():
        found.setdefault(_column(origin), {})[name] = origin
    return found


def _column(origin: Origin) -> str:
    if origin.part:
        return PART
    made = {"name": NAME, "value": VALUE, "next": NEXT}
    return origin.column or made.get(origin.unpivot or "", "")


def _translates(origins: Iterable[Origin]) -> bool:
    """Whether some field of a column is looked up (times and ISO dates are not)."""
    return any(
        o.values
        or o.codes
        or o.pseudonym
        or not o.number.plain
        or (o.format and o.format != ISO and not timed(o.format))
        for o in origins
    )


def _once_per_text(
    frame: pl.DataFrame, column: str, origins: dict[str, Origin], known: Known
) -> pl.DataFrame:
    """Translate each different text of a column once and join the answers: a column of millions of
    rows has a few texts."""
    texts = frame.select(column).unique()
    table = _with_fields(texts, origins, {column}, known).rename({column: TEXT})
    return frame.join(table, left_on=column, right_on=TEXT, how="left", maintain_order="left")


def _with_fields(
    frame: pl.DataFrame, origins: dict[str, Origin], present: set[str], known: Known
) -> pl.DataFrame:
    for name, origin in origins.items():
        frame = _with_field(frame, name, origin, present, known)
    return frame


def _with_field(
    frame: pl.DataFrame, name: str, origin: Origin, present: set[str], known: Known
) -> pl.DataFrame:
    target = f"field:{name}"
    if origin.span:
        return _span(frame, target, origin, known)
    table = known.table(name, origin)
    frame = _with_text(frame, target, origin, present)
    frame = _looked_up(frame, target, {} if isinstance(table, Dated) else table)
    if origin.prefix:
        whole = pl.concat_str(pl.lit(origin.prefix), pl.col(target))
        frame = frame.with_columns(whole.alias(target))
    if origin.pseudonym:
        people = frame.get_column(target).unique().to_list()
        frame = _looked_up(frame, target, pseudonyms(people, known.key))
    if not origin.number.plain:
        frame = frame.with_columns(digits(pl.col(target), origin.number).alias(target))
    return iso(frame, target, _writing(origin, known)) if origin.format else frame


def _with_text(frame: pl.DataFrame, target: str, origin: Origin, present: set[str]) -> pl.DataFrame:
    """The cell as text. Most columns of millions of different texts have no blank cell, and to see
    that is cheaper than to make them null."""
    column = _column(origin)
    if column in present and not (origin.values or origin.codes or origin.blank is not None):
        trimmed = frame.with_columns(pl.col(column).str.strip_chars().alias(target))
        if not (trimmed.get_column(target) == "").any():
            return trimmed
    return frame.with_columns(_text(origin, present).alias(target))


def _writing(origin: Origin, known: Known) -> Writing:
    return Writing(origin.format or ISO, known.language, origin.zone, known.zone)


def _text(origin: Origin, present: set[str]) -> pl.Expr:
    """The cell as trimmed text, null where blank, with ``blank`` and ``values`` applied."""
    if origin.constant is not None:
        return pl.lit(origin.constant)
    if origin.finest:
        cells = [
            pl.concat_str(pl.lit(prefix), _cell(column)) for column, prefix in origin.finest.items()
        ]
        text = pl.coalesce(*cells)
    elif origin.joined:
        text = pl.concat_str([_cell(column) for column in origin.joined], separator=":")
    elif _column(origin) not in present:
        text = pl.lit(None, pl.String)
    else:
        text = _cell(_column(origin))
    if origin.values or origin.codes:
        text = text.str.normalize("NFC")
    if origin.blank is not None:
        text = text.fill_null(origin.blank)
    if origin.values:
        text = text.replace(*_table({normal(raw): code for raw, code in origin.values.items()}))
    return text


def _table(table: dict[str, str]) -> tuple[pl.Series, pl.Series]:
    """What is replaced and by what: a blank text by nothing."""
    values = pl.Series([value or None for value in table.values()], dtype=pl.String)
    return pl.Series(list(table), dtype=pl.String), values


def _cell(column: str) -> pl.Expr:
    trimmed = pl.col(column).str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def _looked_up(frame: pl.DataFrame, target: str, table: dict[str, str]) -> pl.DataFrame:
    """Replace each text found in ``table`` (by nothing, where it is blank there); leave the others
    for the record type to refuse."""
    if not table:
        return frame
    return frame.with_columns(pl.col(target).replace(*_table(table)))


def pseudonyms(people: list[str | None], key: bytes) -> dict[str, str]:
    """A keyed pseudonym (HMAC-SHA256, 16 hexadecimal digits) for each person's own number."""
    return {
        person: hmac.new(key, person.encode(), hashlib.sha256).hexdigest()[:16]
        for person in people
        if person is not None
    }


def _span(frame: pl.DataFrame, target: str, origin: Origin, known: Known) -> pl.DataFrame:
    assert origin.span is not None
    for n, column in enumerate(origin.span):
        frame = frame.with_columns(_cell(column).alias(EDGES[n]))
        frame = iso(frame, EDGES[n], _writing(origin, known))
    both = pl.concat_str(EDGES, separator="|")
    frame = frame.with_columns(both.alias(target)).drop(*EDGES)
    return _looked_up(frame, target, spans())
