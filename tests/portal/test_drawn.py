"""What Dash draws is the page that came first, in far fewer components."""

from collections import Counter

import dash_bootstrap_components as dbc
import pytest
from dash import dcc

from portal import html
from portal.document import kinds
from portal.drawn import drawn
from portal.first_html import render
from release.reader import Reader
from tests.portal.views import VIEWS, Make

MOST = 400
"""Components of a page. Dash's work in the browser grows with the square of their number."""


@pytest.mark.parametrize(("name", "make"), VIEWS, ids=[name for name, _make in VIEWS])
def test_a_page_is_drawn_as_it_came(latest: Reader, name: str, make: Make) -> None:
    before = make(latest).main
    after = drawn(before)
    assert render(after) == render(before)
    live = [Counter(k for k in kinds(tree) if k[0] not in ("dash_html_components", "portal"))
            for tree in (before, after)]  # fmt: skip
    assert live[0] == live[1]
    assert sum(1 for _ in kinds(after)) <= MOST


def test_only_what_surrounds_a_live_part_stays_a_component() -> None:
    field = dbc.Select(id="a", options=["1"], value="1")
    page = html.Div(
        [html.P(["one ", html.Strong("&")]), html.Form([html.Label("x"), field]), html.Br()]
    )
    assert [kind for _space, kind in kinds(drawn(page))] == [
        "Div", "Static", "Form", "Static", "Select", "Static",
    ]  # fmt: skip
    said = drawn(page).children[0]
    assert (said.tag, said.given, said.html) == ("p", {}, "one <strong>&amp;</strong>")
    assert drawn(page).children[2].html is None


def test_what_holds_nothing_live_is_one_part() -> None:
    assert [*kinds(drawn(html.Div([html.P("a"), html.Ul([html.Li("b")])])))] == [
        ("portal", "Static")
    ]
    graph = dcc.Graph(id="g", figure={"data": [], "layout": {}})
    assert drawn(graph) is graph
