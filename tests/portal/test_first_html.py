"""Components become the HTML that a reader sees first, whatever texts they hold."""

from html.parser import HTMLParser

import dash_bootstrap_components as dbc
import pytest
from dash import dcc
from hypothesis import given
from hypothesis import strategies as st

from portal import charts, html
from portal.first_html import CannotRender, render
from tests.portal.observations import series

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt; & &amp;",
    "</title></textarea></script><script>",
    "<!-- --!> ]]>",
    "\u202e\u2028\x0b",
]


class Seen(HTMLParser):
    """Collects what a browser would make of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(text)
    parser.close()
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    found = seen(render(html.Div(html.A(text, title=text, **{"data-x": text}))))
    assert found.tags == ["div", "a"]
    assert "".join(found.texts) == text
    assert found.attributes == [("data-x", text), ("title", text)]


@given(st.text())
def test_any_text_survives(text: str) -> None:
    found = seen(render([html.P("."), html.P(text), html.P(".", title=text)]))
    assert "".join(found.texts) == f".{text}."
    assert found.attributes == [("title", text)]


def test_names_of_properties_become_those_of_html() -> None:
    label = html.Label("Area", htmlFor="a", className="b", **{"aria-label": "c"})
    assert render(label) == '<label aria-label="c" class="b" for="a">Area</label>'
    assert render(html.Th("x", colSpan=2, scope="col")) == '<th colspan="2" scope="col">x</th>'
    assert render(html.Form(acceptCharset="x")) == '<form accept-charset="x"></form>'


def test_boolean_attributes_are_there_or_not() -> None:
    assert render(html.Details("x", open=True)) == "<details open>x</details>"
    assert render(html.Details("x", open=False)) == "<details>x</details>"
    assert render(html.Div("x", hidden="hidden")) == "<div hidden>x</div>"


def test_lists_numbers_and_nothing() -> None:
    assert render(["a", 1, 2.5, None, [html.Br(), ("b",)]]) == "a12.5<br>b"
    assert render(None) == ""


def test_a_style_is_refused_because_the_policy_forbids_it() -> None:
    with pytest.raises(CannotRender, match="style"):
        render(html.Div(style={"color": "red"}))


@pytest.mark.parametrize(
    ("component", "name"),
    [(dcc.Dropdown(), "Dropdown"), (dbc.Alert("x"), "Alert"), (dcc.Markdown("x"), "Markdown")],
)
def test_an_unknown_component_is_named(component: object, name: str) -> None:
    with pytest.raises(CannotRender, match=name):
        render(html.Div(component))


def test_a_foreign_value_is_refused() -> None:
    with pytest.raises(CannotRender, match="dict"):
        render(html.Div({"a": 1}))


def test_a_choice_is_a_native_list() -> None:
    options = [{"value": "a", "label": "A <b>"}, {"value": "b", "label": "B", "disabled": True}]
    field = dbc.Select(id="s", name="s", options=options, value="b", persistence=True)
    assert render(field) == (
        '<select class="form-select" id="s" name="s"><option value="a">A &lt;b&gt;</option>'
        '<option disabled selected value="b">B</option></select>'
    )


def test_other_fields_are_native_too() -> None:
    assert render(dbc.Input(id="q", type="search", maxlength=80)) == (
        '<input type="search" class="form-control" id="q" maxlength="80">'
    )
    assert render(dbc.Label("x", html_for="q")) == '<label class="form-label" for="q">x</label>'
    assert render(dbc.Button("x", type="submit")) == (
        '<button type="submit" class="btn btn-primary">x</button>'
    )


def test_a_graph_is_drawn_in_its_own_box() -> None:
    figure = charts.line(series(1, 2, 3), name="Elm", unit="points")
    drawn = render(dcc.Graph(id="g", figure=figure, config=charts.CONFIG, className="graph"))
    assert drawn.startswith('<div id="g" class="dash-graph graph"><svg class="plot')
    assert "style" not in drawn
