"""Every component of the site in all its states, over made-up figures: what the browser tests look
at. No page leads here and no search engine lists it."""

from typing import Any

from dash.development.base_component import Component

from portal import components, examples, html, links
from portal.language import _, number, percent
from portal.page import Page
from portal.pages import explained, style_charts
from release.reader import Reader

PATH = "/style"


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Example of every part of this site")
    lead = _(
        "Every figure and every name on this page is made up. It shows what pages are made of."
    )
    main = html.Div(
        [
            components.top(
                title,
                lead,
                kind=_("Example of a question"),
                trail=components.breadcrumb(
                    _("You are here"), [(_("Home"), links.href(reader, "/"))]
                ),
            ),
            _colours(),
            *style_charts.sections(),
            _text(),
            _facts(),
            _icons(),
            _table(),
            _forms(reader),
            components.words_used(reader, "likely_range", "limits", "hidden_number", "target"),
            explained.meaning(examples.measure()),
            _folded(),
        ]
    )
    return Page(title, lead, main, listed=False)


def _colours() -> Component:
    named = {
        "main": _("The place that is shown"),
        "other": _("What it is compared with"),
        "target": _("Target"),
        "improved": _("Improvement"),
        "worse": _("Concern"),
        "hidden": _("Not shown"),
        "face1": _("Very happy"),
        "face2": _("Happy"),
        "face3": _("Unhappy"),
        "face4": _("Very unhappy"),
    }
    items = [
        html.Li([html.I(className=f"box c-{name}", **components.aria(hidden="true")), title])
        for name, title in named.items()
    ]
    return components.section(_("Colours of charts"), html.Ul(items, className="plot-names"))


def _text() -> Component:
    return components.section(
        _("Text"),
        html.P([_("Example of a paragraph."), " ", html.A(_("Example of a link"), href="#text")]),
        html.P(_("Example of a notice."), className="notice"),
        html.P(_("Example of what is beside the point."), className="quiet"),
        html.P([components.badge(_("Example")), " ", html.Strong(_("Example"))]),
        html.Ul([html.Li(_("Example of a list")), html.Li(_("Example of a list"))]),
        components.card(
            _("Example of a card"),
            components.terms([(_("Name"), _("Example")), (_("Call"), "01632 960000")]),
        ),
        html.P(_("Example of how a measure is cited"), className="cite"),
        id="text",
        lead=_("Example of the sentence below a heading."),
    )


def _facts() -> Component:
    shown = examples.series([*examples.VALUES])
    icon = components.verdict("steady", "other", _("No clear change"))
    facts = [
        components.fact(
            _("Example of a figure"), percent(76), shown.headline, link="#figures",
            question=_("Example of a question"), found=components.verdicts([icon]),
        ),
        components.fact(
            _("Example without a figure"), _("not shown"), examples.series([None]).headline,
            link="#figures",
        ),
    ]  # fmt: skip
    bar = components.progress(_("Example of progress"), 76, percent(76), "example-progress")
    return components.section(_("Figures"), components.facts(facts), bar, id="figures")


def _icons() -> Component:
    shown = [
        ("up-round", "improved", _("Improvement")),
        ("down-round", "improved", _("Improvement")),
        ("up-pointed", "worse", _("Concern")),
        ("down-pointed", "worse", _("Concern")),
        ("up-square", "other", _("Unusual, but neither good nor bad")),
        ("down-square", "other", _("Unusual, but neither good nor bad")),
        ("steady", "other", _("No clear change")),
        ("none", "other", _("Too early to tell")),
        ("kept", "improved", _("Keeps meeting the target")),
        ("missed", "worse", _("Keeps missing the target")),
        ("half", "other", _("Meets the target at times")),
    ]
    drawn = [components.verdict(*one) for one in shown]
    said = components.verdict("steady", "other", _("No clear change"), _("Example of a sentence."))
    return components.section(_("Icons"), components.verdicts(drawn), said)


def _table() -> Component:
    rows = [
        [_("Example Station"), percent(76), number(480)],
        [_("Example Station 2"), _("not shown"), ""],
    ]
    columns = [_("Place"), _("Figure"), _("Based on")]
    note = _("Example of a note.")
    table = components.table(_("Example of a table"), columns, rows, note=note)
    more = [_("Place"), _("Figure"), _("Likely range"), _("Based on"), _("Period")]
    row = [*rows[0][:2], "", number(480), _("Latest")]
    many = components.table(_("Example of a table of many columns"), more, [row])
    return components.section(_("Tables"), table, many)


def _forms(reader: Reader) -> Component:
    options = {"": _("Example of a choice"), "b": _("Example of another choice")}
    field = components.field("example", _("Example of a list"), options, "")
    return components.section(
        _("Forms"),
        components.controls(reader, PATH, field, label=_("Example of a form")),
        components.search_field(
            reader, "/stations", _("Example of a search"), _("Example of a hint")
        ),
    )


def _folded() -> Component:
    return components.folded(_("Example of what is folded"), html.P(_("Example of a paragraph.")))
