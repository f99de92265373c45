"""What the attacker knows besides what is shown: the definitions. Pure."""

from dataclasses import dataclass

from etl.populations import COURSE, HOLDING, Population, Populations, population
from release.measures import Area


@dataclass(frozen=True)
class Plan:
    """What the attacker knows besides the sights."""

    populations: Populations
    areas: tuple[Area, ...]
    known: dict[str, Population]
    """Population by its text, for every population that the catalogue counts."""
    measured: frozenset[str] = frozenset()
    """Fields in which the two sides of a measure differ: whether it is held, how it was rated."""

    def topic(self, counted: Population) -> str:
        """What a population is about: of holdings the course, else all that is not measured."""
        if counted.record == HOLDING:
            return ",".join(sorted(counted.values(COURSE) or [HOLDING]))
        where = {f: v for f, v in counted.where if f not in self.measured}
        return str(population(counted.record, where))

    def stock(self, counted: Population | None) -> bool:
        """Whether a population is a state at a period's end, so that periods do not add up."""
        return counted is not None and self.populations.is_stock(counted.record)

    def time(self, counted: Population | None, frequency: str, period: str) -> str:
        """Cells of other times meet in no sum."""
        return f"{frequency}|{period}" if self.stock(counted) else period[:4]
