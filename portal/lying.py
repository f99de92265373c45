"""Lying bars: by category with whiskers, or the parts of one whole."""

from collections.abc import Sequence
from textwrap import wrap

from portal import blocks, frames, traces
from portal.axis import categories, nice_range
from portal.language import period_title
from portal.traces import SERIES, Figure, Say, escape, extent, plain, rounded
from release.reader import Observation

ROW, TALL_ROW = 46, 62
"""Pixels of one row of ``bars``: the title above in one line or two, the bar below."""

LINE = 36
"""Characters of title and figure together that fit into one line at 320 px."""


def bars(
    items: Sequence[tuple[str, Observation]],
    *,
    unit: str = "%",
    decimals: int = 0,
    xrange: Sequence[float] | None = None,
    say: Say | None = None,
    tell: Say | None = None,
) -> Figure:
    """Lying bars by category with interval whiskers, in the order given (top first). The title
    stands above its bar, so that long ones fit at 320 px; a hidden number is said in words.
    ``tell`` says more than ``say`` to the pointer and the keys."""
    say = say or plain(unit, decimals)
    low, high = nice_range([0.0, *extent([o for _t, o in items])], xrange)
    titles = [wrapped(title, say(o)) for title, o in items]
    height = TALL_ROW if any("<br>" in title for title in titles) else ROW
    rows = [str(n) for n in range(len(items))]
    layout = frames.layout(height * max(len(items), 1) + 8, "bars") | {
        "xaxis": {"range": [low, high], "visible": False, "fixedrange": True},
        "yaxis": categories(rows) | {"visible": False, "range": [len(rows) - 0.5, -0.5]},
        "showlegend": False,
        "annotations": [
            frames.note(words, row, side, 5 - (height - ROW) / 2)
            for row, title, (_t, o) in zip(rows, titles, items, strict=True)
            for words, side in ((title, "left"), (escape(say(o)), "right"))
        ],
    }
    layout["showlegend"] = bool(zones := _zones(rows, items, high, height))
    return {"data": [_bars(rows, items, tell or say, height), *zones], "layout": layout}


def wrapped(title: str, figure: str) -> str:
    """A title in at most two lines, the last of which leaves room for the figure beside it."""
    tried = (wrap(title, room) for room in range(LINE, LINE // 3, -1))
    fitting = (t for t in tried if t and len(t) <= 2 and len(t[-1]) + len(figure) < LINE)
    lines = next(fitting, None) or wrap(title, LINE - 10, max_lines=2)
    return "<br>".join(map(escape, lines))


def parts(data: list[Figure]) -> Figure:
    """The stacked parts of a single period as one lying bar."""
    for trace in data:
        trace |= {"x": trace["y"], "y": ["0"] * len(trace["y"]), "orientation": "h"}
    layout = frames.layout(frames.HEIGHTS["parts"], "parts") | {
        "xaxis": {"range": [0, 100], "visible": False, "fixedrange": True},
        "yaxis": categories(["0"]) | {"visible": False},
        "barmode": "stack",
        "showlegend": True,
    }
    return {"data": data, "layout": layout}


def _zones(
    rows: Sequence[str], items: Sequence[tuple[str, Observation]], high: float, height: int
) -> list[Figure]:
    """Where only "few" or "most" may be said: a pale block at that end of the row."""
    size = blocks.ZONE * high
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": title,
            "x": [size] * len(found),
            "y": found,
            "base": [base] * len(found),
            **_thick(height, len(found)),
            "marker": blocks.PALE,
            "hoverinfo": "skip",
        }
        for name, title, base in blocks.zone_names(0.0, high - size)
        if (found := [r for r, (_t, o) in zip(rows, items, strict=True) if blocks.word(o) == name])
    ]


def _thick(height: int, count: int) -> Figure:
    """How thick a bar is, and how far below the upper edge of its row, as parts of the row."""
    return {
        "width": [round(12 / height, 3)] * count,
        "offset": [round((height / 2 - 21) / height, 3)] * count,
    }


def _bars(
    rows: Sequence[str], items: Sequence[tuple[str, Observation]], say: Say, height: int
) -> Figure:
    """A hidden number has no bar; its words have their place all the same."""
    points = [o for _title, o in items]
    above = [rounded((o.upper or o.value or 0) - (o.value or 0), 2) for o in points]
    below = [rounded((o.value or 0) - (o.lower or o.value or 0), 2) for o in points]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [rounded(o.value, 2) for o in points],
        "y": list(rows),
        **_thick(height, len(points)),
        "showlegend": False,
        "marker": {"color": SERIES["main"]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": above,
            "arrayminus": below,
            "color": SERIES["other"],
            "thickness": 2,
            "width": 4,
            "visible": any(above) or any(below),
        },
        "customdata": [
            traces.said(o, say, "" if title == period_title(o.period) else title)
            for title, o in items
        ],
        "hovertemplate": traces.HOVER,
    }
