"""All stations by district, beside a map, with one plain figure each; never ranked.

The list comes first, because it says more than the map and is what a resident on a telephone looks
for; on a narrow screen a link leads to the map below it. What was searched for is right below the
field; what else can be chosen is folded.
"""

from typing import Any

from dash.development.base_component import Component

from portal import components, html, links, places, selection
from portal.language import _, ngettext, number, translated
from portal.page import Page
from portal.pages import finding, mapped, station_list
from portal.pages.finding import Looked
from portal.places import Matches
from portal.postcodes import parse
from portal.searching import plain
from portal.selection import Parameter
from release.measures import Area, Measure
from release.reader import Reader


def page(
    reader: Reader,
    /,
    *,
    q: Parameter = None,
    area: Parameter = None,
    measure: Parameter = None,
    **_others: Any,
) -> Page:
    wanted = selection.text(q, "q")
    place = selection.area(reader, area)
    chosen = finding.chosen(reader, measure)
    looked = finding.look(reader, chosen) if chosen else None
    among = places.inside(reader, place)
    found = places.search(reader, wanted, among) if wanted else Matches(among, [])
    whole = not wanted and not place.parent
    title = _("Stations")
    lead = _("Find the station that serves you. The list goes by the alphabet. It is no ranking.")
    near = _near_me(reader, found, whole=whole)
    main = html.Div(
        [
            components.top(title, "" if wanted else lead),
            _controls(reader, wanted, place, chosen),
            None if wanted else near,
            html.Div(
                [
                    html.Div(_list(reader, wanted, place, found, chosen, looked), className="list"),
                    mapped.section(reader, looked, None if whole else found.exact or found.near),
                ],
                className="beside",
            ),
            near if wanted else None,
        ],
        className="searched" if wanted else "",
    )
    return Page(title, lead, main, scripts=("near.js", "map.js"), listed=not wanted)


def _near_me(reader: Reader, found: Matches, *, whole: bool) -> Component | None:
    """The nearest of those in the list; it stays while the list is narrowed down."""
    if not (found.exact or found.near):
        return None
    return components.near_me(*finding.distance(reader), everywhere=whole)


def _controls(reader: Reader, wanted: str, place: Area, chosen: Measure | None) -> Component:
    """Search, and two lists to narrow down and to choose what is shown."""
    districts = {a.id: a.name for a, _inside in places.by_parent(reader, places.stations(reader))}
    whole = selection.whole_force(reader)
    areas = {"": _("All of {area}").format(area=whole.name)} | districts
    measures = [*finding.offered(reader), *([chosen] if chosen else [])]
    more = []
    if len(districts) > 1 or place.id not in ("", whole.id):
        areas |= {place.id: place.name} if place.parent else {}
        more.append(
            components.field(
                "area", _("Part of the force"), areas, place.id if place.parent else ""
            )
        )
    if chosen and len(measures) > 1:
        titles = {m.id: translated(m.title) for m in measures}
        more.append(components.field("measure", _("What to show"), titles, chosen.id))
    hint = _("A name, street, area or postcode")
    return components.search_field(
        reader, "/stations", _("Search the stations"), hint, wanted[: places.LIMIT], more
    )


def _list(
    reader: Reader,
    wanted: str,
    place: Area,
    found: Matches,
    chosen: Measure | None,
    looked: Looked | None,
) -> list[Any]:
    said = [_result(reader, wanted, place, found), _figureless(chosen, looked)]
    if not wanted:
        return [*said, _to_map(), *station_list.by_district(reader, found.exact, looked)]
    tables = (
        [station_list.table(reader, _("Stations that match"), found.exact, looked)]
        if found.exact
        else []
    )
    if found.near:
        caption = _("Stations that you may have meant")
        tables += [
            html.H2(_("Did you mean one of these?")),
            station_list.table(reader, caption, found.near, looked),
        ]
    return [*said, *tables]


def _to_map() -> Component:
    return html.P(html.A(_("Go to the map"), href="#map"), className="to-map")


def _result(reader: Reader, wanted: str, place: Area, found: Matches) -> Component | None:
    """What the search came to, in words."""
    if not wanted:
        return None
    inside = [_count(wanted, found, len(places.inside(reader, place)))]
    if len(wanted) > places.LIMIT:
        cut = _("That is a long text: only its first {count} characters were looked for.")
        inside.insert(0, cut.format(count=number(places.LIMIT)))
    if place.parent:
        inside.append(_("Only {area} was looked through.").format(area=place.name))
    everything = html.A(_("All stations"), href=links.href(reader, "/stations"))
    return html.P([" ".join(inside), " ", everything], role="status", className="result")


def _count(wanted: str, found: Matches, all_of_them: int) -> str:
    words, count = wanted[: places.LIMIT], len(found.exact)
    if not any(c.isalnum() for c in words):
        return _("There is nothing to look for in “{words}”.").format(words=words)
    if not count and found.near:
        return _("No station matches “{words}” as it is written.").format(words=words)
    if not count and parse(plain(words)):
        said = _(
            "No station matches “{words}”. This police force does not list this postcode. Try the "
            "name of a town or a street, or see all stations:"
        )
        return said.format(words=words)
    if not count:
        said = _("No station matches “{words}”. Try a part of the name, or see all of them:")
        return said.format(words=words)
    if count == all_of_them > 1:
        said = _("“{words}” fits every station, so all {count} are listed.")
        return said.format(words=words, count=number(count))
    said = ngettext(
        "{count} station matches “{words}”.", "{count} stations match “{words}”.", count
    )
    return said.format(count=number(count), words=words)


def _figureless(chosen: Measure | None, looked: Looked | None) -> Component | None:
    """Why no figure stands beside the stations."""
    if looked is not None:
        return None
    if chosen is None:
        return html.P(_("There are no figures yet."))
    said = _("{measure}: there are no figures for single stations.")
    return html.P(said.format(measure=translated(chosen.title)))


def moved(reader: Reader, station: Area) -> str:
    """What became of a closed station."""
    return station_list.moved(reader, station)
