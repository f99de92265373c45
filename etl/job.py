"""What a run works with."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from etl.engine import Engine, engine_of
from etl.force import Force
from etl.landing import Landing

Say = Callable[[str], None]


@dataclass(frozen=True)
class Clock:
    """Now, as an argument: ``today`` and ``now`` are ISO texts."""

    today: str
    now: str


@dataclass(frozen=True)
class Job:
    """Where a run works: the force, its landing zone, the public file, the clock, the engine."""

    force: Force
    landing: Landing
    database: str
    clock: Clock
    say: Say
    engine_name: str = "polars"
    master: str = "local[*]"

    @cached_property
    def engine(self) -> Engine:
        """Started when it is first needed: Spark takes half a minute."""
        return engine_of(self.engine_name, self.master, self.landing.folder)

    @contextmanager
    def held(self) -> Iterator[None]:
        """The landing zone, held for writing and known to be this force's."""
        with self.landing.held():
            self.landing.belongs_to(self.force.id)
            yield

    @contextmanager
    def trusted(self) -> Iterator[None]:
        """The same, for a run that adds to what is stored: its secret is known to be the one of all
        before it. Where the landing zone has no mark of it yet, the published releases have."""
        with self.held():
            self.landing.check_secret()
            if not self.landing.key.mark:
                importlib.import_module("etl.memory").check_secret(self)
            yield
