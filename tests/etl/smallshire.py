"""A force with two overlapping geographies, published through the job and seen through the site."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from hypothesis import HealthCheck, Phase, settings
from werkzeug.test import Client

from etl.force import read_force
from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.landing import Landing
from etl.publishing import release
from portal.site import build
from tests.etl.conftest import FORCE
from tests.factory import ROOT

DISTRICTS = {"north": ("ash", "elm", "fir"), "south": ("oak", "yew")}
WARDS = {"hill": ("ash", "oak"), "vale": ("elm", "fir", "yew")}
STATIONS = ("ash", "elm", "fir", "oak", "yew")
AREAS = {
    "smallshire": frozenset(STATIONS),
    **{k: frozenset(v) for k, v in {**DISTRICTS, **WARDS}.items()},
    **{s: frozenset([s]) for s in STATIONS},
}
"""Which stations lie in each area."""
ROSTER = """
[roster]
title = "Roster"
record = "post"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, area = "area", staff_group = "group", rank_group = "rank", start = "start", end = "end" }
"""  # noqa: E501
"""The source of the people in post, for tests about them."""
RANK = {"sworn": "constable", "civilian": "staff", "recruit": "recruit"}
EXAMPLES = os.environ.get("ADVERSARY_EXAMPLES", "")
"""So many other forces at each run, for a search that may take hours; else always the same few."""


def search(examples: int) -> settings:
    """Random forces: each is published whole, so that making a failing one smaller takes long and
    is left to a search."""
    return settings(
        max_examples=int(EXAMPLES or examples),
        derandomize=not EXAMPLES,
        deadline=None,
        phases=list(Phase) if EXAMPLES else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class InPost(Protocol):
    """Somebody who is in post at a station from one day to another (blank: still)."""

    @property
    def station(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def joined(self) -> str: ...
    @property
    def left(self) -> str: ...


def roster(people: Sequence[InPost], month: str) -> str:
    """The text of the source ROSTER at the end of a month."""
    rows = [
        f"p{n},{p.station},{p.group},{RANK[p.group]},{p.joined},"
        f"{p.left if p.left[:7] <= month else ''}"
        for n, p in enumerate(people)
        if p.joined[:7] <= month
    ]
    return "\n".join(["who,area,group,rank,start,end", *rows]) + "\n"


def published(
    folder: Path,
    sources: str,
    seed: object,
    deliveries: Sequence[tuple[str, dict[str, str]]],
    measures: str = "",
    courses: str = "",
) -> tuple[Client, list[str]]:
    """A release on each day of ``deliveries`` (day, text of each source), behind the real site; the
    same ``seed`` makes the same force be rounded the same way again. ``measures``, ``courses``: its
    own, in place of the catalogue's."""
    force, landing = folder / "smallshire", folder / "landing"
    force.mkdir()
    landing.mkdir(mode=0o700)
    lines = ["id,name,level,parent,within", "smallshire,Smallshire,force,,"]
    lines += [f"{d},{d.title()},district,smallshire," for d in DISTRICTS]
    lines += [f"{w},{w.title()},region,smallshire," for w in WARDS]
    lines += [f"{s},{s.title()},station,{_of(s, DISTRICTS)},{_of(s, WARDS)}" for s in STATIONS]
    for name, text in (
        ("force.toml", FORCE.replace("levels = {", 'levels = { region = "Ward",')),
        ("areas.csv", "\n".join(lines) + "\n"),
        ("sources.toml", sources),
        ("measures.toml", measures),
        ("courses.toml", courses),
    ):
        (force / name).write_text(text, "utf-8")
    (landing / "secret").write_text(sha256(repr(seed).encode()).hexdigest())
    (landing / "secret").chmod(0o600)
    read, releases = read_force(force, ROOT / "catalogue"), []
    url = f"sqlite:///{folder / 'public/portal.sqlite'}"
    for day, texts in deliveries:
        job = Job(read, Landing(landing), url, Clock(day, f"{day}T09:00:00Z"), lambda _: None)
        for source, text in texts.items():
            path = folder / f"{source}-{day}.csv"
            path.write_text(text, "utf-8")
            assert all(r["quarantined"] == 0 for r in accept_files(job, source, [path]))
        releases.append(str(release(job)["id"]))
    return Client(build(url)), releases


def _of(station: str, areas: dict[str, tuple[str, ...]]) -> str:
    return next(area for area, inside in areas.items() if station in inside)
