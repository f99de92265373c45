"""What a measure means, how it is worked out, what its gaps say, and how to cite it."""

from dash.development.base_component import Component

from portal import citation, components, html, links, wording
from portal.language import _, day, number, translated
from portal.selection import Selection
from release.measures import Measure
from release.reader import Reader


def meaning(measure: Measure) -> Component:
    pairs = [
        (_("Definition"), translated(measure.definition)),
        (_("Why it matters"), translated(measure.why_it_matters)),
        (_("Handle with care"), translated(measure.caution)),
        (_("What is good"), good(measure)),
        (_("Who answers for it"), translated(measure.owner)),
        (_("Next check of the definition"), day(measure.next_review)),
    ]
    if worked_out := calculation(measure):
        pairs.insert(3, (_("How it is worked out"), worked_out))
    if measure.beyond_share is not None:
        pairs.insert(3, (_("In the whole force"), translated(measure.beyond)))
    return components.section(_("What this measures"), components.terms(pairs))


def calculation(measure: Measure) -> str:
    """The quotient in plain words; empty where the catalogue has none."""
    if measure.protection == "reported":
        return _("It is a figure that was published elsewhere, without its number of answers.")
    top, bottom = translated(measure.counted), translated(measure.out_of)
    if not top:
        return ""
    quotient = _quotient(measure).format(top=top, bottom=bottom, factor=number(measure.factor))
    if measure.design_effect == 1:
        return quotient
    alike = _(
        "Its likely range counts {number} answers as one, because those of one person are often "
        "alike (design effect)."
    ).format(number=number(measure.design_effect, 0 if measure.design_effect % 1 == 0 else 1))
    return _("{sentence} {next_sentence}").format(sentence=quotient, next_sentence=alike)


def _quotient(measure: Measure) -> str:
    if measure.denominator is None:
        return _("It is {top}.")
    match measure.kind:
        case "percent":
            return _("We count {top}. The figure is their share of {bottom}.")
        case "rate":
            return _("It is {top} for every {factor} {bottom}.")
    return _("It is {top}, divided by {bottom}.")


def good(measure: Measure) -> str:
    match measure.direction:
        case "higher":
            said = _("A higher figure is better.")
        case "lower":
            said = _("A lower figure is better.")
        case _:
            said = _("Neither more nor less is better by itself.")
    aim = wording.target(measure)
    return _("{sentence} {next_sentence}").format(sentence=said, next_sentence=aim).strip()


def statuses(reader: Reader) -> Component:
    """What stands where a number is missing."""
    pairs = [
        (
            _("not shown"),
            _("The figure rests on too few people or cases. It is held back to protect people."),
        ),
        (_("no figure"), _("Nothing came in for that place and time.")),
        (_("does not apply"), _("There can be no such figure.")),
        (
            _("about a quarter, about 70%"),
            _("The figure rests on few people, so it is only as exact as they allow."),
        ),
    ]
    more = html.A(_("All words"), href=links.href(reader, "/glossary"))
    return components.folded(_("Words in the tables"), components.terms(pairs), html.P(more))


def use(reader: Reader, chosen: Selection) -> Component:
    measure = chosen.measure
    return components.section(
        _("Use and cite"),
        components.downloads(reader.release.id, measure.id, translated(measure.title)),
        html.P(_("To cite this measure as it is shown here:")),
        html.P(citation.of_view(reader, chosen), className="cite"),
    )


def file_links(reader: Reader, measure: Measure) -> Component:
    return html.Span(
        [
            part
            for extension in links.FORMATS
            for part in (
                html.A(
                    extension.upper() if extension != "parquet" else extension.title(),
                    href=links.download(reader.release.id, measure.id, extension),
                ),
                " ",
            )
        ],
        className="files",
    )
