"""Whether a place differs from others, in words: three bands, pairs, and never a rank."""

from collections.abc import Sequence
from itertools import combinations

from portal.findings import Comparison
from portal.language import _, number, percent, period_title, translated
from portal.wording.quantities import apart, exactly, level, limit
from portal.wording.sentences import change
from release.measures import Area, Measure
from release.reader import Observation

FEWEST_PLACES = 5
"""Places with figures from which on they are compared (etl.compare)."""

BANDS = ("higher", "as expected", "lower", "")
"""The bands of a funnel as the release names them, in the order in which pages list them."""


def band(name: str) -> str:
    """The title of a band."""
    return {
        "higher": _("Higher than expected"),
        "lower": _("Lower than expected"),
        "as expected": _("As expected"),
    }.get(name, _("No figure shown"))


def compared(
    measure: Measure, area: Area, found: Comparison | None, point: Observation | None = None
) -> str:
    """Where a place lies among others of its kind, in sentences; empty where it is not compared.

    ``point`` is its observation of that period: where its likely range holds the average of all,
    no difference is claimed.
    """
    if found is None:
        return ""
    names = {"area": area.name, "period": period_title(found.period)}
    if found.band == "" or found.lower_limit is None or found.upper_limit is None:
        return _("{area} has no figure for {period}, so it cannot be compared.").format(**names)
    fine = apart(measure, point, found.lower_limit, found.upper_limit)
    names |= {
        "area": exactly(area.name, measure, point, fine),
        "low": limit(measure, found.lower_limit, decimals=fine),
        "high": limit(measure, found.upper_limit, decimals=fine),
    }
    if found.band == "as expected" or _holds(point, found.average):
        return _(
            "In {period}, {area} was as expected of a place of its size: chance explains {low} to "
            "{high}. It does not stand out."
        ).format(**names)
    return _outside()[found.band, measure.direction].format(**names)


def _holds(point: Observation | None, average: float | None) -> bool:
    """Whether the likely range of a figure holds the average of all."""
    if point is None or point.lower is None or point.upper is None or average is None:
        return False
    return point.lower <= average <= point.upper


def _outside() -> dict[tuple[str, str], str]:
    """What lies outside the limits, by which way is better."""
    return {
        ("higher", "higher"): _(
            "In {period}, {area} was higher than expected of a place of its size: chance explains "
            "{low} to {high}. Here, higher is better."
        ),
        ("higher", "lower"): _(
            "In {period}, {area} was higher than expected of a place of its size: chance explains "
            "{low} to {high}. Here, lower is better."
        ),
        ("higher", "neutral"): _(
            "In {period}, {area} was higher than expected of a place of its size: chance explains "
            "{low} to {high}. That by itself is neither good nor bad."
        ),
        ("lower", "higher"): _(
            "In {period}, {area} was lower than expected of a place of its size: chance explains "
            "{low} to {high}. Here, higher is better."
        ),
        ("lower", "lower"): _(
            "In {period}, {area} was lower than expected of a place of its size: chance explains "
            "{low} to {high}. Here, lower is better."
        ),
        ("lower", "neutral"): _(
            "In {period}, {area} was lower than expected of a place of its size: chance explains "
            "{low} to {high}. That by itself is neither good nor bad."
        ),
    }


def beyond(measure: Measure, whole: Area) -> str:
    """What the figure of the whole force holds besides that of its places; empty where nothing."""
    if measure.beyond_share is None or not measure.beyond:
        return ""
    how_much = _(
        "They are {share} of all that is counted here for {area}, so its figure can lie beyond "
        "those of all its stations."
    ).format(share=percent(measure.beyond_share), area=whole.name)
    return _("{sentence} {next_sentence}").format(
        sentence=translated(measure.beyond), next_sentence=how_much
    )


def funnel(measure: Measure, found: list[Comparison]) -> str:
    """A funnel chart in a sentence: how many places, their average, and how many in each band."""
    shown = [c for c in found if c.band]
    counts = {name: sum(c.band == name for c in shown) for name in BANDS}
    names = {
        "period": period_title(shown[0].period),
        "count": number(len(shown)),
        "average": level(measure, shown[0].average or 0.0),
        "higher": number(counts["higher"]),
        "lower": number(counts["lower"]),
        "expected": number(counts["as expected"]),
    }
    if counts["as expected"] == len(shown):
        return _(
            "In {period} all {count} places with a figure were as expected of their size, around "
            "{average}. None stands out more than such places usually differ."
        ).format(**names)
    return _(
        "Of {count} places with a figure in {period}, {expected} were as expected of their size, "
        "around {average}. Higher than expected: {higher}. Lower than expected: {lower}."
    ).format(**names)


def not_compared(measure: Measure) -> str:
    """Why there is no comparison of places."""
    if measure.protection == "reported":
        return _("Places are not compared: the figures came without their number of answers.")
    match measure.kind:
        case "percent":
            return _("Places are not compared: fewer than {least} have a figure.").format(
                least=number(FEWEST_PLACES)
            )
        case "count":
            return _("Places are not compared: a count says how big a place is, not how good.")
        case "score":
            return _("Places are not compared by this score, but by a share where there is one.")
        case _:
            return _("Places are not compared: the files do not say how far single cases differ.")


Placed = tuple[Area, Observation]
"""A place with its figure of the period in which places are compared."""


def pair(measure: Measure, one: Placed, other: Placed) -> str:
    """Whether two shown figures really differ, by their likely ranges."""
    way = change(one[1], other[1])
    higher, lower = (other, one) if way == "lower" else (one, other)
    names = {"first": higher[0].name, "second": lower[0].name}
    if way == "unclear":
        return _(
            "{first} and {second}: the likely ranges overlap. Chance may explain the difference."
        ).format(**names)
    if way == "unknown":
        return _(
            "{first} and {second}: without likely ranges we cannot tell if they really differ."
        ).format(**names)
    return _apart()[measure.direction].format(**names)


def _apart() -> dict[str, str]:
    """Two ranges without a number in common, by which way is better."""
    return {
        "higher": _(
            "{first} was higher than {second}. The likely ranges lie apart: chance alone hardly "
            "explains that. Here, higher is better."
        ),
        "lower": _(
            "{first} was higher than {second}. The likely ranges lie apart: chance alone hardly "
            "explains that. Here, lower is better."
        ),
        "neutral": _(
            "{first} was higher than {second}. The likely ranges lie apart: chance alone hardly "
            "explains that. By itself that is neither good nor bad."
        ),
    }


def pairs(measure: Measure, placed: Sequence[Placed]) -> list[str]:
    """A sentence for every two places with a shown figure; none where counts are compared."""
    if measure.kind == "count":
        return []
    return [pair(measure, one, other) for one, other in combinations(placed, 2)]


def together(measure: Measure, placed: Sequence[Placed], found: Sequence[Comparison] = ()) -> str:
    """All the pairs in one sentence. ``found`` is where each of these places lies among all of its
    kind: of many places some pairs lie apart by chance alone."""
    first = _together(measure, placed)
    ways = {change(one[1], other[1]) for one, other in combinations(placed, 2)}
    if measure.kind == "count" or not ways & {"higher", "lower"}:
        return first
    second = _among_all(placed, found)
    return _("{sentence} {next_sentence}").format(sentence=first, next_sentence=second).strip()


def _among_all(placed: Sequence[Placed], found: Sequence[Comparison]) -> str:
    """What all places of the kind say of pairs that lie apart; empty where one of the pair stands
    out among them too."""
    if len(found) < len(placed):
        return _("But among many places, some pairs lie apart by chance alone.")
    if all(c.band == "as expected" for c in found):
        return _("Yet among all places of their kind, each lies where chance can put it.")
    return ""


def _together(measure: Measure, placed: Sequence[Placed]) -> str:
    if len(placed) < 2:
        return _("Fewer than two of these places have a figure, so there is nothing to compare.")
    if measure.kind == "count":
        return _("A count says how big a place is, not how good. So we do not compare these.")
    if len(placed) == 2:
        return pair(measure, *placed)
    ways = {change(one[1], other[1]) for one, other in combinations(placed, 2)}
    if ways == {"unclear"}:
        return _("All the likely ranges overlap: chance may explain every difference.")
    if ways == {"unknown"}:
        return _("Without likely ranges we cannot tell if these places really differ.")
    if ways <= {"higher", "lower"}:
        return _("All the likely ranges lie apart: chance alone hardly explains the differences.")
    return _("Some of these places really seem to differ. For others chance may be the reason.")
