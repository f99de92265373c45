"""Every word that needs an explanation, in order of the alphabet."""

from typing import Any

from portal import components, glossary, html, links
from portal.language import _
from portal.page import Page
from portal.searching import plain
from release.reader import Reader


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Words used on this site")
    lead = _("What the words beside the figures mean, in a sentence or two.")
    found = sorted(glossary.words().items(), key=lambda item: plain(item[1].title))
    pairs = [
        part for id_, word in found for part in (html.Dt(word.title, id=id_), html.Dd(word.meaning))
    ]
    more = html.A(_("How the figures are made"), href=links.href(reader, "/methods"))
    main = html.Div(
        [
            components.top(title, lead),
            html.Dl(pairs, className="terms glossary"),
            html.P(more, className="section"),
        ],
        className="prose",
    )
    return Page(title, lead, main)
