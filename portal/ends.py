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
    at nothing. Beside "few" and "most" the whole scale is drawn: on a shorter one, the blocks that
    stand for them would say more than the word."""
    values = [*extent(points, target), *more]
    if whole:
        return nice_range(values, scale)
    if scale and any(word(o) for o in points):
        return scale[0], scale[1]
    return close_range(values, scale)


def above_zero(figure: dict[str, object]) -> bool:
    """Whether the upright axis of a figure leaves out zero."""
    layout = figure["layout"]
    assert isinstance(layout, dict)
    return bool(layout["yaxis"]["range"][0] > 0)
