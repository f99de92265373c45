"""The icons of a series and of a place, each with its words: what a release found out."""

from dash.development.base_component import Component

from portal import components, wording
from portal.findings import Assessment, Comparison
from portal.series import Series
from release.vocabulary import Direction

ROUND, POINTED, SQUARE = "round", "pointed", "square"
SHAPES = {
    "improvement": (ROUND, "improved"),
    "concern": (POINTED, "worse"),
    "neutral": (SQUARE, "other"),
}
PROMISES = {
    "passing": ("kept", "improved"),
    "failing": ("missed", "worse"),
    "hit and miss": ("half", "other"),
}


def of_series(shown: Series) -> Component | None:
    """Variation, assurance and band of one series in a row; None where nothing is known."""
    return components.verdicts(
        [
            variation(shown.judged.assessment, shown.sure),
            assurance(shown.promise),
            band(shown.beside, shown.measure.direction),
        ]
    )


def told(shown: Series) -> Component | None:
    """The same with a sentence for each."""
    measure, found = shown.measure, shown.found
    return components.verdicts(
        [
            variation(shown.judged.assessment, shown.sure, shown.variation),
            assurance(shown.promise, wording.promise(measure, shown.promise)),
            band(found.comparison, measure.direction, shown.difference),
        ]
    )


def variation(
    found: Assessment | None, sure: wording.Surety, sentence: str = ""
) -> Component | None:
    if found is None:
        return None
    words = wording.icon(found, sure)
    if found.variation in SHAPES and found.sign:
        shape, tone = SHAPES[found.variation]
        way = "up" if found.sign > 0 else "down"
        return components.verdict(f"{way}-{shape}", tone, words, sentence)
    return components.verdict("none" if found.reason else "steady", "other", words, sentence)


def assurance(found: Assessment | None, sentence: str = "") -> Component | None:
    words = wording.promise_icon(found)
    if found is None or not words:
        return None
    return components.verdict(*PROMISES[found.assurance], words, sentence)


def band(found: Comparison | None, direction: Direction, sentence: str = "") -> Component | None:
    if found is None or not found.band:
        return None
    words = wording.band(found.band)
    if found.band == "as expected":
        return components.verdict("steady", "other", words, sentence)
    way = "up" if found.band == "higher" else "down"
    if direction == "neutral":
        return components.verdict(f"{way}-{SQUARE}", "other", words, sentence)
    shape, tone = (ROUND, "improved") if found.band == direction else (POINTED, "worse")
    return components.verdict(f"{way}-{shape}", tone, words, sentence)
