"""Made-up observations and what would be found out about them, for the page that shows every
component. Nothing here comes from a release, and every name says "Example"."""

from dataclasses import replace
from datetime import date

from portal.event_study import Point
from portal.findings import NOTHING, Assessment, Comparison, Found, Signal
from portal.funnel import Spot
from portal.language import _, number, percent
from portal.series import Series
from portal.wording import band
from release.measures import Area, Breakdown, Measure, Term
from release.reader import Observation
from release.vocabulary import frequency_of, next_period

FIRST = "2025-01"
VALUES = [61, 63, 62, 66, 64, 65, 63, 67, 66, 68, 67, 70, 69, 74, 76]


def measure() -> Measure:
    """A percentage with a target, two splits and all that a definition has."""
    faces = {
        "one": _("Very happy"),
        "two": _("Happy"),
        "three": _("Unhappy"),
        "four": _("Very unhappy"),
    }
    groups = {"a": _("Example group A"), "b": _("Example group B"), "c": _("Example group C")}
    return Measure(
        id="example",
        title=_("Example measure"),
        definition=_("Example: nothing is measured here."),
        why_it_matters=_("Example: it shows what a page is made of."),
        caution=_("Example: the figures are made up."),
        theme="station",
        kind="percent",
        unit="%",
        direction="higher",
        target=75,
        factor=100,
        numerator=Term(record="example"),
        denominator=Term(record="example"),
        protection="events",
        finest_area="station",
        frequencies=["month"],
        breakdowns={
            "face": Breakdown(title=_("Example faces"), categories=faces, kind="share", field="x"),
            "group": Breakdown(
                title=_("Example groups"), categories=groups, kind="slice", field="x"
            ),
        },
        scale=[0, 100],
        owner=_("Example"),
        next_review=date(2030, 1, 1),
    )


def area() -> Area:
    return Area(id="example", name=_("Example Station"), level="station", parent="force")


def seen(
    period: str, value: float | None, half: float = 4, breakdown: str = "", category: str = ""
) -> Observation:
    """One observation; ``half`` is half the width of its likely range; None is hidden."""
    return Observation(
        measure="example",
        frequency=frequency_of(period),
        area="example",
        breakdown=breakdown,
        category=category,
        period=period,
        numerator=None,
        denominator=None if value is None else 480,
        value=value,
        lower=None if value is None or not half else value - half,
        upper=None if value is None or not half else value + half,
        status="suppressed" if value is None else "normal",
        note="",
    )


def months(values: list[float | None], half: float = 4, first: str = FIRST) -> list[Observation]:
    """Month by month from ``first`` on."""
    points, period = [], first
    for value in values:
        points.append(seen(period, value, half))
        period = next_period(period)
    return points


def series(values: list[float | None], found: Found = NOTHING, half: float = 4) -> Series:
    points = months(values, half)
    return Series(measure(), area(), "month", points, points[-1], None, None, found)


def changing() -> Found:
    """Limits and two points that stand out."""
    assessment = Assessment(
        points=len(VALUES), mean=66.5, lower_limit=60.5, upper_limit=72.5, since=FIRST,
        latest="2026-03", sign=1, variation="improvement", assurance="hit and miss", reason="",
    )  # fmt: skip
    signals = (
        Signal("2026-01", 1, "trend", "improvement"),
        Signal("2026-02", 1, "outside", "improvement"),
        Signal("2026-03", 1, "outside", "improvement"),
    )
    return Found(assessment, signals)


def worded() -> list[Observation]:
    """Months of which only a word may be said, at the beginning and at the end."""
    points = months([None, None, None, 62, 70, 78, None, None])
    words = ["few", "few", "", "", "", "", "most", "most"]
    return [replace(o, note=word) for o, word in zip(points, words, strict=True)]


def spots() -> list[Spot]:
    """Places of five sizes, one of them above and one below what chance explains."""
    rows: list[tuple[str, float, float, str]] = [
        (_("Example Station"), 480, 78, "higher"),
        (_("Example Station 2"), 120, 62, "as expected"),
        (_("Example Station 3"), 240, 68, "as expected"),
        (_("Example Station 4"), 700, 58, "lower"),
        (_("Example Station 5"), 900, 67, "as expected"),
    ]
    return [_spot(*row) for row in rows]


def _spot(name: str, size: float, value: float, placed: str) -> Spot:
    wide, narrow = 150 / size**0.5, 95 / size**0.5
    found = Comparison(
        "example", "2026-03", 67, 67 - wide, 67 + wide, 67 - narrow, 67 + narrow, placed
    )
    words = _("{area}: {figure} of {count} cases. {band}.").format(
        area=name, figure=percent(value), count=number(size), band=band(placed)
    )
    return Spot(name, size, value, words, found)


def study() -> list[Point]:
    """Nothing before training, a little after it."""
    moves = [0.4, -0.6, 0.2, 0.9, -0.3, 0.0, 0.8, 1.4, 2.1, 1.9, 2.6, 2.4]
    return [Point(n - 6, move, move - 1.5, move + 1.5) for n, move in enumerate(moves)]


def coming() -> list[dict[str, float | str]]:
    """What a projection says of the months to come."""
    rows: list[dict[str, float | str]] = []
    period = "2026-04"
    for n in range(1, 9):
        middle = min(76 + 3 * n, 100)
        low, high = min(76 + 2 * n, 100), min(76 + 4 * n, 100)
        rows.append({"period": period, "value": middle, "lower": low, "upper": high})
        period = next_period(period)
    return rows
