"""What came, when, how much and why not all; and what a person should look at."""

from dataclasses import replace

from tests.etl.conftest import Place, month_of_presses, presses


def test_status_says_what_when_how_many_and_why(place: Place) -> None:
    bad = [(f"x{n}", "elm", "2026-01-05 10:00:00", 1) for n in range(2)]
    rows = month_of_presses("2026-01")
    place.run("accept", "kiosks", place.deliver("1.csv", presses([*rows, *bad])))
    place.run("accept", "kiosks", place.deliver("2.csv", ""))
    place.run("accept", "kiosks", place.deliver("3.csv", presses([(*rows[0][:3], 3)])))
    assert place.run("release").code == 0
    report = place.run("status", "--json").json
    kiosks = report["sources"]["kiosks"]
    assert (kiosks["deliveries"], kiosks["rows"], kiosks["quarantined"]) == (2, 83, 2)
    assert (kiosks["corrections"], kiosks["last"]) == (1, "2026-01-27")
    assert kiosks["reasons"] == {"area: is not in the list of areas": 2}
    assert list(kiosks["refused"]) == ["2.csv"] and kiosks["bursts"] is None
    assert report["release"]["id"] == place.latest().release.id
    (alarm,) = report["alarms"]
    assert alarm.startswith("kiosks: refused and not accepted since: 2.csv (on 20")
    text = place.run("status").out
    assert "2 x area: is not in the list of areas" in text and ": 2.csv" in text


def test_bursts_are_told_after_a_release(place: Place) -> None:
    sources = place.force / "sources.toml"
    burst = 'burst = { seconds = 5, of = ["area", "touchpoint", "face"] }\n[kiosks.columns]'
    sources.write_text(sources.read_text().replace("[kiosks.columns]", burst, 1))
    rows = [*month_of_presses("2026-01"), ("b", "oak", "2026-01-01 10:00:01", 0)]
    place.run("accept", "kiosks", place.deliver("1.csv", presses(rows)))
    assert place.run("status", "--json").json["sources"]["kiosks"]["bursts"] is None
    assert place.run("release").code == 0
    assert place.run("status", "--json").json["sources"]["kiosks"]["bursts"] == 1
    assert "1 left out as bursts" in place.run("status").out


def test_check_finds_a_station_that_is_missing_in_the_records(place: Place) -> None:
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    rows = [r for m in months for r in month_of_presses(m, "oak")]
    rows += [r for m in months[:3] for r in month_of_presses(m, "ash")]
    place.run("accept", "kiosks", place.deliver("1.csv", presses(rows)))
    result = place.run("status", "--check")
    assert result.code == 69 and "error: 1 thing needs a person" in result.err
    assert "alarm: kiosks: Ash Station has no records in 2026-04" in result.out
    assert place.run("status").code == 0
    found = place.run("status", "--check", "--json")
    assert found.code == 69 and len(found.json["alarms"]) == 1


def test_an_empty_landing_zone_gives_no_alarm(place: Place) -> None:
    assert place.run("status", "--check").code == 0
    assert not place.landing.folder.exists()


def test_quarantine_answers_what_when_how_many_why(place: Place) -> None:
    good = month_of_presses("2026-01", each=500)
    bad = [(f"x{n}", "elm", "2026-01-05 10:00:00", 1) for n in range(70)]
    worst = [("y", "elm", "2999-01-05 10:00:00", 1)]
    place.run("accept", "kiosks", place.deliver("1.csv", presses([*good, *bad])))
    place.run("accept", "kiosks", place.deliver("2.csv", presses(worst)))
    lines = place.run("quarantine", "kiosks").out.splitlines()
    assert lines[0].strip().startswith("71 x kiosks: area: is not in the list of areas (2 files")
    assert lines[1].strip().startswith("1 x kiosks: at: is in the future (1 file, received 20")
    assert lines[3].startswith("kiosks 2.csv line 2: area: is not in the list of areas; at: is in")
    assert lines[-1] == "these are 50 of 71 lines; --last N shows more, --json all"
    assert len(lines) == 2 + 1 + 50 + 1
    future = place.run("quarantine", "--reason", "FUTURE").out.splitlines()
    assert len(future) == 3 and "at: is in the future" in future[0]
    assert len(place.run("quarantine", "--json").json) == 71
    assert len(place.run("quarantine", "--last", "3").out.splitlines()) == 2 + 1 + 3 + 1
    assert "no line is in quarantine" in place.run("quarantine", "survey").out
    assert replace(place, folder=place.folder).run("quarantine", "nobody").code == 64
