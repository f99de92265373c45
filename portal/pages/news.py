"""What is new in the release that is shown: its figures, and what they newly say."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component

from portal import components, findings, html, links, places, wording
from portal.language import _, day, listed, ngettext, number, period_title, translated
from portal.pages import finding
from portal.pages.finding import Looked
from release.measures import Area
from release.reader import Reader


def section(reader: Reader) -> Component:
    release = reader.release
    published = _("Published on {day}.").format(day=day(release.published))
    address = links.href(reader, f"/releases/{release.id}")
    plan = reader.force.get("publication")
    inside: list[Any] = [html.P(" ".join([published, *_counts(reader)]))]
    if release.note:
        inside.append(html.P(components.own_words(reader, release.note)))
    inside += _signals(reader)
    inside.append(html.P(html.A(_("What changed in this release"), href=address)))
    if plan:
        inside.append(html.P(_("New figures come {when}.").format(when=_inside(translated(plan)))))
    return components.section(_("What is new"), *inside)


def _inside(words: str) -> str:
    """Words that begin with a capital, for the middle of a sentence."""
    return (words[:1].lower() + words[1:]).rstrip(".")


def _counts(reader: Reader) -> Iterator[str]:
    added, revised = reader.release.added, reader.release.revised
    said = ngettext("{count} new figure.", "{count} new figures.", added)
    yield said.format(count=number(added))
    if revised:
        said = ngettext("{count} figure revised.", "{count} figures revised.", revised)
        yield said.format(count=number(revised))


def _signals(reader: Reader) -> list[Component]:
    """Which stations newly stand out, by measure; one sentence where none does."""
    if not findings.present(reader):
        return []
    looked = [seen for m in finding.offered(reader) if (seen := finding.look(reader, m))]
    judged = [seen for seen in looked if seen.assessed]
    if not judged:
        return []
    said = [line for seen in judged for line in _lines(reader, seen)]
    if said:
        return [html.Ul([html.Li(line) for line in said], className="signals")]
    return [html.P(_("No station shows a clear change that is new."))]


def _lines(reader: Reader, looked: Looked) -> Iterator[str]:
    """What newly gets better and worse by one measure, in the order of the alphabet."""
    names = {"measure": translated(looked.measure.title), "period": period_title(looked.period)}
    better = [s.name for s in _new(reader, looked, "improvement")]
    worse = [s.name for s in _new(reader, looked, "concern")]
    if better:
        template = _("{measure}, {period}. A new change for the better: {stations}.")
        yield template.format(stations=listed(better), **names)
    if worse:
        template = _("{measure}, {period}. A new change for the worse: {stations}.")
        yield template.format(stations=listed(worse), **names)


def _new(reader: Reader, looked: Looked, variation: str) -> Iterator[Area]:
    """The stations whose newest figure stands out while the one before it did not, and whose likely
    range leaves no doubt."""
    for station in places.stations(reader):
        found = looked.assessed.get(station.id)
        if found is None or found.variation != variation or found.latest != looked.period:
            continue
        if wording.surety(found, looked.figures.get(station.id)) == "unclear":
            continue
        if not _before(reader, looked, station, variation):
            yield station


def _before(reader: Reader, looked: Looked, station: Area, variation: str) -> bool:
    """Whether the figure before the newest stood out in the same way."""
    known = findings.of(reader, looked.measure.id, looked.frequency, station.id).signals
    points = reader.observations(looked.measure.id, area=station.id, frequency=looked.frequency)
    earlier = [o.period for o in points if o.period < looked.period and o.value is not None]
    last = max(earlier, default="")
    return any(s.period == last and s.variation == variation for s in known)
