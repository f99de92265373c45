"""Every file, what is in it, how to cite it, and how good the sources are."""

from typing import Any

from dash.development.base_component import Component

from portal import citation, components, file_columns, html, links, wording
from portal.language import _, day, ngettext, number, translated
from portal.page import Page
from portal.pages import explained
from portal.wording import refusing
from release.reader import Reader
from release.tables import Table


def page(reader: Reader, /, **_others: Any) -> Page:
    title = _("Data")
    lead = _("Every number on this site can be downloaded, and every release stays as it was.")
    main = html.Div(
        [
            components.top(title, lead),
            _files(reader),
            _addresses(reader),
            _dictionary(),
            _findings(reader),
            _rights(reader),
            _sources(reader),
        ]
    )
    return Page(title, lead, main)


def _files(reader: Reader) -> Component:
    """Everything at once first; the files of each measure are folded."""
    rows = [
        [html.A(translated(m.title), href=links.measure(reader, m.id)),
         explained.file_links(reader, m)]
        for m in reader.measures.values()
    ]  # fmt: skip
    caption = _("Files of release {id}").format(id=reader.release.id)
    table = components.table(caption, [_("Measure"), _("Files")], rows, numbers_from=9)
    everything = html.A(_("Everything in one file (ZIP)"), href=_address(reader, "all.zip"))
    database = html.A(
        _("The whole release as a SQLite database"), href=_address(reader, "release.sqlite")
    )
    described = html.A(
        _("What is in the files, for programs (Data Package)"),
        href=_address(reader, "datapackage.json"),
    )
    said = ngettext("Files of {count} measure", "Files of each of {count} measures", len(rows))
    return components.section(
        _("Files"),
        html.Ul([html.Li(a) for a in (everything, database, described)]),
        html.Details([html.Summary(said.format(count=number(len(rows)))), table], id="files"),
    )


def _address(reader: Reader, name: str) -> str:
    return f"/data/{reader.release.id}/{name}"


def _addresses(reader: Reader) -> Component:
    measure = next(iter(reader.measures), "measure")
    pairs = [
        (
            _("This release, for ever the same"),
            html.Code(links.download(reader.release.id, measure, "csv")),
        ),
        (_("Always the newest"), html.Code(links.download("latest", measure, "csv"))),
    ]
    said = _(
        "An address with the id of a release gives the same numbers for ever. "
        "An address with “latest” gives those of the newest release."
    )
    return components.section(_("Addresses that stay"), html.P(said), components.terms(pairs))


def _findings(reader: Reader) -> Component | None:
    """The tables that are worked out from the observations, each with its columns."""
    tables = file_columns.tables(reader)
    if not tables:
        return None
    lead = _(
        "Besides the measures, a release holds what its shown numbers say. Each of these tables "
        "has an address of its own, like a measure."
    )
    described = [part for t in tables.values() for part in _described(reader, t)]
    return components.section(_("What the numbers say"), *described, lead=lead, id="findings")


def _described(reader: Reader, table: Table) -> list[Component]:
    """One table: what is in it, its files and its columns."""
    title = translated(table.title)
    folded = _("Columns of “{table}”").format(table=title)
    return [
        html.H3(title),
        html.P(translated(table.definition)),
        components.downloads(reader.release.id, table.name, title),
        html.Details([html.Summary(folded), _meanings(folded, file_columns.of_table(table))]),
    ]


def _meanings(caption: str, columns: dict[str, str]) -> Component:
    rows = [[html.Code(name), said] for name, said in columns.items()]
    return components.table(caption, [_("Column"), _("Meaning")], rows, numbers_from=9)


def _dictionary() -> Component:
    return components.folded(
        _("What the columns mean"),
        _meanings(_("Columns of the file of a measure"), file_columns.of_observations()),
    )


def _rights(reader: Reader) -> Component:
    force = reader.force
    inside: list[Any] = [
        html.P(_("Cite like this:")),
        html.P(citation.form(reader), className="cite"),
    ]
    if force.get("licence"):
        said = _("The data are free to use under {licence}.").format(licence=force["licence"])
        inside.insert(0, html.P(said))
    return components.section(_("Licence and citation"), *inside)


def _sources(reader: Reader) -> Component:
    sources = reader.documents("source")
    if not sources:
        return components.section(
            _("Where the data come from"), html.P(_("This release names no sources."))
        )
    rows = [
        [
            translated(str(s.get("title", id_))),
            *(wording.count(s.get(n)) for n in ("rows", "accepted", "quarantined", "duplicates")),
            _span(s),
        ]
        for id_, s in sources.items()
    ]
    columns_ = [
        _("Source"), _("Rows received"), _("Accepted"), _("Set aside"), _("Twice"), _("Days"),
    ]  # fmt: skip
    lead = _(
        "Every row that came in is accepted, set aside with a reason, or dropped because it "
        "came twice. The counts are rounded to protect people, so they may not add up."
    )
    table = components.table(_("Rows by source"), columns_, rows)
    return components.section(
        _("Where the data come from"), table, *_bursts(sources), *_reasons(sources), lead=lead
    )


def _bursts(sources: dict[str, dict[str, Any]]) -> list[Component]:
    """What was accepted but does not count: the same button again within seconds."""
    said = _(
        "{source}: {count} presses do not count, because the same button had been pressed a few "
        "seconds before."
    )
    return [
        html.P(said.format(source=translated(str(s["title"])), count=wording.count(s["bursts"])))
        for s in sources.values()
        if s.get("bursts") is not None
    ]


def _span(source: dict[str, Any]) -> str:
    first, last = source.get("first"), source.get("last")
    if not first or not last:
        return ""
    return _("{first} to {last}").format(first=day(str(first)), last=day(str(last)))


def _reasons(sources: dict[str, dict[str, Any]]) -> list[Component]:
    rows = [
        [translated(str(s.get("title", id_))), refusing.reason(reason), wording.count(count)]
        for id_, s in sources.items()
        for reason, count in (s.get("reasons") or {}).items()
    ]
    if not rows:
        return []
    columns_ = [_("Source"), _("Reason"), _("Rows")]
    table = components.table(_("Why rows were set aside"), columns_, rows, numbers_from=2)
    said = ngettext(
        "Why rows were set aside: {count} reason", "Why rows were set aside: {count} reasons",
        len(rows),
    )  # fmt: skip
    return [html.Details([html.Summary(said.format(count=number(len(rows)))), table])]
