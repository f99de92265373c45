"""How a release was protected, in words. A release says it of itself; nothing is worked out here
but sums of what anybody can count."""

from collections.abc import Sequence
from typing import Any

from portal.language import _, number
from release.vocabulary import SMALLEST_CELL

Row = dict[str, Any]


def withheld(rows: Sequence[Row]) -> str:
    """How many figures are not shown, and why."""
    shown, hidden = (sum(r[name] or 0 for r in rows) for name in ("shown", "hidden"))
    if not hidden:
        return _("All figures of this release are shown. None had to be hidden.")
    return _(
        "This release shows {shown} figures and hides {hidden}. Hidden figures rest on too "
        "little, or would give away a small one beside them."
    ).format(shown=number(shown), hidden=number(hidden))


def rounding(method: Row) -> str:
    """How counts of people are shown; empty where the release does not say."""
    if "smallest_cell" not in method or "rounding" not in method:
        return ""
    return _(
        "Counts of people under {least} are hidden. All others are rounded to a multiple of "
        "{step}, or more where one person counts often. The same count is always rounded in the "
        "same way."
    ).format(least=number(method["smallest_cell"]), step=number(method["rounding"]))


def attacked(rows: Sequence[Row]) -> str:
    """What the attack test held, for somebody who knows what was shown."""
    possible = _least(rows, "possible")
    if possible is None:
        return _("No figure of this release counts people, so there was nothing to find out.")
    return _(
        "Before it came out, a computer tried to work out the small counts of people from all that "
        "we ever showed. Each one still had {possible} possible values or more."
    ).format(possible=number(possible))


def known(rows: Sequence[Row]) -> str:
    """The same for somebody who knows how many work where; empty where that is of no use."""
    found = _least(rows, "possible_known")
    if found is None:
        return ""
    return _(
        "Then it tried again as someone who knows how many staff work where. Each small count kept "
        "{possible} values, or in a tiny team all that there were."
    ).format(possible=number(found))


def rule(row: Row) -> str:
    """How the figures of one measure are protected, for a table."""
    said = {
        "people": _("People: hidden under {least}, else rounded"),
        "events": _("Events: hidden under {least}, else exact"),
        "reported": _("As it was published elsewhere"),
    }.get(row["rule"], "")
    return said.format(least=number(SMALLEST_CELL))


def attack(row: Row) -> str:
    """What the attack test held of one measure, for a table."""
    if row["attack"] == "not needed":
        return _("Not needed: its records are about no person")
    if row["attack"] != "passed" or row["possible"] is None:
        return ""
    if row["possible_known"] is None:
        return _("Passed: at least {possible} values each").format(possible=number(row["possible"]))
    return _(
        "Passed: at least {possible} values each, {known} for those who know how many work there"
    ).format(possible=number(row["possible"]), known=number(row["possible_known"]))


def _least(rows: Sequence[Row], name: str) -> float | None:
    return min((r[name] for r in rows if r[name] is not None), default=None)
