"""What a scheduler runs every day: all that is new, whatever one file does, one exit code."""

import fcntl
import os
from pathlib import Path

import pytest

from etl.accept import Accepted, accept
from etl.daily import Daily
from etl.job import Job
from etl.logbook import Log
from etl.readers.containers import Member
from etl.runs import path_of, read_runs
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
    assert "alarm: kiosks: refused and not accepted since: 1-bad.csv (on 20" in result.out
    runs = read_runs(place.landing.folder)
    assert [(r.verb, r.source, r.code) for r in runs] == [
        ("daily", "", 65), ("accept", "kiosks", 65), ("accept", "survey", 0), ("release", "", 0),
        ("purge", "", 0),
    ]  # fmt: skip
    daily = runs[0]
    assert {r.within for r in runs[1:]} == {daily.id}
    assert (daily.rows, daily.files, daily.refused) == (81, 3, ["1-bad.csv"])
    assert daily.release == place.latest().release.id
    (place.landing.folder / "inbox" / "kiosks" / "1-bad.csv").unlink()
    assert place.run("daily").code == 69
    drop(place, "1-bad.csv", GOOD)
    assert place.run("daily").code == 0
    assert place.run("status", "--check").code == 0


class Panic(BaseException):
    """Stands for polars' own, which is no Exception either."""


@pytest.mark.parametrize("kind", [ZeroDivisionError, KeyError, Panic])
def test_a_bug_in_one_file_does_not_stop_the_rest(
    place: Place, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    drop(place, "1.csv", GOOD)
    drop(place, "2.csv", presses(month_of_presses("2026-02")))
    drop(place, "s.csv", "id,place,day,item,rating\na1,oak,2026-01-05,respect,4\n", "survey")

    def broken(job: Job, source: str, path: Path, member: Member) -> Accepted:
        if path.name == "1.csv":
            raise kind("Vera Private")
        return accept(job, source, path, member)

    monkeypatch.setattr("etl.jobs.accept", broken)
    monkeypatch.setattr("etl.daily.BUGS", (Exception, Panic))
    result = place.run("daily")
    assert (
        result.code == 1
        and f"1.csv: the portal itself made a mistake ({kind.__name__})" in result.err
    )
    assert {m.file for m in place.landing.manifests()} == {"2.csv", "s.csv"}
    assert place.latest().release.id
    log = path_of(place.landing.folder).read_text()
    assert "Vera" not in result.out + result.err + log and kind.__name__ in log
    monkeypatch.undo()


def test_a_bug_in_a_step_does_not_stop_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(job: Job) -> None:
        raise KeyError("Vera Private")

    drop(place, "1.csv", GOOD)
    monkeypatch.setattr("etl.daily.release", broken)
    result = place.run("daily")
    assert result.code == 1 and "release: the portal itself made a mistake (KeyError)" in result.err
    assert read_runs(place.landing.folder)[-1].verb == "purge"


def test_a_file_is_offered_again_when_the_mapping_was_mended(place: Place) -> None:
    bad = [("x", "elm", "2026-01-05 10:00:00", 1)]
    drop(place, "1.csv", presses([*month_of_presses("2026-01"), *bad]))
    place.run("daily")
    assert sum(m.quarantined for m in place.landing.manifests()) == 1
    areas = place.force / "areas.csv"
    areas.write_text(areas.read_text() + "elm,Elm Station,station,west\n")
    result = place.run("daily", "--json")
    (step,) = [s for s in result.json["steps"] if s["step"] == "accept"]
    assert (step["accepted"], step["duplicates"], step["again"]) == (1, 80, False)
    steps = place.run("daily", "--json").json["steps"]
    assert [s["step"] for s in steps] == ["release"]


def test_what_is_older_than_it_may_be_is_purged(place: Place) -> None:
    bad = ("x", "elm", "2026-01-05 10:00:00", 1)
    path = drop(place, "1.csv", presses([*month_of_presses("2026-01"), bad]))
    place.run("daily")
    for row in (place.landing.folder / "manifest").iterdir():
        row.write_text(row.read_text().replace('"received": "202', '"received": "201'))
    assert "purged" not in place.run("daily", "--keep", "36500").out and path.exists()
    result = place.run("daily")
    assert "1 deliveries received before 20" in result.out and not path.exists()
    assert place.run("quarantine").out.startswith("no line")


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
