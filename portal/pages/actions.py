"""You said, we did: what people asked for, what was done, and if a measure shows a change since."""

from typing import Any

from dash.development.base_component import Component

from portal import actions, components, html, links, selection, series, small_multiples
from portal.actions import Action, Evidence
from portal.components.legend import legend
from portal.language import _, translated
from portal.page import Page
from portal.pages import asked, names, verdicts, views
from portal.selection import Parameter
from portal.wording import acting
from release.measures import Area
from release.reader import Reader
from release.vocabulary import period_of


def page(reader: Reader, /, *, area: Parameter = None, **_others: Any) -> Page:
    place = selection.area(reader, area)
    every = actions.every(reader)
    chosen = actions.of_place(reader, place, every) if place.parent else every
    title = _("You said, we did")
    lead = _counted(reader, chosen) if chosen else asked.none(reader, place)
    shown = [_evidence(reader, a) for a in chosen]
    main = html.Div(
        [
            components.top(title, lead),
            _filter(reader, every, place) if every else None,
            _care(shown),
            *(_article(reader, a, e) for a, e in zip(chosen, shown, strict=True)),
            _around(reader, place, every),
        ]
    )
    return Page(title, lead, main)


def _counted(reader: Reader, chosen: list[Action]) -> str:
    found = [a.status(actions.published(reader)) for a in chosen]
    finished = [s for s in found if s not in ("open", "overdue")]
    return acting.counted(len(found), len(finished), found.count("overdue"))


def _filter(reader: Reader, every: list[Action], place: Area) -> Component:
    """The areas for which something is listed, and those around them."""
    named = {
        id_: name
        for id_, name in names.nested(reader).items()
        if id_ == place.id or actions.of_place(reader, reader.areas[id_], every)
    }
    field = components.field("area", _("Area"), named, place.id)
    return components.controls(reader, "/actions", field, label=_("Choose what to see"))


def _evidence(reader: Reader, action: Action) -> tuple[Evidence, dict[str, Any]] | None:
    """What the measure says, with its drawing; None where there is nothing to draw."""
    found = actions.evidence(reader, action)
    open_ = action.status(actions.published(reader)) in ("open", "overdue")
    if found is None or action.done is None or open_ or views.nothing_shown(found.shown.points):
        return None
    when = period_of(action.done.isoformat(), found.shown.frequency)
    scale = views.scale(found.shown.measure)
    return found, small_multiples.before_and_after(found.shown, scale, when)


def _care(shown: list[tuple[Evidence, dict[str, Any]] | None]) -> Component | None:
    """How to read the drawings."""
    figures = [drawn[1] for drawn in shown if drawn is not None]
    if not figures:
        return None
    said = _(
        "For each thing that was done there is a measure. It shows what came after, but not why: "
        "other things change too, and some change is chance."
    )
    return html.Div([html.P(said), legend(small_multiples.key(figures))], className="told")


def _article(
    reader: Reader, action: Action, drawn: tuple[Evidence, dict[str, Any]] | None
) -> Component:
    words = html.Div(
        [
            html.H2(asked.quoted(action)),
            html.P(asked.where(reader, action), className="kind"),
            *asked.told(reader, action),
            None if drawn else html.P(asked.seen(reader, action)),
        ],
        className="account",
    )
    chart = _chart(reader, action, *drawn) if drawn else None
    return html.Article([words, chart], className="action section", id=asked.anchor(action))


def _chart(reader: Reader, action: Action, found: Evidence, figure: dict[str, Any]) -> Component:
    measure, area = found.shown.measure, found.shown.area
    fine = series.latest(reader, measure, area)
    changing = verdicts.variation(fine.found.assessment, fine.sure, fine.variation)
    title = _("{measure}: {area}").format(measure=translated(measure.title), area=area.name)
    address = links.measure(reader, measure.id, area=area.id)
    return components.chart(
        f"{asked.anchor(action)}-chart",
        title,
        asked.seen(reader, action),
        figure,
        views.numbers(found.shown, [], ""),
        html.P(html.A(_("Everything about this measure"), href=address)),
        found=components.verdicts([changing]),
    )


def _around(reader: Reader, place: Area, every: list[Action]) -> Component | None:
    """What else concerns a place: the actions of the areas that it lies in."""
    others = actions.around_place(reader, place, every)
    if not others:
        return None
    title = _("For the areas around {area}").format(area=place.name)
    return components.section(title, asked.in_short(reader, others, place))
