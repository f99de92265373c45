"""The fixed menu: which tables of a record type may be published, and protected how. Pure."""

from collections.abc import Iterator, Mapping

from etl.records import RecordType
from release.measures import Breakdown, Measure, Term
from release.vocabulary import LEVELS, TOTAL, Frequency, Level

Cut = tuple[Level, Frequency]
"""Level and frequency of a table."""


def beyond_menu(measure: Measure, records: Mapping[str, RecordType]) -> list[str]:
    """What a measure of known records publishes beyond what they allow, a sentence each: in another
    way, as a sum about people (which rounding does not protect), or finer than their menu."""
    sides = {"numerator": measure.numerator, "denominator": measure.denominator}
    terms = {side: term for side, term in sides.items() if term}
    wrong = unprotected(measure, {s: records[t.record] for s, t in terms.items()})
    wrong += [
        f"{side}.sum: sums about people are not published, as one person may make up most of "
        "them; publish the share of people above a limit"
        for side, term in terms.items()
        if term.sum and (records[term.record].person or measure.protection == "people")
    ]
    wrong += _unlike(measure, {s: records[t.record] for s, t in terms.items()})
    for term in terms.values():
        wrong += _finer(measure, term, records[term.record])
    return list(dict.fromkeys(wrong))


def unprotected(measure: Measure, records: Mapping[str, RecordType]) -> list[str]:
    """What of the ``records`` of its sides is shown in a way that they do not allow."""
    wrong = []
    for side, record in records.items():
        allowed = record.protections
        if not allowed:
            wrong.append(
                f"{side}.record: {record.id} is not published itself, only what the job makes of "
                "it (protections, in records.toml)"
            )
        elif measure.protection not in allowed:
            wrong.append(
                f"protection: must be {' or '.join(allowed)} for what is counted of {record.id} "
                f"(protections, in records.toml), got {measure.protection!r}"
            )
    if measure.protection == "reported" and measure.kind == "count":
        wrong.append(
            "kind: must not be count where protection is 'reported': a count that nobody can "
            "protect is not published"
        )
    return wrong


def _unlike(measure: Measure, records: Mapping[str, RecordType]) -> Iterator[str]:
    """Where people are counted in a quotient of which protection and attack do not know both sides
    as parts and whole."""
    top, bottom = records["numerator"], records.get("denominator")
    if measure.protection == "reported":
        return
    if top.person and measure.kind in ("mean", "score"):
        yield (
            f"kind: must be count, percent or rate, as {top.id} is about people and each of them "
            f"counts as one, got {measure.kind!r}"
        )
    if bottom and bottom.person and bottom.id != top.id:
        yield (
            f"denominator.record: must be {top.id} like the numerator, or a record that is not "
            f"about people, got {bottom.id!r}"
        )
    elif bottom and bottom.person and measure.kind == "rate":
        yield (
            f"kind: must be percent where both sides count people of {top.id}, so that what is "
            "left is protected too, got 'rate'"
        )


def cuts(measure: Measure, split: Breakdown | None) -> Iterator[Cut]:
    """The tables of one breakdown, or of the whole where it is None."""
    finest = LEVELS.index(measure.finest_area)
    for level in (split.levels if split else measure.total_levels) or LEVELS:
        if LEVELS.index(level) <= finest:
            for frequency in (split.frequencies if split else []) or measure.frequencies:
                monthly = measure.finest_month_area
                coarse = not monthly or LEVELS.index(level) <= LEVELS.index(monthly)
                if frequency != "month" or coarse:
                    yield level, frequency


def _finer(measure: Measure, term: Term, record: RecordType) -> Iterator[str]:
    """Where one side is finer than the menu of its records. A share may ask for their outcomes."""
    whole = measure.denominator
    is_part = whole is not None and term is not whole and term.record == whole.record
    narrowed = set(term.where) - set(record.outcomes if is_part else ())
    for id_, split in {TOTAL: None, **measure.breakdowns}.items():
        place = f"breakdowns.{id_}" if id_ else "finest_area"
        fields = narrowed | {split.field} if split else narrowed
        for level, frequency in cuts(measure, split):
            if record.finest and not any(
                one.allows(level, frequency, fields) for one in record.finest
            ):
                by = ", ".join(sorted(fields)) or "all"
                yield (
                    f"{place}: {level} × {frequency} × {by} is finer than the menu of {record.id} "
                    "allows (finest, in records.toml)"
                )
