"""What is delivered again, what is rebuilt, and what is trusted of what lies on the disk."""

import re
from datetime import date, timedelta

import pytest

from tests.etl.conftest import Place, month_of_presses, presses

JANUARY, FEBRUARY = month_of_presses("2026-01"), month_of_presses("2026-02")


def accepted(place: Place, name: str, text: str) -> dict:
    result = place.run("accept", "kiosks", place.deliver(name, text), "--json")
    assert result.code == 0, result.err
    (report,) = result.json
    assert report["rows"] == report["accepted"] + report["quarantined"] + report["duplicates"]
    return report


def rebuilt(place: Place) -> None:
    assert place.run("release").code == 0
    result = place.run("verify", "--rebuild")
    assert result.code == 0, result.err


def change(place: Place, name: str, before: str, after: str) -> None:
    path = place.force / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_after_a_mended_mapping_the_same_file_is_taken_in_again(place):
    text = presses([*JANUARY, ("new", "beech", "2026-01-05 10:00:00", 3)])
    assert accepted(place, "1.csv", text)["quarantined"] == 1
    assert accepted(place, "1.csv", text)["again"] is True
    with (place.force / "areas.csv").open("a") as areas:
        areas.write("beech,Beech Station,station,west\n")
    again = accepted(place, "1.csv", text)
    assert (again["again"], again["accepted"], again["quarantined"]) == (False, 1, 0)
    assert again["duplicates"] == len(JANUARY)
    rebuilt(place)


def test_a_file_that_takes_a_correction_back_counts(place):
    old = presses([("p", "oak", "2026-01-05 10:00:00", 0), *JANUARY])
    new = presses([("p", "oak", "2026-01-05 10:00:00", 3)])
    accepted(place, "a.csv", old)
    assert accepted(place, "b.csv", new)["corrections"] == 1
    assert accepted(place, "a.csv", old)["corrections"] == 1
    assert accepted(place, "a.csv", old)["again"] is True
    rebuilt(place)


@pytest.mark.parametrize("purged", [(1,), (2,), (1, 2), (3,), (1, 2, 3)])
def test_a_rebuild_after_a_purge_keeps_every_correction(place, purged):
    """Records of two months in each delivery, so that its parts have names of their own."""
    moved = [(id_, "ash", when.replace("-02-", "-01-"), 3) for id_, _, when, _ in FEBRUARY[:30]]
    bad = [(f"bad{n}", "elm", "2026-02-05 10:00:00", 1) for n in range(3)]
    accepted(place, "1.csv", presses([*JANUARY, *FEBRUARY]))
    accepted(place, "2.csv", presses([*moved, *bad, *JANUARY[:9], *month_of_presses("2026-03")]))
    accepted(place, "3.csv", presses([*FEBRUARY[:10], *bad[:1], *JANUARY[:4]]))
    assert place.run("release").code == 0
    for number in purged:
        path = place.landing.folder / f"manifest/{number:06d}.json"
        past = str(date.today() - timedelta(days=9))
        path.write_text(re.sub('"received": ".{10}', f'"received": "{past}', path.read_text()))
    assert place.run("purge", "--days", 5).code == 0
    result = place.run("verify", "--rebuild")
    assert result.code == 0, result.err


def test_a_rebuild_bears_an_area_that_was_closed_after_its_records_came(place):
    accepted(place, "1.csv", presses([*JANUARY, *month_of_presses("2026-01", "ash")]))
    change(place, "areas.csv", "id,name,level,parent\n", "id,name,level,parent,valid_to\n")
    change(
        place,
        "areas.csv",
        "ash,Ash Station,station,west",
        "ash,Ash Station,station,west,2026-01-15",
    )
    rebuilt(place)


@pytest.mark.parametrize("left", [b"", b"\0" * 24])
def test_a_damaged_cache_of_hashes_loses_no_repeat(place, left):
    accepted(place, "1.csv", presses(JANUARY))
    for path in place.landing.folder.glob("records/**/*.u64"):
        path.write_bytes(left)
    again = accepted(place, "2.csv", presses(JANUARY[1:]))
    assert (again["accepted"], again["duplicates"]) == (0, len(JANUARY) - 1)


def test_a_damaged_count_is_made_again(place):
    accepted(place, "1.csv", presses(JANUARY))
    assert place.run("release").code == 0
    for path in place.landing.folder.glob("cubes/**/*.parquet"):
        path.write_bytes(path.read_bytes()[:40])
    assert place.run("release", "--json").json["changed"] is False
    assert place.run("verify", "--rebuild").code == 0


def test_the_day_is_that_of_the_force_wherever_the_machine_stands(place, monkeypatch):
    change(place, "force.toml", "Europe/London", "Pacific/Kiritimati")
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    accepted(place, "1.csv", presses(JANUARY))
    rebuilt(place)
    (manifest,) = place.landing.manifests()
    assert manifest.day >= manifest.received[:10]


def test_lines_that_hold_no_record_are_told(place):
    change(place, "sources.toml", 'drop = ["note"]\n', 'only = { note = ["yes"] }\n')
    text = presses(JANUARY).replace(",\n", ",yes\n", 10)
    accepted(place, "1.csv", text)
    (manifest,) = place.landing.manifests()
    assert (manifest.empty, manifest.records) == (len(JANUARY) - 10, 10)
    rebuilt(place)
