"""The elements of the pages are those of dash.html, made without its checks."""

from collections.abc import Iterator
from typing import Any

import dash.html
import pytest
from dash.development.base_component import Component

from portal import html
from portal.dash_app import to_json
from portal.first_html import CannotRender, properties, render
from release.reader import Reader
from tests.portal.views import VIEWS, Make


def elements(node: Any) -> Iterator[html.Element]:
    if isinstance(node, html.Element):
        yield node
    if isinstance(node, Component):
        yield from elements(getattr(node, "children", None))
    elif isinstance(node, list | tuple):
        for child in node:
            yield from elements(child)


@pytest.mark.parametrize(("name", "make"), VIEWS, ids=[name for name, _make in VIEWS])
def test_dash_takes_every_element_of_every_page(latest: Reader, name: str, make: Make) -> None:
    found = [*elements(make(latest).main)]
    assert found
    for element in found:
        given = properties(element)
        same = getattr(dash.html, element._type)(**given)
        assert (same._namespace, same._type) == (element._namespace, element._type)


def test_an_element_looks_to_dash_as_its_own_does() -> None:
    named: Any = {"aria-label": "x", "data-a": "1"}
    ours = html.Div(["a", html.Strong("b")], id="i", **named)
    theirs = dash.html.Div(["a", dash.html.Strong("b")], id="i", **named)
    assert to_json(ours) == to_json(theirs)


def test_what_dash_html_makes_is_refused_so_that_no_page_pays_for_it() -> None:
    with pytest.raises(CannotRender, match=r"portal\.html"):
        render(dash.html.Div("x"))


def test_an_element_is_there_whatever_it_holds() -> None:
    assert bool(html.Div()) is bool(html.Div([])) is True
    assert render(html.Div()) == "<div></div>"
    with pytest.raises(CannotRender):
        render(html.Div(style={"color": "red"}))
