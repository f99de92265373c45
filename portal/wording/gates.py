"""Whether there is enough to tell what training moved: each gate, and the stations left out."""

from portal.language import _, ngettext, number


def gate(name: str, found: float, needed: float) -> str:
    """What a gate asks for and what was found."""
    match name:
        case "trained":
            template = ngettext(
                "{found} station was trained while at least 8 others were not: {needed} are "
                "needed.",
                "{found} stations were trained while at least 8 others were not: {needed} are "
                "needed.",
                found,
            )
        case "not_yet_trained":
            template = ngettext(
                "{found} station was not yet trained when the first one was: {needed} are needed.",
                "{found} stations were not yet trained when the first one was: {needed} are "
                "needed.",
                found,
            )
        case "months_before":
            template = ngettext(
                "{found} month lies before the first training: {needed} are needed.",
                "{found} months lie before the first training: {needed} are needed.",
                found,
            )
        case _:
            template = ngettext(
                "{found} case is behind the smallest monthly figure of a station: {needed} are "
                "needed.",
                "{found} cases are behind the smallest monthly figure of a station: {needed} are "
                "needed.",
                found,
            )
    return template.format(found=number(found), needed=number(needed))


def passed(status: str) -> str:
    return _("Enough:") if status == "passed" else _("Not enough:")


def left_out(reason: str, count: float) -> str:
    """Why stations are not among those compared; empty where none is."""
    if not count:
        return ""
    match reason:
        case "closed":
            template = ngettext(
                "{count} station is left out: it was not open all the time.",
                "{count} stations are left out: they were not open all the time.",
                count,
            )
        case "training hidden":
            template = ngettext(
                "{count} station is left out: to protect people, the share of its staff with the "
                "course is hidden.",
                "{count} stations are left out: to protect people, the share of their staff with "
                "the course is hidden.",
                count,
            )
        case "outcome hidden":
            template = ngettext(
                "{count} station is left out: one of its monthly figures is not shown.",
                "{count} stations are left out: one of their monthly figures is not shown.",
                count,
            )
        case "trained before":
            template = ngettext(
                "{count} station is left out: it was trained before these figures begin.",
                "{count} stations are left out: they were trained before these figures begin.",
                count,
            )
        case _:
            return ""
    return template.format(count=number(count))
