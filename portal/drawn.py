"""What Dash draws of a page: live parts as components, everything else as ready HTML.

Dash's half in the browser does work for every component at every component (each one listens to
all changes), so a page of three thousand of them takes a phone a minute. Only charts and fields
have something to do there; a part without any becomes one component, ``Static``, that holds its
HTML (assets/static.js).
"""

from typing import Any

from dash.development.base_component import Component

from portal.first_html import HTML, VOID, Static, properties, render


def drawn(node: Any) -> Any:
    """The same tree with each largest part that is not live as one ``Static``."""
    live: set[int] = set()
    _mark(node, live)
    return _drawn(node, live)


def _mark(node: Any, live: set[int]) -> bool:
    """Whether a component of a library other than dash.html is here; ``live`` takes them and the
    elements around them."""
    if isinstance(node, list | tuple):
        found = [_mark(child, live) for child in node]
        return any(found)
    if not isinstance(node, Component):
        return False
    is_live = node._namespace != HTML or _mark(getattr(node, "children", None), live)
    if is_live:
        live.add(id(node))
    return is_live


def _drawn(node: Any, live: set[int]) -> Any:
    if isinstance(node, list | tuple):
        return [_drawn(child, live) for child in node if child is not None]
    if not isinstance(node, Component) or node._namespace != HTML:
        return node
    given = properties(node)
    inside = given.pop("children", None)
    if id(node) in live:
        same: Any = type(node)
        return same(_drawn(inside, live), **given)
    tag = node._type.lower()
    return Static(tag=tag, given=given, html=None if tag in VOID else render(inside))
