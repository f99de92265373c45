"""Whether what a mapping calls safe holds people after all: e-mail addresses, telephone numbers,
badge numbers, names of the roster. Pure: a frame in, a sentence or nothing out, never a value.

Names are known only as keyed hashes, so that no list of the staff lies anywhere.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import polars as pl

from etl.dates import TIME
from etl.records import Field, RecordType
from etl.shape import NOT_IN_USE, ROW_NUMBER, per_line
from etl.sources import Source
from etl.times import UNFIT
from etl.validate import DAY, INTEGER, NUMBER, Codelists, Rules

HARMLESS = (
    r"^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|[0-9a-fA-F]{16,64}|[A-Za-z]{0,3}[-_:.]?[0-9]{1,9}|[0-9]{4}-[0-9]{2})$"
)
"""Ids as machines make them, which nearly all are: one look, and no other is needed."""

E_MAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?i)mailto:"
GAP = "[ ./\u00a0-]"
TELEPHONE = (
    rf"(?:^|[^0-9A-Za-z])(?:"
    rf"(?:\+|00)[1-9][0-9]{{0,2}}(?:{GAP}?\(?[0-9]{{1,4}}\)?){{2,5}}"
    rf"|\(?[2-9][0-9]{{2}}\)?{GAP}{{1,2}}[0-9]{{3}}{GAP}[0-9]{{4}}"
    rf"|\(?0[1-9][0-9]{{1,4}}\)?{GAP}[0-9]{{3,4}}{GAP}?[0-9]{{3,4}}"
    rf"|0[1-9][0-9]{{8,9}})(?:[^0-9A-Za-z]|$)"
)
BADGE = (
    r"(?i)(?:^|[^a-z])(?:badge|star|collar|warrant|shoulder)(?:[ _-]?(?:no\.?|number|#))?[ _:#.-]*"
    r"[0-9]{2,7}(?:[^0-9]|$)"
    r"|(?:^|[^a-z])(?:pc|dc|ps|ds|pcso|sgt|officer|constable|sergeant)[ ._]+#?[0-9]{2,6}"
    r"(?:[^0-9]|$)"
)
SIGNS = {"an e-mail address": E_MAIL, "a telephone number": TELEPHONE, "a badge number": BADGE}

WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
TITLES = {"mr", "mrs", "ms", "miss", "dr", "pc", "dc", "ps", "ds", "sgt", "sergeant", "constable",
          "officer", "inspector", "insp"}  # fmt: skip
SHORTEST = 4
"""Letters of a name that counts where it stands alone; shorter ones are parts of many ids."""

LONG_WORD = rf"\p{{Lu}}?\p{{Ll}}{{{SHORTEST - 1},}}|\p{{Lu}}{{{SHORTEST},}}"


def name_hashes(texts: Iterable[str], key: bytes) -> set[str]:
    """Keyed hashes of the words of names, for a set that tells nobody's name."""
    return {_hash(word, key) for text in texts for word in _words(text) if len(word) > 1}


def names_in(rows: pl.DataFrame, source: Source) -> list[str]:
    """The different names in the columns that a mapping calls ``names``."""
    present = [column for column in source.names if column in rows.columns]
    found = [rows.get_column(column).unique().drop_nulls().to_list() for column in present]
    return [text for texts in found for text in texts]


def holds_names(texts: list[str], hashes: frozenset[str], key: bytes) -> list[bool]:
    """For each text whether it holds a name of the roster: in a text of one piece any word of four
    letters or more, in a sentence two neighbouring words, or one after a title."""
    known: dict[str, bool] = {}

    def is_name(word: str) -> bool:
        if word not in known:
            known[word] = _hash(word, key) in hashes
        return known[word]

    found = []
    for text in texts:
        words = _words(text)
        if len(text.split()) > 1:
            pairs = pairwise(words)
            hit = any(is_name(b) and (a in TITLES or is_name(a)) for a, b in pairs)
        else:
            hit = any(len(word) >= SHORTEST and is_name(word) for word in words)
        found.append(hit)
    return found


def _words(text: str) -> list[str]:
    whole = unicodedata.normalize("NFC", text).casefold()
    return [part for word in WORD.findall(whole) for part in re.split("['\u2019-]", word) if part]


def _hash(word: str, key: bytes) -> str:
    return hmac.digest(key, b"name:" + word.encode(), "sha256").hex()[:32]


def suspicious(
    frame: pl.DataFrame,
    record: RecordType,
    source: Source,
    roster_names: frozenset[str] | None,
    key: bytes,
) -> str | None:
    """What a shaped batch holds that must not come in, as one sentence with field and line."""
    for field in _open_fields(record, source):
        texts = frame.select(ROW_NUMBER, pl.col(field.name).alias("text")).filter(
            ~pl.col("text").str.contains(HARMLESS)
        )
        if texts.height:
            hit = _first(texts, roster_names, key)
            if hit:
                row, sign = hit
                return (
                    f"line {row // per_line(source)}: {field.name} of [{source.id}] seems to hold "
                    f"{sign}; nothing of the file was stored: drop that column, map another one or "
                    "set pseudonym = true"
                )
    return None


def _open_fields(record: RecordType, source: Source) -> list[Field]:
    """Fields that take any text of some form: what comes from a list is held to that list."""
    return [
        field
        for field in record.fields
        if field.type == "string"
        and not field.codelist
        and not field.constraints.enum
        and (origin := source.columns.get(field.name))
        and not origin.pseudonym
        and origin.constant is None
    ]


def _first(
    texts: pl.DataFrame, roster_names: frozenset[str] | None, key: bytes
) -> tuple[int, str] | None:
    for sign, pattern in SIGNS.items():
        rows = texts.filter(pl.col("text").str.contains(pattern)).get_column(ROW_NUMBER)
        if len(rows):
            return rows[0], sign
    row = _named(texts, roster_names, key) if roster_names else None
    return None if row is None else (row, "a name of the roster")


def _named(texts: pl.DataFrame, hashes: frozenset[str], key: bytes) -> int | None:
    """The first row that holds a name. Of ids, only their different words are looked at."""
    spaced = pl.col("text").str.contains(r"\s")
    some = texts.filter(spaced)
    held = holds_names(some.get_column("text").to_list(), hashes, key)
    rows = some.filter(pl.Series(held, dtype=pl.Boolean)).get_column(ROW_NUMBER).to_list()
    said = pl.col("text").str.normalize("NFC").str.extract_all(LONG_WORD)
    words = texts.filter(~spaced).select(ROW_NUMBER, said).explode("text").drop_nulls()
    different = words.get_column("text").unique().to_list()
    names = [word for word in different if _hash(word.casefold(), key) in hashes]
    rows += words.filter(pl.col("text").is_in(names)).get_column(ROW_NUMBER).to_list()
    return min(rows, default=None)


def masked(refused: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Refused records without the texts that do not even have the form of their field: those may be
    anything, also somebody's name. A rebuild finds the same reasons."""
    fields = rules.record.fields
    return refused.with_columns(_masked(field, rules.lists).alias(field.name) for field in fields)


def _masked(field: Field, lists: Codelists) -> pl.Expr:
    text, limits = pl.col(field.name), field.constraints
    forms = {
        "integer": INTEGER,
        "number": NUMBER,
        "boolean": "true|false",
        "date": DAY,
        "datetime": f"{DAY}T{TIME}",
        "string": limits.pattern or "",
    }
    if field.codelist or limits.enum:
        known = lists[field.codelist].ids if field.codelist else limits.enum or []
        good = text.is_in([*known, NOT_IN_USE])
    elif forms[field.type]:
        good = text.str.contains(rf"\A(?:{forms[field.type]})\z")
    else:
        good = pl.lit(True)
    return pl.when(good | text.is_null()).then(text).otherwise(pl.lit(UNFIT))
