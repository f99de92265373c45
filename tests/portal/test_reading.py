"""What the arrow keys say of a point is what the table says of it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from dash import dcc
from dash.development.base_component import Component

from portal import charts, event_study, html
from portal.components import chart
from portal.first_html import render
from portal.svg import draw
from release.reader import Reader
from tests.factory import sample_draft
from tests.portal.effects import with_effects
from tests.portal.observations import seen, series
from tests.portal.published import published
from tests.portal.views import FUNCTIONS


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("reading")
    return published(folder, with_effects(sample_draft(14)))


def parts(node: Any, kind: type[Component]) -> Iterator[Any]:
    if isinstance(node, kind):
        yield node
    children = getattr(node, "children", node if isinstance(node, list | tuple) else None)
    for child in children if isinstance(children, list | tuple) else [children]:
        if isinstance(child, Component):
            yield from parts(child, kind)


def said(graph: Any) -> list[str]:
    """Everything that the keys of a chart can say, as assets/reading.js says it."""
    words = [w for trace in graph.figure["data"] for w in trace.get("customdata", []) if w]
    return [unescape(w.replace("<br>", " ")) for w in words]


def rows(figure: Any) -> list[list[str]]:
    body = render(next(parts(figure, html.Tbody)))
    return [
        [unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split())) for cell in re.findall(
            r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body)
    ]  # fmt: skip


def charts_of(reader: Reader, rule: str, **asked: str) -> dict[str, Any]:
    page = FUNCTIONS[rule](reader, **asked)
    return {figure.id: figure for figure in parts(page.main, html.Figure) if hasattr(figure, "id")}


ADDRESSES = [
    ("/measures/<measure>", {"measure": "happy_index"}, "over-time"),
    ("/measures/<measure>", {"measure": "happy_index", "area": "station_elm"}, "by-face"),
    ("/measures/<measure>", {"measure": "quality_of_interaction"}, "by-item"),
    ("/measures/<measure>", {"measure": "complaints_received"}, "over-time"),
    ("/training", {}, "coverage"),
    ("/effect", {}, "study"),
]


@pytest.mark.parametrize(("rule", "asked", "chart_id"), ADDRESSES)
def test_every_row_of_the_table_is_said_by_the_keys(
    reader: Reader, rule: str, asked: dict[str, str], chart_id: str
) -> None:
    figure = charts_of(reader, rule, **asked)[chart_id]
    points = said(next(parts(figure, dcc.Graph)))
    shown = rows(figure)[2:27] if chart_id == "study" else rows(figure)
    assert len(shown) > 1
    for first, *figures in shown:
        told = [p for p in points if first.removesuffix(" (chosen)") in p]
        assert any(figures[0].split(" ")[0] in p for p in told), (first, figures, points[:3])


def test_the_likely_range_is_said_with_the_figure(reader: Reader) -> None:
    figure = charts_of(reader, "/measures/<measure>", measure="calls_abandoned")["over-time"]
    points = said(next(parts(figure, dcc.Graph)))
    for period, value, between, *_others in rows(figure):
        assert any(p.startswith(f"{period}: {value} (likely range {between})") for p in points)


def test_a_hidden_number_is_said_in_words_by_lines_and_by_bars() -> None:
    line = charts.line(series(70, None), name="Elm")
    assert [t["customdata"][-1] for t in line["data"]] == ["February 2025: not shown"] * 2
    bars = charts.bars([("Respect", seen("2026", 80, 4)), ("Listened to", seen("2026", None))])
    assert bars["data"][0]["customdata"] == ["Respect, 2026: 80%", "Listened to, 2026: not shown"]
    assert bars["data"][0]["x"] == [80, None] and draw(bars).count("<rect") == 1


def test_the_keys_say_why_a_point_stands_out_in_the_words_of_the_table(reader: Reader) -> None:
    figure = charts_of(reader, "/measures/<measure>", measure="calls_abandoned")["over-time"]
    points = said(next(parts(figure, dcc.Graph)))
    standing_out = [row for row in rows(figure) if row[4]]
    assert standing_out and all("limit" in row[4] or "in a row" in row[4] for row in standing_out)
    for period, *_figures, why in [row[:5] for row in standing_out]:
        assert any(p.startswith(period) and p.endswith(why) for p in points), why


def test_a_title_that_is_the_period_is_said_once() -> None:
    figure = charts.bars([("January 2026", seen("2026-01", 80))])
    assert figure["data"][0]["customdata"] == ["January 2026: 80%"]


def test_every_chart_has_a_place_for_the_keys_and_a_link_to_itself() -> None:
    figure = charts.line(series(70, 71), name="Elm")
    drawn = render(chart("over-time", "Elm <b>", "", figure, html.Table()))
    assert 'href="#over-time"' in drawn and "Link to this view: Elm &lt;b&gt;" in drawn
    assert 'aria-live="polite"' in drawn and "tabindex" not in drawn.partition("<details")[0]


@pytest.mark.parametrize("name", ["line", "event study", "faces"])
def test_what_is_said_is_json(name: str) -> None:
    figures = {
        "line": charts.line(series(70, None), name="<b>"),
        "event study": event_study.figure([event_study.Point(0, 1, 0, 2)], lambda p: f"{p} <i>"),
        "faces": charts.faces({"a": [seen("2026-01", 4, category="a")]}, {"a": "A <b>"}),
    }
    assert not re.search(r"<[bi]>", json.dumps(figures[name]))


def test_the_script_reads_what_the_page_holds() -> None:
    script = (Path(__file__).parents[2] / "assets/reading.js").read_text("utf-8")
    drawn = render(chart("x", "X", "", charts.line(series(70), name="Elm"), html.Table()))
    for name in re.findall(r"dataset\.(\w+)\b(?! =)", script):
        assert f"data-{name}=" in drawn
