"""The two statements that must be true: accessibility and privacy."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links
from portal.components.offline import PATH as OFFLINE
from portal.language import _
from portal.page import Page
from portal.pages import protected
from portal.speech import spoken
from release.reader import Reader


def accessibility(reader: Reader, /, **_others: Any) -> Page:
    title = _("Accessibility")
    lead = _("We want everyone to be able to use this site. Tell us where it fails you.")
    several = len(spoken().offered) > 1
    can = [
        _("Every page works without JavaScript, with a keyboard, and in a window 320 pixels wide."),
        _("Every chart has a sentence that says what it shows and a table with its numbers."),
        _("The arrow keys go through the points of a chart. Each step shows and says its figure."),
        _("Words that need an explanation show it when you reach them or tap them."),
        _("Colours follow your choice of light or dark and of more contrast."),
        _("Text can be twice as large, and nothing is cut off. Each page can be printed."),
        _("Nothing moves by itself, and nothing is said by colour alone."),
        *([_("Each page is there in every language that its top offers.")] if several else []),
    ]
    limits = [
        _("The arrow keys work once the script of a chart is there. Its table is always there."),
        _("A chart does not grow with the text. Its table does."),
        _("Names of places and people are shown as the force writes them, in one language."),
        _("No person with a disability has tested this site for us yet."),
    ]
    main = html.Div(
        [
            components.top(title, lead),
            components.section(_("What you can count on"), _list(can)),
            components.section(_("What does not work well yet"), _list(limits)),
            components.section(_("Tell us"), _contact(reader)),
        ],
        className="prose",
    )
    return Page(title, lead, main)


def privacy(reader: Reader, /, **_others: Any) -> Page:
    title = _("Privacy")
    lead = _("This site sets no cookie, asks no third party for anything, and does not track you.")
    you = [
        _("There is no login, no form that sends your details, and no counting of visitors."),
        _("All text, charts and fonts come from this site itself."),
        _("What you choose on a page is in its address and nowhere else."),
        _("“Near me” compares places in your browser. Where you are is sent to nobody."),
        _("What you type into the search goes to our server. It uses it for the answer only."),
        _("Your browser keeps pages that you read, to show them offline. They stay with you."),
        _("It deletes them when it sees a newer release, or when you tell it to."),
        _("This site keeps no log of requests. A server in front of it may, to stay safe."),
    ]
    shared = _("Do others use this device? Delete the kept pages when you are done.")
    kept = html.A(_("Pages kept on your device"), href=links.href(reader, OFFLINE))
    them = [
        _("This site can read published figures only. The records behind them are kept apart."),
        _("No name of a visitor, caller or person who complained is in the figures."),
        _("Small numbers are hidden and counts of people are rounded."),
        _(
            "Before figures come out, a computer tries to find hidden counts of people from all "
            "that we ever showed. If it can, we hide more, or the figures do not come out."
        ),
        _("Someone who knows a small team well may still guess more than a stranger can."),
    ]
    main = html.Div(
        [
            components.top(title, lead),
            components.section(_("You, the reader"), _list(you), html.P([shared, " ", kept])),
            components.section(
                _("The people behind the figures"), _list(them), html.P(protected.link(reader))
            ),
            components.section(_("Questions"), _contact(reader)),
        ],
        className="prose",
    )
    return Page(title, lead, main)


def _list(items: list[str]) -> Component:
    return html.Ul([html.Li(item) for item in items])


def _contact(reader: Reader) -> Component:
    contact = reader.force.get("contact", {})
    email = contact.get("email")
    if not email:
        return html.P(_("Ask at any station of the force."))
    return html.P([_("Write to"), " ", components.letters(email)])
