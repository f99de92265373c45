"""Our own SVG of the map: the same figure as plotly's. Its box has the proportions of the map, so
that outlines stretch alike both ways and marks and names keep their size."""

from collections.abc import Iterator
from urllib.parse import quote

from portal.map import PLACE
from portal.svg_marks import mark
from portal.svg_plot import WIDE, escape, short
from portal.traces import Figure

REACH = 12
"""Pixels around a mark that belong to it."""


def is_map(figure: Figure) -> bool:
    return "map" in figure["layout"].get("meta", {})


def holds_links(figure: Figure) -> bool:
    """Whether its points lead somewhere: a picture must hold nothing to press."""
    return is_map(figure) and bool(figure["layout"]["meta"]["map"])


def draw(figure: Figure, name: str) -> str:
    """``name`` are the attributes that name the drawing or hide it."""
    down, address = figure["layout"]["yaxis"]["range"][0], figure["layout"]["meta"]["map"]
    return "".join(
        [
            f'<svg class="plot" width="100%" height="100%" {name} focusable="false">',
            f'<svg viewBox="0 0 {WIDE} {short(down)}" preserveAspectRatio="none" width="100%" '
            'height="100%">',
            *(_land(trace) for trace in figure["data"] if trace["mode"] == "lines"),
            "</svg>",
            *(part for trace in figure["data"] for part in _placed(trace, down, address)),
            "</svg>",
        ]
    )


def _land(trace: Figure) -> str:
    """Lines of whole units, each point after the first by how far it is from the one before."""
    path, before = "", None
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None:
            path += "z"
        elif before is None:
            path += f"M{x} {y}"
        else:
            path += f"l{x - before[0]} {y - before[1]}"
        before = None if x is None else (x, y)
    kind = " strong" if trace["line"]["width"] > 1 else ""
    kind += " bare" if trace["fill"] == "none" else ""
    return f'<path class="land{kind}" fill-rule="evenodd" d="{path}z"/>'


def _placed(trace: Figure, down: float, address: str) -> Iterator[str]:
    if trace["mode"] == "lines":
        return
    for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        across, below = f"{short(100 * x / WIDE)}%", f"{short(100 * y / down)}%"
        if trace["mode"] == "text":
            yield f'<text class="mid" x="{across}" y="{below}" dy="0.35em">'
            yield f"{escape(trace['text'][n])}</text>"
        else:
            drawn = mark(trace["marker"], across, below, trace["marker"]["size"][n] / 2)
            linked = address and "ids" in trace
            yield _link(trace, n, address, across, below, drawn) if linked else drawn


def _link(trace: Figure, n: int, address: str, x: str, y: str, drawn: str) -> str:
    """A mark as a way to its station, for pointer and finger, and as large as a finger needs: the
    keys have the list beside the map, so it is no stop of theirs."""
    to = escape(address.replace(PLACE, quote(trace["ids"][n], safe="")))
    said = f"<title>{escape(trace['customdata'][n])}</title>"
    hit = f'<circle class="hit" cx="{x}" cy="{y}" r="{REACH}"/>'
    return f'<a href="{to}" tabindex="-1">{said}{drawn}{hit}</a>'
