"""The words used on a page that need an explanation: each shows it on focus, tap and pointer."""

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from portal import html, links
from portal.components.aria import aria
from portal.glossary import Word, words
from portal.language import _
from release.reader import Reader


def words_used(reader: Reader, *ids: str, within: str = "page") -> Component | None:
    """A quiet line of terms; ``within`` tells several such lines of a page apart. Sentences stay
    whole for translators, because no term is marked inside them."""
    known = words()
    items: list[Any] = [html.Li(_word(known[id_], f"word-{within}-{id_}")) for id_ in ids]
    if not items:
        return None
    every = html.A(_("All words"), href=links.href(reader, "/glossary"))
    inside = [html.Span(_("Words used here")), html.Ul([*items, html.Li(every)])]
    return html.Div(inside, className="words")


def _word(word: Word, id: str) -> Sequence[Component]:
    """A button, because it can have the focus; what it shows is always described by it."""
    named: dict[str, Any] = aria(describedby=id)
    button = html.Button(word.title, type="button", tabIndex="0", className="word", **named)
    return [button, html.Span(word.meaning, id=id, role="tooltip", className="meaning")]
