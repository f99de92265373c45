"""What Dash draws of a page: live parts as components, everything else as ready HTML.

Dash's half in the browser does work for every component at every component (each one listens to
all changes), so a page of three thousand of them takes a phone a minute. Only charts and fields
have something to do there; a part without any becomes one component, ``Static``, that holds its
HTML (assets/static.js).
"""

from typing import Any

from dash.development.base_component import Component

from portal.first_html import VOID, Static, properties, render
from portal.html import is_element


def drawn(node: Any) -> Any:
    """The same tree with each largest part that is not live as one ``Static``."""
    living: set[int] = set()
    _live(node, living)
    return _drawn(node, living)


def _live(node: Any, living: set[int]) -> bool:
    """Whether something live is here; the elements around it are added to ``living`` by ``id``."""
    if node is None or isinstance(node, str):
        return False
    if isinstance(node, list | tuple):
        found = [_live(child, living) for child in node]
        return any(found)
    if not is_element(node):
        return isinstance(node, Component)
    if live := _live(node.__dict__.get("children"), living):
        living.add(id(node))
    return live


def _drawn(node: Any, living: set[int]) -> Any:
    if isinstance(node, list | tuple):
        return [_drawn(child, living) for child in node if child is not None]
    if not is_element(node):
        return node
    given = properties(node)
    inside = given.pop("children", None)
    if id(node) in living:
        return type(node)(_drawn(inside, living), **given)
    return Static(node.tag, given, None if node.tag in VOID else render(inside))
