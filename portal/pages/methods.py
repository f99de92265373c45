"""How the numbers are made, hidden and rounded, in plain words."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from portal import components, links
from portal.language import _, number
from portal.page import Page
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
            components.section(_("How people are protected"), *_protection(), id="protection"),
            components.section(_("How sure the figures are"), *_sure()),
            components.section(_("Why there is no ranking"), *_no_ranking()),
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


def _protection() -> list[Component]:
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
        _("A score needs at least 30 answers or presses."),
        _("Only the tables on this site exist. No other splits can be asked for."),
    ]
    said = _("Because of the rounding, totals may not add up.")
    return [html.Ul([html.Li(r) for r in rules]), html.P(said)]


def _sure() -> list[Component]:
    return [
        html.P(
            _(
                "Where a share rests on a sample, a likely range is given: with so many cases, "
                "the true figure lies in that range 19 times out of 20."
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


def _no_ranking() -> list[Component]:
    return [
        html.P(
            _(
                "Stations differ in size, in the people they serve and in luck. A list from "
                "best to worst would mostly sort luck. So places are listed by name."
            )
        )
    ]
