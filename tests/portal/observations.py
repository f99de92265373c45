"""Observations for drawing, made by hand."""

from release.reader import Observation
from release.vocabulary import frequency_of


def seen(
    period: str,
    value: float | None,
    half: float | None = None,
    category: str = "",
    measure: str = "happy_index",
) -> Observation:
    """One observation; ``half`` is half the width of its interval; None is hidden."""
    known = value is not None and half is not None
    return Observation(
        measure=measure,
        frequency=frequency_of(period),
        area="station_elm",
        breakdown="face" if category else "",
        category=category,
        period=period,
        numerator=None,
        denominator=None,
        value=value,
        lower=value - half if known else None,  # type: ignore[operator]
        upper=value + half if known else None,  # type: ignore[operator]
        status="normal" if value is not None else "suppressed",
        note="",
    )


def series(*values: float | None, half: float | None = None) -> list[Observation]:
    """Months from 2025-01 on."""
    return [seen(f"{2025 + n // 12}-{n % 12 + 1:02d}", v, half) for n, v in enumerate(values)]
