"""Renders a tree of Dash components to HTML: what a reader has before and without JavaScript.

Attributes come from the components' own properties; a ``style`` is refused because the content
security policy forbids style attributes, an unknown component because it would vanish.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from portal import svg

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"))
"""Elements without an end tag, as far as dash.html has them."""

OWN = frozenset(("children", "n_clicks", "n_clicks_timestamp", "loading_state", "key"))
"""Properties that belong to Dash and are no attributes."""

NAMES = {
    "className": "class",
    "class_name": "class",
    "htmlFor": "for",
    "html_for": "for",
    "httpEquiv": "http-equiv",
    "acceptCharset": "accept-charset",
}
BOOLEAN = frozenset((
    "allowfullscreen", "async", "autofocus", "checked", "controls", "default", "defer", "disabled",
    "formnovalidate", "hidden", "ismap", "loop", "multiple", "muted", "novalidate", "open",
    "readonly", "required", "reversed", "selected",
))  # fmt: skip


class CannotRender(TypeError):
    """A component, property or value that has no form in HTML."""


def render(component: Any) -> str:
    """The HTML of a component, a text, a number, a list of these, or nothing for None."""
    return "".join(_pieces(component))


def _pieces(node: Any) -> Iterator[str]:
    if node is None or isinstance(node, bool):
        return
    if isinstance(node, str):
        yield escape(node, quote=False)
    elif isinstance(node, int | float):
        yield str(node)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _pieces(child)
    elif isinstance(node, Component):
        yield from _component(node)
    else:
        raise CannotRender(f"a {type(node).__name__} cannot be part of a page")


def _component(node: Component) -> Iterator[str]:
    space, kind = node._namespace, node._type
    if special := SPECIAL.get((space, kind)):
        yield from special(node)
    elif space == html.Div()._namespace:
        yield from _element(kind.lower(), _properties(node), getattr(node, "children", None))
    else:
        raise CannotRender(
            f"{space}.{kind} has no form in the first HTML: use dash.html, dcc.Graph or dbc's "
            "Select, Input, Label and Button, or add it to portal/first_html.py"
        )


def _element(tag: str, properties: dict[str, Any], children: Any = None) -> Iterator[str]:
    attributes = "".join(_attributes(tag, properties))
    yield f"<{tag}{attributes}>"
    if tag not in VOID:
        yield from _pieces(children)
        yield f"</{tag}>"


def _properties(node: Component) -> dict[str, Any]:
    """The properties that were given, in the order in which the component declares them."""
    given: dict[str, Any] = node.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    return {name: value for name, value in given.items() if name not in OWN}


def _attributes(tag: str, properties: dict[str, Any]) -> Iterator[str]:
    for name, value in properties.items():
        if value is None:
            continue
        if name == "style":
            raise CannotRender(
                f"<{tag}> has a style: the content security policy forbids it, use a class"
            )
        name = NAMES.get(name, name if "-" in name else name.lower())
        if name in BOOLEAN:
            if value not in (False, "", "false"):
                yield f" {name}"
        elif isinstance(value, bool):
            yield f' {name}="{str(value).lower()}"'
        elif isinstance(value, str | int | float):
            yield f' {name}="{escape(str(value))}"'
        else:
            raise CannotRender(f"{name} of <{tag}> cannot be a {type(value).__name__}")


def _graph(node: Component) -> Iterator[str]:
    """The drawing in the boxes that dcc.Graph makes, so that nothing moves when it takes over."""
    properties = _properties(node)
    classes = f"dash-graph {properties.get('className', '')}".strip()
    identity = f' id="{escape(properties["id"])}"' if "id" in properties else ""
    yield f'<div{identity} class="{escape(classes)}">{svg.draw(properties["figure"])}</div>'


def _select(node: Component) -> Iterator[str]:
    """dbc.Select as a native select with its options."""
    properties = _properties(node)
    chosen = properties.pop("value", None)
    options = [_option(option) for option in properties.pop("options", None) or []]
    properties["className"] = _classes("form-select", properties)
    children = [
        html.Option(label, value=value, selected=value == str(chosen), disabled=disabled)
        for label, value, disabled in options
    ]
    yield from _element("select", _without_dash(properties), children)


def _option(option: Any) -> tuple[str, str, bool]:
    if isinstance(option, dict):
        return option["label"], str(option["value"]), bool(option.get("disabled"))
    return str(option), str(option), False


def _input(node: Component) -> Iterator[str]:
    properties = _properties(node)
    properties["className"] = _classes("form-control", properties)
    yield from _element("input", {"type": "text"} | _without_dash(properties))


def _label(node: Component) -> Iterator[str]:
    properties = _properties(node)
    properties["className"] = _classes("form-label", properties)
    yield from _element("label", _without_dash(properties), node.children)


def _button(node: Component) -> Iterator[str]:
    properties = _properties(node)
    colour = properties.pop("color", None) or "primary"
    properties["className"] = _classes(f"btn btn-{colour}", properties)
    tag = "a" if properties.get("href") else "button"
    if tag == "button":
        properties = {"type": "button"} | properties
    yield from _element(tag, _without_dash(properties), node.children)


def _classes(own: str, properties: dict[str, Any]) -> str:
    given = properties.pop("className", None) or properties.pop("class_name", None)
    return f"{own} {given}" if given else own


def _without_dash(properties: dict[str, Any]) -> dict[str, Any]:
    dash_only = ("persistence", "persisted_props", "persistence_type", "debounce", "n_blur",
                 "n_submit", "n_blur_timestamp", "n_submit_timestamp", "external_link", "outline",
                 "html_size", "size", "valid", "invalid", "plaintext", "active")  # fmt: skip
    return {name: value for name, value in properties.items() if name not in dash_only}


SPECIAL: dict[tuple[str, str], Callable[[Component], Iterator[str]]] = {
    (dcc.Graph()._namespace, "Graph"): _graph,
    ("dash_bootstrap_components", "Select"): _select,
    ("dash_bootstrap_components", "Input"): _input,
    ("dash_bootstrap_components", "Label"): _label,
    ("dash_bootstrap_components", "Button"): _button,
}
