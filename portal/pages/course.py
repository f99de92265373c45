"""One course: who takes it, how many hold it, and where."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection
from portal.language import _, day, listed, translated
from portal.page import NotFound, Page
from portal.pages import coverage, effect, learning, names, progress
from portal.selection import Parameter
from portal.wording import training
from release.measures import Area
from release.reader import Reader


def page(
    reader: Reader, /, *, course: Parameter = None, area: Parameter = None, **_others: Any
) -> Page:
    wanted = selection.code(course, "course")
    body = reader.documents(progress.COURSE).get(wanted)
    if body is None:
        raise NotFound(_("There is no course with this name in this release."))
    title = translated(str(body.get("title", wanted)))
    found = next((c for c in progress.courses(reader) if c.id == wanted), None)
    force, place = selection.whole_force(reader), selection.area(reader, area)
    points = found.points(reader, place.id) if found else []
    lead = _("There are no figures about this course in this release.")
    drawn: list[Any] = []
    if found and points:
        when = found.outlook(reader, place.id)
        lead = progress.sentence(found, place, points[-1], places.closed(reader, place), when)
        drawn = [
            coverage.over_time(reader, found, place, title=_("How far it is")),
            components.words_used(reader, "burn_up", "pace", "hidden_number", "rounding"),
            coverage.by_area(reader, found, place),
            coverage.groups_over_time(reader, found, place),
            learning.promotions(reader, found, force),
        ]
    elif place.id != force.id:
        lead = _("There are no figures about this course for {area}.").format(area=place.name)
    if body.get("for") == ["recruit"]:
        drawn.append(learning.recruits(reader, force))
    trail = [(_("Training"), links.href(reader, "/training"))]
    main = html.Div(
        [
            components.top(title, lead, trail=components.breadcrumb(_("You are here"), trail)),
            *([_controls(reader, found, place)] if found else []),
            *[d for d in drawn if d is not None],
            effect.link(reader, wanted),
            _who(body),
        ]
    )
    return Page(title, lead, main)


def _controls(reader: Reader, course: progress.Course, place: Area) -> Component:
    """The places for which the course has figures, and the one that is shown."""
    every = names.nested(reader)
    known = {o.area for o in course.points(reader, list(every))} | {place.id}
    titles = {id_: title for id_, title in every.items() if id_ in known}
    return components.controls(
        reader,
        f"/training/{course.id}",
        components.field("area", _("Area"), titles, place.id),
        label=_("Choose what to see"),
    )


def _who(body: dict[str, Any]) -> Component:
    groups = {
        "sworn": _("officers"),
        "civilian": _("civilian staff"),
        "recruit": _("recruits"),
        "manager": _("managers"),
    }

    def said(name: str) -> str:
        return listed([groups.get(g, translated(g)) for g in body.get(name, [])])

    pairs = [(_("Who takes it"), said("for"))]
    if body.get("rank_groups"):
        pairs.append((_("Only these of them"), said("rank_groups")))
    if body.get("target_date"):
        pairs.append((_("Promised for"), day(str(body["target_date"]))))
    if body.get("valid_months"):
        again = _("{time}, then it must be done again").format(
            time=training.valid(int(body["valid_months"]))
        )
        pairs.append((_("Counts for"), again))
    if body.get("needed_from"):
        pairs.append((_("Needed for a promotion since"), day(str(body["needed_from"]))))
    return components.section(_("About the course"), components.terms(pairs))
