"""An icon with its words beside it: shape and words say what the colour says."""

from collections.abc import Sequence

from dash.development.base_component import Component

from portal import html
from portal.components.aria import aria


def verdict(shape: str, tone: str, words: str, sentence: str = "") -> Component:
    """``shape`` and ``tone`` as assets/verdicts.css and assets/charts.css name them; ``sentence``
    says it in full. Where it begins with the words, they are said once."""
    drawn = html.Span(className=f"icon icon-{shape} c-{tone}", **aria(hidden="true"))
    if not sentence:
        return html.Span([drawn, html.Span(words)], className="verdict")
    title = f"{words}:"
    strong = title if sentence.startswith(title) else words
    rest = sentence.removeprefix(title).lstrip()
    said = html.Span([html.Strong(strong), " ", html.Span(rest)])
    return html.Span([drawn, said], className="verdict")


def verdicts(shown: Sequence[Component | None]) -> Component | None:
    """Several of them; None where there is none."""
    inside = [html.Li(one) for one in shown if one is not None]
    return html.Ul(inside, className="verdicts") if inside else None
