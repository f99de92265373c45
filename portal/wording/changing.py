"""Whether a series is changing, in words: its icons, the rule behind them, and how sure they are.

Where the likely range of the latest figure still holds the average, no sentence claims a change.
"""

from typing import Literal

from portal.findings import OTHER_PHASE, Assessment, Found, Signal
from portal.language import _, day, ngettext, number, period_title, translated
from portal.wording.quantities import aim, apart, exactly, interval, level, limit
from portal.wording.rules import of_the_latest, of_the_past
from release.measures import Measure, Rebase
from release.reader import Observation
from release.vocabulary import TOTAL, frequency_of, next_period, period_of, period_start

FEWEST = 13
"""Points from which on there are icons (etl.statistics.control)."""

Surety = Literal["none", "clear", "unclear"]


def icon(found: Assessment | None, sure: Surety = "none") -> str:
    """What stands beside the icon of variation; empty where nothing was found out."""
    if found is None:
        return ""
    match found.variation:
        case "improvement" if sure == "unclear":
            return _("Perhaps an improvement")
        case "concern" if sure == "unclear":
            return _("Perhaps a concern")
        case "improvement":
            return _("Improvement")
        case "concern":
            return _("Concern")
        case "neutral":
            return _("Unusual")
        case "common cause":
            return _("No clear change")
    if found.reason == OTHER_PHASE:
        return _("Not judged")
    return {
        "too few points": _("Too early to tell"),
        "no spread": _("Moves too seldom to tell"),
    }.get(found.reason, _("No latest figure"))


def promise_icon(found: Assessment | None) -> str:
    """What stands beside the icon of assurance; empty where there is none."""
    match found.assurance if found else "":
        case "passing":
            return _("Keeps meeting the target")
        case "failing":
            return _("Keeps missing the target")
        case "hit and miss":
            return _("Meets the target at times")
    return ""


def changing(
    measure: Measure, found: Found, point: Observation | None, breakdown: str = TOTAL
) -> str:
    """Whether a series is changing and will meet its target, in sentences; empty where nothing was
    found out. ``point`` is its observation of the period that the icons speak of."""
    said = [varies(measure, found, point, breakdown), promise(measure, found.assessment)]
    return " ".join(s for s in said if s)


def varies(
    measure: Measure, found: Found, point: Observation | None, breakdown: str = TOTAL
) -> str:
    """Whether a series is changing."""
    assessment = found.assessment
    if assessment is None:
        return ""
    if assessment.reason or not assessment.limited:
        return no_icon(assessment)
    if found.latest is None:
        return steady(measure, assessment, breakdown)
    reason = why(measure, assessment, found.latest, breakdown, past=found.past, point=point)
    meaning = verdict(measure, assessment, surety(assessment, point), point)
    return _("{sentence} {next_sentence}").format(sentence=reason, next_sentence=meaning)


def surety(assessment: Assessment | None, point: Observation | None) -> Surety:
    """Whether the likely range of the latest figure leaves out the average of its series; "none"
    without a range. ``point`` counts only where the icons speak of it."""
    if assessment is None or point is None or point.period != assessment.latest:
        return "none"
    if point.lower is None or point.upper is None or assessment.mean is None:
        return "none"
    return "unclear" if point.lower <= assessment.mean <= point.upper else "clear"


def no_icon(found: Assessment) -> str:
    """Why there is no icon of variation."""
    if found.reason == OTHER_PHASE:
        return _("The limits of chance begin in {since}. They say nothing of {period}.").format(
            since=period_title(found.since), period=period_title(found.latest)
        )
    if found.reason == "latest point missing":
        return _("No figure is shown for {period}, so we cannot say if it is changing.").format(
            period=period_title(found.latest)
        )
    if found.reason == "no spread":
        return _(
            "Since {since} the figure has seldom moved at all, so we cannot tell a change from "
            "chance."
        ).format(since=period_title(found.since))
    points = int(found.points)
    if not points:
        return _("No figure is shown yet, so we cannot say if it is changing.")
    return ngettext(
        "There is {count} figure since {since}. It takes {least} to tell a change from chance.",
        "There are {count} figures since {since}. It takes {least} to tell a change from chance.",
        points,
    ).format(count=number(points), since=period_title(found.since), least=number(FEWEST))


def steady(measure: Measure, found: Assessment, breakdown: str = TOTAL) -> str:
    """Nothing but chance is seen."""
    mean, low, high = found.limits
    if low == high:
        return _("No clear change: every figure since {since} is the same, {mean}.").format(
            since=period_title(found.since), mean=level(measure, mean, breakdown)
        )
    if measure.protection == "people" and measure.kind == "percent":
        # Such a figure is said less exactly than the limits are: beside them it could lie outside.
        return _("No clear change: {period} lies where chance alone can put it.").format(
            period=period_title(found.latest)
        )
    return _(
        "No clear change: {period} lies where chance alone can put it, from {low} to {high}."
    ).format(
        period=period_title(found.latest),
        low=limit(measure, low, breakdown),
        high=limit(measure, high, breakdown),
    )


def why(
    measure: Measure,
    found: Assessment,
    signal: Signal,
    breakdown: str = TOTAL,
    *,
    past: bool = False,
    point: Observation | None = None,
) -> str:
    """The rule that flags the latest point, or an earlier one: a row may go on after that."""
    mean, low, high = found.limits
    rising = signal.sign > 0
    rules = of_the_latest() | (of_the_past() if past else {})
    bound = high if rising else low
    against = mean if signal.rule == "one side" else bound if signal.rule == "outside" else None
    fine = apart(measure, point, against)
    return rules[signal.rule, rising].format(
        period=exactly(period_title(found.latest), measure, point, fine),
        limit=limit(measure, bound, breakdown, fine),
        mean=level(measure, mean, breakdown, fine),
    )


def verdict(measure: Measure, found: Assessment, sure: Surety, point: Observation | None) -> str:
    """What the flag means, and no more than the likely range allows."""
    if sure != "unclear" or point is None:
        return {
            "improvement": _("That is an improvement."),
            "concern": _("That is a cause for concern."),
        }.get(found.variation, _("That is unusual, but by itself neither good nor bad."))
    template = {
        "improvement": _(
            "That may be an improvement. But the likely range of that figure, {range}, holds "
            "the average: on its own it is no clear change."
        ),
        "concern": _(
            "That may be a cause for concern. But the likely range of that figure, {range}, "
            "holds the average: on its own it is no clear change."
        ),
    }.get(
        found.variation,
        _(
            "That is unusual. But the likely range of that figure, {range}, holds the average: "
            "on its own it is no clear change."
        ),
    )
    return template.format(range=interval(measure, point))


def promise(measure: Measure, found: Assessment | None) -> str:
    """Whether the target will be met; empty without an icon of assurance. Where the series is
    changing just now, its limits speak of its level so far only."""
    if found is None:
        return ""
    if found.variation in ("improvement", "concern", "neutral"):
        templates = {
            "passing": _("At its level so far, it would keep meeting the target of {target}."),
            "failing": _("At its level so far, it would keep missing the target of {target}."),
            "hit and miss": _("At its level so far, it would at times meet the target, {target}."),
        }
    else:
        templates = {
            "passing": _("If nothing changes, it will keep meeting the target of {target}."),
            "failing": _("If nothing changes, it will keep missing the target of {target}."),
            "hit and miss": _("If nothing changes, it will at times meet the target, {target}."),
        }
    return templates.get(found.assurance, "").format(target=aim(measure))


def around(
    measure: Measure,
    found: Assessment | None,
    breakdown: str = TOTAL,
    point: Observation | None = None,
) -> str:
    """The average and the limits that a chart draws; empty where it draws none. They are as exact
    as it takes to tell them from the figure of ``point``."""
    if found is None or not found.limited:
        return ""
    mean, low, high = found.limits
    fine = apart(measure, point, *found.limits)
    return _(
        "The grey lines are the average since {since}, {mean}, and the limits of chance, "
        "{low} and {high}."
    ).format(
        since=period_title(found.since),
        mean=level(measure, mean, breakdown, fine),
        low=limit(measure, low, breakdown, fine),
        high=limit(measure, high, breakdown, fine),
    )


def stands_out(found: Found, point: Observation | None) -> str:
    """What the latest point stands out by, in short; empty where it carries no such claim: where
    its likely range holds the average, or it lies on the other side of it."""
    assessment, signal = found.assessment, found.latest
    if assessment is None or signal is None or not found.about(point):
        return ""
    if point is None or surety(assessment, point) == "unclear":
        return ""
    if signal.rule == "trend":
        risen = _("It has risen 7 times in a row or more.")
        return risen if signal.sign > 0 else _("It has fallen 7 times in a row or more.")
    if point.value is None or assessment.mean is None:
        return ""
    if (point.value - assessment.mean) * signal.sign <= 0:
        return ""
    template = {
        "improvement": _("It is better than its average since {period}."),
        "concern": _("It is worse than its average since {period}."),
        "neutral": _("It is unusual for its average since {period}."),
    }.get(assessment.variation, "")
    return template.format(period=period_title(assessment.since))


def decided(measure: Measure, found: Assessment | None, area: str) -> str:
    """The written decision that started the limits again; empty where there was none."""
    chosen = next((r for r in measure.rebase if found and _starts(r, area, found.since)), None)
    if chosen is None or found is None:
        return ""
    return _("The limits start again in {period}. That was decided on {day}: {why}").format(
        period=period_title(found.since), day=day(chosen.decided), why=translated(chosen.why)
    )


def _starts(rebase: Rebase, area: str, since: str) -> bool:
    """Whether ``since`` is the first period that lies wholly in or after that of the decision."""
    first = period_start(rebase.period)
    own = period_of(first.isoformat(), frequency_of(since))
    own = own if period_start(own) == first else next_period(own)
    return rebase.area in ("", area) and own == since
