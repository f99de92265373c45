"""What a measure is, a quotient with its definition, and what an area is: kept in the release."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from release.vocabulary import (
    ROUNDING,
    SMALLEST_CELL,
    Direction,
    Frequency,
    Kind,
    Level,
    Protection,
    Theme,
    period_start,
)


class Strict(BaseModel):
    """A frozen value that knows all its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(Strict):
    """A place of the force. ``card`` holds what a resident needs: address, hours, lead, contact.
    ``within``: areas of a second geography in which it lies besides its ``parent``."""

    id: str
    name: str
    level: Level
    parent: str = ""
    within: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    card: dict[str, str] = {}


class Term(Strict):
    """One side of the quotient: a count of records, or the sum of one field.

    ``where`` keeps only the records whose field has one of the listed values;
    ``times`` weights the summed field by another one of the same record.
    """

    record: str
    sum: str | None = None
    times: str | None = None
    where: dict[str, list[str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _times_needs_sum(self) -> "Term":
        if self.times and not self.sum:
            raise ValueError("times needs sum: name the field to be weighted")
        return self


class Breakdown(Strict):
    """One way to split a measure, from the fixed menu.

    kind ``slice``: numerator and denominator within each category (a score per touchpoint).
    kind ``share``: the part of the denominator that fell into each category, in percent (faces).
    ``min_cell``, ``round_to`` and ``design_effect`` take the place of the measure's own.
    ``categories`` maps each code to its title, in reading order; other codes are not published.
    """

    title: str
    field: str
    kind: str = Field(pattern="^(slice|share)$")
    categories: dict[str, str] = Field(min_length=1)
    min_cell: int | None = Field(default=None, ge=SMALLEST_CELL)
    round_to: int | None = Field(default=None, ge=ROUNDING)
    design_effect: float | None = Field(default=None, ge=1)
    levels: list[Level] = Field(default_factory=list, description="empty means all")
    frequencies: list[Frequency] = Field(default_factory=list, description="empty means all")


class Rebase(Strict):
    """A decision, dated and with its reason, that the limits of chance start again.

    They start with the first period that lies wholly in or after ``period``, in one area or, where
    none is named, in all. Nothing else starts them again.
    """

    period: str
    area: str = ""
    decided: date
    why: str = Field(min_length=10, description="a sentence, shown to readers")

    @field_validator("period")
    @classmethod
    def _is_a_period(cls, value: str) -> str:
        period_start(value)
        return value


class Measure(Strict):
    """One published measure: value = numerator / denominator × factor. ``counted`` and ``out_of``
    say the two sides in plain words, ``cases`` what the denominator counts, such as answers.

    ``total_levels`` says where the figure that is not broken down is published, where that is not
    everywhere. ``finest_month_area`` is the finest area of the monthly figures, where that is
    coarser than ``finest_area``. ``design_effect`` (Kish, Survey Sampling, 1965): how many times
    the variance of a share is that of as many independent cases; ten answers of one person that are
    all alike make it 10.
    """

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    title: str
    definition: str
    why_it_matters: str
    caution: str
    counted: str = ""
    out_of: str = ""
    cases: str = ""
    theme: Theme
    kind: Kind
    unit: str
    direction: Direction
    decimals: int = Field(default=0, ge=0, le=3)
    target: float | None = None
    factor: float = Field(default=1.0, gt=0)
    numerator: Term
    denominator: Term | None = None
    protection: Protection
    min_cell: int = Field(default=SMALLEST_CELL, ge=SMALLEST_CELL)
    round_to: int = Field(default=ROUNDING, ge=ROUNDING)
    design_effect: float = Field(default=1.0, ge=1)
    beyond: str = ""
    beyond_share: float | None = Field(default=None, gt=0, le=100)
    finest_area: Level
    finest_month_area: Level | None = None
    total_levels: list[Level] = Field(default_factory=list, description="empty means all")
    frequencies: list[Frequency] = Field(min_length=1)
    breakdowns: dict[str, Breakdown] = Field(default_factory=dict)
    scale: list[float] = Field(default_factory=list, max_length=2)
    rebase: list[Rebase] = Field(default_factory=list)
    owner: str
    next_review: date

    @model_validator(mode="after")
    def _is_a_quotient(self) -> "Measure":
        alone = self.kind == "count" or self.protection == "reported"
        if alone and self.denominator is not None:
            raise ValueError("denominator must be left out for a count and for a reported figure")
        if not alone and self.denominator is None:
            raise ValueError(f"denominator is needed for kind {self.kind}")
        return self

    @model_validator(mode="after")
    def _rebases_once_a_day(self) -> "Measure":
        places = [(r.area, period_start(r.period)) for r in self.rebase]
        if len(set(places)) < len(places):
            raise ValueError("rebase must name each area and period once")
        return self

    def effect_of(self, breakdown: str) -> float:
        """The design effect of a breakdown's figures; of the whole for an empty one."""
        own = self.breakdowns[breakdown].design_effect if breakdown else None
        return own or self.design_effect
