"""The sentences of the rules that flag a point of a series (etl.statistics.control)."""

from portal.language import _


def of_the_latest() -> dict[tuple[str, bool], str]:
    """The sentence of each rule, for a rise or a high level and for a fall or a low one."""
    return {
        ("outside", True): _("{period} is higher than chance alone can explain: above {limit}."),
        ("outside", False): _("{period} is lower than chance alone can explain: below {limit}."),
        ("trend", True): _("The figure has risen 7 times in a row or more, up to {period}."),
        ("trend", False): _("The figure has fallen 7 times in a row or more, up to {period}."),
        ("two of three", True): _(
            "Of the last 3 figures up to {period}, 2 or more came close to {limit}. Chance seldom "
            "goes so high so often."
        ),
        ("two of three", False): _(
            "Of the last 3 figures up to {period}, 2 or more came close to {limit}. Chance seldom "
            "goes so low so often."
        ),
        ("one side", True): _(
            "The last 7 figures or more, up to {period}, all lie above the average of {mean}."
        ),
        ("one side", False): _(
            "The last 7 figures or more, up to {period}, all lie below the average of {mean}."
        ),
    }


def of_the_past() -> dict[tuple[str, bool], str]:
    """Those of a row of points, for one that need not be its last."""
    close_high = _(
        "{period} is one of 2 in 3 figures that came close to {limit}. Chance seldom goes so high "
        "so often."
    )
    close_low = _(
        "{period} is one of 2 in 3 figures that came close to {limit}. Chance seldom goes so low "
        "so often."
    )
    return {
        ("trend", True): _("{period} is in a row of 7 or more that rose each time."),
        ("trend", False): _("{period} is in a row of 7 or more that fell each time."),
        ("two of three", True): close_high,
        ("two of three", False): close_low,
        ("one side", True): _(
            "{period} is in a row of 7 or more that all lie above the average of {mean}."
        ),
        ("one side", False): _(
            "{period} is in a row of 7 or more that all lie below the average of {mean}."
        ),
    }
