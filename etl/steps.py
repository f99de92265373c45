"""One count of people is protected in one way, whatever measure shows it. Pure.

A count that is shown in steps of 5 and in steps of 10, or exact here and rounded there, would be
narrowed down by the two together. The attack test knows one display of each count, so the catalogue
refuses a second one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from etl.catalogue import Catalogue
from etl.menu import Cut, cuts
from etl.populations import Population, Populations
from release.measures import Breakdown, Measure
from release.vocabulary import TOTAL, Frequency

STOCK: Frequency = "month"
"""A stock shows the same in every period that ends on one day, whatever its length."""


@dataclass(frozen=True)
class Way:
    """How a measure protects what it counts; no step where it does not round."""

    protection: str
    step: int
    measure: str


def in_two_ways(catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each measure that protects people in another way than a measure before it
    does; those of the force's own come last."""
    populations = Populations(catalogue.records, catalogue.courses)
    files = catalogue.files
    common = next(iter(files.values()), None)
    ways: dict[tuple[Population, Cut], Way] = {}
    for measure in sorted(catalogue.measures.values(), key=lambda m: files[m.id] != common):
        for id_, split in {TOTAL: None, **measure.breakdowns}.items():
            way = _way(measure, split)
            before = [ways.setdefault(c, way) for c in _cells(measure, id_, split, populations)]
            for other in before:
                if (other.protection, other.step) != (way.protection, way.step):
                    place = f"breakdowns.{id_}." if split and split.round_to else ""
                    yield f"{files[measure.id]}: [{measure.id}].{place}{_said(way, other)}"
                    break


def _way(measure: Measure, split: Breakdown | None) -> Way:
    step = (split.round_to if split else None) or measure.round_to
    return Way(measure.protection, step if measure.protection == "people" else 0, measure.id)


def _cells(
    measure: Measure, id_: str, split: Breakdown | None, populations: Populations
) -> Iterator[tuple[Population, Cut]]:
    """What it counts of people where their records allow its protection; other mistakes are told
    elsewhere (etl/menu.py)."""
    for category in split.categories if split else [TOTAL]:
        for counted in populations.of(measure, id_, category):
            record = populations.records.get(counted.record) if counted else None
            if counted and record and record.person and measure.protection in record.protections:
                for level, frequency in cuts(measure, split):
                    yield counted, (level, STOCK if record.stock else frequency)


def _said(way: Way, other: Way) -> str:
    if way.protection != other.protection:
        return (
            f"protection: must be {other.protection}, as [{other.measure}] counts some of the same "
            f"people, got {way.protection!r}"
        )
    return (
        f"round_to: must be {other.step}, as [{other.measure}] counts some of the same people, and "
        f"a count in two steps would give itself away, got {way.step}"
    )
