"""What is wrong with a mapping, before any file comes: each mistake as '.field: sentence'."""

import re
from collections.abc import Iterator
from typing import Any

from babel import Locale, UnknownLocaleError

from etl.dates import form_of, is_zone, readable, timed
from etl.records import Field, RecordType
from etl.shape import PER_LINE
from etl.sources import Origin, Source, record_of

IDENTITY = re.compile(
    r"(^|[^a-z])(first|last|full|given|family|middle|sur|fore|nick|maiden|user)?[ _-]?(names?"
    r"|e-?mails?|mbox|phone|telephone|mobile|badge|star|collar|warrant|address|birth|dob|gender|sex"
    r"|race|ethnicity|ssn|initials|passport)([^a-z]|$)",
    re.IGNORECASE,
)
"""Headers that hold who somebody is. A mapping may drop them or make them a pseudonym."""

HUMP = re.compile(r"([a-z0-9])([A-Z])")

PLACE = {"area", "touchpoint", "channel", "course", "item", "encounter"}
"""Fields whose values come from a closed list, so that a 'name' column can be read for them."""

FORMAT = (
    ".format: must be made of %Y or %y, %m, %b or %B, and %d, with a time such as ' %H:%M', "
    "'T%H:%M:%S' or ', %I:%M %p' after, or be epoch, epoch_ms or excel, got {!r}"
)


def mistakes_of(source: Source, records: dict[str, RecordType], codes: dict[str, Any]) -> list[str]:
    """Every mistake of a source. ``codes`` are the force's lists."""
    record = records.get(source.record)
    if record is None or record.derived:
        known = ", ".join(r.id for r in records.values() if not r.derived)
        return [f".record: must be one of {known}, got {source.record!r}"]
    record = record_of(source, records)
    found = [
        f".columns.{field.name}: must be given, {record.id} requires it"
        for field in record.fields
        if field.constraints.required and field.name not in source.columns
    ]
    for name, origin in source.columns.items():
        field = record.field(name)
        if field is None:
            found.append(
                f".columns.{name}: must be a field of {record.id}: {', '.join(record.names)}"
            )
            continue
        sentences = [
            *_lists(field, origin, source, codes),
            *_times(field, origin, source),
            *_numbers(field, origin),
            *_people(field, origin),
            *_pseudonym(origin, record),
        ]
        found += [f".columns.{name}{sentence}" for sentence in sentences]
    return [*found, *_whole(source, record)]


def _pseudonym(origin: Origin, record: RecordType) -> Iterator[str]:
    if origin.pseudonym and {*record.protections} - {"people"}:
        shown = " or ".join(record.protections)
        yield (
            f": must not be a pseudonym, as records of {record.id} may be shown as {shown}; drop "
            "it, or map a record that is protected as people"
        )


def _whole(source: Source, record: RecordType) -> Iterator[str]:
    for column in sorted({*source.reads} & {*source.drop}):
        yield f".drop: {column!r} is also mapped: drop it or map it"
    mapped = {c for origin in source.columns.values() for c in origin.columns}
    for column in sorted({*source.names} & mapped):
        yield f".names: {column!r} is also mapped: a name must not become a field"
    if source.unpivot and source.split:
        yield ".split: cannot stand beside unpivot: one of them makes the records of a line"
    if source.unpivot and len(source.unpivot.columns) > PER_LINE:
        many = len(source.unpivot.columns)
        yield f".unpivot.columns: must be {PER_LINE:,} at most, got {many:,}"
    if source.burst:
        for name in source.burst.of:
            if record.field(name) is None:
                yield f".burst.of: must be fields of {record.id}, got {name!r}"
        date = record.field(record.date)
        if date and date.type != "datetime":
            yield f".burst: needs a record type with a time of day, {record.id} has only days"
    if source.language and not _spoken(source.language):
        yield f".language: must be a language such as en, de or fr_CA, got {source.language!r}"


def _spoken(language: str) -> bool:
    try:
        Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _lists(field: Field, origin: Origin, source: Source, codes: dict[str, Any]) -> Iterator[str]:
    if origin.codes and field.name not in codes.get(origin.codes, {}):
        yield f".codes: {origin.codes} must be a file of the force with a column {field.name!r}"
    if origin.unpivot and source.unpivot is None:
        yield f".unpivot: needs a table [{source.id}.unpivot]"
    if origin.part and source.split is None:
        yield f".part: needs a table [{source.id}.split]"


def _times(field: Field, origin: Origin, source: Source) -> Iterator[str]:
    dated = field.type in ("date", "datetime")
    if origin.format and not dated and origin.span is None:
        yield ".format: is for dates and times only"
    if origin.format and not readable(origin.format):
        yield FORMAT.format(origin.format)
    elif origin.format and form_of(origin.format).named and not source.language:
        yield ".format: has names of months or days: give the language of the source"
    if origin.zone and not timed(origin.format):
        yield ".zone: needs a format with a time of day"
    if origin.zone and origin.format in ("epoch", "epoch_ms", "excel"):
        yield f".zone: has no meaning with the format {origin.format}"
    if origin.zone and origin.zone != "offset" and not is_zone(origin.zone):
        yield f".zone: must be offset, UTC or a zone such as Europe/London, got {origin.zone!r}"


def _numbers(field: Field, origin: Origin) -> Iterator[str]:
    style = origin.number
    if not style.plain and field.type not in ("integer", "number"):
        yield ": decimal, thousands, percent and duration are for numbers only"
    if style.decimal == style.thousands:
        yield ".thousands: must not be the mark of decimals"
    if style.duration and (style.percent or style.thousands or style.decimal != "."):
        yield ".duration: cannot stand beside decimal, thousands or percent"


def _people(field: Field, origin: Origin) -> Iterator[str]:
    for column in origin.columns:
        apart = HUMP.sub(r"\1 \2", column)
        hit = IDENTITY.search(column) or IDENTITY.search(apart)
        if hit and not origin.pseudonym and field.name not in PLACE:
            yield f": {column!r} looks like a person's identity: drop it or set pseudonym = true"
