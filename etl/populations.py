"""What a number counts, whatever measure shows it. Pure.

Two measures may count the same people: "treated with respect" and the item *respect* of the quality
of interaction; the staff of a station as the base of one course and of another. The same count must
be rounded with the same offset and hidden together, or two views of it would give it away. So a
cell is known by the population it counts, and not by its measure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl.catalogue import Course
from etl.records import RecordType
from release.measures import Measure, Term
from release.vocabulary import TOTAL

HOLDING, COURSE, HELD, GROUP = "holding", "course", "held", "group"
STAFF_GROUP, RANK_GROUP = "staff_group", "rank_group"
MISSING = ""
"""Stands for the records in which a field that is not required is blank."""

Where = dict[str, frozenset[str]]


@dataclass(frozen=True, order=True)
class Population:
    """The records of one type whose fields have one of the listed values (both sorted)."""

    record: str
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def values(self, name: str) -> frozenset[str] | None:
        """The values that one field may have; None where it is not narrowed."""
        return next((frozenset(values) for field, values in self.where if field == name), None)

    def __str__(self) -> str:
        said = ";".join(f"{name}={','.join(values)}" for name, values in self.where)
        return f"{self.record}({said})"


def population(record: str, where: Mapping[str, Iterable[str]]) -> Population:
    return Population(record, tuple(sorted((f, tuple(sorted(v))) for f, v in where.items())))


@dataclass(frozen=True)
class Populations:
    """Gives the populations of measures their one form; knows the record types and the courses."""

    records: Mapping[str, RecordType] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)

    def about_people(self, record: str) -> bool:
        """Whether each record of a type is about a person; unknown types are taken to be."""
        return record not in self.records or self.records[record].person

    def is_stock(self, record: str) -> bool:
        """Whether a record is a state at the end of a month, so that periods do not add up."""
        return record in self.records and self.records[record].stock

    def of(
        self, measure: Measure, breakdown: str = TOTAL, category: str = TOTAL
    ) -> tuple[Population, Population | None]:
        """What the two sides of an observation count; no second one for a count."""
        top, bottom = measure.numerator, measure.denominator
        if breakdown == TOTAL:
            return self._of(top), self._of(bottom) if bottom else None
        split = measure.breakdowns[breakdown]
        only = {split.field: frozenset([category])}
        if split.kind == "share" and bottom:
            return self._of(bottom, only), self._of(bottom)
        return self._of(top, only), self._of(bottom, only) if bottom else None

    def every_value(self, record: str, name: str) -> frozenset[str] | None:
        """Every value that a field can have, MISSING among them; None where that is not known."""
        if record == HOLDING and name == COURSE:
            return frozenset(self.courses) or None
        if record == HOLDING and name == GROUP:
            return frozenset(f"{s}/{r}" for s, r in self._groups())
        found = self.records[record].field(name) if record in self.records else None
        if found is None:
            return None
        values = ["true", "false"] if found.type == "boolean" else found.constraints.enum
        blank = () if found.constraints.required else (MISSING,)
        return frozenset([*values, *blank]) if values else None

    def canonical(self, record: str, where: Where) -> Population:
        """One form for each set of records: no field that is not narrowed. Of holdings, a course
        stands for the groups that take it, and where nobody asks whether it is held, for nothing
        else: the base of a course is people."""
        narrowed = self._staff(where) if record == HOLDING and self.courses else dict(where)
        repeats = self.records[record].repeats if record in self.records else {}
        for name, differs in repeats.items():
            if differs not in narrowed:
                narrowed.pop(name, None)
        # Without their groups, holdings are places on courses and no longer people.
        kept = {f: v for f, v in narrowed.items() if f == GROUP or v != self.every_value(record, f)}
        return population(record, kept)

    def without(self, counted: Population, name: str) -> Population | None:
        """The population that a partition by one field adds up to; None where none does."""
        where = {f: frozenset(v) for f, v in counted.where if f != name}
        if counted.record != HOLDING or not self.courses:
            return self.canonical(counted.record, where)
        if name == HELD:
            return self.heads(frozenset(dict(counted.where).get(GROUP, ())))
        if name == COURSE:
            takers = self.takers(*(counted.values(COURSE) or ()))
            where.pop(GROUP, None)
            return population(HOLDING, where) if counted.values(GROUP) in (None, takers) else None
        return None if name == GROUP else population(HOLDING, where)

    def heads(self, groups: frozenset[str]) -> Population:
        """The people in post of the named groups (staff group/rank group)."""
        return population(HOLDING, {GROUP: groups})

    def takers(self, *courses: str) -> frozenset[str]:
        """The groups that take one of the courses."""
        return frozenset(
            f"{staff}/{rank}"
            for id_ in courses
            for staff in self.courses[id_].for_
            for rank in self.courses[id_].rank_groups or self._ranks()
        )

    def _of(self, term: Term, only: Where | None = None) -> Population:
        where = {f: frozenset(v) for f, v in term.where.items()}
        for name, values in (only or {}).items():
            where[name] = where.get(name, values) & values
        return self.canonical(term.record, where)

    def _staff(self, where: Where) -> Where:
        courses = [c for c in where.get(COURSE, ()) if c in self.courses]
        if len(courses) != 1:
            return dict(where)
        staff, ranks = where.get(STAFF_GROUP), where.get(RANK_GROUP)
        groups = frozenset(
            g
            for g in self.takers(*courses)
            if (staff is None or g.split("/")[0] in staff)
            and (ranks is None or g.split("/")[1] in ranks)
        )
        rest = {f: v for f, v in where.items() if f not in (STAFF_GROUP, RANK_GROUP)}
        if HELD not in rest:
            del rest[COURSE]
        return rest | {GROUP: groups}

    def _groups(self) -> list[tuple[str, str]]:
        return [(s, r) for s in self._values(STAFF_GROUP) for r in self._ranks()]

    def _ranks(self) -> list[str]:
        return self._values(RANK_GROUP)

    def _values(self, name: str) -> list[str]:
        found = self.records[HOLDING].field(name) if HOLDING in self.records else None
        return list(found.constraints.enum or []) if found else []
