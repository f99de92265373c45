"""What this is and the first answer, what was promised, how it goes, where to look."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection, series, spark, wording
from portal.language import _, translated
from portal.page import Page
from portal.pages import finding, names, news, progress, verdicts
from release.measures import Area, Measure
from release.reader import Observation, Reader

SENTENCES = 4
Shown = tuple[series.Series, Observation]
"""A measure of the force and its newest figure."""


def page(reader: Reader, /, **_others: Any) -> Page:
    name = reader.force.get("name", selection.whole_force(reader).name)
    title = _("How well does {force} serve you?").format(force=name)
    topics = _(
        "Here you can see how people rate the service, how soon calls are answered, "
        "what people complain about, and how far training has come."
    )
    found = _found(reader)
    answer = found[0][0].headline if found else topics
    main = html.Div(
        [
            html.Div([components.top(title, answer), _find(reader)], className="hero"),
            _promise(reader),
            _facts(reader, found),
            progress.section(reader),
            news.section(reader),
            _list(reader),
        ]
    )
    return Page(title, topics, main, scripts=("near.js",))


def _find(reader: Reader) -> Component:
    search = components.search_field(
        reader,
        "/stations",
        _("Find your station"),
        _("A name, street, area or postcode"),
    )
    return html.Div([search, components.near_me(*finding.distance(reader))], className="find")


def _promise(reader: Reader) -> Component | None:
    """The force's own promise, in its own words."""
    promise = reader.force.get("promise")
    if not promise:
        return None
    said = html.Blockquote(html.P(components.own_words(reader, promise)))
    return html.Figure([html.Figcaption(_("What was promised")), said], className="promise")


def _found(reader: Reader) -> list[Shown]:
    """One figure for each of the first rooms of the site that have one; those that are shown come
    before those that are held back."""
    force = selection.whole_force(reader)
    every = [series.latest(reader, measure, force) for measure in leading(reader)]
    known = [(s, s.point) for s in every if s.point is not None]
    return sorted(known, key=lambda found: found[1].value is None)[:SENTENCES]


def _facts(reader: Reader, found: list[Shown]) -> Component:
    items = [_fact(reader, shown, point) for shown, point in found]
    said = components.facts(items) if items else html.P(_("There are no figures yet."))
    return components.section(_("How it is going"), said)


def _fact(reader: Reader, shown: series.Series, point: Observation) -> Component:
    """The figure with its course as a small picture, its sentence and its icons."""
    figure = wording.beside_title(shown.measure, point)
    kind = "number" if any(c.isdigit() for c in figure) else "no-number"
    drawn = spark.picture([o.value for o in shown.points], shown.found.assessment)
    picture = html.Img(src=drawn, alt="", className="spark") if drawn else None
    title = translated(shown.measure.title)
    inside = [
        html.P(names.question(reader, shown.measure.theme), className="kind"),
        html.H3(html.A(title, href=links.measure(reader, shown.measure.id))),
        html.Div([html.P(figure, className=kind), picture], className="beside-number"),
        html.P(shown.headline),
        verdicts.of_series(shown),
    ]
    return html.Li([part for part in inside if part is not None], className="fact")


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
                html.Ul([_place(reader, s) for s in inside]),
            ]
        )
        for parent, inside in groups
    ]
    return components.section(
        _("All stations"), html.Div(columns, className="districts"), id="stations"
    )


def _place(reader: Reader, station: Area) -> Component:
    return html.Li(names.place_link(reader, station), **finding.located(reader, station))
