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
        "{possible} values or more, or in a tiny team all that there were."
    ).format(possible=number(found))


def rule(row: Row) -> str:
    """How the figures of one measure are protected, in as few words as a table on a phone takes."""
    return {
        "people": _("Rounded"),
        "events": _("Exact"),
        "reported": _("As published"),
    }.get(row["rule"], "")


def attack(row: Row) -> str:
    """What the attack test held of one measure, for the same table."""
    if row["attack"] == "not needed":
        return _("Not needed")
    if row["attack"] != "passed" or row["possible"] is None:
        return ""
    if row["possible_known"] is None:
        return _("Passed: {possible} values").format(possible=number(row["possible"]))
    return _("Passed: {possible} values, or {known}").format(
        possible=number(row["possible"]), known=number(row["possible_known"])
    )


def legend() -> str:
    """What the words of the table mean."""
    return _(
        "Rounded and exact figures are both hidden under {least}. “Values” are those that were "
        "still possible, at the least, for each small count of people. A second number is for "
        "someone who knows how many staff work where. “Not needed” means that the records are "
        "about no person, or were published elsewhere."
    ).format(least=number(SMALLEST_CELL))


def _least(rows: Sequence[Row], name: str) -> float | None:
    return min((r[name] for r in rows if r[name] is not None), default=None)
