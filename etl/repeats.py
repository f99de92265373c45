"""Records that come more than once: in one delivery, or again after an earlier one. Of equal ones
the first counts; of different ones the newest revision, or else the newest delivery.

Only keys whose hash comes twice are looked at in full, so that a clean delivery costs one pass over
its hashes (8 bytes a record) and one over those of the history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from etl.keys import Key, joined
from etl.parts import Part, records_with, repeated, shared
from etl.records import REVISION, RecordType
from etl.shape import ROW_NUMBER

AT_ONCE = 1_000_000
LINE = "line"
SUSPECTS = {
    "part": pl.Int64,
    ROW_NUMBER: pl.Int64,
    "top": pl.Int64,
    "late": pl.Boolean,
    "clash": pl.Boolean,
    "stored": pl.String,
    "old_part": pl.Int64,
    "old_row": pl.Int64,
}
Gone = tuple[Part, pl.DataFrame]


@dataclass(frozen=True)
class Repeats:
    """``clashes``: lines whose record stands in an earlier line with other content.
    ``duplicates``: how many lines hold nothing new. ``corrections``: how many stored records are
    replaced. ``own``, ``old``: the rows that do not stand, of the new parts and of stored ones."""

    clashes: pl.Series
    duplicates: int
    corrections: int
    own: list[Gone]
    old: list[Gone]


def repeats(
    record: RecordType,
    new: Sequence[Part],
    stored: Sequence[Part],
    bad: pl.Series,
    lines_of: int,
) -> Repeats:
    """What of the parts ``new`` stands beside the parts ``stored`` of the same source.

    ``bad`` are the lines that hold a record with a broken rule: nothing of them stands.
    ``row // lines_of`` is the line of a record.
    """
    key = Key(tuple(record.primaryKey))
    hit, known = shared(stored, new, key)
    found = [
        _compared(
            _without(_lined(records_with(new, key, some), lines_of), bad),
            records_with(hit, key, some),
            key,
            record,
        )
        for some in _at_once(pl.concat([repeated(new, key), known]).unique().sort())
    ]
    suspects = _lined(pl.concat([pl.DataFrame(schema=SUSPECTS), *found]), lines_of)
    clashes = suspects.filter("clash").get_column(LINE).unique().sort()
    refused = pl.concat([bad.cast(pl.Int64), clashes]).unique()
    every = _numbers(new, lines_of) if lines_of > 1 else suspects
    rest = _again(_without(suspects, refused))
    seen, fixed = (
        rest.filter("again"),
        rest.filter(~pl.col("again") & (pl.col("stored") == "other")),
    )
    fallen = every.join(refused.alias(LINE).to_frame(), on=LINE, how="semi")
    gone = pl.concat([rows.select("part", ROW_NUMBER) for rows in (fallen, seen)])
    replaced = fixed.select(pl.col("old_part").alias("part"), pl.col("old_row").alias(ROW_NUMBER))
    again = _lines_without_news(every, seen)
    return Repeats(clashes, again, fixed.height, _by_part(gone, new), _by_part(replaced, hit))


def _at_once(hashes: pl.Series) -> Iterator[pl.Series]:
    return (hashes.slice(n, AT_ONCE) for n in range(0, hashes.len(), AT_ONCE))


def _again(suspects: pl.DataFrame) -> pl.DataFrame:
    """Whether each of the records that may stand says nothing new: it is not the newest, not the
    first of its delivery, or stored already."""
    first = pl.col(ROW_NUMBER).filter(~pl.col("late")).min().over("top")
    again = (
        pl.col("late") | (pl.col(ROW_NUMBER) != first) | pl.col("stored").is_in(["same", "newer"])
    )
    return suspects.with_columns(again=again.fill_null(True))


def _compared(new: pl.DataFrame, old: pl.DataFrame, key: Key, record: RecordType) -> pl.DataFrame:
    """SUSPECTS: each new record beside the first of its key (the one of the newest revision) and
    the stored one of its key."""
    if new.is_empty():
        return pl.DataFrame(schema=SUSPECTS)
    marks = [
        key.text.alias("key"),
        joined(record.names).alias("content"),
        (pl.col(REVISION) if REVISION in record.names else pl.lit("")).fill_null("").alias("rev"),
    ]
    new = new.with_columns(marks).sort("rev", ROW_NUMBER, descending=[True, False])
    new = new.with_columns(
        top=pl.col(ROW_NUMBER).first().over("key"),
        late=pl.col("rev") < pl.col("rev").first().over("key"),
        clash=pl.col("content") != pl.col("content").first().over("key"),
    )
    if old.is_empty():
        new = new.with_columns(old_part=None, old_row=None, stored=pl.lit(""))
    else:
        before = old.with_columns(marks).select(
            "key",
            old_part="part",
            old_row=ROW_NUMBER,
            old_content="content",
            old_rev="rev",
        )
        new = new.join(before, on="key", how="left")
        # Of two contents with one revision the greater stands, whichever came first.
        tie = (pl.col("rev") != "") & (pl.col("rev") == pl.col("old_rev"))
        older = pl.col("rev") < pl.col("old_rev")
        older = older | (tie & (pl.col("content") < pl.col("old_content")))
        new = new.with_columns(
            stored=pl.when(pl.col("old_row").is_null()).then(pl.lit(""))
            .when(pl.col("content") == pl.col("old_content")).then(pl.lit("same"))
            .when(older).then(pl.lit("newer"))
            .otherwise(pl.lit("other"))
        )  # fmt: skip
    found = new.with_columns(clash=pl.col("clash") & ~pl.col("late"))
    return found.select(pl.col(name).cast(type_) for name, type_ in SUSPECTS.items())


def _lined(frame: pl.DataFrame, lines_of: int) -> pl.DataFrame:
    return frame if frame.width == 0 else frame.with_columns(
        (pl.col(ROW_NUMBER) // lines_of).alias(LINE)
    )  # fmt: skip


def _without(frame: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    if frame.is_empty() or lines.is_empty():
        return frame
    return frame.join(lines.cast(pl.Int64).alias(LINE).to_frame(), on=LINE, how="anti")


def _numbers(new: Sequence[Part], lines_of: int) -> pl.DataFrame:
    """Every record of the new parts by its part, row and line."""
    rows = [
        pl.read_parquet(part.path, columns=[ROW_NUMBER]).with_columns(part=pl.lit(n, pl.Int64))
        for n, part in enumerate(new)
    ]
    empty = pl.DataFrame(schema={ROW_NUMBER: pl.Int64, "part": pl.Int64})
    return _lined(pl.concat([empty, *rows]), lines_of)


def _lines_without_news(every: pl.DataFrame, seen: pl.DataFrame) -> int:
    """How many lines hold only records that were seen before."""
    lines = seen.group_by(LINE).len("seen")
    whole = every.join(lines, on=LINE, how="semi").group_by(LINE).len("all")
    return lines.join(whole, on=LINE).filter(pl.col("seen") == pl.col("all")).height


def _by_part(rows: pl.DataFrame, some: Sequence[Part]) -> list[Gone]:
    return [
        (some[n], part.select(ROW_NUMBER).unique().sort(ROW_NUMBER))
        for (n,), part in sorted(rows.partition_by("part", as_dict=True).items())
    ]
