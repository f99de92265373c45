"""The frame of a figure: layout, margins and texts beside the traces."""

from collections.abc import Sequence
from typing import Any

from portal.axis import period_axis, value_axis

Figure = dict[str, Any]
FONT = {"family": "inherit", "size": 13}
MARGINS = {
    "trend": {"l": 40, "r": 14, "t": 10, "b": 40},
    "funnel": {"l": 40, "r": 22, "t": 10, "b": 50},
    "bars": {"l": 2, "r": 2, "t": 8, "b": 0},
    "rows": {"l": 14, "r": 14, "t": 8, "b": 32},
    "parts": {"l": 2, "r": 2, "t": 4, "b": 8},
    "spark": {"l": 4, "r": 4, "t": 4, "b": 4},
}
"""Pixels around the plot; assets/charts.css has the same as padding of ``m-<name>``."""

HEIGHTS = {"trend": 266, "funnel": 310, "parts": 60}
"""Pixels of a whole figure, by its margins."""


def over_time(
    data: list[Figure], periods: Sequence[str], low: float, high: float, whole: bool = False
) -> Figure:
    """A figure over periods with a number axis on the left. Its legend stands above the drawing
    (portal/components/legend.py)."""
    frame = layout(HEIGHTS["trend"], "trend")
    frame["xaxis"] = period_axis(periods)
    frame["yaxis"] = value_axis(low, high, whole)
    frame["showlegend"] = len(data) > 1
    return {"data": data, "layout": frame}


def layout(height: int, margin: str) -> Figure:
    """What every figure shares: no template, fixed height, nothing to drag."""
    return {
        "template": "none",
        "height": height,
        "autosize": True,
        "margin": MARGINS[margin] | {"pad": 0},
        "font": FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hovermode": "closest",
        "barmode": "overlay",
    }


def note(words: str, row: str | float, side: str, shift: float) -> Figure:
    """A text in the row of a lying bar, at its left or right end, ``shift`` pixels up."""
    return {
        "text": words,
        "xref": "paper",
        "x": 0 if side == "left" else 1,
        "xanchor": side,
        "yref": "y",
        "y": row,
        "yanchor": "bottom",
        "yshift": shift,
        "showarrow": False,
        "align": side,
        "borderpad": 0,
    }


def above(words: str, x: float, y: float, shift: float) -> Figure:
    """A text in the middle over a point, ``shift`` pixels up."""
    return {
        "text": words,
        "xref": "x",
        "x": x,
        "xanchor": "center",
        "yref": "y",
        "y": y,
        "yanchor": "bottom",
        "yshift": shift,
        "showarrow": False,
        "align": "center",
        "borderpad": 0,
    }


def below(words: str) -> Figure:
    """A text under the labels of the lower axis, at its right end."""
    return {
        "text": words,
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "yref": "paper",
        "y": 0,
        "yanchor": "bottom",
        "yshift": -44,
        "showarrow": False,
        "align": "right",
        "borderpad": 0,
    }
