"""The icons of a series and of a place, each with its words: what a release found out."""

from dash.development.base_component import Component

from portal import components, wording
from portal.findings import Assessment, Comparison, Found
from portal.language import _
from portal.series import Series
from release.measures import Measure
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


def of_series(shown: Series, *, early: bool = True) -> Component | None:
    """Variation, assurance and band of one series in a row; None where nothing is known. Without
    ``early``, what has too few points is left out: the page says it once."""
    left_out = not early and too_early(shown.found)
    return components.verdicts(
        [
            None if left_out else variation(shown.judged.assessment, shown.sure),
            assurance(shown.measure, shown.promise),
            band(shown.beside, shown.measure.direction),
        ]
    )


def told(shown: Series) -> Component | None:
    """The same with a sentence for each."""
    found = shown.found
    return components.verdicts(
        [
            variation(shown.judged.assessment, shown.sure, shown.variation),
            _promise(shown),
            band(found.comparison, shown.measure.direction, shown.difference),
        ]
    )


def changing(shown: Series) -> Component | None:
    """Variation and assurance with a sentence each, where there are enough points."""
    found = variation(shown.found.assessment, shown.sure, shown.variation)
    return components.verdicts([None if too_early(shown.found) else found, _promise(shown)])


def _promise(shown: Series) -> Component | None:
    promise = shown.promise
    return assurance(shown.measure, promise, wording.promise(shown.measure, promise))


def too_early(found: Found) -> bool:
    """Whether a series has too few points to tell a change from chance."""
    assessment = found.assessment
    return assessment is not None and assessment.reason == "too few points"


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


def assurance(measure: Measure, found: Assessment | None, sentence: str = "") -> Component | None:
    """The icon of the target; it names the target unless a sentence does."""
    words = wording.promise_icon(found)
    if found is None or not words:
        return None
    aim = wording.aim(measure)
    named = _("{verdict}: {target}").format(verdict=words, target=aim) if aim else words
    return components.verdict(*PROMISES[found.assurance], words if sentence else named, sentence)


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
