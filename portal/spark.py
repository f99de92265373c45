"""A small line beside a sentence: decoration, so it is a picture without words of its own.

A picture in the page takes no colour from the stylesheet: its colours are those of the series,
which show on light and dark alike. Behind the line lies what chance explains, so that what merely
varies does not look like a change.
"""

from collections.abc import Sequence
from urllib.parse import quote

from portal.findings import Assessment
from portal.svg_plot import short
from portal.traces import SERIES

WIDE, HIGH, ROOM = 160, 44, 6
MOST = 24
"""The newest values that are drawn."""


def picture(values: Sequence[float | None], found: Assessment | None = None) -> str:
    """The address of the picture, oldest value first, gaps for what is not shown; empty where there
    are fewer than two values."""
    values = values[-MOST:]
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return ""
    limits = found.limits[1:] if found and found.limited else ()
    low, high = min(*known, *limits), max(*known, *limits)
    scale = (HIGH - 2 * ROOM) / (high - low or 1)
    step = (WIDE - 2 * ROOM) / (len(values) - 1)
    points = [
        (ROOM + n * step, None if v is None else ROOM + scale * (high - v))
        for n, v in enumerate(values)
    ]
    edges = [ROOM + scale * (high - limit) for limit in limits]
    drawn = "".join([_band(edges), _line(points), _last(points)])
    box = f"viewBox='0 0 {WIDE} {HIGH}'"
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' {box}>{drawn}</svg>"
    return "data:image/svg+xml," + quote(picture, safe=" ='/:<>")


Places = Sequence[tuple[float, float | None]]


def _band(edges: Sequence[float]) -> str:
    """What chance explains."""
    if not edges:
        return ""
    below, above = edges
    return (
        f"<rect width='{WIDE}' y='{short(above)}' height='{short(below - above)}' "
        f"fill='{SERIES['other']}' fill-opacity='.16'/>"
    )


def _line(points: Places) -> str:
    path, pen = "", "M"
    for x, y in points:
        path += "" if y is None else f"{pen}{short(x)} {short(y)}"
        pen = "M" if y is None else "L"
    return (
        f"<path d='{path}' fill='none' stroke='{SERIES['main']}' stroke-width='2.5' "
        "stroke-linejoin='round' stroke-linecap='round'/>"
    )


def _last(points: Places) -> str:
    x, y = next(p for p in reversed(points) if p[1] is not None)
    return f"<circle cx='{short(x)}' cy='{short(y or 0)}' r='4.5' fill='{SERIES['main']}'/>"
