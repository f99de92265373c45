"""The fixed menu: which tables of a record type may be published at all. Pure."""

from collections.abc import Iterator

from etl.records import RecordType
from release.measures import Breakdown, Measure
from release.vocabulary import LEVELS, TOTAL, Frequency, Level

Cut = tuple[Level, Frequency, frozenset[str]]
"""Level, frequency and the fields by which a table is narrowed or split."""


def finer_than_menu(measure: Measure, record: RecordType) -> list[str]:
    """What a measure publishes beyond the menu of its record type, a sentence each; and sums about
    people, which rounding does not protect."""
    base = measure.denominator or measure.numerator
    found = []
    if measure.numerator.sum and (record.person or measure.protection == "people"):
        found.append(
            "numerator.sum: sums about people are not published, as one person may make up most of "
            "them; publish the share of people above a limit"
        )
    where = base.where if base.record == record.id else measure.numerator.where
    for id_, split in {TOTAL: None, **measure.breakdowns}.items():
        place = f"breakdowns.{id_}" if id_ else "finest_area"
        for level, frequency, fields in _cuts(measure, split, frozenset(where)):
            if record.finest and not any(
                one.allows(level, frequency, fields) for one in record.finest
            ):
                by = ", ".join(sorted(fields)) or "all"
                found.append(
                    f"{place}: {level} × {frequency} × {by} is finer than the menu of {record.id} "
                    "allows (finest, in records.toml)"
                )
    return found


def _cuts(measure: Measure, split: Breakdown | None, where: frozenset[str]) -> Iterator[Cut]:
    fields = where | {split.field} if split else where
    finest = LEVELS.index(measure.finest_area)
    for level in (split.levels if split else measure.total_levels) or LEVELS:
        if LEVELS.index(level) <= finest:
            for frequency in (split.frequencies if split else []) or measure.frequencies:
                monthly = measure.finest_month_area
                coarse = not monthly or LEVELS.index(level) <= LEVELS.index(monthly)
                if frequency != "month" or coarse:
                    yield level, frequency, fields
