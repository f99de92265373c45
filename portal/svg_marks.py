"""Lines, bars and marks of our own SVG, one function a kind of trace."""

from collections.abc import Iterator, Sequence
from typing import Any

from portal.svg_plot import WIDE, Plot, colour, short
from portal.traces import Figure


def lines(trace: Figure, plot: Plot) -> Iterator[str]:
    if trace["type"] != "scatter" or not trace["x"] or trace["mode"] == "markers":
        return
    drawn = " ".join(
        "M" + "L".join(plot.point(x, y) for x, y in run)
        for run in _unbroken(trace["x"], trace["y"])
    )
    line = trace["line"]
    if trace.get("fill"):
        yield f'<path class="area {colour(trace["fillcolor"])}" d="{drawn}"/>'
    elif drawn:
        dash = f" {line['dash']}" if line.get("dash", "solid") != "solid" else ""
        dash += " thin" if line["width"] < 2 else ""
        yield f'<path class="line{dash} {colour(line["color"])}" d="{drawn}"/>'


def _unbroken(xs: Sequence[Any], ys: Sequence[Any]) -> Iterator[list[tuple[Any, Any]]]:
    """Stretches of points between two gaps."""
    run: list[tuple[Any, Any]] = []
    for x, y in zip(xs, ys, strict=True):
        if x is not None and y is not None:
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def marks(trace: Figure, plot: Plot) -> Iterator[str]:
    if "markers" in trace.get("mode", ""):
        sizes = trace["marker"]["size"]
        for x, y, size in zip(trace["x"], trace["y"], sizes, strict=True):
            if x is not None and y is not None:
                yield mark(trace["marker"], plot.percent(x), short(plot.down(y)), size / 2)
    if trace.get("error_x", {}).get("visible"):
        yield from _whiskers(trace, plot)


def mark(marker: Figure, x: str, y: str, radius: float) -> str:
    """One point in its shape, with the measures of plotly's own symbols."""
    tone, symbol = colour(marker["color"]), marker.get("symbol", "circle")
    if symbol.startswith("circle"):
        kind = "ring" if symbol == "circle-open" else "fill"
        return f'<circle class="{kind} {tone}" cx="{x}" cy="{y}" r="{short(radius)}"/>'
    up = -1 if symbol == "triangle-up" else 1
    side, foot, tip = radius * 2 / 3**0.5, -up * radius / 2, up * radius
    path = f"M-{short(side)} {short(foot)}H{short(side)}L0 {short(tip)}Z"
    return f'<svg x="{x}" y="{y}" overflow="visible"><path class="fill {tone}" d="{path}"/></svg>'


def _whiskers(trace: Figure, plot: Plot) -> Iterator[str]:
    error = trace["error_x"]
    for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        if x is None:
            continue
        middle = trace["offset"][n] + trace["width"][n] / 2 if "offset" in trace else 0.0
        down = plot.down(y, middle)
        left, right = (plot.percent(x + d) for d in (-error["arrayminus"][n], error["array"][n]))
        tone = colour(error["color"])
        yield _stroke(tone, left, right, down, down)
        yield from (_stroke(tone, end, end, down - 4, down + 4) for end in (left, right))


def _stroke(tone: str, x1: str, x2: str, y1: float, y2: float) -> str:
    return f'<line class="whisker {tone}" x1="{x1}" x2="{x2}" y1="{short(y1)}" y2="{short(y2)}"/>'


def bars(data: Sequence[Figure], layout: Figure, plot: Plot) -> Iterator[str]:
    """Upright or lying bars; stacked ones upon each other unless they bring their own base."""
    tops: dict[Any, float] = {}
    for trace in data:
        if trace["type"] != "bar":
            continue
        lying = trace.get("orientation") == "h"
        places, sizes = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
        for n, (place, size) in enumerate(zip(places, sizes, strict=True)):
            if size is None:
                continue
            base = trace["base"][n] if "base" in trace else 0.0
            if layout["barmode"] == "stack" and "base" not in trace:
                base = tops.get(place, 0.0)
                tops[place] = base + size
            yield _bar(trace, plot, n, place, base, base + size, lying)


def _bar(
    trace: Figure, plot: Plot, n: int, place: Any, start: float, end: float, lying: bool
) -> str:
    """One bar, cut off at the edges of the plot as plotly does."""
    width = trace.get("width", [0.8] * (n + 1))[n]
    offset = trace["offset"][n] if "offset" in trace else -width / 2
    if lying:
        sides = plot.across(start), plot.across(end)
        downs = plot.down(place, offset), plot.down(place, offset + width)
    else:
        sides = plot.across(place, offset), plot.across(place, offset + width)
        downs = plot.down(end), plot.down(start)
    left, right = sorted(WIDE * min(max(side, 0), 1) for side in sides)
    above, below = sorted(min(max(down, 0), plot.height) for down in downs)
    faint = " faint" if trace["marker"].get("opacity", 1) < 1 else ""
    faint = " edge" if "line" in trace["marker"] else faint
    return (
        f'<rect class="bar{faint} {colour(trace["marker"]["color"])}" x="{short(left)}" '
        f'y="{short(above)}" width="{short(right - left)}" height="{short(below - above)}"/>'
    )
