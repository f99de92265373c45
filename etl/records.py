"""Record types: what a validated row is, in the words of the Frictionless Table Schema."""

from typing import Literal

from pydantic import Field as Of

from release.measures import Strict

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]

THOUSANDTHS = 1000
"""Numbers are kept as whole thousandths, so that no sum depends on the order of its rows."""


class Constraints(Strict):
    """Limits of one field."""

    required: bool = False
    pattern: str | None = None
    enum: list[str] | None = None
    minimum: float | None = None
    maximum: float | None = None


class Field(Strict):
    """One field of a record type."""

    name: str
    type: Type
    codelist: Literal["areas", "courses"] | None = None
    constraints: Constraints = Constraints()


class AtMost(Strict):
    """A rule across two fields: ``field`` must not be greater than ``atMost``."""

    field: str
    atMost: str


class RecordType(Strict):
    """A table of catalogue/records.toml."""

    id: str
    title: str
    primaryKey: list[str] = Of(min_length=1)
    date: str
    fields: list[Field] = Of(min_length=1)
    rules: list[AtMost] = Of(default_factory=list)
    derived: bool = False
    stock: bool = False

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)
