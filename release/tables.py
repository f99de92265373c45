"""The tables of numbers that a release holds: their columns and what each column says.

A row is known by its key (texts). Everything that writes, checks, reads or downloads a
release walks this list, so a new table is an entry here.
"""

from dataclasses import dataclass

SERIES = {
    "measure": "Id of the measure.",
    "frequency": "How often: month, quarter or year.",
    "area": "Id of the place.",
    "breakdown": "Id of the breakdown; empty for the figure that is not broken down.",
    "category": "Category of the breakdown; empty for the figure that is not broken down.",
}
"""What a series of observations is known by."""

DATED = SERIES | {"period": "The period, such as 2026, 2026-Q1 or 2026-03."}


@dataclass(frozen=True)
class Table:
    """``key`` and ``texts`` are texts without null, ``numbers`` float64 with null; each maps a
    column to what it says."""

    name: str
    title: str
    definition: str
    key: dict[str, str]
    numbers: dict[str, str]
    texts: dict[str, str]

    @property
    def columns(self) -> list[str]:
        return [*self.key, *self.numbers, *self.texts]

    @property
    def described(self) -> dict[str, str]:
        return self.key | self.numbers | self.texts


OBSERVATION = Table(
    "observation",
    "Observations",
    "Every shown number.",
    DATED,
    {
        "numerator": "The upper side of the quotient, as shown.",
        "denominator": "The lower side of the quotient, as shown.",
        "value": "The figure in the unit of its measure.",
        "lower": "Lower end of the 95 % interval of the figure.",
        "upper": "Upper end of the 95 % interval of the figure.",
    },
    {
        "status": "normal, rounded, suppressed, unavailable or not_applicable.",
        "note": "few or most, where a share is not shown because one side is under ten.",
    },
)

ASSESSMENT = Table(
    "assessment",
    "Is it really changing?",
    "One row a series: the limits within which it varies by chance (XmR chart), and what its "
    "latest point says. Worked out from shown numbers only.",
    SERIES,
    {
        "points": "How many points of the latest phase are shown.",
        "mean": "Mean of the points that set the limits.",
        "lower_limit": "Mean − 2.66 mean moving ranges.",
        "near_lower": "Mean − 2/3 of the way to the lower limit.",
        "near_upper": "Mean + 2/3 of the way to the upper limit.",
        "upper_limit": "Mean + 2.66 mean moving ranges.",
        "sign": "1 where the latest point speaks for a rise, −1 for a fall, 0 for neither.",
    },
    {
        "since": "First period of the phase that the limits belong to.",
        "latest": "The period that the icons speak of.",
        "variation": "improvement, concern, neutral or common cause; empty without an icon.",
        "assurance": "passing, failing or hit and miss; empty without a target or an icon.",
        "reason": "Why there is no icon of variation: too few points, no spread or latest point "
        "missing.",
    },
)

SIGNAL = Table(
    "signal",
    "Points that stand out",
    "The points of a series that chance alone hardly explains, with the rule that says so.",
    DATED,
    {"sign": "1 where the point speaks for a rise or a high level, −1 for a fall or a low one."},
    {
        "rule": "outside, trend, two of three or one side: the first rule that holds.",
        "variation": "improvement, concern or neutral.",
    },
)

COMPARISON = Table(
    "comparison",
    "Is this place really different?",
    "One row a place and its latest period: what is expected of a place of its size (funnel with "
    "overdispersion), and whether it lies outside. Worked out from shown numbers only.",
    DATED,
    {
        "average": "The figure over all places that are compared.",
        "lower_limit": "Lower 99.8 % limit for a place of this size.",
        "upper_limit": "Upper 99.8 % limit for a place of this size.",
        "lower_95": "Lower 95 % limit for a place of this size.",
        "upper_95": "Upper 95 % limit for a place of this size.",
        "shrunk": "The figure drawn towards the average by how small the place is: for the "
        "colours of a map only.",
    },
    {"band": "lower, as expected or higher than expected; empty without a number."},
)

EFFECT = Table(
    "effect",
    "Did training move the score?",
    "Estimates of staggered difference-in-differences (Callaway and Sant'Anna), and the gates that "
    "must be passed before any number is shown. Worked out from shown numbers only.",
    {
        "course": "Id of the course.",
        "measure": "Id of the measure that may have moved.",
        "part": "gate, left out, simple, dynamic, group, calendar, permutation or naive.",
        "at": "Within the part: name of the gate, reason for leaving places out, months since "
        "training, month, trained, untrained or difference; empty otherwise.",
    },
    {
        "units": "Trained places behind the number; for left out the places.",
        "estimate": "Effect in the unit of the measure; for naive the rate; for permutation the "
        "p-value; for a gate what was found.",
        "error": "Standard error of the estimate.",
        "lower": "Lower end of its 95 % interval.",
        "upper": "Upper end of its 95 % interval.",
        "needed": "What a gate needs.",
    },
    {"status": "passed or not passed for a gate; moved, no clear change or not enough data."},
)

PROJECTION = Table(
    "projection",
    "When will training be finished?",
    "A burn-up of the last six months, or quarters where there are no months, drawn on: the middle "
    "and the 80 % band of the share of staff in post who will hold the course. No whole is "
    "finished before its slowest part. Worked out from shown numbers only.",
    SERIES | {"period": "A period to come; empty in the row that says when it will be finished."},
    {
        "value": "The middle of the band, in percent.",
        "lower": "Lower end of the 80 % band, in percent.",
        "upper": "Upper end of the 80 % band, in percent.",
    },
    {
        "finish": "The period in which the last one completes: the middle of the band, or that of "
        "the slowest part.",
        "earliest": "The early end of the 80 % band.",
        "latest": "The late end of the 80 % band.",
        "status": "on time or late where the whole band says so, else too close to call; under "
        "way (where no day is promised), not at this pace, nearly everyone (fewer than ten are "
        "left), finished, or not enough data.",
    },
)

PROTECTION = Table(
    "protection",
    "How this release was protected",
    "One row a measure: how many of its numbers are shown, rounded and hidden, and what the attack "
    "test held. The rows count what anybody can count; nothing in them comes from true numbers.",
    {"measure": "Id of the measure."},
    {
        "observations": "Observations of the menu.",
        "shown": "Observations with a number.",
        "hidden": "Observations hidden to protect people.",
        "attacked": "Hidden observations that the attack test tried to find out, with what is "
        "left of shown ones and what changed.",
        "possible": "Each small number keeps at least so many possible values.",
        "possible_known": "The same, where head-counts are known to everybody.",
    },
    {
        "rule": "people, events or reported.",
        "attack": "passed, or not needed where no record of the measure is about a person.",
    },
)

TABLES = {
    table.name: table
    for table in (OBSERVATION, ASSESSMENT, SIGNAL, COMPARISON, EFFECT, PROJECTION, PROTECTION)
}
FINDINGS = [name for name in TABLES if name != OBSERVATION.name]
"""Every table that is worked out from the observations."""
