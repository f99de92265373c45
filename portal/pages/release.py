"""One release: when it was published, what it changed and how it was protected."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, selection
from portal.language import _, day, number
from portal.page import NotFound, Page
from portal.pages import protected
from portal.selection import Parameter
from release.reader import Reader, Release


def page(reader: Reader, /, *, id: Parameter = None, **_others: Any) -> Page:
    wanted = selection.code(id, "id")
    if wanted == "latest":
        wanted = next((r.id for r in reader.history if not r.withdrawn), wanted)
    found = next((r for r in reader.history if r.id == wanted), None)
    if found is None:
        raise NotFound(_("There is no release with this id."))
    published = day(found.published)
    title = _("Release of {day}").format(day=published)
    lead = _lead(found)
    trail = components.breadcrumb(
        _("You are here"), [(_("Releases"), links.href(reader, "/releases"))]
    )
    main = html.Div(
        [
            components.top(title, lead, trail=trail),
            _withdrawn(found),
            _changes(reader, found),
            protected.section(reader, found),
            _look(found),
        ]
    )
    return Page(title, lead, main)


def _lead(release: Release) -> str:
    if release.withdrawn:
        return _("This release was withdrawn. Its numbers are no longer shown.")
    return _("{added} new figures, {revised} revised, {removed} removed.").format(
        added=number(release.added),
        revised=number(release.revised),
        removed=number(release.removed),
    )


def _withdrawn(release: Release) -> Component | None:
    if not release.withdrawn:
        return None
    said = _("Withdrawn on {day}.").format(day=day(release.withdrawn))
    why = _("The reason: {why}").format(why=release.withdrawn_why)
    return html.P([said, " ", why], className="notice")


def _changes(reader: Reader, release: Release) -> Component:
    pairs: list[tuple[str, Any]] = [
        (_("Published"), day(release.published)),
        (_("Id"), html.Code(release.id)),
        (_("Figures in all"), number(release.observations)),
        (_("New"), number(release.added)),
        (_("Revised"), number(release.revised)),
        (_("Removed"), number(release.removed)),
        (_("Corrects"), _other(release.revises)),
        (_("Note"), components.own_words(reader, release.note)),
        (_("Digest (SHA-256)"), html.Code(release.digest, className="digest")),
    ]
    said = _("The digest is worked out from every number and definition in the release. "
             "If one of them changed, the digest would change.")  # fmt: skip
    shown = [(name, value) for name, value in pairs if value]
    return components.section(_("What changed"), components.terms(shown), html.P(said))


def _other(release_id: str) -> Any:
    return html.A(release_id, href=links.page(f"/releases/{release_id}")) if release_id else ""


def _look(release: Release) -> Component | None:
    """The way into an old release and its files."""
    if release.withdrawn:
        return None
    items = [
        html.A(_("See the site as it was then"), href=links.page(f"/?release={release.id}")),
        html.A(_("Download all of it (ZIP)"), href=f"/data/{release.id}/all.zip"),
    ]
    return components.section(_("Look inside"), html.Ul([html.Li(a) for a in items]))
