"""The words that need an explanation, in one place: pages name them, /glossary lists them all."""

from typing import NamedTuple

from portal.language import _


class Word(NamedTuple):
    """A word as pages write it, and what it means in a sentence or two."""

    title: str
    meaning: str


def words() -> dict[str, Word]:
    """Every word by its id, in the language that is spoken."""
    return {**_figures(), **_care(), **_changes(), **_measures(), **_training(), **_releases()}


def _figures() -> dict[str, Word]:
    return {
        "likely_range": Word(
            _("Likely range"),
            _(
                "With so many cases, the true figure lies between these two numbers 19 times out "
                "of 20. A narrow range means that the figure is sure."
            ),
        ),
        "based_on": Word(
            _("Based on"),
            _(
                "How many answers, calls, cases or people a figure rests on. The more, the surer "
                "it is."
            ),
        ),
        "median": Word(
            _("Median"),
            _("The one in the middle: half of all cases lie below it and half above it."),
        ),
        "quarter": Word(
            _("Quarter"),
            _("Three months. The first quarter of a year is January to March."),
        ),
        "target": Word(
            _("Target"),
            _("The figure that the force says it wants to reach. A dashed line shows it."),
        ),
    }


def _care() -> dict[str, Word]:
    return {
        "hidden_number": Word(
            _("Hidden number"),
            _(
                "A figure that rests on too few people or cases is not shown, so that nobody can "
                "be recognised. A chart shows a grey column in its place. It is not zero."
            ),
        ),
        "rounding": Word(
            _("Rounding"),
            _(
                "Counts of people are given in round numbers, to protect them: in steps of five or "
                "more. So totals may not add up."
            ),
        ),
        "rough_words": Word(
            _("Rough words"),
            _(
                "A share of few people is said as “about half” or “most”. It is only as exact as "
                "so few people allow."
            ),
        ),
    }


def _changes() -> dict[str, Word]:
    return {
        "limits": Word(
            _("Average and limits"),
            _(
                "Every figure moves a little by chance. The limits show how far chance takes it "
                "from its average. A figure outside them stands out."
            ),
        ),
        "no_clear_change": Word(
            _("No clear change"),
            _("The two figures may differ by chance alone, so we do not call one higher."),
        ),
        "funnel": Word(
            _("Funnel"),
            _(
                "A chart of all places by size. Between its curved lines lies what chance "
                "explains. Small places may vary more, so the lines are wide apart there."
            ),
        ),
        "as_expected": Word(
            _("As expected"),
            _("The place lies within what chance explains for a place of its size."),
        ),
    }


def _measures() -> dict[str, Word]:
    return {
        "measure": Word(
            _("Measure"),
            _("One thing that is counted in the same way in every place and period."),
        ),
        "happy_index": Word(
            _("Happy Index"),
            _(
                "The average of all presses on the faces at a station: 100 if everybody presses "
                "the very happy face, 0 if everybody presses the very unhappy one."
            ),
        ),
        "index": Word(
            _("Index"),
            _("Several answers in one number between 0 and 100. It is a score, not a share."),
        ),
        "per_contacts": Word(
            _("Per 1,000 contacts"),
            _(
                "How many there were for each 1,000 times that people dealt with the police. So "
                "busy and quiet places can be set side by side."
            ),
        ),
        "first_contact": Word(
            _("First contact"),
            _("A matter is resolved at first contact if nobody has to call or come again."),
        ),
    }


def _training() -> dict[str, Word]:
    return {
        "burn_up": Word(
            _("Burn-up"),
            _(
                "A chart of how many have done a course so far, on the way to everyone. The dashed "
                "line goes on at the pace of the last six months, but no whole is done before its "
                "slowest part."
            ),
        ),
        "pace": Word(
            _("Pace"),
            _("How fast the share of trained staff grew over the last six months."),
        ),
        "before_and_after": Word(
            _("Comparison before and after"),
            _(
                "Places that were trained are held against places that were not trained yet, over "
                "the same months. What changed in both was not the course."
            ),
        ),
    }


def _releases() -> dict[str, Word]:
    return {
        "release": Word(
            _("Release"),
            _("All figures that came out on one day. A release is never changed afterwards."),
        ),
        "revised": Word(
            _("Revised"),
            _("A later release gives another figure for the same place and time, and says why."),
        ),
    }
