"""How a release was protected: what it says of itself, as sentences and by measure."""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links
from portal.language import _, number, translated
from portal.wording import protecting
from release.reader import Reader, Release
from release.tables import PROTECTION

PLACE = "protection"
"""The section's id on the page of a release."""


def link(reader: Reader) -> Component:
    """The way from any page to how its release was protected."""
    address = links.href(reader, f"/releases/{reader.release.id}")
    return html.A(_("How this release was protected"), href=f"{address}#{PLACE}")


def section(reader: Reader, release: Release) -> Component | None:
    """For the page of ``release``; another one than the reader's is asked by its own address."""
    if release.withdrawn:
        return None
    title = _("How this release was protected")
    if release.id != reader.release.id:
        way = html.A(
            _("See how that release was protected"),
            href=links.page(f"/releases/{release.id}?release={release.id}#{PLACE}"),
        )
        return components.section(title, html.P(way), id=PLACE)
    rows = reader.findings(PROTECTION.name)
    if not rows:
        said = _("This release does not say how it was protected: it is older than such records.")
        return components.section(title, html.P(said), id=PLACE)
    method = reader.documents("protection").get("method", {})
    sentences = [
        protecting.withheld(rows),
        protecting.rounding(method),
        protecting.attacked(rows),
        protecting.known(rows),
    ]
    more = html.A(_("How people are protected"), href=links.href(reader, "/methods") + f"#{PLACE}")
    inside = [html.P(s) for s in sentences if s]
    return components.section(title, *inside, html.P(more), _table(reader, rows), id=PLACE)


def _table(reader: Reader, rows: list[dict[str, Any]]) -> Component:
    columns = [_("Measure"), _("Rule, and attack test"), _("Shown"), _("Hidden")]
    ordered = {row["measure"]: row for row in rows}
    known = [ordered[id_] for id_ in reader.measures if id_ in ordered]
    return components.table(
        _("Protection by measure"),
        columns,
        [_row(reader, r) for r in known],
        note=protecting.legend(),
        numbers_from=2,
    )


def _row(reader: Reader, row: dict[str, Any]) -> list[Any]:
    measure = reader.measures[row["measure"]]
    return [
        html.A(translated(measure.title), href=links.measure(reader, measure.id)),
        [html.Div(html.Small(said)) for said in (protecting.rule(row), protecting.attack(row))],
        *("" if row[name] is None else number(row[name]) for name in ("shown", "hidden")),
    ]
