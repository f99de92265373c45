"""Our own SVG of the map: the same figure as plotly's. Its box has the proportions of the map, so
that outlines stretch alike both ways and marks and names keep their size."""

from collections.abc import Iterator

from portal.svg_marks import mark
from portal.svg_plot import WIDE, escape, short
from portal.traces import Figure


def is_map(figure: Figure) -> bool:
    return bool(figure["layout"].get("meta") == "map")


def draw(figure: Figure, name: str) -> str:
    """``name`` are the attributes that name the drawing or hide it."""
    down = figure["layout"]["yaxis"]["range"][0]
    return "".join(
        [
            f'<svg class="plot" width="100%" height="100%" {name} focusable="false">',
            f'<svg viewBox="0 0 {WIDE} {short(down)}" preserveAspectRatio="none" width="100%" '
            'height="100%">',
            *(_land(trace) for trace in figure["data"] if trace["mode"] == "lines"),
            "</svg>",
            *(part for trace in figure["data"] for part in _placed(trace, down)),
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


def _placed(trace: Figure, down: float) -> Iterator[str]:
    if trace["mode"] == "lines":
        return
    for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        across, below = f"{short(100 * x / WIDE)}%", f"{short(100 * y / down)}%"
        if trace["mode"] == "text":
            yield f'<text class="mid" x="{across}" y="{below}" dy="0.35em">'
            yield f"{escape(trace['text'][n])}</text>"
        else:
            yield mark(trace["marker"], across, below, trace["marker"]["size"][n] / 2)
