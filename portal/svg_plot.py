"""Where things lie in our own SVG, and how numbers and names are written in it."""

from html import escape as html_escape
from html import unescape
from typing import Any

from portal.frames import MARGINS, Figure
from portal.traces import SERIES

WIDE = 1000
"""Units across the inner, stretched drawing."""

COLOURS = {colour: name for name, colour in SERIES.items()}


class Plot:
    """Where a value of the figure lies: across as a fraction, down in pixels."""

    def __init__(self, layout: Figure) -> None:
        margin = {side: layout["margin"][side] for side in "lrtb"}
        self.margin = next(name for name, sides in MARGINS.items() if sides == margin)
        self.left, self.top = margin["l"], margin["t"]
        self.height = layout["height"] - margin["t"] - margin["b"]
        self._x, self._y = layout["xaxis"], layout["yaxis"]

    def across(self, value: Any, shift: float = 0.0) -> float:
        """0 at the left end of the plot, 1 at the right one."""
        return _place(self._x, value, shift)

    def down(self, value: Any, shift: float = 0.0) -> float:
        """Pixels below the upper edge of the plot."""
        return round(float(self.height) * (1 - _place(self._y, value, shift)), 1)

    def percent(self, value: Any, shift: float = 0.0) -> str:
        return f"{short(100 * self.across(value, shift))}%"

    def point(self, x: Any, y: Any) -> str:
        return f"{short(WIDE * self.across(x))} {short(self.down(y))}"


def _place(axis: Figure, value: Any, shift: float) -> float:
    low, high = axis["range"]
    at = axis["categoryarray"].index(value) if axis.get("type") == "category" else float(value)
    return float((at + shift - low) / (high - low))


def short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def escape(words: str) -> str:
    """Text of a figure (where & < > are written as entities already) as text of HTML."""
    return html_escape(unescape(words))


def colour(value: str) -> str:
    return f"c-{COLOURS[value[:7]]}"
