"""Who leads a station, where it is, when it is open, and how to tell it something."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html
from portal.language import _, translated
from release.measures import Area
from release.reader import Reader


def card(reader: Reader, place: Area) -> Component:
    """What a resident needs; for a place without a card, the force's own contact."""
    own = place.card
    force = reader.force.get("contact", {})
    pairs = [(name, value) for name, value in _pairs(own or force) if value]
    title = _("Visit or call") if own else _("Contact")
    return components.card(
        title, _photo(own), components.terms(pairs), _feedback(reader, own or force)
    )


def _photo(contact: dict[str, str]) -> Component | None:
    """Who leads the station, where the release holds a photo: as data, because a page loads nothing
    from elsewhere."""
    source = contact.get("photo", "")
    if not source.startswith("data:image/"):
        return None
    said = _("Photo of {name}").format(name=_lead(contact))
    return html.Img(src=source, alt=said, className="photo", width="160", height="160")


def _pairs(contact: dict[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Led by"), _lead(contact)),
        (_("Address"), _address(contact)),
        (_("Open"), translated(contact.get("hours", ""))),
        (_("Phone"), _phone(contact.get("phone", ""))),
        (_("Email"), _email(contact.get("email", ""))),
    ]


def _lead(contact: dict[str, str]) -> str:
    rank, name = translated(contact.get("lead_title", "")), contact.get("lead", "")
    return _("{rank} {name}").format(rank=rank, name=name) if rank and name else rank or name


def _address(contact: dict[str, str]) -> Any:
    """In its own direction, so that the number of the house stays in front."""
    said = ", ".join(filter(None, map(contact.get, ("address", "postcode"))))
    return html.Bdi(said) if said else ""


def _phone(value: str) -> Any:
    """A number reads from left to right in every language."""
    return html.A(value, href=f"tel:{value.replace(' ', '')}", dir="ltr") if value else ""


def _email(value: str) -> Any:
    return components.letters(value.replace(" ", "")) if value else ""


def _feedback(reader: Reader, contact: dict[str, str]) -> Component | None:
    """How to say how it was: the force's own form, or a letter."""
    url = reader.force.get("feedback_url", "")
    email = contact.get("email", "")
    address = url if url.startswith("https://") else f"mailto:{email}" if email else ""
    if not address:
        return None
    said = _("How did we treat you? Good or bad, it helps to know.")
    return html.Div(
        [
            html.H3(_("Tell us how it was")),
            html.P(said),
            html.P(html.A(_("Give feedback"), href=address, className="button")),
        ],
        className="feedback",
    )
