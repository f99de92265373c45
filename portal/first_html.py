"""Renders a tree of Dash components to HTML: what a reader has before and without JavaScript.

Attributes come from the components' own properties; a ``style`` is refused because the content
security policy forbids style attributes, an unknown component because it would vanish.
"""

from collections.abc import Callable
from html import escape
from typing import Any

import dash.html
from dash.development.base_component import Component

from portal import html, svg

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr")
)
"""Elements without an end tag, as far as dash.html has them."""

OWN = frozenset(("children", "n_clicks", "n_clicks_timestamp", "loading_state", "key"))
"""Properties that belong to Dash and are no attributes."""

DASH_ONLY = frozenset((
    "persistence", "persisted_props", "persistence_type", "debounce", "n_blur", "n_submit",
    "n_blur_timestamp", "n_submit_timestamp", "external_link", "outline", "html_size", "size",
    "valid", "invalid", "plaintext", "active",
))  # fmt: skip
"""Properties of dbc's fields that a native element does not have."""

BOOKKEEPING = frozenset(vars(dash.html.Div())) - {"children"}
"""What every component carries about itself."""

NAMES = {
    "className": "class",
    "class_name": "class",
    "htmlFor": "for",
    "html_for": "for",
    "acceptCharset": "accept-charset",
}
BOOLEAN = frozenset((
    "allowfullscreen", "async", "autofocus", "checked", "controls", "default", "defer", "disabled",
    "formnovalidate", "hidden", "ismap", "loop", "multiple", "muted", "novalidate", "open",
    "readonly", "required", "reversed", "selected",
))  # fmt: skip


class Static(Component):
    """An element with its inside as ready HTML (portal/drawn.py makes them): ``tag``, ``given`` as
    properties of dash.html, ``html`` or None for an element that holds nothing."""

    _namespace, _type = "portal", "Static"

    def __init__(self, tag: str, given: dict[str, Any], html: str | None) -> None:
        self.tag, self.given, self.html = tag, given, html


class CannotRender(TypeError):
    """A component, property or value that has no form in HTML."""


def render(component: Any) -> str:
    """The HTML of a component, a text, a number, a list of these, or nothing for None."""
    out: list[str] = []
    _write(component, out)
    return "".join(out)


def properties(node: Component) -> dict[str, Any]:
    """What was given to a component, children included, sorted by name: Dash keeps it in an order
    that differs from process to process, and the same page must be the same bytes everywhere."""
    given = vars(node)
    if html.is_element(node):
        return dict(sorted(given.items()))
    return {name: value for name, value in sorted(given.items()) if name not in BOOKKEEPING}


def _write(node: Any, out: list[str]) -> None:
    if isinstance(node, str):
        out.append(escape(node, quote=False))
    elif node is None:
        return
    elif isinstance(node, list | tuple):
        for child in node:
            _write(child, out)
    elif html.is_element(node):
        _element(node.tag, properties(node), out)
    elif isinstance(node, Component):
        _component(node, out)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        out.append(str(node))
    elif not isinstance(node, bool):
        raise CannotRender(f"a {type(node).__name__} cannot be part of a page")


def _component(node: Component, out: list[str]) -> None:
    if special := SPECIAL.get((node._namespace, node._type)):
        special(properties(node), out)
    else:
        raise CannotRender(
            f"{node._namespace}.{node._type} has no form in the first HTML: use portal.html, "
            "dcc.Graph or dbc's Select, Input, Label and Button, or add it to portal/first_html.py"
        )


def _element(tag: str, given: dict[str, Any], out: list[str]) -> None:
    out.append(f"<{tag}")
    for name, value in given.items():
        if value is not None and name not in OWN:
            out.append(_attribute(tag, name, value))
    out.append(">")
    if tag not in VOID:
        _write(given.get("children"), out)
        out.append(f"</{tag}>")


def _attribute(tag: str, name: str, value: Any) -> str:
    if name == "style":
        raise CannotRender(
            f"<{tag}> has a style: the content security policy forbids it, use a class"
        )
    name = NAMES.get(name) or (name if "-" in name else name.lower())
    if name in BOOLEAN:
        return "" if value in (False, "", "false") else f" {name}"
    if isinstance(value, bool):
        return f' {name}="{str(value).lower()}"'
    if isinstance(value, str | int | float):
        return f' {name}="{escape(str(value))}"'
    raise CannotRender(f"{name} of <{tag}> cannot be a {type(value).__name__}")


def _graph(given: dict[str, Any], out: list[str]) -> None:
    """The drawing in the boxes that dcc.Graph makes, so that nothing moves when it takes over."""
    classes = f"dash-graph {given.get('className', '')}".strip()
    identity = f' id="{escape(given["id"])}"' if "id" in given else ""
    out.append(f'<div{identity} class="{escape(classes)}">{svg.draw(given["figure"])}</div>')


def _select(given: dict[str, Any], out: list[str]) -> None:
    """dbc.Select as a native select with its options."""
    chosen = str(given.pop("value", None))
    options = [_option(option) for option in given.pop("options", None) or []]
    given["children"] = [
        html.Option(label, value=value, selected=value == chosen, disabled=disabled)
        for label, value, disabled in options
    ]
    _element("select", _native(given, "form-select"), out)


def _option(option: Any) -> tuple[str, str, bool]:
    if isinstance(option, dict):
        return option["label"], str(option["value"]), bool(option.get("disabled"))
    return str(option), str(option), False


def _input(given: dict[str, Any], out: list[str]) -> None:
    _element("input", {"type": "text"} | _native(given, "form-control"), out)


def _label(given: dict[str, Any], out: list[str]) -> None:
    _element("label", _native(given, "form-label"), out)


def _button(given: dict[str, Any], out: list[str]) -> None:
    colour = given.pop("color", None) or "primary"
    given = _native(given, f"btn btn-{colour}")
    tag = "a" if given.get("href") else "button"
    _element(tag, given if tag == "a" else {"type": "button"} | given, out)


def _native(given: dict[str, Any], own: str) -> dict[str, Any]:
    """The properties that a native element has too, with dbc's own class before the given one."""
    classes = [own, given.pop("className", None) or given.pop("class_name", None)]
    given["className"] = " ".join(c for c in classes if c)
    return {name: value for name, value in sorted(given.items()) if name not in DASH_ONLY}


def _static(given: dict[str, Any], out: list[str]) -> None:
    attributes = [
        _attribute(given["tag"], name, value)
        for name, value in given["given"].items()
        if value is not None and name not in OWN
    ]
    out.append(f"<{given['tag']}{''.join(attributes)}>")
    if given["html"] is not None:
        out.append(f"{given['html']}</{given['tag']}>")


SPECIAL: dict[tuple[str, str], Callable[[dict[str, Any], list[str]], None]] = {
    ("portal", "Static"): _static,
    ("dash_core_components", "Graph"): _graph,
    ("dash_bootstrap_components", "Select"): _select,
    ("dash_bootstrap_components", "Input"): _input,
    ("dash_bootstrap_components", "Label"): _label,
    ("dash_bootstrap_components", "Button"): _button,
}
