"""Sentences about training: when it will be finished, recruits, promotions, before and after.

A projection is a row of the table of that name. None of them says more than its band allows.
"""

from collections.abc import Sequence
from typing import Any

from portal.language import _, day, listed, ngettext, number, percent, period_title, translated
from portal.wording.quantities import alone, said, vague
from release.measures import Measure
from release.reader import Observation
from release.vocabulary import period_end, period_of

NEVER = "not at this pace"
Row = dict[str, Any]


def finish(when: Row, promised: str = "", late: Sequence[str] = ()) -> str:
    """When everyone will hold a course, and the promise (an ISO day, if there is one). ``late`` are
    the parts of the area that will break it for sure: with them the whole does."""
    own = _promise(when, promised)
    first, second = _pace(when), _late_parts(late, promised) if late else own
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second).strip()


def _pace(when: Row) -> str:
    names = {name: end(when[name]) for name in ("finish", "earliest", "latest")}
    if when["status"] == "finished":
        return _("Everyone in post has done it.")
    if when["status"] == "not enough data":
        return _("There is not enough data to tell when everyone will have done it.")
    if when["finish"] == NEVER:
        if when["earliest"] == NEVER:
            template = _(
                "At the pace of the last six months not everyone will have done it within ten "
                "years."
            )
        else:
            template = _(
                "At the pace of the last six months not everyone will have done it within ten "
                "years. At best it takes until {earliest}."
            )
    elif when["latest"] == NEVER:
        template = _(
            "At the pace of the last six months everyone will have done it by {finish}. It is not "
            "likely before {earliest}, and it may take more than ten years."
        )
    elif when["earliest"] == when["latest"]:
        template = _("At the pace of the last six months everyone will have done it by {finish}.")
    else:
        template = _(
            "At the pace of the last six months everyone will have done it by {finish} (likely "
            "between {earliest} and {latest})."
        )
    return template.format(**names)


def _promise(when: Row, promised: str) -> str:
    """The promised day, and whether this pace keeps it: only where the whole band says so."""
    if not promised:
        return ""
    if when["finish"] in ("", NEVER) or when["status"] == "finished":
        return _("The promise is {day}.").format(day=day(promised))
    earliest, latest = (
        when[name] != NEVER and period_end(when[name]).isoformat() <= promised
        for name in ("earliest", "latest")
    )
    if latest:
        template = _("That keeps the promise of {day}.")
    elif not earliest:
        template = _("That is too late for the promise of {day}.")
    else:
        template = _("Whether that keeps the promise of {day} cannot be told yet.")
    return template.format(day=day(promised))


def too_late(when: Row, promised: str) -> bool:
    """Whether the whole band lies behind the promised day."""
    if not promised or not when["earliest"] or when["status"] == "finished":
        return False
    return when["earliest"] == NEVER or period_end(when["earliest"]).isoformat() > promised


def _late_parts(late: Sequence[str], promised: str) -> str:
    return ngettext(
        "But at its own pace {areas} will be too late for the promise of {day}, and so will the "
        "whole.",
        "But at their own pace {areas} will be too late for the promise of {day}, and so will the "
        "whole.",
        len(late),
    ).format(areas=listed(list(late)), day=day(promised))


def finish_in_short(when: Row) -> str:
    """The same for a cell of a table: a month, or why there is none."""
    match when["status"]:
        case "finished":
            return _("everyone has")
        case "not enough data":
            return _("not enough data")
    return _("not at this pace") if when["finish"] == NEVER else end(when["finish"])


def end(period: str) -> str:
    """The month with which a period ends: "March 2027"; empty for what is no period."""
    if period in ("", NEVER):
        return ""
    return period_title(period_of(period_end(period).isoformat(), "month"))


def expected(row: Row) -> str:
    """One period to come: the middle and the band."""
    middle, lower, upper = (percent(row[name]) for name in ("value", "lower", "upper"))
    if lower == upper:
        return middle
    return _("{middle} (likely {lower} to {upper})").format(middle=middle, lower=lower, upper=upper)


def band() -> str:
    """How to read the chart beyond today."""
    return _("The dashed line goes on at this pace. The band holds eight of ten likely futures.")


def valid(months: int) -> str:
    """For how long a course counts."""
    if months % 12 == 0:
        return ngettext("{count} year", "{count} years", months // 12).format(
            count=number(months // 12)
        )
    return ngettext("{count} month", "{count} months", months).format(count=number(months))


def intake(point: Observation, figure: str) -> str:
    """One intake of recruits."""
    if point.value is None and not vague(point):
        return _(
            "How many of the recruits who began in {period} have done the course is not shown, to "
            "protect people."
        ).format(period=period_title(point.period))
    return _("Of the recruits who began in {period}, {figure} have done the course by now.").format(
        period=period_title(point.period), figure=figure
    )


def promotions(point: Observation, since: str, course: str, figure: str) -> str:
    """Promotions since a rule, and how many held the certificate on the day."""
    first = ""
    if point.denominator is not None:
        first = ngettext(
            "Since {day}, about {count} person has been promoted to manager.",
            "Since {day}, about {count} people have been promoted to manager.",
            point.denominator,
        ).format(day=day(since), count=number(point.denominator))
    if point.value is None and not vague(point):
        template = _(
            "How many held the course “{course}” on the day of their promotion is not shown, to "
            "protect people."
        )
    else:
        template = _("On the day of their promotion, {figure} held the course “{course}”.")
    second = template.format(course=course, figure=alone(figure))
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second).strip()


def before_and_after(measure: Measure, before: Observation, after: Observation) -> str:
    """How many were ready before the training and after it, in one period."""
    if None in (before.value, after.value):
        return _("These numbers are too small to show.")
    first = _("In {period}, {before} of those assessed were ready before the training.").format(
        period=period_title(before.period), before=said(measure, before)
    )
    if not _more(before, after):
        second = _("After it, {after} were: no clear change.").format(after=said(measure, after))
    else:
        second = _("After it, {after} were.").format(after=said(measure, after))
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second)


def unclear(pairs: list[tuple[str, Observation, Observation]]) -> str:
    """The areas of learning (title, before, after) in which the intervals overlap."""
    found = [
        translated(title)
        for title, before, after in pairs
        if None not in (before.value, after.value) and not _more(before, after)
    ]
    if not found:
        return ""
    return _("No clear change: {areas}.").format(areas=listed(found))


def _more(before: Observation, after: Observation) -> bool:
    """Whether the likely ranges lie apart, after above before."""
    return before.upper is not None and after.lower is not None and after.lower > before.upper
