"""A figure with its unit in words, or in two words why there is none."""

import math

from portal.language import _, ngettext, number, percent, period_title, translated
from release.measures import Measure
from release.reader import Observation
from release.vocabulary import TOTAL

COUNTED = ("seconds", "days", "points", "complaints")


def unit(measure: Measure) -> str:
    """The unit as it follows a number: "out of 100", "%", "seconds"."""
    if measure.kind == "score" and measure.scale:
        return _("out of {top}").format(top=number(measure.scale[1]))
    return measure.unit if measure.unit in (*COUNTED, "%") else translated(measure.unit)


def quantity(value: float, unit: str, decimals: int = 0) -> str:
    """A number with its unit: "78 out of 100", "12 seconds", "3.2 per 1,000 contacts", "72%"."""
    shown, count = number(value, decimals), round(value, decimals)
    match unit:
        case "%":
            return percent(value, decimals)
        case "seconds":
            return ngettext("{number} second", "{number} seconds", count).format(number=shown)
        case "days":
            return ngettext("{number} day", "{number} days", count).format(number=shown)
        case "points":
            return ngettext("{number} point", "{number} points", count).format(number=shown)
        case "complaints":
            return ngettext("{number} complaint", "{number} complaints", count).format(number=shown)
    return _("{number} {unit}").format(number=shown, unit=unit)


def rough(measure: Measure, point: Observation) -> bool:
    """Whether the figure is said less exactly than its number is: "about 80%", "most"."""
    if point.value is None:
        return bool(vague(point))
    return said(measure, point) != _exact(measure, point, point.value)


def _exact(measure: Measure, point: Observation, value: float) -> str:
    if point.breakdown and measure.breakdowns[point.breakdown].kind == "share":
        return percent(value)
    return quantity(value, unit(measure), measure.decimals)


def said(measure: Measure, point: Observation) -> str:
    """The figure of one observation; a share of people is as vague as their number demands, where
    several answers of one person count once."""
    if point.value is None:
        return status(point)
    parts = point.breakdown and measure.breakdowns[point.breakdown].kind == "share"
    if (parts or unit(measure) == "%") and point.status == "rounded" and point.denominator:
        return share(point.value, point.denominator / measure.effect_of(point.breakdown))
    return _exact(measure, point, point.value)


def told(measure: Measure, point: Observation) -> str:
    """The figure, and its likely range, if any, in a second line."""
    between = interval(measure, point)
    if not between:
        return said(measure, point)
    return _("{figure}\n(likely range {range})").format(figure=said(measure, point), range=between)


FINEST = 3
"""Decimals at most, where it takes more of them to tell two numbers apart."""


def apart(measure: Measure, point: Observation | None, *others: float | None) -> int | None:
    """How many decimals it takes so that a figure and what it is held against do not print alike
    although they differ; None where the usual ones do, and for a figure that is said roughly."""
    if point is None or point.value is None or rough(measure, point):
        return None
    value, usual = point.value, usual_decimals(measure, point.breakdown)
    differing = [other for other in others if other is not None and other != value]
    for decimals in range(usual, FINEST + 1):
        if all(number(value, decimals) != number(other, decimals) for other in differing):
            break
    return decimals if decimals > usual else None


def usual_decimals(measure: Measure, breakdown: str = TOTAL) -> int:
    share = bool(breakdown) and measure.breakdowns[breakdown].kind == "share"
    return 0 if share else measure.decimals


def based_on(measure: Measure) -> str:
    """The head of a column that says how many cases a figure rests on, and of what."""
    cases = translated(measure.cases)
    return _("Based on: {cases}").format(cases=cases) if cases else _("Based on")


def exact(measure: Measure, point: Observation, decimals: int | None) -> str:
    """The figure with as many ``decimals``; as usual where there are none given."""
    if decimals is None or point.value is None:
        return said(measure, point)
    return level(measure, point.value, point.breakdown, decimals)


def exactly(words: str, measure: Measure, point: Observation | None, decimals: int | None) -> str:
    """What has a figure, with the figure beside it where it takes more ``decimals`` than usual."""
    if decimals is None or point is None:
        return words
    return _("{name} ({figure})").format(name=words, figure=exact(measure, point, decimals))


def level(
    measure: Measure, value: float, breakdown: str = TOTAL, decimals: int | None = None
) -> str:
    """An average or a target of a series with its unit; it rests on many observations."""
    fine = usual_decimals(measure, breakdown) if decimals is None else decimals
    if breakdown and measure.breakdowns[breakdown].kind == "share":
        return percent(value, fine)
    return quantity(value, unit(measure), fine)


def limit(
    measure: Measure, value: float, breakdown: str = TOTAL, decimals: int | None = None
) -> str:
    """A limit with its unit. Limits are worked out without regard to the ends of a scale; what lies
    beyond one is said as that end."""
    share = bool(breakdown) and measure.breakdowns[breakdown].kind == "share"
    ends = [0.0, 100.0] if share or measure.kind == "percent" else measure.scale
    low, high = ends or (0.0, math.inf)
    return level(measure, min(max(value, low), high), breakdown, decimals)


def brief(measure: Measure, point: Observation, decimals: int | None = None) -> str:
    """The figure without its unit, where the sentence has said the unit; a share keeps its %."""
    if decimals is not None and point.value is not None and unit(measure) == "%":
        return percent(point.value, decimals)
    if point.value is None or unit(measure) == "%":
        return said(measure, point)
    return number(point.value, measure.decimals if decimals is None else decimals)


def beside_title(measure: Measure, point: Observation, decimals: int | None = None) -> str:
    """The figure next to the measure's title: its unit is not said where the title says it."""
    if translated(unit(measure)).casefold() in translated(measure.title).casefold():
        return brief(measure, point, decimals)
    return exact(measure, point, decimals)


def as_share(words: str) -> str:
    """A figure that stands for itself in a sentence: "a large share" rather than "most"."""
    return {_("few"): _("a small share"), _("most"): _("a large share")}.get(words, words)


def alone(words: str) -> str:
    """A figure of people that the sentence has named: "most of them" rather than "most"."""
    return {_("few"): _("few of them"), _("most"): _("most of them")}.get(words, words)


def aim(measure: Measure) -> str:
    """The target's number with its unit; empty where the force has set none."""
    if measure.target is None:
        return ""
    whole = measure.target == int(measure.target)
    return quantity(measure.target, unit(measure), 0 if whole else measure.decimals)


period = period_title


def share(value: float, n: float) -> str:
    """A share of ``n`` people in percent, as exactly as so many people allow."""
    if n >= 300:
        return percent(value)
    if n < 30:
        return _quarters(value)
    step = 5 if n >= 100 else 10
    near = step * int(value / step + 0.5)
    if near <= 0:
        return _("under {share}").format(share=percent(5))
    if near >= 100:
        return _("over {share}").format(share=percent(95))
    return _("about {share}").format(share=percent(near))


def _quarters(value: float) -> str:
    if value < 12.5:
        return _("few")
    if value < 37.5:
        return _("about a quarter")
    if value < 62.5:
        return _("about half")
    if value < 87.5:
        return _("about three quarters")
    return _("most")


def vague(point: Observation) -> str:
    """What may be said of a share of which one side is too small; empty for any other figure."""
    said = {"few": _("few"), "most": _("most")}
    return said.get(point.note, "") if point.status == "suppressed" else ""


def status(point: Observation) -> str:
    """In two words why there is no number."""
    if said := vague(point):
        return said
    match point.status:
        case "suppressed":
            return _("not shown")
        case "not_applicable":
            return _("does not apply")
        case _:
            return _("no figure")


def interval(measure: Measure, point: Observation) -> str:
    """The likely range of a figure; empty where it has none."""
    if point.lower is None or point.upper is None or point.value is None:
        return ""
    form = percent if measure.kind == "percent" or point.breakdown else number
    return _("{lower} to {upper}").format(
        lower=form(point.lower, measure.decimals), upper=form(point.upper, measure.decimals)
    )
