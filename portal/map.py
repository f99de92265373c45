"""The map as a figure: the force's own outlines, and its stations by shape and colour.

Nothing is fetched from anywhere: outlines and points are of the release. The drawing has no height
in pixels, because its shape must stay: assets/map.css gives the box its proportions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.frames import FONT
from portal.geography import WIDE, Ground
from portal.outlines import Ring
from portal.traces import HOVER, SERIES, Figure, escape

KINDS = ("as expected", "higher", "lower", "shown", "")
"""How a station is marked: its band; that it has a figure, where nothing is compared; or none."""

PLACE = "__area__"

SHAPES = {
    "as expected": ("circle", 13),
    "higher": ("triangle-up", 18),
    "lower": ("triangle-down", 18),
    "shown": ("circle", 13),
    "": ("circle-open", 11),
}


@dataclass(frozen=True, slots=True)
class Station:
    """One mark: the id of the area, one of KINDS, and what the pointer says."""

    area: str
    kind: str
    said: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """What the kinds are called, and the colour of each as in SERIES."""

    names: dict[str, str]
    colours: dict[str, str]
    listed: str


def figure(
    ground: Ground,
    stations: Sequence[Station],
    legend: Legend,
    titles: dict[str, str],
    address: str = "",
) -> Figure:
    """``titles`` are the names of the areas that have parts, by id; ``address`` is that of a
    station, with PLACE for its id."""
    shown = [s for s in stations if s.area in ground.spots]
    return {
        "data": [
            *_outlines(ground),
            *_names(ground, titles),
            *_ring(ground, shown, legend),
            *_marks(ground, shown, legend),
        ],
        "layout": _layout(ground) | {"meta": {"map": address}},
    }


def _layout(ground: Ground) -> Figure:
    axis = {"visible": False, "fixedrange": True}
    return {
        "template": "none",
        "autosize": True,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "font": FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 24,
        "showlegend": True,
        "xaxis": axis | {"range": [0, WIDE]},
        "yaxis": axis | {"range": [ground.height, 0]},
    }


def _outlines(ground: Ground) -> Iterator[Figure]:
    """The ground of the stations with thin borders, that of their districts with strong ones."""
    fine = [r for id_, rings in ground.outlines.items() for r in rings if id_ in ground.spots]
    strong = [r for id_, rings in ground.outlines.items() for r in rings if id_ not in ground.spots]
    if fine:
        yield _land(fine, 1, filled=True)
    if strong:
        yield _land(strong, 2, filled=not fine)


def _land(rings: Sequence[Ring], width: int, *, filled: bool) -> Figure:
    """Lines around rings; only the lowest ones are filled, so that they hide none."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in rings:
        xs += [*(p[0] for p in ring), None]
        ys += [*(p[1] for p in ring), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself" if filled else "none",
        "fillcolor": SERIES["other"] + "14",
        "line": {"color": SERIES["other"], "width": width},
        "x": xs[:-1],
        "y": ys[:-1],
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _names(ground: Ground, titles: dict[str, str]) -> Iterator[Figure]:
    """The names of the areas that are drawn with strong borders."""
    found = [(titles[id_], at) for id_, at in ground.names.items() if id_ in titles]
    if found:
        yield {
            "type": "scatter",
            "mode": "text",
            "x": [at[0] for _name, at in found],
            "y": [at[1] for _name, at in found],
            "text": [escape(name) for name, _at in found],
            "showlegend": False,
            "hoverinfo": "skip",
        }


def _ring(ground: Ground, stations: Sequence[Station], legend: Legend) -> Iterator[Figure]:
    """Around the stations of a list that is not the whole."""
    listed = [s for s in stations if s.listed]
    if listed:
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": legend.listed,
            **_places(ground, listed),
            "marker": _marker("circle-open", SERIES["main"], 27, len(listed)),
            "hoverinfo": "skip",
        }


def _marks(ground: Ground, stations: Sequence[Station], legend: Legend) -> Iterator[Figure]:
    for kind in KINDS:
        shown = [s for s in stations if s.kind == kind]
        if shown:
            symbol, size = SHAPES[kind]
            yield {
                "type": "scatter",
                "mode": "markers",
                "name": legend.names[kind],
                **_places(ground, shown),
                "marker": _marker(symbol, SERIES[legend.colours[kind]], size, len(shown)),
                "ids": [s.area for s in shown],
                "customdata": [escape(s.said) for s in shown],
                "hovertemplate": HOVER,
            }


def _places(ground: Ground, stations: Sequence[Station]) -> Figure:
    at = [ground.spots[s.area] for s in stations]
    return {"x": [p[0] for p in at], "y": [p[1] for p in at]}


def _marker(symbol: str, colour: str, size: int, count: int) -> Figure:
    line = {"width": 2.5, "color": colour} if symbol.endswith("open") else {"width": 0}
    return {"symbol": symbol, "color": colour, "size": [size] * count, "opacity": 1, "line": line}
