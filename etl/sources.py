"""How one export of a force becomes one record type: the tables of forces/<force>/sources.toml."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Of

from etl.fetch.settings import Fetch
from etl.numbers import Style
from etl.records import REVISION, RecordType
from release.measures import Strict

Encoding = Literal[
    "utf-8", "utf-16", "utf-32", "cp1252", "cp1250", "iso-8859-1", "iso-8859-15", "mac-roman"
]
ORIGINS = ("column", "constant", "finest", "joined", "span", "unpivot", "part")


class Origin(Strict):
    """Where one field comes from; exactly one of ORIGINS says it."""

    column: str | None = None
    constant: str | None = None
    finest: dict[str, str] | None = None
    joined: list[str] | None = Of(default=None, min_length=2)
    span: list[str] | None = Of(default=None, min_length=2, max_length=2)
    unpivot: Literal["name", "value", "next"] | None = None
    part: Literal[True] | None = None

    blank: str | None = None
    values: dict[str, str] | None = None
    codes: str | None = None
    prefix: str = ""
    pseudonym: bool = False
    safe: bool = False
    format: str | None = None
    zone: str = ""
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    percent: bool = False
    duration: bool = False

    @model_validator(mode="after")
    def _one_origin(self) -> "Origin":
        if sum(getattr(self, word) is not None for word in ORIGINS) != 1:
            raise ValueError(f"must say exactly one of {', '.join(ORIGINS)}")
        return self

    @property
    def columns(self) -> list[str]:
        """The columns of the export that this field reads."""
        return [
            *([self.column] if self.column else []),
            *(self.finest or {}),
            *(self.joined or []),
            *(self.span or []),
        ]

    @property
    def number(self) -> Style:
        """How a number is written there."""
        return Style(self.decimal, self.thousands, self.percent, self.duration)


class Unpivot(Strict):
    """One record out of each of these cells; ``columns`` maps a column to its code."""

    columns: dict[str, str] = Of(min_length=1)
    skip: list[str] = Of(default_factory=lambda: [""])


class Split(Strict):
    """One record out of each part of a cell."""

    column: str
    separator: str = Of(default=",", min_length=1)


class Burst(Strict):
    """``of``: the fields that are one button; ``seconds``: how far apart presses must be."""

    seconds: int = Of(ge=1, le=3600)
    of: list[str] = Of(min_length=1)


class Source(Strict):
    """One table of sources.toml, with what it takes from a feed (etl/feeds.py)."""

    id: str = Of(pattern="^[a-z][a-z0-9_]*$")
    title: str
    record: str
    format: Literal["csv", "tsv", "json", "jsonl", "xlsx", "parquet"]
    encoding: Encoding = "utf-8"
    delimiter: str = Of(default=",", min_length=1, max_length=1)
    header: int = Of(default=1, ge=1, le=100)
    sheet: str | None = None
    rows: str | None = None
    open_end: bool = False
    language: str = ""
    burst: Burst | None = None
    fetch: Fetch | None = None
    stop_above: float = Of(default=0.05, ge=0, le=1)
    expected_days: int | None = Of(default=None, ge=1, le=366)
    drop: list[str] = Of(default_factory=list)
    others: Literal["refuse", "drop"] = "refuse"
    names: list[str] = Of(default_factory=list)
    from_: str | None = Of(default=None, alias="from", pattern="^[0-9]{4}-[0-9]{2}$")
    through: str | None = Of(default=None, pattern="^[0-9]{4}-[0-9]{2}$")
    only: dict[str, list[str]] = Of(default_factory=dict)
    unless: dict[str, list[str]] = Of(default_factory=dict)
    unpivot: Unpivot | None = None
    split: Split | None = None
    columns: dict[
        str,
        Annotated[
            Origin,
            BeforeValidator(lambda v: {"column": v} if isinstance(v, str) else v),
        ],
    ]

    @property
    def reads(self) -> list[str]:
        """Every column that must be in the file."""
        named = [column for origin in self.columns.values() for column in origin.columns]
        made = [*(self.unpivot.columns if self.unpivot else [])]
        made += [self.split.column] if self.split else []
        return list(dict.fromkeys([*named, *self.only, *self.unless, *self.names, *made]))

    def kept(self, header: list[str]) -> list[str]:
        """The columns of a file that the mapping reads; the others are dropped by the reader."""
        wanted = {*self.reads, *self.next_columns(header)}
        return [column for column in header if column in wanted]

    def next_columns(self, header: list[str]) -> list[str]:
        """The columns to the right of the unpivoted ones, where the mapping reads them."""
        if not self.unpivot or not any(o.unpivot == "next" for o in self.columns.values()):
            return []
        places = [header.index(c) + 1 for c in self.unpivot.columns if c in header]
        return [header[place] for place in places if place < len(header)]


def record_of(source: Source, records: dict[str, RecordType]) -> RecordType:
    """The record type that a source gives; with a revision where its mapping names one."""
    record = records[source.record]
    return record.revised() if REVISION in source.columns else record
