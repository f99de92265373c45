"""What a release says about one course and one measure: the rows of its table ``effect``."""

from dataclasses import dataclass
from typing import Any

from portal import selection
from portal.language import _, translated
from portal.page import NotFound
from release.measures import Measure
from release.reader import Reader

Row = dict[str, Any]
COURSE = "course"


@dataclass(frozen=True, slots=True)
class Effect:
    """``parts``: the rows of each part (release.tables.EFFECT) in the order of their ``at``, months
    since training in the order of time."""

    course: str
    title: str
    measure: Measure
    parts: dict[str, list[Row]]

    @property
    def whole(self) -> Row:
        """The one estimate over all trained places and months, with the verdict."""
        return self.parts["simple"][0]

    @property
    def status(self) -> str:
        return str(self.whole["status"])

    @property
    def enough(self) -> bool:
        """Whether all gates were passed, so that there are numbers."""
        return self.whole["estimate"] is not None

    def rows(self, part: str) -> list[Row]:
        return self.parts.get(part, [])

    def number(self, part: str, at: str = "") -> float | None:
        """The estimate of one row; None where there is no such row."""
        return next((r["estimate"] for r in self.rows(part) if r["at"] == at), None)


def every(reader: Reader) -> list[Effect]:
    """Every course and measure that was looked at, in the order of courses and of measures."""
    found: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for row in reader.findings("effect"):
        parts = found.setdefault((row["course"], row["measure"]), {})
        parts.setdefault(row["part"], []).append(row)
    for parts in found.values():
        parts.get("dynamic", []).sort(key=lambda row: int(row["at"]))
    courses, measures = list(reader.documents(COURSE)), list(reader.measures)
    known = [pair for pair in found if pair[1] in measures and "simple" in found[pair]]
    known.sort(key=lambda pair: (_place(courses, pair[0]), _place(measures, pair[1])))
    return [
        Effect(course, _title(reader, course), reader.measures[measure], found[course, measure])
        for course, measure in known
    ]


def chosen(reader: Reader, course: selection.Parameter, measure: selection.Parameter) -> Effect:
    """What an address asks for; the first where it leaves something open. NotFound where the
    release does not know it, or did not look at it."""
    wanted = selection.code(course, "course")
    if wanted and wanted not in reader.documents(COURSE):
        raise NotFound(_("There is no course with this name in this release."))
    of = selection.measure(reader, measure).id if selection.code(measure, "measure") else ""
    for effect in every(reader):
        if wanted in ("", effect.course) and of in ("", effect.measure.id):
            return effect
    raise NotFound(_("This release did not look at that course and that measure together."))


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def _title(reader: Reader, course: str) -> str:
    body = reader.documents(COURSE).get(course, {})
    return translated(str(body.get("title", course)))
