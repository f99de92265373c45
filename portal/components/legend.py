"""The names of what a chart draws: HTML above the drawing, because only HTML wraps at any width."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component

from portal import html
from portal.components.aria import aria
from portal.svg_plot import colour


def legend(figure: dict[str, Any]) -> Component | None:
    """One entry a named trace of a figure that asks for a legend; None for others. It is hidden
    from assistive software, like the drawing: words describe both."""
    if not figure["layout"].get("showlegend"):
        return None
    return html.Ul(list(_entries(figure["data"])), className="plot-names", **aria(hidden="true"))


def _entries(traces: list[dict[str, Any]]) -> Iterator[Component]:
    for trace in traces:
        if trace.get("showlegend", True):
            tone = trace.get("fillcolor") or trace.get("marker", trace.get("line", {}))["color"]
            sign = html.I(className=f"{_kind(trace)} {colour(tone)}")
            yield html.Li([sign, _text(trace["name"])])


def _text(name: str) -> str:
    """A name as plotly takes it, where & < > are written as entities, as plain text."""
    return name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _kind(trace: dict[str, Any]) -> str:
    """The little sign before a name: a line, a box, or the shape of its points."""
    if trace["type"] != "scatter" or trace.get("fill"):
        if trace["type"] == "bar" and "line" in trace["marker"]:
            return "box edge"
        faint = "fillcolor" in trace or trace.get("marker", {}).get("opacity", 1) < 1
        return "box faint" if faint else "box"
    if trace["mode"] == "markers":
        return f"mark {trace['marker'].get('symbol', 'circle')}"
    dash = trace["line"].get("dash", "solid")
    return "line" if dash == "solid" else f"line {dash}"
