"""How to name the source of a figure: the one form for pages and files.

On a page the address is whole, so that it can be found from paper.
"""

from urllib.parse import quote, urlencode

from portal import links
from portal.language import _, translated
from portal.origin import here
from portal.selection import Selection
from release.measures import Measure
from release.reader import Reader
from release.tables import Table


def of_release(reader: Reader) -> str:
    """A release as a whole."""
    return _("{force} ({year}): release {release}, {address}").format(
        address=here() + links.page(f"/releases/{quote(reader.release.id)}"), **_names(reader)
    )


def of_measure(reader: Reader, measure: Measure) -> str:
    """A measure with all its figures."""
    return _cited(reader, translated(measure.title), _address(reader, measure))


def of_table(reader: Reader, table: Table) -> str:
    """A table of findings as a whole."""
    address = f"{here()}/data/{quote(reader.release.id)}/{table.name}.csv"
    return _cited(reader, translated(table.title), address)


def of_view(reader: Reader, chosen: Selection) -> str:
    """A measure as a page shows it: its address leads to the same area, period and split."""
    address = _address(
        reader,
        chosen.measure,
        area=chosen.area.id,
        period=chosen.period or "",
        breakdown=chosen.breakdown,
    )
    return _cited(reader, translated(chosen.measure.title), address)


def form(reader: Reader) -> str:
    """The form itself, with names in the places that differ."""
    return _cited(reader, _("name of the measure"), _("address"))


def _cited(reader: Reader, title: str, address: str) -> str:
    return _("{force} ({year}): {title}, release {release}, {address}").format(
        title=title, address=address, **_names(reader)
    )


def _address(reader: Reader, measure: Measure, **view: str) -> str:
    given = {name: value for name, value in view.items() if value}
    query = urlencode({**given, "release": reader.release.id})
    return here() + links.page(f"/measures/{quote(measure.id)}?{query}")


def _names(reader: Reader) -> dict[str, str]:
    return {
        "force": str(reader.force.get("name", "")),
        "year": reader.release.published[:4],
        "release": reader.release.id,
    }
