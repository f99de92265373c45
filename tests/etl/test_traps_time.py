"""Clocks, zones and late data: what is published depends on what was delivered, on nothing else."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.landing import Landing
from etl.publishing import release
from release.releases import Releases
from release.stored import check_published
from tests.etl.conftest import Place, month_of_presses, presses
from tests.factory import ROOT

CLOCKS = ["2026-06-30", "2028-02-29", "2038-01-20"]
SECRET = "5e" * 32
SETTINGS = [
    ("Asia/Kathmandu", "tr_TR.UTF-8"), ("America/Los_Angeles", "ar_EG.UTF-8"),
    ("Australia/Lord_Howe", "C"),
]  # fmt: skip
HOURS = [
    ("g1", "oak", "2026-03-29 00:59:59", 3), ("g2", "oak", "2026-03-29 01:30:00", 3),
    ("g3", "oak", "2026-03-29 02:00:00", 3), ("o1", "oak", "2025-10-26 01:30:00", 0),
    ("o2", "oak", "2025-10-26 01:30:00", 1), ("m1", "oak", "2026-03-31 23:59:59", 2),
    ("m2", "oak", "2026-04-01 00:00:00", 2),
]  # fmt: skip


def deliveries() -> dict[str, str]:
    january, february = month_of_presses("2026-01"), month_of_presses("2026-02", "ash")
    return {
        "1.csv": presses([*january, *HOURS, ("bad", "elm", "2026-01-01 10:00:00", 1)]),
        "2.csv": presses([*january[:20], *february]),
    }


def keyed(place: Place) -> None:
    """The same secret everywhere, so that rounding is the same."""
    place.landing.key.make(SECRET)


def digest_at(place: Place, day: str, texts: dict[str, str]) -> tuple[str, list[tuple[int, ...]]]:
    keyed(place)
    clock = Clock(day, f"{day}T23:59:59+00:00")
    job = Job(place.definitions, place.landing, place.url, clock, lambda _: None)
    for name, text in texts.items():
        list(accept_files(job, "kiosks", [place.deliver(name, text)]))
    counts = [(m.rows, m.accepted, m.quarantined, m.duplicates) for m in place.landing.manifests()]
    digest = release(job)["digest"]
    shutil.rmtree(place.landing.folder)
    shutil.rmtree(place.folder / "public")
    return digest, counts


def test_a_release_is_the_same_whatever_the_clock_says(place):
    assert len({repr(digest_at(place, day, deliveries())) for day in CLOCKS}) == 1


def test_a_clock_that_is_behind_refuses_what_is_in_the_future_and_nothing_else(place):
    rows = month_of_presses("2026-01", each=10)
    days = [when[:10] for _, _, when, _ in rows]
    for day in ("2026-01-15", "2026-01-27"):
        _, counts = digest_at(place, day, {"1.csv": presses(rows)})
        late = sum(when > day for when in days)
        assert counts == [(len(rows), len(rows) - late, late, 0)]


def test_zone_and_language_of_the_machine_change_nothing(place):
    here, _ = digest_at(place, CLOCKS[0], deliveries())
    with ThreadPoolExecutor(2) as threads:
        there = list(threads.map(lambda setting: run_under(place, *setting), SETTINGS))
    assert there == [here] * len(SETTINGS)


def run_under(place: Place, zone: str, language: str) -> str:
    """What a night's run publishes on a machine of this zone and language."""
    home = place.folder / zone.replace("/", "-")
    for name, text in deliveries().items():
        path = home / "inbox/kiosks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    Landing(home / "landing").key.make(SECRET)
    done = subprocess.run(
        [sys.executable, "-m", "etl", "daily", "--inbox", str(home / "inbox"), "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "TZ": zone, "LC_ALL": language, "LANG": language,
             "PORTAL_LANDING": str(home / "landing"),
             "PORTAL_DATABASE": f"sqlite:///{home / 'public.sqlite'}"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr and done.returncode in (0, 69), done.stderr
    return check_published(f"sqlite:///{home / 'public.sqlite'}").digest


def test_the_hour_that_is_skipped_is_refused_and_the_one_shown_twice_is_kept(place):
    place.run("accept", "kiosks", place.deliver("k.csv", presses(HOURS)))
    refused = [(r["line"], r["reasons"]) for r in place.run("quarantine", "--json").json]
    assert refused == [
        (3, "at: does not exist in Europe/London: the clock was put forward"),
    ]
    (manifest,) = place.landing.manifests()
    assert manifest.months == {"2025-10": 2, "2026-03": 3, "2026-04": 1}


def test_a_delivery_with_fewer_rows_takes_nothing_away(place):
    rows = month_of_presses("2026-01")
    place.run("accept", "kiosks", place.deliver("1.csv", presses(rows)))
    assert place.run("release").code == 0
    shown = place.latest().observations()
    (fewer,) = place.run(
        "accept", "kiosks", place.deliver("2.csv", presses(rows[:7])), "--json"
    ).json
    assert (fewer["accepted"], fewer["duplicates"]) == (0, 7)
    report = place.run("release", "--json").json
    assert (report["added"], report["revised"], report["removed"]) == (0, 0, 0)
    assert place.latest().observations() == shown


def test_a_correction_of_a_correction_is_the_last_word(place):
    others, row = month_of_presses("2026-01"), ("p1", "oak", "2026-01-05 10:00:00")
    for n, button in enumerate((0, 3, 0)):
        path = place.deliver(f"{n}.csv", presses([*others[n:], (*row, button)]))
        assert place.run("accept", "kiosks", path).code == 0
        assert place.run("release").code == 0
    assert [m.corrections for m in place.landing.manifests()] == [0, 1, 1]
    first, second, third = (happy(place, number) for number in (1, 2, 3))
    assert first == third != second
    assert place.run("verify", "--rebuild").code == 0


def happy(place: Place, number: int) -> list[float | None]:
    """The Happy Index of Oak by month, as this release gave it."""
    releases = Releases(place.url)
    reader = releases.get(next(r.id for r in releases.all() if r.number == number))
    assert reader is not None
    found = reader.observations(measure="happy_index", frequency="month", area="oak")
    return [o.value for o in found]


@pytest.fixture
def gapped(place: Place) -> Place:
    """Oak has January and March, Ash has January only."""
    rows = [*month_of_presses("2026-01"), *month_of_presses("2026-03"),
            *month_of_presses("2026-01", "ash")]  # fmt: skip
    place.run("accept", "kiosks", place.deliver("k.csv", presses(rows)))
    assert place.run("release").code == 0
    return place


def test_a_month_or_station_without_records_is_no_data_and_not_zero(gapped):
    found = gapped.latest().observations(measure="happy_index", frequency="month")
    cells = {(o.area, o.period): o for o in found}
    gaps = [("ash", "2026-02"), ("ash", "2026-03"), ("oak", "2026-02"), ("west", "2026-02")]
    for key in gaps:
        assert cells[key].status == "unavailable"
        assert cells[key].value is cells[key].denominator is None
    assert cells["oak", "2026-03"].denominator == 80
