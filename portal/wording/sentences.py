"""Whole sentences about figures. None says more than the interval allows."""

from typing import Literal

from portal.language import _, listed, number, period_title, translated
from portal.wording.missing import gaps, hidden, nothing
from portal.wording.quantities import (
    aim,
    apart,
    as_share,
    beside_title,
    brief,
    interval,
    rough,
    said,
    vague,
)
from release.measures import Area, Measure
from release.reader import Observation
from release.vocabulary import (
    TOTAL,
    period_end,
    period_of,
    period_start,
    year_earlier,
)

Change = Literal["higher", "lower", "unclear", "unknown"]
Course = Literal["", "steady", "moving"]
"""What is known of a series as a whole: nothing, no change but by chance, or a change."""


def change(point: Observation, earlier: Observation | None) -> Change:
    """What the intervals allow to say; without intervals nothing is claimed."""
    if earlier is None or point.value is None or earlier.value is None:
        return "unknown"
    if None in (point.lower, point.upper, earlier.lower, earlier.upper):
        return "unknown"
    assert point.lower is not None and point.upper is not None
    assert earlier.lower is not None and earlier.upper is not None
    if point.lower > earlier.upper:
        return "higher"
    return "lower" if point.upper < earlier.lower else "unclear"


def headline(
    measure: Measure,
    area: Area,
    point: Observation | None,
    earlier: Observation | None,
    period: str | None = None,
    *,
    course: Course = "",
    outstanding: str = "",
) -> str:
    """The figure in a sentence, and what the year before allows to say about it.

    ``period`` is the one that was asked for, where it has no observation at all. Where the
    ``course`` of the series is steady, no change is claimed against the year before either; where
    the figure is ``outstanding`` in its series (wording.stands_out), that is said first.
    """
    if point is None:
        return nothing(measure, area, period)
    if point.value is None and not vague(point):
        return hidden(measure, area, point)
    first = _where(measure, area).format(
        measure=translated(measure.title),
        area=area.name,
        period=period_title(point.period),
        figure=as_share(beside_title(measure, point)),
    )
    second = against(measure, point, earlier, course, outstanding)
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second).strip()


def _where(measure: Measure, area: Area) -> str:
    station = area.level == "station"
    if measure.kind == "score":
        return (
            _("In {period} the {measure} at {area} was {figure}.")
            if station
            else _("In {period} the {measure} across {area} was {figure}.")
        )
    return (
        _("{measure} at {area} in {period}: {figure}.")
        if station
        else _("{measure} across {area} in {period}: {figure}.")
    )


def of_course(title: str, area: Area, point: Observation, figure: str) -> str:
    """How many of those who should take a course had done it at the end of a period."""
    month = period_title(period_of(period_end(point.period).isoformat(), "month"))
    return _(
        "By the end of {month}, {figure} of the officers and staff in {area} who should take it "
        "had done the course “{course}”."
    ).format(month=month, figure=figure, area=area.name, course=title)


def against(
    measure: Measure,
    point: Observation,
    earlier: Observation | None,
    course: Course = "",
    outstanding: str = "",
) -> str:
    """A figure against its own series and the year before; empty where there is no year before."""
    if earlier is None or point.value is None:
        return ""
    second = _year_before(measure, point, earlier, course, bool(outstanding))
    return (
        _("{sentence} {next_sentence}").format(sentence=outstanding, next_sentence=second).strip()
    )


def _year_before(
    measure: Measure, point: Observation, earlier: Observation, course: Course, said_change: bool
) -> str:
    """Where a change of the series is said already, two figures that show none are left alone."""
    if earlier.value is None and not vague(earlier):
        suppressed = earlier.status == "suppressed"
        return _("The figure for a year earlier is not shown.") if suppressed else ""
    then, now = brief(measure, earlier), brief(measure, point)
    if then == now and point.value == earlier.value and not rough(measure, point):
        return _("A year earlier it was the same.")
    if then == now:
        return _("A year earlier it was about the same.")
    then = as_share(then)
    match "unclear" if course == "steady" else change(point, earlier):
        case "higher":
            return _("That is higher than a year earlier ({figure}).").format(figure=then)
        case "lower":
            return _("That is lower than a year earlier ({figure}).").format(figure=then)
        case "unclear" if said_change:
            return _("A year earlier it was {figure}.").format(figure=then)
        case "unclear" if course == "moving":
            return _(
                "A year earlier it was {figure}: by themselves these two show no clear change."
            ).format(figure=then)
        case "unclear":
            return _("A year earlier it was {figure}: no clear change.").format(figure=then)
        case _:
            return _("A year earlier it was {figure}.").format(figure=then)


def before(points: list[Observation], point: Observation | None) -> Observation | None:
    """The observation one year before ``point`` among ``points`` of the same series."""
    if point is None:
        return None
    return next((p for p in points if p.period == year_earlier(point.period)), None)


def over_time(measure: Measure, points: list[Observation]) -> str:
    """A chart over time in a sentence: from when to when, lowest and highest, how many hidden."""
    shown = [p for p in points if p.value is not None]
    if any(vague(p) for p in points):
        return _drawn(measure, shown)
    if not shown:
        return _("No figure can be shown yet.")
    if len(shown) == 1:
        return _("So far there is one figure: {figure} in {period}.").format(
            figure=as_share(said(measure, shown[0])), period=period_title(shown[0].period)
        )
    low, high = min(shown, key=_value), max(shown, key=_value)
    month = period_title(period_of(period_start(shown[0].period).isoformat(), "month"))
    fine = apart(measure, low, high.value)
    lowest, highest = beside_title(measure, low, fine), brief(measure, high, fine)
    if said(measure, low) == said(measure, high) and fine is None:
        return _("Every figure since {month} is {figure}.").format(
            month=month, figure=as_share(lowest)
        )
    return _(
        "The lowest figure since {month} was {low} ({low_period}), "
        "and the highest was {high} ({high_period})."
    ).format(
        month=month,
        low=as_share(lowest),
        low_period=period_title(low.period),
        high=as_share(highest),
        high_period=period_title(high.period),
    )


def _drawn(measure: Measure, shown: list[Observation]) -> str:
    """The same where further figures are blocks that stand for a word (wording.worded)."""
    if not shown:
        return ""
    if len(shown) == 1:
        return _("One figure is a point: {figure} in {period}.").format(
            figure=as_share(said(measure, shown[0])), period=period_title(shown[0].period)
        )
    low, high = (said(measure, end(shown, key=_value)) for end in (min, max))
    if low == high:
        return _("Each figure that is a point is {figure}.").format(figure=as_share(low))
    return _("The points lie between {low} and {high}.").format(low=low, high=high)


def _value(point: Observation) -> float:
    return point.value or 0


def target(measure: Measure) -> str:
    """The target in a sentence; empty where the force has set none."""
    if measure.target is None:
        return ""
    if measure.direction == "lower":
        return _("The target is {figure} or less.").format(figure=aim(measure))
    if measure.direction == "higher" and measure.scale and measure.target < measure.scale[1]:
        return _("The target is {figure} or more.").format(figure=aim(measure))
    return _("The target is {figure}.").format(figure=aim(measure))


LISTED = 3
"""Categories that a sentence names one by one; of more it names the highest and the lowest. The
parts of a whole, such as four faces, belong together and are all named."""


def split(measure: Measure, points: list[Observation]) -> str:
    """The categories of one breakdown in one period, in a sentence."""
    known = [p for p in points if p.value is not None or vague(p)]
    shown = [p for p in known if p.breakdown != TOTAL]
    if not shown:
        return _("These numbers are too small to show.")
    whole = measure.breakdowns[shown[0].breakdown].kind == "share"
    few = whole or len(shown) <= LISTED
    first = _listed(measure, shown) if few else _ends(measure, shown)
    return (
        _("{sentence} {next_sentence}").format(sentence=first, next_sentence=gaps(points)).strip()
    )


def _category(measure: Measure, point: Observation) -> str:
    title = translated(measure.breakdowns[point.breakdown].categories[point.category])
    return _("{category} {figure}").format(category=title, figure=said(measure, point))


def _listed(measure: Measure, shown: list[Observation]) -> str:
    return _("In {period}: {figures}.").format(
        period=period_title(shown[0].period),
        figures=listed([_category(measure, p) for p in shown]),
    )


def _ends(measure: Measure, shown: list[Observation]) -> str:
    low = min(shown, key=lambda p: p.value or 0)
    high = max(shown, key=lambda p: p.value or 0)
    names = {"period": period_title(low.period), "count": number(len(shown))}
    if said(measure, low) == said(measure, high):
        return _("In {period} all {count} figures are {figure}.").format(
            figure=as_share(said(measure, low)), **names
        )
    template = _("In {period}, of {count} figures, the highest is {high}, and the lowest is {low}.")
    return template.format(high=_category(measure, high), low=_category(measure, low), **names)


def likely(measure: Measure, point: Observation | None, *, hidden: bool = False) -> str:
    """The likely range of a figure in a sentence, or why it has none; empty without a figure.
    ``hidden``: parts of the figure, from which its range is worked out, are held back."""
    if point is None or point.value is None:
        return ""
    if found := interval(measure, point):
        return _("For {period} the likely range is {range}.").format(
            period=period_title(point.period), range=found
        )
    if measure.protection == "reported":
        return _("It was published without its number of answers, so it has no likely range.")
    if hidden:
        return _(
            "Some of its parts rest on too little to be shown, so no likely range can be given."
        )
    match measure.kind:
        case "count":
            return ""
        case "score" | "mean":
            return _("The files do not say how far single cases differ: it has no likely range.")
    return ""
