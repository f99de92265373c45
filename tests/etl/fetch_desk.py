"""A force whose kiosks are fetched: from the running API into its inbox."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.fetch.job import fetch
from etl.fetch.settings import Fetch
from etl.job import Clock, Job
from etl.jobs import Report
from etl.sources import Source
from tests.etl.conftest import Place
from tests.etl.happyornot_server import TOKEN, Api, Row, press

TODAY = "2026-07-01"
COLUMNS: dict[str, Any] = {
    "event_id": "feedbackId",
    "area": {"column": "experiencePointId", "values": {"100": "oak", "101": "ash"}},
    "at": {"column": "localTime", "format": "%Y-%m-%dT%H:%M:%S"},
    "touchpoint": {"constant": "desk"},
    "face": {
        "column": "buttonIndex",
        "values": {"0": "very_unhappy", "1": "unhappy", "2": "happy", "3": "very_happy"},
    },
    "points": {
        "column": "buttonIndex",
        "values": {"0": "0", "1": "33.333", "2": "66.667", "3": "100"},
    },
    "misuse": "misuse",
}


class Fetched(Source):
    """A source with its table of what is fetched."""

    fetch: Fetch | None = None


@dataclass
class Desk:
    """A force whose kiosks are fetched from a running API."""

    api: Api
    place: Place
    today: str = TODAY
    format: str = "csv"

    def job(self, **asked: object) -> Job:
        own = {"what": "button", "since": "2026-01-01", "url": self.api.url} | asked
        source = Fetched(
            id="kiosks",
            title="Kiosks",
            record="press",
            format=self.format,  # type: ignore[arg-type]
            columns=COLUMNS,
            fetch=Fetch(api="happyornot", **own),  # type: ignore[arg-type]
        )
        force = replace(self.place.definitions, sources={"kiosks": source})
        clock = Clock(today=self.today, now=f"{self.today}T06:00:00+00:00")
        return Job(force, self.place.landing, self.place.url, clock, lambda _: None)

    def fetch(self, until: str | None = None, token: str = TOKEN, **asked: object) -> list[Report]:
        job = self.job(**asked)
        return list(fetch(job, "kiosks", token, until, lambda _: None, lambda _: None))

    @property
    def inbox(self) -> Path:
        return self.place.landing.folder / "inbox" / "kiosks"

    def files(self) -> list[str]:
        return sorted(path.name for path in self.inbox.glob("[!.]*.*"))

    def rows(self) -> list[dict[str, str]]:
        found = []
        for path in sorted(self.inbox.glob("[!.]*.csv")):
            with path.open(newline="") as file:
                found += list(csv.DictReader(file))
        return found


def sixty() -> list[Row]:
    """Sixty presses on days from January to June."""
    return [press(n, f"2026-0{1 + n % 6}-{1 + n % 28:02d}T10:00:00") for n in range(60)]
