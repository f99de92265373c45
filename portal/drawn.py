"""What Dash draws of a page: live parts as components, everything else as ready HTML.

Dash's half in the browser does work for every component at every component (each one listens to
all changes), so a page of three thousand of them takes a phone a minute. Only charts and fields
have something to do there; a part without any becomes one component, ``Static``, that holds its
HTML (assets/static.js).
"""

from typing import Any

from dash.development.base_component import Component

from portal.first_html import VOID, Static, properties, render
from portal.html import Element


def drawn(node: Any) -> Any:
    """The same tree with each largest part that is not live as one ``Static``."""
    return _drawn(node)[1]


def _drawn(node: Any) -> tuple[bool, Any]:
    """Whether something live is here, and the node as Dash draws it."""
    if isinstance(node, list | tuple):
        found = [_drawn(child) for child in node if child is not None]
        return any(live for live, _child in found), [child for _live, child in found]
    if isinstance(node, Element):
        given = properties(node)
        live, inside = _drawn(given.pop("children", None))
        if live:
            return True, type(node)(inside, **given)
        return False, Static(node.tag, given, None if node.tag in VOID else render(inside))
    return isinstance(node, Component), node
