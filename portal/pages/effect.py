"""Does training change service? What moved after it, what may be concluded, and what misleads."""

from typing import Any

from dash.development.base_component import Component

from portal import components, effects, event_study, file_columns, html, links, wording
from portal.effects import Effect, Row
from portal.event_study import Point
from portal.language import _, ngettext, number, translated
from portal.page import Page
from portal.selection import Parameter
from portal.wording import effects as say
from portal.wording import gates
from release.reader import Reader


def page(
    reader: Reader, /, *, course: Parameter = None, measure: Parameter = None, **_others: Any
) -> Page:
    title = _("Does training change service?")
    if not effects.every(reader):
        return _nothing(reader, title)
    effect = effects.chosen(reader, course, measure)
    lead = _verdict(effect)
    trail = [(_("Training"), links.href(reader, "/training"))]
    main = html.Div(
        [
            components.top(title, lead, trail=components.breadcrumb(_("You are here"), trail)),
            html.Div(_in_figures(reader, effect), className="told"),
            _done(),
            *([_study(effect)] if effect.enough else []),
            _conclusions(),
            *(_behind(effect) if effect.enough else []),
            _gates(effect),
            _all(reader, effect),
            _files(reader),
        ]
    )
    return Page(title, lead, main)


def link(reader: Reader, course: str = "") -> Component | None:
    """The way here from the page of training or of a course; None where nothing was looked at."""
    if not any(course in ("", e.course) for e in effects.every(reader)):
        return None
    said = _("Did this course change service?") if course else _("Does training change service?")
    return html.P(html.A(said, href=links.href(reader, "/effect", course=course)))


def _nothing(reader: Reader, title: str) -> Page:
    old = not file_columns.tables(reader)
    lead = (
        _("This release is older than this page, so it does not say.")
        if old
        else _("In this release no course has been looked at yet.")
    )
    return Page(title, lead, html.Div([components.top(title, lead), _conclusions()]))


def _verdict(effect: Effect) -> str:
    whole = effect.whole
    numbers = (whole["estimate"], whole["lower"], whole["upper"])
    return say.verdict(effect.measure, effect.title, effect.status, *numbers)


def _in_figures(reader: Reader, effect: Effect) -> list[Component | None]:
    words = ("before_and_after", "likely_range", "no_clear_change")
    return [
        html.P(say.not_the_cause(effect.status)),
        components.words_used(reader, *words),
    ]


def _done() -> Component:
    """The comparison in three steps."""
    steps = [
        _("Stations trained early were set beside stations that were not trained yet."),
        _("For both we looked at how the figure moved over the same months."),
        _("What moved in both does not count. What is left may come from the training, or not."),
    ]
    return components.section(_("What was done"), html.Ol([html.Li(said) for said in steps]))


def _behind(effect: Effect) -> list[Component | None]:
    return [_naive(effect), _parts(effect)]


def _study(effect: Effect) -> Component:
    """The event study: before training the points should lie around the line of no change."""
    points = [_point(row) for row in effect.rows("dynamic") if row["lower"] is not None]
    seen = event_study.drawn(points)
    before, after = ([p.clear for p in seen if (p.months >= 0) is side] for side in (False, True))
    rows = [[say.since(int(row["at"])), *_numbers(effect, row)] for row in effect.rows("dynamic")]
    table = components.table(
        _("{measure}: months before and after training").format(
            measure=translated(effect.measure.title)
        ),
        [_("When"), _("Difference"), _("Likely range"), _("Stations")],
        rows,
        note=say.not_drawn(len(rows) - len(seen), event_study.WINDOW),
    )
    chart = components.chart(
        "study",
        _("Before and after training ({unit})").format(unit=say.scale(effect.measure)),
        [say.study(before, after), " ", html.Span(_how_to_read(), className="quiet")],
        event_study.figure(points, lambda p: _said(effect, p)),
        table,
        level=2,
    )
    return html.Section(chart, className="section")


def _how_to_read() -> str:
    return _(
        "Each point compares stations trained in the same month with stations not trained yet. "
        "Before training it shows the change from one month to the next. The points should then "
        "lie around the dashed line of no change: if they do not, the two groups did not move "
        "alike in the first place. From training on it shows the change since the month before "
        "training. The line through a point is its likely range."
    )


def _point(row: Row) -> Point:
    return Point(int(row["at"]), row["estimate"], row["lower"], row["upper"])


def _said(effect: Effect, p: Point) -> str:
    return _("{when}: {figure} ({range})").format(
        when=say.since(p.months),
        figure=say.signed(effect.measure, p.value),
        range=say.between(effect.measure, p.low, p.high),
    )


def _numbers(effect: Effect, row: Row) -> list[str]:
    """Difference, likely range and stations of one row."""
    units = "" if row["units"] is None else number(row["units"])
    between = say.between(effect.measure, row["lower"], row["upper"])
    return [say.signed(effect.measure, row["estimate"]), between or _("not known"), units]


def _naive(effect: Effect) -> Component | None:
    """The table that everybody would make first, and why it is no answer."""
    trained, untrained = (effect.number("naive", at) for at in ("trained", "untrained"))
    if trained is None or untrained is None:
        return None
    places = say.places(effect.measure)
    unit = wording.unit(effect.measure)
    # Rounded first, so that the gap is that of the two figures above it.
    trained, untrained = round(trained, places), round(untrained, places)
    rows = [
        [_("Months before training"), wording.quantity(untrained, unit, places)],
        [_("Months from training on"), wording.quantity(trained, unit, places)],
        [_("Gap"), say.signed(effect.measure, trained - untrained)],
    ]
    table = components.table(
        _("{measure}, all stations and months").format(measure=translated(effect.measure.title)),
        [_("Which months"), _("Figure")],
        rows,
    )
    return components.folded(
        _("The easy answer, and why it misleads"),
        html.P(say.naive(effect.measure, trained, untrained)),
        table,
        html.P(say.misleads()),
        html.P(say.chicago()),
        id="naive",
    )


def _parts(effect: Effect) -> Component:
    """The one estimate with its check by lot; then by who was trained when, and by month."""
    change, between, stations = _numbers(effect, effect.whole)
    pairs = [
        (_("Difference in the {measure}").format(measure=translated(effect.measure.title)), change),
        (_("Likely range"), between),
        (_("Trained stations behind it"), stations),
    ]
    p = effect.number("permutation")
    columns = [_("Difference"), _("Likely range"), _("Stations")]
    return components.folded(
        _("The figure behind the answer"),
        components.terms(pairs),
        html.P(say.lot(p)) if p is not None else None,
        _folded(effect, "group", _("By month of training"), [_("Trained in"), *columns]),
        _folded(effect, "calendar", _("By month of the figure"), [_("Month"), *columns]),
    )


def _folded(effect: Effect, part: str, title: str, columns: list[str]) -> Component | None:
    rows = [[say.month(row["at"]), *_numbers(effect, row)] for row in effect.rows(part)]
    if not rows:
        return None
    return html.Details([html.Summary(title), components.table(title, columns, rows)])


def _gates(effect: Effect) -> Component:
    """What is needed before any number is shown, what was found, and who was left out."""
    order = ["trained", "not_yet_trained", "months_before", "observations"]
    needed = [
        html.Li([html.Strong(gates.passed(r["status"])), " ",
                 gates.gate(r["at"], r["estimate"] or 0, r["needed"] or 0)])
        for name in order
        for r in effect.rows("gate")
        if r["at"] == name
    ]  # fmt: skip
    missing = [gates.left_out(r["at"], r["units"] or 0) for r in effect.rows("left out")]
    notes = [html.Li(said) for said in missing if said]
    lead = _(
        "No number is shown unless all four hold. A station counts as trained from the quarter in "
        "which half of its staff hold the course. If that quarter is hidden, the first hidden one "
        "counts."
    )
    return components.folded(
        _("Is there enough to tell?"),
        html.P(lead, className="intro"),
        html.Ul(needed),
        *([html.P(_("Not all stations can be compared.")), html.Ul(notes)] if notes else []),
        id="gates",
    )


def _conclusions() -> Component:
    may = [
        _("Whether a figure moved after training, by how much, and within which limits."),
        _("How sure that is, if places trained later show how the others would have gone on."),
    ]
    may_not = [
        _("That the course was the cause. Other things may have changed at the same time."),
        _("That a course does nothing. “No clear change” means that the data cannot tell."),
        _("Anything about one officer or one member of staff."),
        _("Anything about the time when nearly all are trained: nobody is left to compare with."),
    ]
    return components.section(
        _("What you may conclude"),
        html.Ul([html.Li(said) for said in may]),
        html.H3(_("What you may not conclude")),
        html.Ul([html.Li(said) for said in may_not]),
        id="conclusions",
    )


def _all(reader: Reader, shown: Effect) -> Component:
    """Every course and measure that was looked at, whatever came out."""
    found = effects.every(reader)
    rows = [[_link(reader, e, shown), translated(e.measure.title), say.short(e.status)]
            for e in found]  # fmt: skip
    lead = ngettext(
        "{count} pair of a course and a measure was chosen before anybody looked. It is listed "
        "here, whatever came out.",
        "{count} pairs of a course and a measure were chosen before anybody looked. All are listed "
        "here, whatever came out. The more one looks at, the more often chance alone looks like a "
        "change.",
        len(found),
    ).format(count=number(len(found)))
    table = components.table(
        _("Courses and measures"), [_("Course"), _("Measure"), _("Answer")], rows, numbers_from=9
    )
    return components.section(_("Everything that was looked at"), table, lead=lead, id="all")


def _link(reader: Reader, effect: Effect, shown: Effect) -> Any:
    if effect == shown:
        return html.Strong(effect.title)
    pair = {"course": effect.course, "measure": effect.measure.id}
    return html.A(effect.title, href=links.href(reader, "/effect", **pair))


def _files(reader: Reader) -> Component:
    more = html.A(_("How it is worked out"), href=links.href(reader, "/methods"))
    title = _("Does training change service?")
    files = components.downloads(reader.release.id, "effect", title)
    return components.section(_("Use the numbers"), files, html.P(more))
