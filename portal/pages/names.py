"""How pages name themes, levels and places, and down to which level a measure goes."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places
from portal.language import _, translated
from release.measures import Area, Measure
from release.reader import Reader
from release.vocabulary import LEVELS


def question(reader: Reader, theme: str) -> str:
    """The question that a theme answers; its id where the release has no words for it."""
    body = reader.documents("theme").get(theme, {})
    return translated(body.get("question", theme.capitalize()))


def theme(reader: Reader, id: str) -> str:
    """The short title of a theme; its id where the release has no words for it."""
    body = reader.documents("theme").get(id, {})
    return translated(body.get("title", id.capitalize()))


def place_link(reader: Reader, area: Area) -> Component:
    """A link to a place; a closed one says so."""
    name = html.A(area.name, href=links.area(reader, area.id))
    if not places.closed(reader, area):
        return name
    return html.Span([name, " ", components.badge(_("closed"))])


def levels(reader: Reader, level: str) -> str:
    """What this force calls a level of its geography."""
    return translated(str(reader.force.get("levels", {}).get(level, level)).capitalize())


def finest(reader: Reader, measure: Measure) -> str:
    """Down to which level a measure is published."""
    return levels(reader, measure.finest_area)


def published_for(measure: Measure, level: Any) -> bool:
    return LEVELS.index(level) <= LEVELS.index(measure.finest_area)


def nested(reader: Reader) -> dict[str, str]:
    """Every area by id for a list to choose from, each below the one around it."""
    titles: dict[str, str] = {}

    def add(area: Area, depth: int) -> None:
        titles[area.id] = "\N{EN SPACE}" * depth + area.name
        for part in places.parts(reader, area):
            add(part, depth + 1)

    for area in reader.areas.values():
        if area.parent not in reader.areas:
            add(area, 0)
    return titles
