"""What a file holds, whatever its form: rows, their columns, and what explains them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import citation, file_columns
from portal.language import _, translated
from release.measures import Measure
from release.reader import Observation, Reader
from release.tables import OBSERVATION, Table

Row = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """One table of a file.

    columns: name → what it says, in order. numbers: those that hold numbers or nothing; the others
    hold text. about: definition, conditions and citation. more: what JSON alone carries.
    """

    title: str
    published: str
    columns: dict[str, str]
    numbers: frozenset[str]
    rows: list[Row]
    about: dict[str, Any]
    more: dict[str, Any] = field(default_factory=dict)


def of_measure(reader: Reader, measure: Measure, observations: Sequence[Observation]) -> Content:
    """The observations of one measure."""
    about = {
        "title": translated(measure.title),
        "definition": translated(measure.definition),
        "why_it_matters": translated(measure.why_it_matters),
        "caution": translated(measure.caution),
        "unit": measure.unit,
        **_conditions(reader),
        "citation": citation.of_measure(reader, measure),
        "n": _n(observations),
    }
    return Content(
        measure.title,
        reader.release.published,
        file_columns.of_observations(),
        file_columns.numbers(OBSERVATION),
        reader.rows(observations),
        about,
        {"measure": measure.model_dump(mode="json")},
    )


def of_table(reader: Reader, table: Table, **equal: str) -> Content:
    """The findings of one table, or those whose key columns equal what is given."""
    about = {
        "title": translated(table.title),
        "definition": translated(table.definition),
        **_conditions(reader),
        "citation": citation.of_table(reader, table),
    }
    rows = [{"release": reader.release.id, **r} for r in reader.findings(table.name, **equal)]
    return Content(
        table.title,
        reader.release.published,
        file_columns.of_table(table),
        file_columns.numbers(table),
        rows,
        about,
    )


def _conditions(reader: Reader) -> dict[str, Any]:
    """What holds for every file of a release."""
    force = reader.force
    return {
        "protection": _(
            "Numbers are rounded or hidden to protect people. A hidden number is empty, never zero."
        ),
        "illustrative": bool(force.get("illustrative")),
        "licence": force.get("licence", ""),
        "licence_url": force.get("licence_url", ""),
        "publisher": force.get("name", ""),
        "release": reader.release.id,
        "published": reader.release.published,
    }


def _n(observations: Sequence[Observation]) -> str:
    """The largest shown number of people or events behind one figure of the file."""
    shown = [o.denominator for o in observations if o.denominator is not None]
    return _("up to {n} behind one figure").format(n=f"{max(shown):.0f}") if shown else ""
