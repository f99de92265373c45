"""What the attacker knows besides what is shown: the definitions. Pure."""

from dataclasses import dataclass

from etl.populations import Population, Populations
from release.measures import Area


@dataclass(frozen=True)
class Plan:
    """What the attacker knows besides the sights."""

    populations: Populations
    areas: tuple[Area, ...]
    known: dict[str, Population]
    """Population by its text, for every population that the catalogue counts."""

    def stock(self, counted: Population | None) -> bool:
        """Whether a population is a state at a period's end, so that periods do not add up."""
        return counted is not None and self.populations.is_stock(counted.record)
