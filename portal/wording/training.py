"""Sentences about training: when it will be finished, recruits, promotions, before and after.

A projection is a row of the table of that name. None of them says more than its band allows.
"""

from collections.abc import Sequence
from typing import Any

from portal.language import _, day, listed, ngettext, number, percent, period_title, translated
from portal.wording.quantities import alone, as_share, said, vague
from portal.wording.sentences import over_time
from release.measures import Measure
from release.reader import Observation
from release.vocabulary import SMALLEST_CELL, period_end, period_of

NEVER, NEARLY = "not at this pace", "nearly everyone"
Row = dict[str, Any]
Late = Sequence[tuple[str, Row]]
"""Places by name, each with its row that says when."""


def finish(when: Row, promised: str = "", late: Late = ()) -> str:
    """When everyone will hold a course, and the promise (an ISO day, if there is one). Parts of the
    area that break it for sure are ``late``: with them the whole does."""
    if late and promised:
        return _missed(late, promised)
    return (
        _("{sentence} {next_sentence}")
        .format(sentence=_pace(when), next_sentence=_promise(when, promised))
        .strip()
    )


def _pace(when: Row) -> str:
    names = {name: end(when[name]) for name in ("finish", "earliest", "latest")}
    if when["status"] == "finished":
        return _("Everyone in post has done it.")
    if when["status"] == NEARLY:
        return _("Fewer than {least} people have yet to do it.").format(least=number(SMALLEST_CELL))
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


def _missed(late: Late, promised: str) -> str:
    """The promise is broken, and by whom: the last of the parts, then the other late ones."""
    last = max((row["finish"] for _name, row in late), key=_by_time)
    slowest = [name for name, row in late if _by_time(row["finish"]) == _by_time(last)]
    if last == NEVER:
        first = ngettext(
            "At this pace the promise of {day} will be missed: {areas} will not be done within ten "
            "years.",
            "At this pace the promise of {day} will be missed: {areas} will not be done within ten "
            "years.",
            len(slowest),
        )
    else:
        first = ngettext(
            "At this pace the promise of {day} will be missed: {areas} needs until {finish}.",
            "At this pace the promise of {day} will be missed: {areas} need until {finish}.",
            len(slowest),
        )
    first = first.format(day=day(promised), areas=listed(slowest), finish=end(last))
    others = [name for name, _row in late if name not in slowest]
    second = _("Too late as well: {areas}.").format(areas=listed(others)) if others else ""
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second).strip()


def _by_time(finish: str) -> str:
    return "9999" if finish == NEVER else period_end(finish).isoformat()


def finish_in_short(when: Row) -> str:
    """The same for a cell of a table: a month, or why there is none."""
    match when["status"]:
        case "finished":
            return _("everyone has")
        case "not enough data":
            return _("not enough data")
        case "nearly everyone":
            return _("fewer than {least} left").format(least=number(SMALLEST_CELL))
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


def so_far(measure: Measure, points: Sequence[Observation]) -> str:
    """How far a course has come since its first figure."""
    first = next((p for p in points if p.value is not None), None)
    last = next((p for p in reversed(points) if p.value is not None or vague(p)), None)
    if first is None or last is None or first == last:
        return over_time(measure, list(points))
    return _("From {first} ({first_period}) to {last} ({last_period}).").format(
        first=as_share(said(measure, first)),
        first_period=period_title(first.period),
        last=as_share(said(measure, last)),
        last_period=period_title(last.period),
    )


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
            "How many had done the course “{course}” by the day of their promotion is not shown, "
            "to protect people."
        )
    else:
        template = _("By the day of their promotion, {figure} had done the course “{course}”.")
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
