"""What this is, what was promised, how it goes, where to look."""

from itertools import islice
from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links, places, selection, series, wording
from portal.language import _, day, ngettext, number, translated
from portal.page import Page
from portal.pages import names, progress, verdicts
from release.measures import Measure
from release.reader import Observation, Reader

SENTENCES = 4


def page(reader: Reader, /, **_others: Any) -> Page:
    name = reader.force.get("name", selection.whole_force(reader).name)
    title = _("How well does {force} serve you?").format(force=name)
    lead = _(
        "Here you can see how people rate the service, how soon calls are answered, "
        "what people complain about, and how far training has come."
    )
    main = html.Div(
        [
            html.Div([components.top(title, lead), _find(reader)], className="hero"),
            _promise(reader),
            _facts(reader),
            progress.section(reader),
            _list(reader),
            _news(reader),
        ]
    )
    return Page(title, lead, main)


def _find(reader: Reader) -> Component:
    return html.Div(
        components.search_field(
            reader,
            "/stations",
            _("Find your station"),
            _("A name, street, area or postcode"),
        ),
        className="find",
    )


def _promise(reader: Reader) -> Component | None:
    """The force's own promise, in its own words."""
    promise = reader.force.get("promise")
    if not promise:
        return None
    said = html.Blockquote(html.P(translated(promise)))
    return html.Figure([html.Figcaption(_("What was promised")), said], className="promise")


def _facts(reader: Reader) -> Component:
    """One figure for each of the first rooms of the site that have one."""
    force = selection.whole_force(reader)
    shown = (series.latest(reader, measure, force) for measure in leading(reader))
    items = (_fact(reader, s, s.point) for s in shown if s.point is not None)
    first = list(islice(items, SENTENCES))
    said = components.facts(first) if first else html.P(_("There are no figures yet."))
    return components.section(_("How it is going"), said)


def _fact(reader: Reader, shown: series.Series, point: Observation) -> Component:
    return components.fact(
        translated(shown.measure.title),
        wording.beside_title(shown.measure, point),
        shown.headline,
        link=links.measure(reader, shown.measure.id),
        question=names.question(reader, shown.measure.theme),
        found=verdicts.of_series(shown),
    )


def leading(reader: Reader) -> list[Measure]:
    """The first measure of every theme; further ones where there are few themes."""
    first: dict[str, Measure] = {}
    for measure in reader.measures.values():
        first.setdefault(measure.theme, measure)
    others = [m for m in reader.measures.values() if m not in first.values()]
    return [*first.values(), *others]


def _list(reader: Reader) -> Component | None:
    groups = places.by_parent(reader, places.stations(reader))
    if not groups:
        return None
    columns = [
        html.Div(
            [
                html.H3(html.A(parent.name, href=links.area(reader, parent.id))),
                html.Ul([html.Li(names.place_link(reader, s)) for s in inside]),
            ]
        )
        for parent, inside in groups
    ]
    return components.section(
        _("All stations"), html.Div(columns, className="districts"), id="stations"
    )


def _news(reader: Reader) -> Component:
    """What is new in the release that is shown."""
    release = reader.release
    said = ngettext("{count} new figure.", "{count} new figures.", release.added)
    lines = [said.format(count=number(release.added))]
    if release.revised:
        said = ngettext("{count} figure revised.", "{count} figures revised.", release.revised)
        lines.append(said.format(count=number(release.revised)))
    published = _("Published on {day}.").format(day=day(release.published))
    address = links.href(reader, f"/releases/{release.id}")
    plan = reader.force.get("publication")
    inside: list[Any] = [html.P([published, " ", " ".join(lines)])]
    if release.note:
        inside.append(html.P(release.note))
    inside.append(html.P(html.A(_("What changed in this release"), href=address)))
    if plan:
        inside.append(html.P(_("When new figures come: {when}").format(when=translated(plan))))
    return components.section(_("What is new"), *inside)
