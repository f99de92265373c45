"""Record types: what a validated row is, in the words of the Frictionless Table Schema."""

from collections.abc import Collection
from typing import Literal

from pydantic import Field as Of
from pydantic import model_validator

from release.measures import Strict
from release.vocabulary import FREQUENCIES, LEVELS, Frequency, Level, Protection

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]

REVISION = "revision"
"""A field that any mapping may give: of two records with one key, the greater revision stands."""

ROW_NUMBER = "row"
"""The number of a record within its delivery; by its place in the file, so always the same."""

THOUSANDTHS = 1000
"""Numbers are kept as whole thousandths, so that no sum depends on the order of its rows."""


class Constraints(Strict):
    """Limits of one field."""

    required: bool = False
    pattern: str | None = None
    enum: list[str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    minLength: int | None = Of(default=None, ge=0)
    maxLength: int | None = Of(default=None, ge=0)


class Field(Strict):
    """One field of a record type. Only a date that is a plan may be in the ``future``."""

    name: str
    type: Type
    future: bool = False
    codelist: Literal["areas", "courses"] | None = None
    constraints: Constraints = Constraints()


class Across(Strict):
    """A rule across the fields of one record, where they are given: ``field`` is at most another,
    or requires another, or is the sum of others (give or take ``tolerance``)."""

    field: str
    atMost: str | None = None
    requires: str | None = None
    sum: list[str] | None = Of(default=None, min_length=1)
    tolerance: float = Of(default=0, ge=0)

    @model_validator(mode="after")
    def _one_rule(self) -> "Across":
        if sum(v is not None for v in (self.atMost, self.requires, self.sum)) != 1:
            raise ValueError("must say exactly one of atMost, requires, sum")
        return self

    @property
    def others(self) -> list[str]:
        """The other fields that the rule names."""
        one = self.atMost or self.requires
        return [one] if one else self.sum or []


class Finest(Strict):
    """The finest table that may be published of a record type: at most this level and frequency,
    narrowed or split ``by`` at most these fields at once."""

    area: Level
    frequency: Frequency
    by: list[str] = Of(default_factory=list)

    def allows(self, level: Level, frequency: Frequency, fields: Collection[str]) -> bool:
        return (
            LEVELS.index(level) <= LEVELS.index(self.area)
            and FREQUENCIES.index(frequency) >= FREQUENCIES.index(self.frequency)
            and set(fields) <= set(self.by)
        )


class RecordType(Strict):
    """A table of catalogue/records.toml. ``person``: each record is about a person.

    ``protections``: how a measure may protect it; none: no measure may show it. ``finest``: its
    fixed menu (none: no limit), within which a share may also ask for the ``outcomes``.
    ``repeats``: a field → the field that differs with it; each person has a record for every value
    of the first, so without the second all values count the same.
    """

    id: str
    title: str
    primaryKey: list[str] = Of(min_length=1)
    date: str
    fields: list[Field] = Of(min_length=1)
    rules: list[Across] = Of(default_factory=list)
    derived: bool = False
    stock: bool = False
    person: bool = False
    protections: list[Protection] = Of(default=["people"])
    repeats: dict[str, str] = Of(default_factory=dict)
    finest: list[Finest] = Of(default_factory=list)
    outcomes: list[str] = Of(default_factory=list)

    @model_validator(mode="after")
    def _people_are_protected(self) -> "RecordType":
        """No catalogue can switch the protection of people off who are known by a pseudonym."""
        allowed = set(self.protections)
        if "person" in self.names and allowed - {"people"}:
            raise ValueError("protections must be people, or none, for records that name a person")
        if self.person and "reported" in allowed:
            raise ValueError("protections: reported is only for figures that others have published")
        return self

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def revised(self) -> "RecordType":
        """This record type with a revision, for a source that gives one."""
        field = Field(name=REVISION, type="string")
        return self.model_copy(update={"fields": [*self.fields, field]})

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)
