"""One course: who takes it, how many hold it, and where."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links, selection
from portal.language import _, day, listed, translated
from portal.page import NotFound, Page
from portal.pages import coverage, effect, learning, progress
from portal.selection import Parameter
from portal.wording import training
from release.reader import Reader


def page(reader: Reader, /, *, course: Parameter = None, **_others: Any) -> Page:
    wanted = selection.code(course, "course")
    body = reader.documents(progress.COURSE).get(wanted)
    if body is None:
        raise NotFound(_("There is no course with this name in this release."))
    title = translated(str(body.get("title", wanted)))
    found = next((c for c in progress.courses(reader) if c.id == wanted), None)
    force = selection.whole_force(reader)
    points = found.points(reader, force.id) if found else []
    lead = _("There are no figures about this course in this release.")
    drawn: list[Any] = []
    if found and points:
        lead = progress.sentence(found, force, points[-1])
        drawn = [
            coverage.over_time(reader, found, force, title=_("How far it is")),
            coverage.by_area(reader, found, force),
            learning.promotions(reader, found, force),
        ]
    if body.get("for") == ["recruit"]:
        drawn.append(learning.recruits(reader, force))
    trail = [(_("Training"), links.href(reader, "/training"))]
    main = html.Div(
        [
            components.top(title, lead, trail=components.breadcrumb(_("You are here"), trail)),
            *[d for d in drawn if d is not None],
            effect.link(reader, wanted),
            _who(body),
        ]
    )
    return Page(title, lead, main)


def _who(body: dict[str, Any]) -> Component:
    groups = {
        "sworn": _("officers"),
        "civilian": _("civilian staff"),
        "recruit": _("recruits"),
        "manager": _("managers only"),
    }
    named = [*body.get("for", []), *body.get("rank_groups", [])]
    pairs = [(_("Who takes it"), listed([groups.get(g, translated(g)) for g in named]))]
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
