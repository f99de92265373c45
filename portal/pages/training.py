"""How far training is: the promised course over time, then by course, place and group; recruits,
leadership, and what people could do before and after."""

from typing import Any

from portal import components, html, selection
from portal.language import _
from portal.page import Page
from portal.pages import coverage, effect, learning, progress
from release.reader import Reader


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Training")
    course = progress.promised(reader)
    force = selection.whole_force(reader)
    points = course.points(reader, force.id) if course else []
    if not course or not points:
        lead = _("There are no figures about training in this release.")
        return Page(title, lead, html.Div(components.top(title, lead)))
    when = course.outlook(reader, force.id)
    lead = progress.sentence(course, force, points[-1], when=when)
    parts = [
        components.top(title, lead),
        coverage.over_time(reader, course, force),
        components.words_used(
            reader, "burn_up", "pace", "hidden_number", "rounding", "rough_words"
        ),
        effect.link(reader),
        coverage.by_course(reader, force),
        coverage.by_area(reader, course, force),
        coverage.by_group(reader, course, force),
        learning.recruits(reader, force),
        learning.leadership(reader, force),
        learning.before_and_after(reader, force),
    ]
    return Page(title, lead, html.Div([part for part in parts if part is not None]))
