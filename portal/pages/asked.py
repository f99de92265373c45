"""What people asked for and what was done about it, in short: for a place, and for a list."""

from typing import Any

from dash.development.base_component import Component

from portal import actions, components, html, links, places, selection
from portal.actions import Action
from portal.language import _, listed, translated
from portal.pages import names
from portal.selection import CODE
from portal.wording import acting
from release.measures import Area
from release.reader import Reader

ICONS = {
    "overdue": ("missed", "worse"),
    "open": ("none", "other"),
    "late": ("half", "other"),
    "on time": ("kept", "improved"),
    "done": ("kept", "improved"),
}


def anchor(action: Action) -> str:
    """The id of an action on its page."""
    return "action-" + "".join(c if CODE.fullmatch(c) else "-" for c in action.id)


def quoted(action: Action) -> str:
    if not action.asked:
        return _("Something was asked for")
    return _("“{words}”").format(words=translated(action.asked))


def where(reader: Reader, action: Action) -> Any:
    if action.area is None:
        return _("Its place is not in this release.")
    return names.place_link(reader, action.area)


def told(reader: Reader, action: Action) -> list[Component]:
    """What was done, and when."""
    status = action.status(actions.published(reader))
    title = _("What we plan") if status in ("open", "overdue") else _("What we did")
    said = translated(action.did) or _("The force has not said.")
    sentence = acting.dated(status, action.by, action.done)
    return [
        html.P([html.Strong(title), html.Br(), said]),
        html.P(components.verdict(*ICONS[status], acting.status(status), sentence)),
    ]


def seen(reader: Reader, action: Action) -> str:
    """What the measure says, in sentences."""
    if action.measure is None:
        return _("The measure that would show if it worked is not in this release.")
    found = actions.evidence(reader, action)
    if action.area is None or found is None:
        return _("There are no figures here of the measure that would show if it worked.")
    if action.status(actions.published(reader)) in ("open", "overdue"):
        newest = found.shown.points[-1]
        return acting.so_far(action.measure, action.area, newest)
    return acting.since(action.measure, action.area, found.before, found.now)


def none(reader: Reader, place: Area) -> str:
    if not reader.documents("action"):
        return _("This release does not say yet what people asked for and what was done.")
    return _("Nothing is listed for {area} alone.").format(area=place.name)


def in_short(reader: Reader, chosen: list[Action], here: Area) -> Component:
    """Actions in short, each with the way to all about it; their place where it is not ``here``."""
    return html.Ul([html.Li(_short(reader, a, here)) for a in chosen], className="actions")


def _short(reader: Reader, action: Action, here: Area) -> list[Component | None]:
    area = action.area.id if action.area and action.area.parent else None
    address = links.href(reader, "/actions", area=area)
    return [
        html.H3(html.A(quoted(action), href=f"{address}#{anchor(action)}")),
        None if action.area == here else html.P(where(reader, action), className="kind"),
        *told(reader, action),
        html.P(seen(reader, action)),
    ]


SHOWN = 2
"""Actions on the page of a place; all stand on the page of actions."""


def section(reader: Reader, place: Area, title: str, id: str) -> Component | None:
    """The first actions of one place; where it has none, those of its district and the force, said
    which. None where the release lists no action at all."""
    every = actions.every(reader)
    if not every:
        return None
    own = actions.of_place(reader, place, every)
    chosen = own or actions.around_place(reader, place, every)
    lead = "" if own else _none_here(reader, place, chosen)
    area = place.id if own and place.parent else None
    address = links.href(reader, "/actions", area=area)
    more = html.A(_("Everything that people asked for"), href=address)
    return components.section(
        title, in_short(reader, chosen[:SHOWN], place), html.P(more), id=id, lead=lead
    )


def _none_here(reader: Reader, place: Area, chosen: list[Action]) -> str:
    if not chosen:
        return none(reader, place)
    around = [a.name for a in [*places.way_up(reader, place), selection.whole_force(reader)]]
    return _("Nothing is listed for {area} alone. This was asked around it: {around}.").format(
        area=place.name, around=listed(around)
    )
