"""The private landing zone: one run at a time, nothing half done, nothing twice."""

import fcntl
import os
import re
import signal
import stat
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from etl.engine import Polars
from etl.landing import Landing
from etl.parts import delivery_of, standing
from release.errors import Busy, StorageError
from tests.etl.conftest import Place, month_of_presses, place_at, presses
from tests.factory import ROOT

JANUARY = month_of_presses("2026-01")
ANSWERS = "id,place,day,item,rating\n" + "".join(
    f"a{n},oak,2026-01-05,respect,4\n" for n in range(9)
)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "etl", *map(str, arguments)]


def taken(place: Place, name: str, rows: list, source: str = "kiosks") -> dict:
    result = place.run("accept", source, place.deliver(name, presses(rows)), "--json")
    assert result.code == 0, result.err
    return result.json[0]


def stored(place: Place) -> pl.DataFrame:
    frames = standing(Polars(), place.landing.parts("press", "kiosks"))
    return nw.concat(frames).to_native().collect().drop("row") if frames else pl.DataFrame()


def files(landing: Landing) -> list[str]:
    return sorted(str(p.relative_to(landing.folder)) for p in landing.folder.glob("**/*.parquet"))


def test_a_second_run_leaves_at_once_while_another_process_holds_the_zone(place):
    path = place.deliver("1.csv", presses(JANUARY))
    place.landing.folder.mkdir()
    hold = "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.flock(f, 2); print(1, flush=True); "
    holder = subprocess.Popen(
        [sys.executable, "-c", hold + "sys.stdin.read()", place.landing.folder / "lock"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None and holder.stdout.readline()
        began = time.monotonic()
        busy = place.run("accept", "kiosks", path)
        assert time.monotonic() - began < 5
        assert busy.code == 75 and "another run is working" in busy.err
        assert place.landing.manifests() == []
        holder.kill()
    assert place.run("accept", "kiosks", path).code == 0


def test_the_zone_is_free_again_after_an_error(place):
    with pytest.raises(RuntimeError), place.landing.held():
        raise RuntimeError
    with place.landing.held(), pytest.raises(Busy), place.landing.held():
        pass
    handle = os.open(place.landing.folder / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


def test_the_secret_is_made_once_and_for_its_owner_only(place):
    first = place.landing.secret()
    path = place.landing.folder / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.landing.folder.stat().st_mode) == 0o700
    assert place.landing.secret() == first and len(first) == 32
    assert Landing(place.folder / "other").secret() != first


def test_what_a_dead_run_left_is_swept(place):
    taken(place, "1.csv", JANUARY)
    kept = files(place.landing)
    for left in ("records/press/kiosks/2026-01/dead.parquet", "quarantine/dead.parquet"):
        (place.landing.folder / left).write_bytes(b"half")
    (place.landing.folder / "manifest/.000002.json.new").write_text("{")
    before = stored(place).height
    with place.landing.held():
        pass
    assert files(place.landing) == kept and stored(place).height == before
    assert [p.name[:6] for p in (place.landing.folder / "manifest").iterdir()] == ["000001"]


def test_the_same_content_adds_nothing_under_whatever_name(place):
    taken(place, "1.csv", JANUARY)
    before, kept = stored(place).height, files(place.landing)
    assert taken(place, "renamed.csv", JANUARY)["again"] is True
    turned = taken(place, "turned.csv", JANUARY[::-1])
    assert (turned["again"], turned["accepted"]) == (False, 0)
    assert turned["duplicates"] == turned["rows"] == len(JANUARY)
    assert stored(place).height == before and set(kept) <= set(files(place.landing))


def test_a_file_may_come_for_two_sources(place):
    text = (place.force / "sources.toml").read_text()
    (place.force / "sources.toml").write_text(
        text + text.replace("[kiosks", "[web").split("[survey")[0]
    )
    first, second = (taken(place, "1.csv", JANUARY, source) for source in ("kiosks", "web"))
    assert (second["again"], second["accepted"]) == (False, first["accepted"])
    assert len({m.delivery for m in place.landing.manifests()}) == 2
    assert stored(place).height == len(JANUARY)


def test_of_corrections_the_newest_wins(place):
    rows = [("p1", "oak", "2026-01-05 10:00:00", 0), ("p2", "oak", "2026-01-05 11:00:00", 0)]
    later = [("p1", "oak", "2026-02-05 10:00:00", 3), ("p2", "oak", "2026-01-05 11:00:00", 0)]
    taken(place, "1.csv", rows)
    report = taken(place, "2.csv", later)
    assert (report["accepted"], report["duplicates"], report["corrections"]) == (1, 1, 1)
    assert set(stored(place).select("event_id", "at", "face").rows()) == {
        ("p1", "2026-02-05T10:00:00", "very_happy"),
        ("p2", "2026-01-05T11:00:00", "very_unhappy"),
    }
    back = taken(place, "3.csv", rows[:1])
    assert back["corrections"] == 1
    assert set(stored(place).get_column("face")) == {"very_unhappy"}


@pytest.fixture
def full(place: Place) -> Place:
    """Three deliveries with repeats, corrections and refused rows, released."""
    taken(place, "1.csv", [*JANUARY, ("bad", "elm", "2026-01-05 10:00:00", 1)])
    corrected = [(id_, area, when, 3) for id_, area, when, _ in JANUARY[:7]]
    taken(place, "2.csv", [*JANUARY[5:30], *month_of_presses("2026-02", "ash")])
    taken(place, "3.csv", corrected)
    assert place.run("accept", "survey", place.deliver("s.csv", ANSWERS)).code == 0
    assert place.run("release").code == 0
    return place


@pytest.mark.parametrize("purged", [[], ["--days", 0]], ids=["kept", "purged"])
def test_a_rebuild_gives_the_same_digest(full, purged):
    if purged:
        yesterday = str(date.today() - timedelta(days=1))
        for path in (full.landing.folder / "manifest").glob("00000[12]*.json"):
            text = path.read_text()
            path.write_text(re.sub('"received": ".{10}', f'"received": "{yesterday}', text))
        assert full.run("purge", *purged).out.startswith("2 deliveries")
        assert not list((full.landing.folder / "deliveries").iterdir())
    before = files(full.landing)
    result = full.run("verify", "--rebuild", "--json")
    assert result.code == 0, result.err
    assert result.json["digest"] == full.latest().release.digest and result.json["rebuilt"]
    assert files(full.landing) == before
    assert {p.name for p in full.folder.iterdir()} >= {"landing", "public"}
    assert not [p for p in full.folder.iterdir() if p.name.startswith("tmp")]


def test_a_rebuild_finds_a_record_that_was_changed(full):
    path = full.landing.parts("press", "kiosks")[0].path
    frame = pl.read_parquet(path)
    frame.with_columns(points=pl.lit(100_000, pl.Int64)).write_parquet(path)
    result = full.run("verify", "--rebuild")
    assert result.code == 70 and "the rebuild gave another digest" in result.err


def test_no_content_is_kept_of_what_was_dropped_or_refused(full):
    texts = [pl.read_parquet_schema(p) for p in full.landing.folder.glob("deliveries/*")]
    assert len(texts) == 1 and "note" not in texts[0]
    quarantine = [full.landing.quarantine(m).columns for m in full.landing.manifests()]
    assert quarantine == [["line", "reasons"]] * 4


def test_the_landing_zone_of_another_force_is_refused(place, tmp_path, monkeypatch, capsys):
    taken(place, "1.csv", JANUARY)
    other = tmp_path / "othershire"
    other.mkdir()
    for path in place.force.iterdir():
        (other / path.name).write_text(path.read_text())
    there = place_at(tmp_path, other, monkeypatch, capsys)
    result = there.run("accept", "kiosks", place.deliver("2.csv", presses(JANUARY[:3])))
    assert result.code == 64 and "is the landing zone of smallshire" in result.err
    assert len(place.landing.manifests()) == 1


def test_a_release_of_nothing_but_refused_rows_says_nothing(place):
    taken(place, "1.csv", [("bad", "elm", "2026-01-05 10:00:00", 1)])
    result = place.run("release", "--json")
    assert result.code == 0, result.err
    assert result.json["observations"] == 0 and place.latest().observations() == []
    taken(place, "2.csv", JANUARY)
    assert place.run("release", "--json").json["added"] > 0
    assert place.run("verify", "--rebuild").code == 0


def test_a_landing_zone_that_cannot_be_made_is_a_fault_of_storage(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        Landing(tmp_path / "file" / "landing").secret()


def test_kill_9_while_accepting_leaves_no_half_delivery(place):
    taken(place, "0.csv", JANUARY)
    months = [f"20{y}-{m:02d}" for y in range(10, 26) for m in range(1, 13)]
    path = place.deliver("big.csv", presses([r for m in months for r in month_of_presses(m)]))
    ends = [_killed(path, place.landing.folder / "records", delay) for delay in (0, 0.02, 0.15)]
    assert -signal.SIGKILL in ends
    known = {m.delivery for m in place.landing.manifests()}
    whole = stored(place).height
    assert whole == len(JANUARY) + (len(months) * 80 if len(known) == 2 else 0)
    assert place.run("accept", "kiosks", path).code == 0
    assert {delivery_of(Path(name)) for name in files(place.landing)} == {
        m.delivery for m in place.landing.manifests()
    }
    assert stored(place).height == len(JANUARY) + len(months) * 80


def _killed(path: Path, records: Path, delay: float) -> int:
    """Kill a run ``delay`` seconds after it began to store; its exit code."""
    known = len(list(records.glob("**/*")))
    run = subprocess.Popen(command("accept", "kiosks", path), cwd=ROOT, stderr=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL)  # fmt: skip
    while run.poll() is None and len(list(records.glob("**/*"))) <= known:
        time.sleep(0.001)
    time.sleep(delay)
    run.kill()
    return run.wait()


def test_a_lost_secret_is_never_replaced_in_silence(place):
    place.run("accept", "kiosks", place.deliver("1.csv", presses(month_of_presses("2026-01"))))
    (place.folder / "landing/secret").unlink()
    result = place.run("release")
    assert result.code == 66 and "put it back from your backup" in result.err
    assert not (place.folder / "landing/secret").exists()


def test_what_a_killed_rebuild_left_is_removed(place):
    place.run("accept", "kiosks", place.deliver("1.csv", presses(month_of_presses("2026-01"))))
    left = place.folder / "landing/.scratch-x"
    left.mkdir()
    (left / "secret").write_text("copy")
    assert place.run("release").code == 0
    assert not left.exists()


def test_after_a_withdrawal_the_release_before_it_is_named(place):
    for n, month in enumerate(("2026-01", "2026-02")):
        place.run("accept", "kiosks", place.deliver(f"{n}.csv", presses(month_of_presses(month))))
        place.run("release")
    first, second = (place.latest().history[n].id for n in (1, 0))
    assert place.run("withdraw", second, "--why", "a fault").code == 0
    assert place.run("status", "--json").json["release"]["id"] == first
    assert place.run("verify").code == 0
