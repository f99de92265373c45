"""The way to say that something on a page is wrong or unclear."""

from dash.development.base_component import Component

from portal import html
from portal.language import _
from portal.links import href
from release.reader import Reader


def feedback(reader: Reader | None) -> Component | None:
    """A link to whom the force names; its page about access where it names nobody."""
    if reader is None:
        return None
    email = reader.force.get("contact", {}).get("email")
    address = f"mailto:{email}" if email else str(reader.force.get("feedback_url", ""))
    said = _("Something wrong or unclear on this page? Tell us")
    return html.P(html.A(said, href=address or href(reader, "/accessibility")))
