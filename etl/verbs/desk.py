"""What every verb is given: the settings, the clock, the output and the run log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.force import read_force
from etl.job import Clock, Job
from etl.landing import Landing
from etl.logbook import Entry, Log
from etl.verbs.output import Output

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Settings:
    """What the environment says; the README explains them."""

    force: str
    landing: str
    database: str
    engine: str
    master: str
    token: str = field(repr=False)
    proxy: str = field(repr=False)


@dataclass
class Desk:
    """``today`` is the data officer's day, ``clock`` gives the time in UTC."""

    settings: Settings
    today: date
    clock: Callable[[], datetime]
    out: Output = field(default_factory=Output)

    @cached_property
    def job(self) -> Job:
        """Reads the force's folder. Raises DefinitionError or MissingInput."""
        force, now = read_force(self._folder, ROOT / "catalogue"), self.now()
        here = datetime.fromisoformat(now).astimezone(ZoneInfo(force.identity.zone))
        return Job(
            force=force,
            landing=Landing(self.landing),
            database=self.settings.database,
            clock=Clock(today=here.date().isoformat(), now=now),
            say=self.out.say,
            engine_name=self.settings.engine,
            master=self.settings.master,
        )

    @property
    def _folder(self) -> Path:
        folder = Path(self.settings.force)
        return folder if folder.is_dir() else ROOT / folder

    @property
    def landing(self) -> Path:
        return Path(self.settings.landing)

    def now(self) -> str:
        return self.clock().astimezone(UTC).isoformat(timespec="seconds")

    @property
    def log(self) -> Log:
        return Log(self.landing, self._folder.name, self.settings.engine, self.now, self.out.tell)

    @contextmanager
    def logged(self, verb: str, source: str = "", files: Sequence[Path] = ()) -> Iterator[Entry]:
        """Note a run of a verb that writes, however it ends."""
        with self.log.run(verb, source, files) as entry:
            yield entry
