"""The ends of the upright axis of a chart of points and lines."""

from collections.abc import Iterable, Sequence

from portal.axis import close_range, nice_range
from portal.blocks import word
from portal.traces import extent
from release.reader import Observation


def of(
    points: Sequence[Observation],
    target: float | None,
    scale: Sequence[float] | None,
    *,
    whole: bool = False,
    more: Iterable[float] = (),
) -> tuple[float, float]:
    """Close around figures, likely ranges, target and what else is drawn (``more``). Counts begin
    at nothing. "Few" and "most" lie at the ends of the scale, so it is drawn up to there."""
    values = [*extent(points, target), *more]
    if whole:
        return nice_range(values, scale)
    words = {word(o) for o in points}
    if scale:
        values += [end for end, name in zip(scale, ("few", "most"), strict=True) if name in words]
    return close_range(values, scale)


def above_zero(figure: dict[str, object]) -> bool:
    """Whether the upright axis of a figure leaves out zero."""
    layout = figure["layout"]
    assert isinstance(layout, dict)
    return bool(layout["yaxis"]["range"][0] > 0)
