"""Draws a figure of ``portal/charts.py`` as inline SVG: the same dict, numbers and height.

The width is not known on the server. So the plot's padding is CSS (class ``m-<margin>``), places
across are percentages, and lines live in an inner ``svg`` that stretches sideways while their
strokes do not: text is never distorted. Colours are classes, because the content security policy
allows no style attributes and dark mode needs them in the stylesheet.
"""

from collections.abc import Iterator

from portal import svg_map
from portal.svg_marks import bars, lines, marks
from portal.svg_plot import WIDE, Plot, escape, short
from portal.traces import Figure


def draw(figure: Figure, *, label_id: str = "") -> str:
    """One ``<svg>``; named by the element ``label_id``, hidden from assistive software without."""
    layout = figure["layout"]
    name = f'role="img" aria-labelledby="{escape(label_id)}"' if label_id else 'aria-hidden="true"'
    if svg_map.is_map(figure):
        return svg_map.draw(figure, name)
    plot = Plot(layout)
    parts = [
        (
            f'<svg class="plot m-{plot.margin}" width="100%" height="{layout["height"]}" {name} '
            'focusable="false">'
        ),
        *_grid(layout, plot),
        (
            f'<svg viewBox="0 0 {WIDE} {plot.height}" preserveAspectRatio="none" width="100%" '
            f'height="{plot.height}" overflow="visible">'
        ),
        *bars(figure["data"], layout, plot),
        *(path for trace in figure["data"] for path in lines(trace, plot)),
        "</svg>",
        *(mark for trace in figure["data"] for mark in marks(trace, plot)),
        *_labels(layout, plot),
        *(_note(note, plot) for note in layout.get("annotations", [])),
        "</svg>",
    ]
    return "".join(parts)


def _grid(layout: Figure, plot: Plot) -> Iterator[str]:
    if layout["xaxis"].get("showgrid"):
        for value in layout["xaxis"]["tickvals"]:
            x = plot.percent(value)
            yield f'<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{plot.height}"/>'
    for value in layout["yaxis"].get("tickvals", []):
        y = short(plot.down(value))
        yield f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'


def _labels(layout: Figure, plot: Plot) -> Iterator[str]:
    axis = layout["yaxis"]
    for value, words in zip(axis.get("tickvals", []), axis.get("ticktext", []), strict=True):
        y = short(plot.down(value) + 4.5)
        yield f'<text class="end" x="-7" y="{y}">{escape(words)}</text>'
    axis = layout["xaxis"]
    for value, words in zip(axis.get("tickvals", []), axis.get("ticktext", []), strict=True):
        x = plot.percent(value)
        for n, row in enumerate(words.split("<br>")):
            y = plot.height + 16 + axis.get("ticklen", 0) + 17 * n
            yield f'<text class="mid" x="{x}" y="{y}">{escape(row)}</text>'


def _note(note: Figure, plot: Plot) -> str:
    """A text whose bottom lies ``yshift`` pixels above its place; the baseline is 4 px higher."""
    side = {"right": "end", "center": "mid"}.get(note["xanchor"], "start")
    across = f"{100 * note['x']}%" if note["xref"] == "paper" else plot.percent(note["x"])
    level = plot.height * (1 - note["y"]) if note["yref"] == "paper" else plot.down(note["y"])
    bottom = level - note.get("yshift", 0) - 4
    rows = note["text"].split("<br>")
    return "".join(
        f'<text class="{side}" x="{across}" y="{short(bottom - 17 * n)}">{escape(row)}</text>'
        for n, row in enumerate(reversed(rows))
    )
