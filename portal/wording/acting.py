"""What people asked for and what was done, in words. What came after is never said to be because of
it."""

from datetime import date

from portal.language import _, day, ngettext, number, period_title, translated
from portal.wording.missing import nothing
from portal.wording.quantities import as_share, beside_title, brief, said, vague
from portal.wording.sentences import change
from release.measures import Area, Measure
from release.reader import Observation

Known = Observation | None


def status(name: str) -> str:
    """How an action stands, in a word or two."""
    return {
        "overdue": _("Overdue"),
        "open": _("Not done yet"),
        "late": _("Done late"),
        "on time": _("Done on time"),
    }.get(name, _("Done"))


def dated(name: str, by: date | None, done: date | None) -> str:
    """When it was promised and when it was done, in a sentence."""
    if done is not None and by is not None and name == "late":
        late = (done - by).days
        return ngettext(
            "It was done on {done}, {count} day later than promised.",
            "It was done on {done}, {count} days later than promised.",
            late,
        ).format(done=day(done), count=number(late))
    if done is not None and name in ("on time", "done"):
        if by is None:
            return _("It was done on {done}.").format(done=day(done))
        return _("It was done on {done}. It was promised by {by}.").format(
            done=day(done), by=day(by)
        )
    if by is None:
        return _("No day was promised.")
    if name == "overdue":
        return _("It was promised by {by} and had not been done when this was published.").format(
            by=day(by)
        )
    return _("It is promised by {by}.").format(by=day(by))


def counted(total: int, finished: int, overdue: int) -> str:
    """How many things were asked for, how many were done, and how many are overdue."""
    first = ngettext(
        "People asked for {count} thing.", "People asked for {count} things.", total
    ).format(count=number(total))
    second = ngettext("{count} is done.", "{count} are done.", finished).format(
        count=number(finished)
    )
    both = _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second)
    if not overdue:
        return both
    third = ngettext("{count} is overdue.", "{count} are overdue.", overdue).format(
        count=number(overdue)
    )
    return _("{sentence} {next_sentence}").format(sentence=both, next_sentence=third)


def since(measure: Measure, area: Area, before: Known, now: Known) -> str:
    """The figure before something was done and the newest one, as far as they are shown."""
    if now is None:
        return _too_soon(measure, area, before)
    if before is None or not _sayable(before):
        return _only_now(measure, area, now)
    names = {"measure": translated(measure.title), "area": area.name}
    names |= {
        "before": as_share(brief(measure, before)),
        "before_period": period_title(before.period),
    }
    names |= {"now_period": period_title(now.period)}
    if not _sayable(now):
        return _(
            "{measure}, {area}: before, in {before_period}, it was {before}. For {now_period} it "
            "is not shown, so we cannot say if it changed."
        ).format(**names)
    first = _(
        "{measure}, {area}: before, in {before_period}, it was {before}. In {now_period} it "
        "was {now}."
    ).format(now=as_share(said(measure, now)), **names)
    return _("{sentence} {next_sentence}").format(
        sentence=first, next_sentence=_meaning(measure, before, now)
    )


def _sayable(point: Observation) -> bool:
    return point.value is not None or bool(vague(point))


def _meaning(measure: Measure, before: Observation, now: Observation) -> str:
    """What the likely ranges allow to say."""
    way = change(now, before)
    if way == "unclear":
        return _("The likely ranges overlap, so chance may explain the difference.")
    if way == "unknown":
        return _("Without likely ranges we cannot say if that is more than chance.")
    if measure.direction == "neutral":
        return _("The likely ranges lie apart: chance alone hardly explains that.")
    if way == measure.direction:
        return _("The likely ranges lie apart: it is better than before.")
    return _("The likely ranges lie apart: it is worse than before.")


def _too_soon(measure: Measure, area: Area, before: Known) -> str:
    names = {"measure": translated(measure.title), "area": area.name}
    if before is None or not _sayable(before):
        return _("{measure}, {area}: it is too soon to say, there is no figure since then.").format(
            **names
        )
    return _(
        "{measure}, {area}: before, in {period}, it was {figure}. There is no whole period since "
        "then, so it is too soon to say."
    ).format(figure=as_share(said(measure, before)), period=period_title(before.period), **names)


def _only_now(measure: Measure, area: Area, now: Observation) -> str:
    if not _sayable(now):
        return nothing(measure, area, now.period)
    return _(
        "{measure}, {area}: in {period} it was {figure}. No figure from before is shown, so we "
        "cannot say if it changed."
    ).format(
        measure=translated(measure.title),
        area=area.name,
        period=period_title(now.period),
        figure=as_share(said(measure, now)),
    )


def so_far(measure: Measure, area: Area, now: Known) -> str:
    """The measure of something that is not done yet."""
    if now is None or not _sayable(now):
        return _("This measure will show if it works: {measure}.").format(
            measure=translated(measure.title)
        )
    return _(
        "This measure will show if it works: {measure}. In {period} it was {figure} in {area}."
    ).format(
        measure=translated(measure.title),
        area=area.name,
        period=period_title(now.period),
        figure=as_share(beside_title(measure, now)),
    )
