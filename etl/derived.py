"""Records that the job makes itself out of those that were delivered (``derived`` in records.toml).

A record is made where a measure uses it and all that it is made of has been delivered. Without, it
is not made: no figure is shown, and never a zero.
"""

from collections.abc import Callable
from functools import cache

import narwhals.stable.v2 as nw
import polars as pl

from etl.cohorts import checked, promoted, recruits
from etl.cube import cube, uses
from etl.engine import Engine
from etl.force import Force
from etl.landing import Landing
from etl.observe import Covered
from etl.parts import standing
from etl.stock import holdings, months_between
from release.measures import Measure
from release.vocabulary import LEVELS, SMALLEST_CELL

Records = Callable[[str], pl.DataFrame]
"""All records of a type that stand."""

MADE_OF = {
    "holding": ("post", "completion"),
    "recruit": ("post", "completion"),
    "promoted": ("promotion", "completion"),
    "check_result": ("learning_check",),
}
"""What each derived record is made of."""


def derived(
    landing: Landing,
    force: Force,
    engine: Engine,
    measures: list[Measure],
    say: Callable[[str], None],
) -> dict[str, Covered]:
    """The counts of every derived record that some measure uses."""

    @cache
    def records(record: str) -> pl.DataFrame:
        return _standing(landing, force, engine, record)

    found = {}
    for id_, parts in MADE_OF.items():
        using = [m for m in measures if uses(m, id_)]
        if using and not any(records(part).is_empty() for part in parts):
            say(f"counting {id_}")
            rows, first, last = _made(id_, records, landing, force, say)
            record = force.catalogue.records[id_]
            table = cube(nw.from_native(rows.lazy()), record, using).to_native().collect()
            found[id_] = Covered(record, table.sort(pl.all()), first, last)
    return found


def _made(
    id_: str, records: Records, landing: Landing, force: Force, say: Callable[[str], None]
) -> tuple[pl.DataFrame, str, str]:
    """The rows of one derived record, and the months that they cover (both included)."""
    courses = force.catalogue.courses
    first, last = _span(landing, force, MADE_OF[id_][-1], records)
    match id_:
        case "holding":
            posts, done = records("post"), records("completion")
            _say_unknown(posts, done, say)
            return holdings(posts, done, courses, months_between(first, last)), first, last
        case "recruit":
            rows = recruits(records("post"), records("completion"), courses)
            begun = str(rows.get_column("date").min() or first)
            return rows, f"{begun[:4]}-01", last
        case "promoted":
            first, last = _span(landing, force, "promotion", records)
            rules = [str(c.needed_from) for c in courses.values() if c.needed_from]
            months = months_between(min([*rules, last])[:7], last)
            whole = next(a.id for a in force.areas if a.level == LEVELS[0])
            rows = promoted(records("promotion"), records("completion"), courses, months, whole)
            return rows, months[0], last
        case _:
            return checked(records("learning_check")), first, last


def _say_unknown(
    posts: pl.DataFrame, completions: pl.DataFrame, say: Callable[[str], None]
) -> None:
    """Nobody is staff whom the roster does not know; what they completed counts nowhere."""
    unknown = completions.join(posts, on="person", how="anti").height
    if unknown:
        many = "fewer than 10" if unknown < SMALLEST_CELL else f"about {5 * round(unknown / 5):,}"
        say(f"{many} completions are not counted: the roster does not know the person")


def _span(landing: Landing, force: Force, record: str, records: Records) -> tuple[str, str]:
    """The months covered: as declared by the sources, else from the first to the last record."""
    sources = [
        s for s in force.sources.values() if s.record == record and landing.parts(record, s.id)
    ]
    days = records(record).get_column(force.catalogue.records[record].date)
    first = [s.from_ for s in sources if s.from_]
    last = [s.through for s in sources if s.through]
    return min(first, default=str(days.min())[:7]), max(last, default=str(days.max())[:7])


def _standing(landing: Landing, force: Force, engine: Engine, record: str) -> pl.DataFrame:
    names = force.catalogue.records[record].names
    frames = [
        frame.select(names)
        for source in force.sources.values()
        if source.record == record
        for frame in standing(engine, landing.parts(record, source.id))
    ]
    return engine.collect(nw.concat(frames)) if frames else pl.DataFrame()
