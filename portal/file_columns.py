"""The columns of the files: their names, what each says, and which hold numbers."""

from portal.language import _, translated
from release.reader import FINDINGS_SINCE, Reader
from release.tables import FINDINGS, OBSERVATION, TABLES, Table

RELEASE = "release"
"""Every row of every file begins with the release that it is from."""


def tables(reader: Reader) -> dict[str, Table]:
    """The tables of findings that a release has, by name; none where it is older than they are."""
    held = FINDINGS if reader.release.schema_version >= FINDINGS_SINCE else []
    return {name: TABLES[name] for name in held}


def of_table(table: Table) -> dict[str, str]:
    """The columns of a file of findings, in their order, in plain words."""
    said = {name: translated(table.described[name]) for name in table.columns}
    return {RELEASE: _("The id of the release that the row is from."), **said}


def numbers(table: Table = OBSERVATION) -> frozenset[str]:
    """The columns that hold numbers; all others hold text."""
    return frozenset(table.numbers)


def of_observations() -> dict[str, str]:
    """The columns of the file of a measure, in their order, in plain words."""
    return {
        "release": _("The id of the release that the row is from."),
        "measure": _("The id of the measure."),
        "area": _("The id of the station, district or force."),
        "area_name": _("Its name."),
        "period": _("The month (2026-03), quarter (2026-Q1) or year (2026)."),
        "period_start": _("The first day of the period."),
        "period_end": _("The last day of the period."),
        "breakdown": _("How the row is split; empty for the whole."),
        "category": _("Which part of the split; empty for the whole."),
        "numerator": _("What is counted or added up, as it may be shown."),
        "denominator": _("What it is divided by, as it may be shown."),
        "value": _("The figure: numerator divided by denominator, times the factor."),
        "lower": _("The lower end of the likely range (95%)."),
        "upper": _("The upper end of the likely range (95%)."),
        "unit": _("The unit of the figure."),
        "status": _(
            "normal, rounded (to protect people), suppressed (held back), unavailable "
            "(nothing came in) or not_applicable."
        ),
        "note": _("A remark on this one figure."),
    }
