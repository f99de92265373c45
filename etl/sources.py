"""How one export of a force becomes one record type: the tables of forces/<force>/sources.toml."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Of

from etl.dates import readable
from etl.records import RecordType
from release.measures import Strict


class Origin(Strict):
    """Where one field comes from; exactly one of the first five says it."""

    column: str | None = None
    constant: str | None = None
    finest: dict[str, str] | None = None
    span: list[str] | None = Of(default=None, min_length=2, max_length=2)
    unpivot: Literal["name", "value", "next"] | None = None

    blank: str | None = None
    values: dict[str, str] | None = None
    codes: str | None = None
    prefix: str = ""
    pseudonym: bool = False
    format: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Origin":
        given = [self.column, self.constant, self.finest, self.span, self.unpivot]
        if sum(value is not None for value in given) != 1:
            raise ValueError("must say exactly one of column, constant, finest, span, unpivot")
        return self

    @property
    def columns(self) -> list[str]:
        """The columns of the export that this field reads."""
        return [
            *([self.column] if self.column else []),
            *(self.finest or {}),
            *(self.span or []),
        ]


class Unpivot(Strict):
    """One record out of each of these cells; ``columns`` maps a column to its code."""

    columns: dict[str, str] = Of(min_length=1)
    skip: list[str] = Of(default_factory=lambda: [""])


class Source(Strict):
    """One table of sources.toml."""

    id: str = Of(pattern="^[a-z][a-z0-9_]*$")
    title: str
    record: str
    format: Literal["csv", "json", "xlsx"]
    encoding: Literal["utf-8", "utf-16", "cp1252"] = "utf-8"
    delimiter: str = Of(default=",", min_length=1, max_length=1)
    header: int = Of(default=1, ge=1, le=100)
    sheet: str | None = None
    drop: list[str] = Of(default_factory=list)
    from_: str | None = Of(default=None, alias="from", pattern="^[0-9]{4}-[0-9]{2}$")
    through: str | None = Of(default=None, pattern="^[0-9]{4}-[0-9]{2}$")
    unpivot: Unpivot | None = None
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
        return list(dict.fromkeys([*named, *(self.unpivot.columns if self.unpivot else [])]))


IDENTITY = re.compile(
    r"(^|[^a-z])(first|last|full|given|family|middle|sur|user)?[ _-]?(name|e-?mail|phone|mobile"
    r"|badge|star|address|birth|gender|sex|race|ethnicity|ssn)([^a-z]|$)",
    re.IGNORECASE,
)
"""Headers that hold who somebody is. A mapping may drop them or make them a pseudonym."""

PLACE = {"area", "touchpoint", "channel", "course", "item", "encounter"}
"""Fields whose values come from a closed list, so that a 'name' column can be read for them."""


def mistakes_of(source: Source, records: dict[str, RecordType], codes: dict[str, Any]) -> list[str]:
    """What is wrong with a source, as '.field: sentence'."""
    record = records.get(source.record)
    if record is None or record.derived:
        known = ", ".join(r.id for r in records.values() if not r.derived)
        return [f".record: must be one of {known}, got {source.record!r}"]
    found = [
        f".columns.{field.name}: must be given, {record.id} requires it"
        for field in record.fields
        if field.constraints.required and field.name not in source.columns
    ]
    for name, origin in source.columns.items():
        found += [f".columns.{name}{m}" for m in _origin(name, origin, record, source, codes)]
    overlap = sorted(set(source.reads) & set(source.drop))
    return found + [f".drop: {column!r} is also mapped: drop it or map it" for column in overlap]


def _origin(
    name: str, origin: Origin, record: RecordType, source: Source, codes: dict[str, Any]
) -> list[str]:
    field, found = record.field(name), []
    if field is None:
        return [f": must be a field of {record.id}: {', '.join(record.names)}"]
    if origin.codes and name not in codes.get(origin.codes, {}):
        found.append(f".codes: {origin.codes} must be a file of the force with a column {name!r}")
    if origin.unpivot and source.unpivot is None:
        found.append(f".unpivot: needs a table [{source.id}.unpivot]")
    if origin.format and field.type not in ("date", "datetime") and origin.span is None:
        found.append(".format: is for dates and times only")
    if origin.format and not readable(origin.format):
        found.append(
            ".format: must be made of %Y or %y, %m and %d, with ' %H:%M' or 'T%H:%M:%S' after, "
            f"got {origin.format!r}"
        )
    found += [
        f": {column!r} looks like a person's identity: drop it or set pseudonym = true"
        for column in origin.columns
        if IDENTITY.search(column) and not origin.pseudonym and name not in PLACE
    ]
    return found
