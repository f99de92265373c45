"""Whether what a mapping calls safe holds people after all: e-mail addresses, telephone numbers,
badge numbers, names of the roster. Pure: a frame in, a sentence or nothing out, never a value.

Names are known only as keyed hashes, so that no list of the staff lies anywhere.
"""

import hmac
import math
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import narwhals.stable.v2 as nw
import polars as pl

from etl.dates import TIME
from etl.records import Field, RecordType
from etl.shape import NOT_IN_USE, ROW_NUMBER, per_line
from etl.sources import Source
from etl.times import UNFIT
from etl.validate import BROKEN, DAY, INTEGER, NUMBER, Codelists, Rules, judge

NO_RANK = "[A-Za-z]?|[A-Za-z][ABD-RT-Zabd-rt-z]|[A-Za-z]{2}[ABD-SU-Zabd-su-z]"
"""Up to three letters that are not the short form of a rank, such as PC or Sgt."""

FEW = 2000
"""So many texts show whether a field has few different ones."""

HARMLESS = (
    r"^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    rf"|[0-9a-fA-F]{{16,64}}|(?:{NO_RANK})[-_:.]?[0-9]{{1,9}}|[0-9]{{4}}-[0-9]{{2}})$"
)
"""Ids as machines make them, which nearly all are: one look, and no other is needed."""

E_MAIL = r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?i)mailto:"
GAP = "[ ./\u00a0-]"
TELEPHONE = (
    rf"(?:^|[^0-9A-Za-z])(?:"
    rf"\+[1-9](?:{GAP}?\(?[0-9]\)?){{6,14}}"
    rf"|00[1-9](?:{GAP}?\(?[0-9]\)?){{8,14}}"
    rf"|\(?[2-9][0-9]{{2}}\)?{GAP}{{1,2}}[0-9]{{3}}{GAP}[0-9]{{4}}"
    rf"|\(?0[1-9][0-9]{{1,4}}\)?{GAP}[0-9]{{3,4}}{GAP}?[0-9]{{3,4}}"
    rf"|0[1-9][0-9]{{8,9}})(?:[^0-9A-Za-z]|$)"
)
RANK = "w?pc|w?dc|ps|ds|pcso|sgt|officer|constable|sergeant"
BADGE = (
    r"(?i)(?:^|[^a-z])(?:badge|star|collar|warrant|shoulder)(?:[ _-]?(?:no\.?|number|#))?[ _:#.-]*"
    r"[0-9]{2,7}(?:[^0-9]|$)"
    rf"|(?:^|[^a-z])(?:{RANK})[ ._]+#?[0-9]{{2,6}}(?:[^0-9]|$)"
    rf"|^(?:{RANK})[-#]?[1-9][0-9]{{2,5}}$"
)
SIGNS = {"an e-mail address": E_MAIL, "a telephone number": TELEPHONE, "a badge number": BADGE}
DOUBTFUL = {"a badge number", "a name of the roster"}
"""Signs that an id of a machine may show as well, so that a mapping can say that it is one."""

NORTH_AMERICAN = r"^1?[2-9](?:[02-9][0-9]|1[02-9])[2-9](?:[02-9][0-9]|1[02-9])[0-9]{4}$"
YEAR = "^20[0-4][0-9]"
FEWEST, MOST, TURNS = 30, 0.9, 0.2
"""Bare numbers of ten digits are telephone numbers where so many different ones stand in a column,
so great a share of it has their form, and so many of them are smaller than the one before and so
many greater: a counter only rises, or only falls."""

LONG_ZERO = r"^[+-]?0[0-9]{6,}"
WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
TITLES = {"mr", "mrs", "ms", "miss", "dr", "pc", "dc", "ps", "ds", "sgt", "sergeant", "constable",
          "officer", "inspector", "insp"}  # fmt: skip
SHORTEST = 4
"""Letters of a name that counts where it stands alone; shorter ones are parts of many ids."""

LONG_WORD = rf"\p{{Lu}}?\p{{Ll}}{{{SHORTEST - 1},}}|\p{{Lu}}{{{SHORTEST},}}"
HUMP = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])")
MAIL_LIKE = re.compile(r"[^\W\d_]\.[^\W\d_]+[0-9]*")
"""An initial, a dot and a word, as in an address without its domain."""


def name_hashes(texts: Iterable[str], key: bytes) -> set[str]:
    """Keyed hashes of the words of names, for a set that tells nobody's name."""
    return {_hash(word, key) for text in texts for word in _words(text) if len(word) > 1}


def names_in(rows: pl.DataFrame, source: Source) -> list[str]:
    """The different names in the columns that a mapping calls ``names``."""
    present = [column for column in source.names if column in rows.columns]
    found = [rows.get_column(column).unique().drop_nulls().to_list() for column in present]
    return [text for texts in found for text in texts]


def holds_names(texts: list[str], hashes: frozenset[str], key: bytes) -> list[bool]:
    """For each text whether it holds a name of the roster: two neighbouring words, or one after a
    title; in a text of one piece also a single word that is written like a name."""
    known: dict[str, bool] = {}

    def is_name(word: str) -> bool:
        if word not in known:
            known[word] = _hash(word, key) in hashes
        return known[word]

    def holds(text: str) -> bool:
        spaced = len(text.split()) > 1
        words = _words(text if spaced else HUMP.sub("_", text))
        pairs = pairwise(words)
        if any(is_name(b) and (a in TITLES or is_name(a)) for a, b in pairs):
            return True
        return not spaced and any(is_name(word) for word in _alone(text, words))

    return [holds(text) for text in texts]


def _alone(text: str, words: list[str]) -> list[str]:
    """The words of an id that would be a name without another beside it: its only one, if that
    begins with a capital (Long, not long_wait or Long_Wait), or the one of j.long."""
    long = [word for word in words if len(word) >= SHORTEST]
    if MAIL_LIKE.fullmatch(text):
        return long
    first = next((letter for letter in text if letter.isalpha()), "")
    return long if first.isupper() and sum(len(word) > 1 for word in words) == 1 else []


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
        texts = _different(frame, field.name).filter(~pl.col("text").str.contains(HARMLESS))
        if texts.height:
            safe = source.columns[field.name].safe
            hit = _first(texts, None if safe else roster_names, key, safe=safe)
            if hit:
                row, sign = hit
                own = ", or safe = true if it is none" if sign in DOUBTFUL else ""
                return (
                    f"line {row // per_line(source)}: {field.name} of [{source.id}] seems to hold "
                    f"{sign}; nothing of the file was stored: drop that column, map another one or "
                    f"set pseudonym = true{own}"
                )
    return None


def _different(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Row and text of a field; each different text once, where there are few by the look of it."""
    texts = frame.select(ROW_NUMBER, pl.col(name).alias("text"))
    begun = texts.get_column("text").head(FEW)
    few = begun.len() == FEW and begun.n_unique() < FEW // 4
    return texts.unique("text", keep="first", maintain_order=True) if few else texts


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
    texts: pl.DataFrame, roster_names: frozenset[str] | None, key: bytes, *, safe: bool
) -> tuple[int, str] | None:
    for sign, pattern in SIGNS.items():
        if not (safe and sign in DOUBTFUL):
            rows = texts.filter(pl.col("text").str.contains(pattern)).get_column(ROW_NUMBER)
            if len(rows):
                return rows[0], sign
    if _telephones(texts.get_column("text")):
        return texts.get_column(ROW_NUMBER)[0], "a telephone number"
    row = _named(texts, roster_names, key) if roster_names else None
    return None if row is None else (row, "a name of the roster")


def _telephones(column: pl.Series) -> bool:
    """Whether bare numbers are the telephone numbers of North America, and not a counter."""
    fits = column.str.contains(NORTH_AMERICAN) & ~column.str.contains(YEAR)
    numbers = column.filter(fits)
    if len(numbers) < MOST * len(column) or numbers.n_unique() < FEWEST:
        return False
    steps = numbers.cast(pl.Int64).diff().sign().drop_nulls()
    steps = steps.filter(steps != 0)
    return TURNS < (steps > 0).sum() / len(steps) < 1 - TURNS


def _named(texts: pl.DataFrame, hashes: frozenset[str], key: bytes) -> int | None:
    """The first row that holds a name. Of ids, only those with a word of the roster are looked at
    whole, each once without its digits, which tell the most of them apart."""
    form = pl.col("text").str.normalize("NFC").str.replace_all("[0-9]+", "0")
    texts = texts.select(ROW_NUMBER, form.alias("text"))
    different = texts.get_column("text").unique()
    spaced = different.str.contains(r"\s")
    words = different.filter(~spaced).to_frame().with_columns(word=pl.col("text"))
    words = words.with_columns(pl.col("word").str.extract_all(LONG_WORD)).explode("word")
    known = words.get_column("word").unique().drop_nulls().to_list()
    names = [word for word in known if _hash(word.casefold(), key) in hashes]
    maybe = words.filter(pl.col("word").is_in(names)).get_column("text").unique()
    some = pl.concat([different.filter(spaced), maybe]).to_list()
    held = [text for text, hit in zip(some, holds_names(some, hashes, key), strict=True) if hit]
    rows = texts.filter(pl.col("text").is_in(held)).get_column(ROW_NUMBER).to_list()
    return min(rows, default=None)


def masked(refused: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Refused records without the texts that do not even have the form of their field, and without
    numbers that the field does not take: those may be anything, also somebody's name or telephone.
    A rebuild finds the same reasons."""
    fields = rules.record.fields
    kept = refused.with_columns(_masked(field, rules.lists).alias(field.name) for field in fields)
    numbers = [field for field in fields if field.type in ("integer", "number")]
    for some in [numbers, *([field] for field in numbers)]:
        kept = _numbers_masked(kept, some, rules)
    return kept


def _numbers_masked(rows: pl.DataFrame, numbers: list[Field], rules: Rules) -> pl.DataFrame:
    """The rows with some numbers masked together, but for rows that would break other rules then:
    two numbers may depend on one another."""
    tamed = rows.with_columns(_tamed(field).alias(field.name) for field in numbers)
    if tamed.equals(rows):
        return rows
    same = _broken(tamed, rules) == _broken(rows, rules)
    names = [field.name for field in numbers]
    return rows.with_columns(
        pl.when(same).then(tamed.get_column(name)).otherwise(pl.col(name)).alias(name)
        for name in names
    )


def _broken(frame: pl.DataFrame, rules: Rules) -> pl.Series:
    judged: pl.DataFrame = judge(nw.from_native(frame.lazy()), rules).to_native().collect()
    return judged.get_column(BROKEN)


def _tamed(field: Field) -> pl.Expr:
    """A number beyond its limits as the next one beyond them, a long one that begins with 0 as one
    within; others as they are."""
    text, limits = pl.col(field.name), field.constraints
    value = text.cast(pl.Float64, strict=False)
    least, most = (
        None if limit is None else math.floor(limit) for limit in (limits.minimum, limits.maximum)
    )
    within = least if least is not None else min(0, most or 0)
    said = pl.when(text.str.contains(LONG_ZERO)).then(pl.lit(str(within))).otherwise(text)
    if least is not None:
        said = pl.when(value < least).then(pl.lit(str(least - 1))).otherwise(said)
    if most is not None:
        said = pl.when(value > most).then(pl.lit(str(most + 1))).otherwise(said)
    return said


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
