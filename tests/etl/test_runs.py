"""Every run that writes leaves its row; the log never decides how a run ends."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from etl.logbook import Log
from etl.runs import Run, alive, path_of, read_runs, working
from tests.etl.conftest import Place, month_of_presses, presses
from tests.factory import ROOT

JANUARY = month_of_presses("2026-01")


def take(place: Place, name: str = "1.csv", code: int = 0) -> None:
    result = place.run("accept", "kiosks", place.deliver(name, presses(JANUARY)))
    assert result.code == code, result.err


def last(place: Place) -> Run:
    return read_runs(place.landing.folder)[-1]


def test_a_good_run_says_what_it_did(place: Place) -> None:
    bad = ("x", "elm", "2026-01-05 10:00:00", 1)
    place.run("accept", "kiosks", place.deliver("1.csv", presses([*JANUARY, bad])))
    run = last(place)
    assert (run.verb, run.source, run.files, run.names) == ("accept", "kiosks", 1, ["1.csv"])
    assert (run.rows, run.accepted, run.quarantined, run.duplicates) == (81, 80, 1, 0)
    assert (run.code, run.error, run.message, run.engine) == (0, "", "", "polars")
    assert run.started <= run.ended and run.rows_per_second > 0 and run.peak_mb > 10
    assert place.run("release").code == 0
    assert last(place).release == place.latest().release.id


def test_verbs_that_write_are_logged_and_others_are_not(place: Place) -> None:
    take(place)
    for verb in (["release"], ["verify", "--rebuild"], ["purge"], ["revise", "--note", "x"]):
        assert place.run(*verb).code == 0
    place.run("withdraw", place.latest().release.id, "--why", "a test")
    path = place.deliver("k.csv", presses(JANUARY[:3]))
    for verb in (["status"], ["preview", "kiosks", path], ["quarantine"], ["verify"], ["check"]):
        place.run(*verb)
    verbs = [run.verb for run in read_runs(place.landing.folder)]
    assert verbs == ["accept", "release", "verify", "purge", "revise", "withdraw"]


def test_a_refused_file_is_logged_with_its_family_and_no_value(place: Place) -> None:
    result = place.run("accept", "kiosks", place.deliver("bad.csv", "Vera Private,x\n1,2\n"))
    run = last(place)
    assert (run.code, run.error, run.refused) == (result.code, "DeliveryError", ["bad.csv"])
    assert run.message in result.err and "Vera" not in path_of(place.landing.folder).read_text()


def test_a_busy_run_is_logged(place: Place) -> None:
    with place.landing.held():
        take(place, code=75)
    assert (last(place).code, last(place).error) == (75, "Busy")


def test_a_mistake_in_the_definitions_is_logged(place: Place) -> None:
    (place.force / "areas.csv").unlink()
    assert place.run("accept", "kiosks", place.deliver("1.csv", "")).code == 78
    assert last(place).error == "DefinitionError"


@pytest.mark.parametrize("blocked", ["folder", "full", "fifo"])
def test_a_log_that_cannot_be_written_stops_nothing(place: Place, blocked: str) -> None:
    path = path_of(place.landing.folder)
    path.parent.mkdir(mode=0o700)
    if blocked == "folder":
        path.mkdir()
    elif blocked == "full":
        path.symlink_to("/dev/full")
    else:
        os.mkfifo(path)
    result = place.run("accept", "kiosks", place.deliver("1.csv", presses(JANUARY)))
    assert result.code == 0 and "not in the run log" in result.err
    assert len(place.landing.manifests()) == 1
    result = place.run("accept", "kiosks", place.deliver("2.csv", ""))
    assert result.code == 65 and "the file is empty" in result.err
    assert place.run("status").code == 0


def test_half_a_line_costs_only_itself(place: Place) -> None:
    take(place)
    path = path_of(place.landing.folder)
    path.write_bytes(b'{"id": "x"}\n\xff\n' + path.read_bytes() + b'{"id": "half')
    take(place, "2.csv")
    assert [run.code for run in read_runs(place.landing.folder)] == [0, 0]


def test_a_run_that_was_killed_is_not_a_good_one(place: Place) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not alive(child.pid)
    begun = {"id": "a", "pid": child.pid, "started": "2026-01-01T00:00:00+00:00", "verb": "accept"}
    place.landing.folder.mkdir()
    path_of(place.landing.folder).write_text(json.dumps(begun | {"source": "kiosks"}) + "\n")
    assert last(place).code == 137 and "exit 137" in place.run("runs").out
    result = place.run("status", "--check")
    assert result.code == 69 and "accept kiosks failed once" in result.out
    take(place)
    assert place.run("status", "--check").code == 0


def test_a_number_that_another_process_has_now_is_not_at_work(place: Place) -> None:
    take(place)
    begun = Run(id="a", pid=os.getpid(), started="2026-01-01", verb="accept", source="kiosks")
    with path_of(place.landing.folder).open("a") as log:
        log.write(begun.model_dump_json(exclude_defaults=True) + "\n")
    assert last(place).code == 137
    with working(place.landing.folder):
        assert last(place).code is None
    assert last(place).code == 137


def test_a_run_is_at_work_until_its_end_is_written(place: Place) -> None:
    take(place)
    log = Log(place.landing.folder, place.force.name, "polars", lambda: "2026-07-01", print)
    with log.run("release"):
        assert last(place).code is None
    assert last(place).code == 0


def test_the_zone_of_another_force_does_not_log_this_one(place: Place) -> None:
    place.landing.folder.mkdir()
    (place.landing.folder / "force").write_text("othershire")
    take(place, code=64)
    assert read_runs(place.landing.folder) == []


def test_runs_are_listed(place: Place) -> None:
    assert "no run is in the log" in place.run("runs").out
    take(place)
    place.run("accept", "kiosks", place.deliver("2.csv", ""))
    first, second = place.run("runs").out.splitlines()
    assert "accept kiosks" in first and "exit 0" in first and "80 rows = 80 + 0 + 0" in first
    assert "exit 65" in second and "DeliveryError: 2.csv: the file is empty" in second
    (row,) = place.run("runs", "--last", "1", "--json").json
    assert (row["exit_code"], row["names"]) == (65, ["2.csv"])


def test_many_runs_at_once_leave_whole_lines(place: Place) -> None:
    code = (
        "import sys; from pathlib import Path; from etl.logbook import Log\n"
        "log = Log(Path(sys.argv[1]), 'f', 'polars', lambda: '2026-01-01', print)\n"
        "for n in range(30):\n"
        "    with log.run('accept', 's' * 500): pass\n"
    )
    command = [sys.executable, "-c", code, place.landing.folder]
    some = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [run.wait() for run in some] == [0, 0, 0]
    lines = path_of(place.landing.folder).read_text().splitlines()
    assert len(lines) == 180 and all(json.loads(line) for line in lines if line)
    assert len(read_runs(place.landing.folder)) == 90


def etl(*arguments: object, **streams: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, text=True, check=False, **streams)  # type: ignore


def test_a_full_disk_behind_the_progress_stops_nothing(place: Place) -> None:
    path = place.deliver("1.csv", presses(JANUARY))
    with Path("/dev/full").open("w") as full:
        done = etl("accept", "kiosks", path, stdout=subprocess.PIPE, stderr=full)
        assert done.returncode == 0 and "80 accepted" in done.stdout
        lost = etl("status", stdout=full, stderr=subprocess.PIPE)
    assert lost.returncode == 74 and "Traceback" not in lost.stderr


def test_a_reader_that_has_stopped_stops_nothing(place: Place) -> None:
    path = place.deliver("1.csv", presses(JANUARY))
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while os.write(writing, b"x" * 1024):
            pass
    os.set_blocking(writing, True)
    done = etl("accept", "kiosks", path, stdout=subprocess.PIPE, stderr=writing, timeout=60)
    os.close(reading)
    os.close(writing)
    assert done.returncode == 0 and "80 accepted" in done.stdout


STRUCK = """
import os, signal, sys
import etl.__main__ as command

class Struck:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), getattr(signal, sys.argv[2]))

sys.meta_path.insert(0, Struck())
command.main()
"""


@pytest.mark.parametrize("module", ["click", "polars", "etl.jobs"])
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_while_the_job_is_loaded_has_no_trace(module: str, name: str, code: int) -> None:
    command = [sys.executable, "-c", STRUCK, module, name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "stopped before anything began\n")


def modes(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): f"{p.stat().st_mode & 0o777:o}" for p in folder.rglob("*")}


def test_what_is_private_is_the_owners_and_what_is_public_is_everybodys(place: Place) -> None:
    landing, public = place.folder / "var" / "landing", place.folder / "var" / "public"
    landing.mkdir(parents=True)
    landing.chmod(0o755)
    inbox = place.folder / "theirs" / "kiosks"
    inbox.mkdir(parents=True)
    bad = ("x", "elm", "2026-01-05 10:00:00", 1)
    (inbox / "1.csv").write_text(presses([*JANUARY, bad]))
    own = {"PORTAL_LANDING": str(landing), "PORTAL_DATABASE": f"sqlite:///{public}/portal.sqlite"}
    done = etl("daily", "--inbox", inbox.parent, env=os.environ | own, stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr
    found = modes(landing)
    assert len(found) > 10 and set(found.values()) == {"600", "700"}, found
    assert modes(public) == {"portal.sqlite": "644"}
    assert public.stat().st_mode & 0o777 == 0o755


def test_the_folder_above_the_landing_zone_is_not_closed(place: Place) -> None:
    own = {"PORTAL_LANDING": str(place.folder / "var" / "landing")}
    path = place.deliver("1.csv", presses(JANUARY))
    assert etl("accept", "kiosks", path, env=os.environ | own, stderr=-1).returncode == 0
    assert modes(place.folder / "var")["landing"] == "700"
    assert (place.folder / "var").stat().st_mode & 0o777 == 0o755
