"""A chart with its sentence, its table and its files; and the table on its own."""

from collections.abc import Sequence
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from portal import charts, html, links
from portal.components.aria import aria
from portal.components.legend import legend
from portal.language import _
from portal.svg_map import holds_links


def chart(
    id: str,
    title: str,
    sentence: Any,
    figure: dict[str, Any],
    data: Component,
    files: Component | None = None,
    level: int = 3,
    found: Component | None = None,
    more: str = "",
    about: str = "",
    folded: bool = False,
) -> Component:
    """One figure element: heading, sentence, what was ``found`` and ``more`` in small name and
    describe the drawing for those who cannot see it (``sentence`` may be parts), the table holds
    its numbers. ``about`` describes it too, but stands with the table. ``id`` is unique on a page.
    What is ``folded`` shows its heading alone until it is opened."""
    heading = (html.H2 if level == 2 else html.H3)(title, id=f"{id}-title")
    words = _told(id, sentence, found, more)
    inside = [
        html.Figcaption([words] if folded else [heading, words]),
        legend(figure),
        _by_keys(_drawing(id, figure, bool(about)), title),
        *_behind(id, about, data, html.Div([files, _link(id, title)], className="after")),
    ]
    drawn = html.Figure([part for part in inside if part is not None], id=id, className="chart")
    return html.Details([html.Summary(heading), drawn], className="fold") if folded else drawn


def _told(id: str, sentence: Any, found: Component | None, more: str) -> Component:
    told = [
        html.P(sentence) if sentence else None,
        found,
        html.P(more, className="quiet") if more else None,
    ]
    inside = [part for part in told if part is not None]
    return html.Div(inside, id=f"{id}-sentence", className="told", role="status")


def _behind(id: str, about: str, data: Component, after: Component) -> list[Component]:
    """The table, and what stands after it; inside with it where the chart is short (``about``)."""
    summary = html.Summary(_("Show data as a table"))
    if not about:
        return [html.Details([summary, data]), after]
    words = html.P(about, id=f"{id}-about", className="quiet")
    return [html.Details([summary, words, data, after])]


def _drawing(id: str, figure: dict[str, Any], about: bool) -> Component:
    config: Any = charts.CONFIG
    bare = figure | {"layout": figure["layout"] | {"showlegend": False}}
    graph = dcc.Graph(id=f"{id}-graph", figure=bare, config=config, className="graph")
    words = f"{id}-sentence {id}-about" if about else f"{id}-sentence"
    described = aria(labelledby=f"{id}-title", describedby=words)
    role = "group" if holds_links(figure) else "img"
    return html.Div(graph, role=role, className="drawing", **described)


def _by_keys(drawing: Component, title: str) -> Component:
    """The drawing and a line below it that says the point which the arrow keys have come to. Both
    come to life where there is a script (assets/reading.js): its words stand here."""
    words: dict[str, Any] = {
        "data-hint": _("Chart: use the arrow keys to read its points"),
        "data-said": _("{series} – {point}"),
    }
    said = html.P(className="reading-said", **words, **aria(live="polite"))
    name = _("{title}. Use the arrow keys to read its points.").format(title=title)
    named: dict[str, Any] = {"data-name": name}
    return html.Div([drawing, said], className="reading", **named)


def _link(id: str, title: str) -> Component:
    """The address of this chart in the view that is shown: the fragment alone, because the address
    of the page always is the state of the view."""
    named = aria(label=_("Link to this view: {title}").format(title=title))
    return html.A(_("Link to this view"), href=f"#{id}", className="link-here", **named)


MANY = 5
"""Columns that do not fit beside each other on a telephone."""

_ROLES: dict[str, dict[str, Any]] = {
    name: {"role": name} for name in ("columnheader", "row", "rowgroup")
}


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    note: str = "",
    numbers_from: int = 1,
    wordy: bool = False,
) -> Component:
    """A table whose first column names the row. It scrolls inside its own labelled region. On a
    telephone a row of many or of ``wordy`` columns is a small card: its cells carry the names of
    their columns, and every part its role, because browsers forget what a table is when it is not
    laid out as one."""
    role = _ROLES if wordy or len(columns) >= MANY else dict[str, dict[str, Any]]()
    heads = [
        html.Th(c, scope="col", className=_kind(n, numbers_from), **role.get("columnheader", {}))
        for n, c in enumerate(columns)
    ]
    labels = columns if role else ()
    parts = [
        html.Caption(caption),
        html.Thead(html.Tr(heads, **role.get("row", {})), **role.get("rowgroup", {})),
        html.Tbody([_row(row, numbers_from, labels) for row in rows], **role.get("rowgroup", {})),
    ]
    inside = [html.Table(parts, className="many", role="table") if role else html.Table(parts)]
    region = html.Div(
        inside, className="scroll", role="region", tabIndex="0", **aria(label=caption)
    )
    return html.Div([region, html.P(note, className="note")]) if note else region


def _row(row: Sequence[Any], numbers_from: int, labels: Sequence[str]) -> Component:
    first, *others = row
    if not labels:
        cells = [html.Td(c, className=_kind(n, numbers_from)) for n, c in enumerate(others, 1)]
        return html.Tr([html.Th(first, scope="row"), *cells])
    cells = [
        html.Td(c, className=_kind(n, numbers_from), role="cell", **_labelled(labels[n]))
        for n, c in enumerate(others, 1)
    ]
    return html.Tr([html.Th(first, scope="row", role="rowheader"), *cells], role="row")


def _labelled(column: str) -> dict[str, Any]:
    return {"data-label": column}


def _kind(column: int, numbers_from: int) -> str:
    return "figure" if column >= numbers_from else "text"


def downloads(release: str, measure: str, title: str, area: str = "") -> Component:
    """Links to the four files of one measure."""
    items = []
    for extension in links.FORMATS:
        name = _("Download {title} as {format}").format(title=title, format=extension.upper())
        address = links.download(release, measure, extension, area)
        shown = extension.upper() if extension != "parquet" else extension.title()
        items.append(html.Li(html.A(shown, href=address, **aria(label=name))))
    return html.Div([html.Span(_("Download")), html.Ul(items)], className="downloads")
