"""Sentences about numbers that are not there: hidden, not delivered, or impossible."""

from portal.language import _, ngettext, number, period_title, translated
from portal.wording.quantities import vague
from release.measures import Area, Measure
from release.reader import Observation
from release.vocabulary import SMALLEST_CELL


def count(value: float | None) -> str:
    """A count that is hidden where it is small."""
    if value is None:
        return _("fewer than {least}").format(least=number(SMALLEST_CELL))
    return number(value)


def hidden(measure: Measure, area: Area, point: Observation) -> str:
    """Why the number of ``point`` is not there, in a sentence."""
    names = {
        "measure": translated(measure.title),
        "area": area.name,
        "period": period_title(point.period),
        "least": number(SMALLEST_CELL),
    }
    if point.status == "not_applicable":
        return _("{measure} does not apply to {area}.").format(**names)
    if point.status != "suppressed":
        return _("{measure}: there is no figure for {area} in {period}.").format(**names)
    if measure.kind == "score" or measure.min_cell > SMALLEST_CELL:
        template = _(
            "{measure}, {area}, {period}: not shown, because this figure or one beside it rests on "
            "too few answers."
        )
    elif measure.kind == "count" or measure.protection == "people":
        template = _(
            "{measure}, {area}, {period}: fewer than {least}, or a number that would give away one "
            "so small. It is not shown, to protect people."
        )
    else:
        template = _(
            "{measure}, {area}, {period}: not shown, because this figure or one beside it rests on "
            "too few cases."
        )
    return template.format(**names)


def nothing(measure: Measure, area: Area, period: str | None = None) -> str:
    """There is no observation of the measure in the area, in one period or at all."""
    if period is not None:
        return _("{measure}: there is no figure for {area} in {period}.").format(
            measure=translated(measure.title), area=area.name, period=period_title(period)
        )
    return _("{measure}: there are no figures for {area}.").format(
        measure=translated(measure.title), area=area.name
    )


def worded(points: list[Observation]) -> str:
    """How many figures of a series are said in a word alone; empty where none is."""
    said = sum(bool(vague(p)) for p in points)
    if not said:
        return ""
    return ngettext(
        "{count} figure is only called few or most, because it leaves under ten people on one "
        "side. Its pale block shows the word, not a number.",
        "{count} figures are only called few or most, because they leave under ten people on one "
        "side. Their pale blocks show the word, not a number.",
        said,
    ).format(count=number(said))


def gaps(points: list[Observation]) -> str:
    """How many figures of a series are held back; empty where none is."""
    held = sum(p.status == "suppressed" and not vague(p) for p in points)
    if not held:
        return ""
    return ngettext(
        "{count} figure is not shown, to protect people or because it rests on too little.",
        "{count} figures are not shown, to protect people or because they rest on too little.",
        held,
    ).format(count=number(held))
