"""What an address asks for, checked against the release: the only state of a view."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.language import _, period_title
from portal.page import BadValue, NotFound
from release.measures import Area, Measure
from release.reader import Reader
from release.vocabulary import FREQUENCIES, LEVELS, TOTAL, Frequency, frequency_of

Parameter = str | list[str] | None
"""A value of the address as the web server hands it over; a repeated key arrives as a list."""

CODE = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@dataclass(frozen=True, slots=True)
class Selection:
    """One measure in one area: at ``period`` of ``frequency``, split by ``breakdown`` if any.

    ``period`` is None where none was asked for and the area has no observation of the measure.
    """

    measure: Measure
    area: Area
    frequency: Frequency
    period: str | None
    breakdown: str = TOTAL


def text(value: Parameter, name: str) -> str:
    """The one value of a parameter, trimmed; empty where it is absent."""
    if isinstance(value, list):
        if len(set(value)) > 1:
            raise BadValue(
                _("The address gives “{name}” more than once. Give it once.").format(name=name)
            )
        value = value[0] if value else ""
    return (value or "").strip()


def code(value: Parameter, name: str) -> str:
    found = text(value, name)
    if found and not CODE.fullmatch(found):
        raise BadValue(
            _(
                "The value of “{name}” in the address cannot be understood. "
                "It has letters, digits, dots, dashes and underscores only."
            ).format(name=name)
        )
    return found


def area(reader: Reader, value: Parameter) -> Area:
    """The area with this id; the force where none is given."""
    wanted = code(value, "area")
    if not wanted:
        return whole_force(reader)
    if wanted not in reader.areas:
        raise NotFound(_("There is no station or area with this name in this release."))
    return reader.areas[wanted]


def whole_force(reader: Reader) -> Area:
    """The area that is nobody's part."""
    for candidate in reader.areas.values():
        if candidate.level == LEVELS[0] or not candidate.parent:
            return candidate
    raise NotFound(_("This release has no areas."))


def measure(reader: Reader, value: Parameter) -> Measure:
    wanted = code(value, "measure")
    if wanted not in reader.measures:
        raise NotFound(_("There is no measure with this name in this release."))
    return reader.measures[wanted]


SHARED = ("area", "measure", "period", "breakdown")
"""The parameters that mean the same on every page."""


def check(reader: Reader, given: Mapping[str, str]) -> None:
    """Refuses bad values of the shared parameters, whether the page asks for them or not."""
    if given.get("area"):
        area(reader, given["area"])
    wanted = code(given.get("period"), "period")
    if wanted:
        _frequency(wanted)
    split = code(given.get("breakdown"), "breakdown")
    if code(given.get("measure"), "measure"):
        _split(measure(reader, given["measure"]), split)


def _split(chosen: Measure, wanted: str) -> str:
    if wanted and wanted not in chosen.breakdowns:
        raise BadValue(_("This measure is not split in the way that the address asks for."))
    return wanted


def select(
    reader: Reader,
    chosen: Measure,
    place: Area,
    period: Parameter = None,
    breakdown: Parameter = None,
) -> Selection:
    """Period and breakdown of an address, or the latest period of the finest frequency."""
    split = _split(chosen, code(breakdown, "breakdown"))
    wanted = code(period, "period")
    if not wanted:
        return Selection(chosen, place, *latest(reader, chosen, place), split)
    frequency = _frequency(wanted)
    if frequency not in chosen.frequencies:
        raise BadValue(_("This measure is not published for a period of that length."))
    if not reader.observations(chosen.id, frequency=frequency, period=wanted):
        raise NotFound(_no_figures(reader, chosen, frequency, wanted))
    return Selection(chosen, place, frequency, wanted, split)


def _no_figures(reader: Reader, chosen: Measure, frequency: Frequency, wanted: str) -> str:
    """A period to come is said apart from one that nothing is known of."""
    newest = reader.latest_period(chosen.id, frequency)
    if newest is None or wanted < newest:
        return _("This release has no figures for that period.")
    return _("There are no figures for {period} yet. The newest are those of {newest}.").format(
        period=period_title(wanted), newest=period_title(newest)
    )


def latest(reader: Reader, chosen: Measure, place: Area) -> tuple[Frequency, str | None]:
    """The finest frequency in which at least half of this area's figures and the newest of them
    are shown, and its newest period; else the finest in which half are, else the finest of all."""
    found: list[tuple[Frequency, str | None]] = []
    readable: list[tuple[Frequency, str | None]] = []
    for frequency in offered(chosen):
        points = reader.observations(chosen.id, area=place.id, frequency=frequency)
        if not points:
            continue
        found.append((frequency, points[-1].period))
        shown = [p.status != "suppressed" or bool(p.note) for p in points]
        if 2 * sum(shown) >= len(shown):
            readable.append(found[-1])
            if shown[-1]:
                return found[-1]
    return next(iter([*readable, *found]), (offered(chosen)[0], None))


def offered(chosen: Measure) -> list[Frequency]:
    """The frequencies of a measure, fine to coarse."""
    return [f for f in FREQUENCIES if f in chosen.frequencies]


def _frequency(period: str) -> Frequency:
    try:
        return frequency_of(period)
    except ValueError:
        raise BadValue(
            _("A period is written 2026, 2026-Q1 or 2026-03; the address has something else.")
        ) from None
