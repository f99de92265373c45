"""Reads the catalogue: record types, measures, courses and themes, with every mistake at once."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from etl.definitions import checked, tables
from etl.menu import beyond_menu
from etl.records import RecordType
from release.measures import Breakdown, Measure, Strict, Term
from release.tables import TABLES
from release.vocabulary import THEMES

_TAKEN = "must not be the name of a table of the release, whose files have the same address"


class Course(Strict):
    """One course of the training programme.

    expected_to_move: measures that it should move, written down before anybody looks whether it did
    (etl/effects). valid_months: it lapses so many months after it was passed; never where none is
    given. needed_from: since this day nobody should be promoted to its rank groups without it.
    """

    id: str
    title: str
    area_of_learning: str
    for_: list[str]
    rank_groups: list[str] = Field(default_factory=list)
    target_date: date | None = None
    valid_months: int | None = Field(default=None, ge=1, le=600)
    needed_from: date | None = None
    expected_to_move: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _needed_by_somebody(self) -> "Course":
        if self.needed_from and not self.rank_groups:
            raise ValueError("needed_from needs rank_groups: say for whom it is needed")
        return self


class ThemeText(Strict):
    """The heading and the question of one room of the site."""

    id: str
    title: str
    question: str


@dataclass(frozen=True)
class Catalogue:
    """``files``: where each measure is defined."""

    records: dict[str, RecordType]
    measures: dict[str, Measure]
    courses: dict[str, Course]
    themes: dict[str, ThemeText]
    files: dict[str, Path]


def read_catalogue(folder: Path, own: Path | None, mistakes: list[str]) -> Catalogue:
    """The catalogue in ``folder`` with the measures and courses of a force's folder ``own`` (they
    win over the common ones of the same name). Adds its mistakes to the list."""
    records = {
        id_: record
        for id_, fields in tables(folder / "records.toml", mistakes).items()
        if (record := _record(folder / "records.toml", id_, fields, mistakes))
    }
    before = len(mistakes)
    path = folder / "measures.toml"
    measures = _measures(path, records, mistakes)
    files = dict.fromkeys(measures, path)
    if own is not None:
        path = own / "measures.toml"
        mine = _measures(path, records, mistakes, optional=True)
        measures |= mine
        files |= dict.fromkeys(mine, path)
    known = measures if len(mistakes) == before else None
    courses = _courses(folder / "courses.toml", known, mistakes)
    if own is not None:
        courses |= _courses(own / "courses.toml", known, mistakes, optional=True)
    themes = _each(ThemeText, folder / "themes.toml", mistakes)
    mistakes += [
        f"{folder / 'themes.toml'}: [{t}]: must be given" for t in THEMES if t not in themes
    ]
    return Catalogue(records, measures, courses, themes, files)


def _each(model: Any, path: Path, mistakes: list[str], *, optional: bool = False) -> dict[str, Any]:
    found = {
        id_: checked(model, path, id_, _with_id(id_, fields), mistakes)
        for id_, fields in tables(path, mistakes, optional=optional).items()
    }
    return {id_: value for id_, value in found.items() if value is not None}


def _with_id(id_: str, fields: Any) -> Any:
    return {"id": id_, **fields} if isinstance(fields, dict) else fields


def _courses(
    path: Path,
    measures: dict[str, Measure] | None,
    mistakes: list[str],
    *,
    optional: bool = False,
) -> dict[str, Course]:
    """The courses of one file. ``measures``: None where one of them is wrong, which says enough."""
    courses: dict[str, Course] = _each(_course, path, mistakes, optional=optional)
    for course in courses.values() if measures is not None else ():
        mistakes += [
            f"{path}: [{course.id}].expected_to_move: must be a quotient that is published for "
            f"each station by month, got {name!r}"
            for name in course.expected_to_move
            if not may_move((measures or {}).get(name))
        ]
    return courses


def may_move(measure: Measure | None) -> bool:
    """Whether a change of it after training can be looked for: a quotient by month and station."""
    return (
        measure is not None
        and measure.denominator is not None
        and (measure.finest_month_area or measure.finest_area) == "station"
        and "month" in measure.frequencies
    )


def _course(**fields: Any) -> Course:
    groups = fields.pop("for", None)
    return Course(**fields, **({} if groups is None else {"for_": groups}))


def _record(path: Path, id_: str, fields: Any, mistakes: list[str]) -> RecordType | None:
    record = checked(RecordType, path, id_, _with_id(id_, fields), mistakes)
    if record is None:
        return None
    named = [
        *record.primaryKey,
        record.date,
        *(n for r in record.rules for n in (r.field, *r.others)),
        *(n for one in record.finest for n in one.by),
        *record.outcomes,
    ]
    unknown = sorted(set(named) - set(record.names))
    mistakes += [
        f"{path}: [{id_}]: names the field {name}, which it does not have" for name in unknown
    ]
    if record.person and record.protections and not record.finest:
        mistakes.append(
            f"{path}: [{id_}].finest: must be given for records about people that may be published"
        )
    return None if unknown else record


def _measures(
    path: Path, records: dict[str, RecordType], mistakes: list[str], *, optional: bool = False
) -> dict[str, Measure]:
    measures: dict[str, Measure] = _each(Measure, path, mistakes, optional=optional)
    for id_, measure in measures.items():
        mistakes += [f"{path}: [{id_}].{m}" for m in _mistakes_of(measure, records)]
    return measures


def _mistakes_of(measure: Measure, records: dict[str, RecordType]) -> list[str]:
    terms = {"numerator": measure.numerator, "denominator": measure.denominator}
    found = [f"id: {_TAKEN}"] if measure.id in TABLES else []
    found += [m for side, term in terms.items() if term for m in _term(side, term, records)]
    if not found:
        found += beyond_menu(measure, records)
    for id_, breakdown in measure.breakdowns.items():
        found += _breakdown(f"breakdowns.{id_}", breakdown, terms, records)
    return found


def _term(side: str, term: Term, records: dict[str, RecordType]) -> list[str]:
    record = records.get(term.record)
    if record is None:
        return [f"{side}.record: must be one of {', '.join(records)}, got {term.record!r}"]
    found = []
    for word in ("sum", "times"):
        name = getattr(term, word)
        field = record.field(name) if name else None
        if name and (field is None or field.type not in ("integer", "number")):
            found.append(f"{side}.{word}: must be a number field of {record.id}, got {name!r}")
    for name, values in term.where.items():
        found += _where(f"{side}.where.{name}", name, values, record)
    return found


def _where(place: str, name: str, values: list[str], record: RecordType) -> list[str]:
    field = record.field(name)
    if field is None:
        return [f"{place}: must be a field of {record.id}: {', '.join(record.names)}"]
    allowed = ["true", "false"] if field.type == "boolean" else field.constraints.enum
    wrong = [v for v in values if allowed and v not in allowed]
    return [f"{place}: must be among {', '.join(allowed or [])}, got {v!r}" for v in wrong]


def _breakdown(
    place: str,
    breakdown: Breakdown,
    terms: dict[str, Term | None],
    records: dict[str, RecordType],
) -> list[str]:
    found = []
    for term in terms.values():
        record = records.get(term.record) if term else None
        if record:
            found += _where(f"{place}.field", breakdown.field, list(breakdown.categories), record)
    return list(dict.fromkeys(found))
