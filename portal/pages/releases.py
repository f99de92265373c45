"""Every release, newest first: nothing that was published is changed without a trace."""

from typing import Any

from portal import components, html, links
from portal.language import _, day, number
from portal.page import Page
from release.reader import Reader, Release


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Releases")
    lead = _("Numbers are published together in releases. A release is never changed afterwards.")
    columns = [
        _("Published"), _("Release"), _("Figures"), _("New"), _("Revised"), _("Removed"),
        _("Remark"),
    ]  # fmt: skip
    rows = [_row(reader, r) for r in reader.history]
    table = components.table(_("All releases"), columns, rows, numbers_from=2)
    main = html.Div([components.top(title, lead), table])
    return Page(title, lead, main)


def _row(reader: Reader, release: Release) -> list[Any]:
    counts = (release.observations, release.added, release.revised, release.removed)
    return [
        html.A(day(release.published), href=links.page(f"/releases/{release.id}")),
        html.Code(release.id),
        *(number(c) for c in counts),
        remark(reader, release),
    ]


def remark(reader: Reader, release: Release) -> Any:
    """What is special about a release, in a few words."""
    if release.withdrawn:
        return _("withdrawn on {day}").format(day=day(release.withdrawn))
    if release.revises:
        return _("corrects release {id}").format(id=release.revises)
    return components.own_words(reader, release.note)
