"""Headings, facts, cards, definitions: text in its place."""

import re
from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component

from portal import html
from portal.components.aria import aria
from portal.language import _, translated
from portal.speech import home, locale_of, spoken
from release.reader import Reader

Content = str | Component | Sequence[Any]


def top(title: str, lead: str = "", *, kind: str = "", trail: Component | None = None) -> Component:
    """The beginning of a page: where it is, its one main heading and its first sentence."""
    inside = [
        trail,
        html.P(kind, className="kind") if kind else None,
        html.H1(title),
        html.P(lead, className="lead") if lead else None,
    ]
    return html.Div([part for part in inside if part is not None], className="top")


def breadcrumb(label: str, steps: Sequence[tuple[str, str]]) -> Component:
    """The way up, as (title, address) from the outside in."""
    items = [html.Li(html.A(title, href=address)) for title, address in steps]
    return html.Nav(html.Ol(items), className="trail", **aria(label=label))


def section(title: str, *content: Any, id: str = "", lead: str = "") -> Component:
    """A part of a page with its heading; ``id`` makes it addressable."""
    inside = [html.H2(title), html.P(lead, className="intro") if lead else None, *content]
    named: dict[str, Any] = {"id": id} if id else {}
    return html.Section([part for part in inside if part is not None], className="section", **named)


def folded(title: str, *content: Any, id: str = "") -> Component:
    """A part of a page that opens when it is wanted; print shows it open."""
    inside = [html.Summary(html.H2(title)), *(part for part in content if part)]
    named: dict[str, Any] = {"id": id} if id else {}
    return html.Section(html.Details(inside), className="section folded", **named)


def card(title: str, *content: Any) -> Component:
    """Something beside the text: whom to ask, how to cite."""
    return html.Aside([html.H2(title), *content], className="card", **aria(label=title))


def terms(pairs: Sequence[tuple[str, Content]]) -> Component:
    """Names and what stands behind them."""
    inside = [part for name, value in pairs for part in (html.Dt(name), html.Dd(value))]
    return html.Dl(inside, className="terms")


def fact(
    title: str,
    figure: str,
    sentence: str,
    *,
    link: str,
    question: str = "",
    level: int = 3,
    found: Component | None = None,
) -> Component:
    """One figure of a measure, large, with its sentence and the icons of what was found out; the
    title leads to the measure."""
    heading = (html.H2 if level == 2 else html.H3)(html.A(title, href=link))
    inside = [
        html.P(question, className="kind") if question else None,
        heading,
        html.P(figure, className="number" if any(c.isdigit() for c in figure) else "no-number"),
        html.P(sentence),
        found,
    ]
    return html.Li([part for part in inside if part is not None], className="fact")


def facts(items: Sequence[Component]) -> Component:
    return html.Ul(list(items), className="facts")


def grid(*columns: Any, kind: str = "columns") -> Component:
    """Text in columns where the screen is wide, one below the other where it is not."""
    return html.Div(list(columns), className=kind)


def progress(label: str, value: float, figure: str, id: str) -> Component:
    """How far something is from 0 to 100, as a bar that is read out with its label."""
    bar = html.Progress(id=id, value=f"{value:.0f}", max="100", **aria(labelledby=f"{id}-label"))
    words: list[Any] = [html.Span(label), " ", html.Strong(figure)]
    return html.Div([html.P(words, id=f"{id}-label"), bar], className="progress")


def badge(text: str, kind: str = "plain") -> Component:
    return html.Span(text, className=f"badge badge-{kind}")


def letters(email: str) -> Component:
    """An address of e-mail to write to; where it is too long for its line it breaks between its
    parts. It reads from left to right in every language."""
    parts = re.split(r"(?<=[@.])", email)
    inside = [piece for part in parts for piece in (part, html.Wbr())][:-1]
    return html.A(inside, href=f"mailto:{email}", dir="ltr")


def own_words(reader: Reader, text: str) -> Content:
    """What the force wrote. In another language it is what the force gave for it in that language,
    else its own words, which say in which language they are."""
    code, own = spoken().code, home()
    if code == own or not text:
        return text
    given = reader.documents("words").get(code, {}).get(text) or translated(text)
    if given != text:
        return str(given)
    language = locale_of(own).get_language_name(code) or own
    note = html.Small(_("(in {language})").format(language=language))
    return html.Span([html.Span(text, lang=own), " ", note])
