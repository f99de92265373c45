"""How the numbers are made, hidden and rounded, in plain words."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, wording
from portal.language import _, number
from portal.page import Page
from portal.pages import protected
from release.reader import Reader
from release.vocabulary import SMALLEST_CELL


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Methods")
    lead = _("How a press on a kiosk or an answer in a survey becomes a number on this site.")
    main = html.Div(
        [
            components.top(title, lead),
            components.section(_("From a press to a page"), _steps()),
            components.section(_("One way to work out every figure"), *_quotient(reader)),
            components.section(
                _("How people are protected"), *_protection(reader), id="protection"
            ),
            components.section(_("How sure the figures are"), *_sure(), id="sure"),
            components.section(_("Is it really changing?"), *_changing(), id="changing"),
            components.section(_("Is a place really different?"), *_different(), id="different"),
            components.section(_("The Happy Index"), *_happy_index(), id="happy-index"),
        ],
        className="prose",
    )
    return Page(title, lead, main)


def _steps() -> Component:
    steps = [
        _("Kiosks, surveys, phone systems, complaint files and staff records deliver their lists."),
        _("Names, phone numbers and other personal details are dropped as a list is read."),
        _("Each row is checked. A row with a mistake is set aside with its reason and counted."),
        _("The rows are counted by place and period."),
        _("Small numbers are hidden and the others are rounded."),
        _("All figures are published together as one release. A release is never changed."),
    ]
    return html.Ol([html.Li(s) for s in steps])


def _quotient(reader: Reader) -> list[Component]:
    said = _(
        "Every share, average and rate is one number divided by another. The page of each "
        "measure says which two, what the figure is good for, and what it cannot tell."
    )
    more = html.A(_("All measures"), href=links.href(reader, "/measures"))
    return [html.P(said), html.P(more)]


def _protection(reader: Reader) -> list[Component]:
    least = number(SMALLEST_CELL)
    rules = [
        _("A count of people under {least} is not shown.").format(least=least),
        _(
            "Every other count of people is rounded to a multiple of five, up or down, always "
            "in the same way. Shares and sentences are worked out from the rounded counts."
        ),
        _(
            "A share of few people is said in rough words, such as “about half”. The more "
            "people, the more exact it gets."
        ),
        _("Counts of presses, calls and complaints are exact from {least} up.").format(least=least),
        _("A score needs at least 30 answers or presses."),
        _("Only the tables on this site exist. No other splits can be asked for."),
    ]
    method = reader.documents("protection").get("method", {})
    tested = _(
        "Small numbers can be worked out from others that add up with them. So we try that first, "
        "with all that this release and earlier ones show. Each small count of people must keep "
        "at least {possible} possible values. If not, more is hidden. If that does not help, the "
        "release does not come out."
    ).format(possible=number(method.get("possible", 0)))
    returns = _(
        "A hidden count of people comes back only when it is clearly larger, twice running. So a "
        "gap may last longer than the small number behind it."
    )
    limits = _(
        "This holds against someone who reads all that we publish. Someone who knows a small team "
        "well may still guess more."
    )
    said = _("Because of the rounding, totals may not add up.")
    return [
        html.Ul([html.Li(r) for r in rules]),
        *(html.P(s) for s in (said, returns, tested if method else "", limits) if s),
        html.P(protected.link(reader)),
    ]


def _sure() -> list[Component]:
    return [
        html.P(
            _(
                "A share, a rate and a score come with a likely range: with so many cases, the "
                "true figure lies in that range 19 times out of 20. It knows of chance alone, not "
                "of who answered and who did not."
            )
        ),
        html.P(
            _(
                "The quality of interaction rests on up to ten questions to one person, and the "
                "answers of one person are often alike. So its likely range and the comparison "
                "of places count ten answers as one: the most careful way. The number of "
                "answers that we show is not reduced."
            )
        ),
        html.P(
            _(
                "A mean such as seconds of waiting has no range: the files do not say how far "
                "single calls differ. A figure that was published elsewhere without its number of "
                "answers has none either."
            )
        ),
        html.P(
            _(
                "We say “higher” or “lower” only if the ranges of the two figures do not "
                "overlap. If they do, we say “no clear change”. Without a range we give the "
                "two figures and leave it at that."
            )
        ),
    ]


def _changing() -> list[Component]:
    """The rules of the XmR chart, its icons, and what they do not show."""
    rules = [
        _("It lies outside the limits."),
        _("It is one of 7 or more in a row that rise or fall."),
        _("It is one of 7 or more in a row on one side of the average."),
        _("It is one of 2 out of 3 in a row that come close to the same limit."),
    ]
    icons = components.verdicts(
        [
            components.verdict("up-round", "improved", _("Improvement")),
            components.verdict("up-pointed", "worse", _("Concern")),
            components.verdict("up-square", "other", _("Unusual, but neither good nor bad")),
            components.verdict("steady", "other", _("No clear change")),
            components.verdict("none", "other", _("Too early to tell")),
            components.verdict("kept", "improved", _("Keeps meeting the target")),
            components.verdict("missed", "worse", _("Keeps missing the target")),
            components.verdict("half", "other", _("Meets the target at times")),
        ]
    )
    least = number(wording.FEWEST)
    return [
        html.P(
            _(
                "Every figure moves a little by chance. How far it moves from one month to the "
                "next tells how far chance can take it: these are its limits. A point stands out "
                "for one of four reasons:"
            )
        ),
        html.Ul([html.Li(rule) for rule in rules]),
        html.P(_("An icon says what the latest point means. An arrow shows which way it went.")),
        *([icons] if icons else []),
        html.P(
            _(
                "There is no icon before {least} points are shown. The limits start again only "
                "when the force says so in writing, with its reason."
            ).format(least=least)
        ),
        html.P(
            _(
                "This does not say why something changed. Of 100 figures that do not change at "
                "all, about 2 get an icon by chance. The method is that of “Making Data Count” "
                "by the health service of England."
            )
        ),
    ]


def _different() -> list[Component]:
    """The funnel in words, and why there is no ranking."""
    return [
        html.P(
            _(
                "Small places have very high or low figures by chance alone. So each place is "
                "held against what is expected of a place of its size. Only outside limits that "
                "chance crosses 2 times in 1,000 do we call it lower or higher than expected."
            )
        ),
        html.P(
            _(
                "Stations differ in size, in the people they serve and in luck. A list from "
                "best to worst would mostly sort luck. So there is no ranking: places are listed "
                "by name, in three groups."
            )
        ),
        html.P(
            _(
                "Only shares are compared, and only where at least {least} places have a figure. "
                "The method is that of funnel plots by David Spiegelhalter."
            ).format(least=number(wording.FEWEST_PLACES))
        ),
    ]


def _happy_index() -> list[Component]:
    return [
        html.P(
            _(
                "The Happy Index is the average of all presses. On four faces a press counts 100, "
                "66.67, 33.33 or 0 points. It says how those who pressed felt at that moment, not "
                "how many were content: the faces beside it say that."
            )
        )
    ]
