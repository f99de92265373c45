"""What a scheduler runs every day: all that is new, whatever one file does, one exit code."""

import fcntl
import os
from pathlib import Path

import pytest

from etl.daily import Daily
from etl.logbook import Log
from etl.runs import read_runs
from tests.etl.conftest import Place, month_of_presses, presses
from tests.etl.fetch_desk import Desk, sixty
from tests.etl.happyornot_server import TOKEN, Api, serving

GOOD = presses(month_of_presses("2026-01"))
BAD = "Vera Private,x\n1,2\n"


def drop(place: Place, name: str, text: str, source: str = "kiosks") -> Path:
    folder = place.landing.folder / "inbox" / source
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text)
    return path


def test_what_is_new_is_accepted_and_released(place: Place) -> None:
    drop(place, "1.csv", GOOD)
    result = place.run("daily")
    assert result.code == 0, result.err
    assert "1.csv: 80 rows = 80 accepted" in result.out and "published release" in result.out
    assert "daily: 1 files taken in, 80 rows = 80 accepted + 0 quarantined" in result.out
    first = place.latest().release.id
    again = place.run("daily", "--json")
    assert again.code == 0 and [s["step"] for s in again.json["steps"]] == ["release"]
    assert place.latest().release.id == first and len(place.landing.manifests()) == 1


def test_without_anything_to_do_all_is_well(place: Place) -> None:
    result = place.run("daily")
    assert result.code == 0 and "0 files taken in" in result.out


def test_a_refused_file_does_not_stop_the_rest(place: Place) -> None:
    drop(place, "1-bad.csv", BAD)
    drop(place, "2.csv", GOOD)
    survey = "id,place,day,item,rating\na1,oak,2026-01-05,respect,4\n"
    drop(place, "s.csv", survey, "survey")
    result = place.run("daily")
    assert result.code == 65 and "error: 1-bad.csv: the columns of [kiosks]" in result.err
    assert {m.file for m in place.landing.manifests()} == {"2.csv", "s.csv"}
    assert place.latest().release.id and "Vera" not in result.out + result.err
    assert "alarm: accept kiosks failed once" in result.out
    runs = read_runs(place.landing.folder)
    assert [(r.verb, r.source, r.code) for r in runs] == [
        ("daily", "", 65), ("accept", "kiosks", 65), ("accept", "survey", 0), ("release", "", 0)
    ]  # fmt: skip
    daily = runs[0]
    assert {r.within for r in runs[1:]} == {daily.id}
    assert (daily.rows, daily.files, daily.refused) == (81, 3, ["1-bad.csv"])
    assert daily.release == place.latest().release.id
    (place.landing.folder / "inbox" / "kiosks" / "1-bad.csv").unlink()
    assert place.run("daily").code == 0
    assert place.run("status", "--check").code == 0


def test_a_second_one_leaves_at_once(place: Place) -> None:
    drop(place, "1.csv", GOOD)
    handle = os.open(place.landing.folder / "daily.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert place.run("daily").code == 75
    os.close(handle)
    with place.landing.held():
        assert place.run("daily").code == 75
    assert place.landing.manifests() == []
    assert [run.code for run in read_runs(place.landing.folder)] == [75, 75]
    assert place.run("daily").code == 0


def test_another_inbox_may_be_named(place: Place) -> None:
    inbox = place.folder / "theirs"
    (inbox / "kiosks").mkdir(parents=True)
    (inbox / "kiosks" / "1.csv").write_text(GOOD)
    (inbox / "nobody").mkdir()
    assert place.run("daily", "--inbox", inbox).code == 0
    assert [m.file for m in place.landing.manifests()] == ["1.csv"]
    assert place.run("daily", "--inbox", place.folder / "nowhere").code == 66


@pytest.mark.parametrize("lost", ["changed", "ledger", "damaged", "manifest"])
def test_the_ledger_saves_time_and_decides_nothing(place: Place, lost: str) -> None:
    path = drop(place, "1.csv", GOOD)
    assert place.run("daily").code == 0
    ledger = place.landing.folder / "seen.json"
    if lost == "changed":
        path.write_text(presses([*month_of_presses("2026-01"), *month_of_presses("2026-02")]))
    elif lost == "ledger":
        ledger.unlink()
    elif lost == "damaged":
        ledger.write_text('{"kiosks|x": 3')
    else:
        for row in (place.landing.folder / "manifest").iterdir():
            row.unlink()
    result = place.run("daily")
    assert result.code == 0, result.err
    accepted = sum(m.accepted for m in place.landing.manifests())
    assert accepted == (160 if lost == "changed" else 80)


def test_an_alarm_has_its_own_code(place: Place) -> None:
    months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    rows = [r for m in months for r in month_of_presses(m, "oak")]
    rows += [r for m in months[:3] for r in month_of_presses(m, "ash")]
    drop(place, "1.csv", presses(rows))
    result = place.run("daily")
    assert result.code == 69 and "Ash Station has no records in 2026-04" in result.out
    assert place.run("daily").code == 69


def test_purge_clears_the_inbox_of_what_was_accepted(place: Place) -> None:
    kept, gone = drop(place, "new.csv", BAD), drop(place, "1.csv", GOOD)
    place.run("daily")
    for path in (place.landing.folder / "manifest").iterdir():
        path.write_text(path.read_text().replace('"received": "20', '"received": "19'))
    result = place.run("purge", "--days", "0", "--json")
    assert result.code == 0 and result.json["inbox"] == 1
    assert kept.exists() and not gone.exists()


@pytest.mark.parametrize(("token", "codes"), [(TOKEN, []), ("", []), ("wrong", [64, 65, 66, 70])])
def test_what_is_declared_is_fetched_first(place: Place, token: str, codes: list[int]) -> None:
    steps: list[str] = []
    with serving(Api(rows=sixty())) as api:
        job = Desk(api, place).job()
        log = Log(place.landing.folder, place.force.name, "polars", lambda: "2026-07-01", print)
        inbox = place.landing.folder / "inbox"
        work = Daily(job, log, inbox, token, "", lambda step, _: steps.append(step))
        with log.run("daily") as entry:
            work.run(entry)
    if token == TOKEN:
        assert steps == ["fetch", "accept", "release"] and work.worst is None
        assert entry.sums["rows"] == 60
    elif token:
        assert steps == ["failed"] and work.worst is not None
        assert work.worst.exit_code in codes
    else:
        assert steps == [] and work.worst is None
