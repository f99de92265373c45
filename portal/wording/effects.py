"""Sentences about what moved after training: "moved after", with the likely range, never "caused".

A change is claimed where the release says "moved" and nowhere else.
"""

from portal.language import _, ngettext, number, percent, period_title, translated
from portal.wording.quantities import quantity
from release.measures import Measure

MOVED, NOT_ENOUGH = "moved", "not enough data"
CHICAGO_GAP = 31.9
"""Percent fewer complaints in trained officer-months than in untrained ones, Chicago, 2011–2016."""


def difference(measure: Measure, value: float) -> str:
    """How far two figures are apart, without a sign: "2.3 points", "0.4 percentage points"."""
    size, decimals = abs(value), places(measure)
    if measure.unit == "%":
        shown = number(size, decimals)
        return ngettext(
            "{number} percentage point", "{number} percentage points", round(size, decimals)
        ).format(number=shown)
    return quantity(size, translated_unit(measure), decimals)


def places(measure: Measure) -> int:
    """Decimals of a difference: one at least, since it is small beside the figures."""
    return max(measure.decimals, 1)


def translated_unit(measure: Measure) -> str:
    """The measure's own unit: a score of 0 to 100 moves by points."""
    return (
        measure.unit if measure.unit in ("points", "seconds", "days") else translated(measure.unit)
    )


def scale(measure: Measure) -> str:
    """What a difference is counted in: "percentage points", "points", "seconds"."""
    if measure.unit == "%":
        return _("percentage points")
    return translated(measure.unit)


def signed(measure: Measure, value: float | None) -> str:
    """A difference as a number for tables and charts: "+2.3", "-0.4"."""
    if value is None:
        return _("no figure")
    shown = number(value, places(measure))
    return _("+{number}").format(number=shown) if float(f"{value:.9f}") > 0 else shown


def between(measure: Measure, low: float | None, high: float | None) -> str:
    """The likely range of a difference; empty where it is not known."""
    if low is None or high is None:
        return ""
    return _("{lower} to {upper}").format(lower=signed(measure, low), upper=signed(measure, high))


def verdict(
    measure: Measure,
    course: str,
    status: str,
    value: float | None,
    low: float | None,
    high: float | None,
) -> str:
    """Whether the figure moved after training, in one or two sentences."""
    names = {"measure": translated(measure.title), "course": course}
    if status == NOT_ENOUGH or value is None:
        return _not_enough().format(**names)
    if low is None or high is None:
        return _(
            "{measure}: no clear change after the course “{course}”. The likely range is not known."
        ).format(**names)
    if status == MOVED:
        return _moved(measure, names, value, low, high)
    return _unclear(measure, names, low, high)


def _not_enough() -> str:
    return _(
        "{measure}: there is not enough data to tell whether it moved after the course “{course}”."
    )


def _moved(measure: Measure, names: dict[str, str], value: float, low: float, high: float) -> str:
    template = (
        _(
            "{measure}: it moved after training. Where half of the staff had done “{course}”, the "
            "figure rose by {change}, compared with places not trained yet. The likely range is "
            "{least} to {most}."
        )
        if value > 0
        else _(
            "{measure}: it moved after training. Where half of the staff had done “{course}”, the "
            "figure fell by {change}, compared with places not trained yet. The likely range is "
            "{least} to {most}."
        )
    )
    near, far = sorted((abs(low), abs(high)))
    return template.format(
        change=difference(measure, value),
        least=number(near, places(measure)),
        most=difference(measure, far),
        **names,
    )


def _unclear(measure: Measure, names: dict[str, str], low: float, high: float) -> str:
    if low <= 0 <= high:
        return _(
            "{measure}: no clear change after the course “{course}”. Compared with places not "
            "trained yet, the likely range goes from {low} lower to {high} higher."
        ).format(low=difference(measure, low), high=difference(measure, high), **names)
    return _(
        "{measure}: no clear change after the course “{course}”. The likely range leaves out “no "
        "change”, but dates dealt out by lot moved the figure as far too often."
    ).format(**names)


def short(status: str) -> str:
    """The verdict in a table."""
    if status == MOVED:
        return _("moved after training")
    return _("not enough data to tell") if status == NOT_ENOUGH else _("no clear change")


def lot(p: float) -> str:
    """What the permutation test says."""
    share = percent(100 * p, 0 if p >= 0.1 else 1)
    if p < 0.001:
        share = _("less than {share}").format(share=percent(0.1, 1))
    return _(
        "As a check, the dates of training were dealt out by lot, thousands of times. In {share} "
        "of these tries the figure moved at least as far as it really did. We only say “moved” if "
        "that is 5% or less."
    ).format(share=share)


def not_the_cause(status: str) -> str:
    """What the verdict does not say."""
    if status == MOVED:
        return _(
            "This does not show that the course was the cause. Something else may have changed in "
            "the same places at the same time."
        )
    if status == NOT_ENOUGH:
        return _("So no number is shown. This says nothing for or against the course.")
    return _(
        "This does not show that the course did nothing. It shows that these data cannot tell."
    )


def study(before: list[bool], after: list[bool]) -> str:
    """The chart in sentences; each value says whether a point's likely range leaves out zero."""
    first = ngettext(
        "Before training, {clear} of {count} point drawn lies clear of the line of no change.",
        "Before training, {clear} of {count} points drawn lie clear of the line of no change.",
        len(before),
    ).format(clear=number(sum(before)), count=number(len(before)))
    second = ngettext(
        "From training on, it is {clear} of {count} point.",
        "From training on, it is {clear} of {count} points.",
        len(after),
    ).format(clear=number(sum(after)), count=number(len(after)))
    third = _("By chance alone it would be about 1 in 20.")
    return _("{sentence} {next_sentence} {last_sentence}").format(
        sentence=first, next_sentence=second, last_sentence=third
    )


def not_drawn(rows: int, window: int) -> str:
    """What a reader of the table should know, and how many of its rows the chart leaves out."""
    few = _("Far from the month of training the figures rest on few stations.")
    if not rows:
        return few
    more = ngettext(
        "{count} row is not drawn: it lies more than {months} months away, or its likely range is "
        "not known.",
        "{count} rows are not drawn: they lie more than {months} months away, or their likely "
        "range is not known.",
        rows,
    ).format(count=number(rows), months=number(window))
    return _("{sentence} {next_sentence}").format(sentence=few, next_sentence=more)


def since(months: int) -> str:
    """When, counted from the month of training."""
    if months == 0:
        return _("The month of training")
    template = (
        ngettext("{count} month after", "{count} months after", months)
        if months > 0
        else ngettext("{count} month before", "{count} months before", -months)
    )
    return template.format(count=number(abs(months)))


def naive(measure: Measure, trained: float, untrained: float) -> str:
    """The comparison that misleads, in a sentence."""
    shown = places(measure)
    gap = difference(measure, round(trained, shown) - round(untrained, shown))
    names = {"measure": translated(measure.title), "gap": gap}
    if trained > untrained:
        template = _("{measure}: all trained months together are {gap} higher than all others.")
    elif trained < untrained:
        template = _("{measure}: all trained months together are {gap} lower than all others.")
    else:
        template = _("{measure}: all trained months together are the same as all others.")
    return template.format(**names)


def misleads() -> str:
    return _(
        "That looks like an answer, but it is none. Trained months are late months, so all that "
        "changed over time is in the gap too. And those who were trained first may have differed "
        "from the start."
    )


def chicago() -> str:
    """A real case of the naive gap, and what may be concluded from it."""
    return _(
        "A real case: in Chicago, months of trained officers had {gap} fewer complaints than "
        "months of others. But complaints fell in the whole city while officers were trained. "
        "Studies that compare each group with those trained later find no clear change. That does "
        "not show that the training did nothing."
    ).format(gap=percent(CHICAGO_GAP, 1))


def month(period: str) -> str:
    return period_title(period)
